"""The training set of the network of shapes: simulated bags, threats alone, and the mixing of both that makes every look a new one.

Attenuation adds up along a ray, so a threat traced alone is added to a bag's attenuation in both energies, as threat image projection does,
with the noise that the lost quanta bring. Bags with threats traced in them are there too, since adding forgets how beams harden.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from smartcustoms.imaging import scenes
from smartcustoms.imaging.beams import beam
from smartcustoms.imaging.catalogue import tools as other_metal
from smartcustoms.imaging.catalogue.baggage import Bag, pack
from smartcustoms.imaging.catalogue.making import a_threat
from smartcustoms.imaging.decompose import attenuation, material_table
from smartcustoms.imaging.detector import Faults, transmission
from smartcustoms.imaging.shapes import CLASSES, PIXEL_MM, scaled_layers, with_number
from smartcustoms.imaging.solids import Thing, turn_x, turn_y, turn_z
from smartcustoms.imaging.tracing import Image, LineScan, trace

Boxes = list[tuple[int, tuple[float, float, float, float]]]
BEAMS: Final = ("kv140", "kv160", "kv180", "kv200")
"""Beams of the training set; tests use kv120 as another."""
_SHARES: Final = (0.16, 0.28, 0.12, 0.12, 0.12, 0.1, 0.1)
"""How often each class is met: shapes that are hard to tell more often."""
_SIZES: Final = (384, 384, 512, 768)
_METAL: Final = (
    other_metal.pliers, other_metal.screwdriver, other_metal.flat_metal, other_metal.fork_and_spoon, other_metal.drill,
    other_metal.hair_dryer, other_metal.hammer,
)  # fmt: skip
ALONE: Final = LineScan("top", (0.0, -650.0), (-560.0, 650.0), (560.0, 650.0), 320, 270, PIXEL_MM, -288.0)


@dataclass(frozen=True)
class Seen:
    """Attenuations in both energies at the network's pixel, the beam, and the boxes of the threats in them."""

    layers: Image  # (2, rows, columns), kept in half precision
    beam: str
    boxes: Boxes


def a_bag(seed: int) -> Seen:
    """Make a bag: a third with threats traced in it, a third crowded with metal that is none; any view, beam, size and detector."""
    luck = np.random.default_rng(seed)
    kind = seed % 3
    threats = [str(luck.choice(CLASSES, p=_SHARES)) for _ in range(int(luck.integers(1, 5)))] if kind == 0 else []
    bag = pack(luck, things=int(luck.integers(6, 45)), threats=threats)
    if kind == 1:
        bag = _with_metal(bag, luck)
    name, size = str(luck.choice(BEAMS)), int(luck.choice(_SIZES))
    scanner = scenes.BAG_TOP if luck.random() < 0.6 else scenes.BAG_SIDE
    view = scenes.scanned(bag.things, scenes._scaled(scanner, size), name, luck, faults=_faults(luck))
    layers = scaled_layers(attenuation(view.low), attenuation(view.high), row_mm=view.row_mm, column_mm=view.column_mm)
    down, across = view.row_mm / PIXEL_MM, view.column_mm / PIXEL_MM
    truth = [(CLASSES.index(each.label), each.box) for each in view.truth if each.label in CLASSES]
    boxes: Boxes = [(c, (x * across, y * down, w * across, max(1.0, h * down))) for c, (x, y, w, h) in truth]
    return Seen(layers.astype(np.float16), name, boxes)


def a_threat_alone(seed: int, name: str) -> Seen:
    """Trace a threat alone, turned any way (often on edge and on end), without noise; cut to its box."""
    luck = np.random.default_rng(seed)
    label = int(luck.choice(len(CLASSES), p=_SHARES))
    made = a_threat(luck, CLASSES[label])
    turn = turn_z(luck.uniform(0, 6.28)) @ _way(luck)
    low, high = made.moved(turn, np.zeros(3)).bounds_mm
    at = np.array([luck.uniform(-20, 20), luck.uniform(-150, 150), luck.uniform(20, 260)]) - (low + high) / 2
    layers = _alone(made.moved(turn, at), name)
    rows, columns = np.flatnonzero(layers[1].max(1) > 0.02), np.flatnonzero(layers[1].max(0) > 0.02)
    if not len(rows) or not len(columns):
        return a_threat_alone(seed + 1_000_000, name)
    cut = layers[:, rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return Seen(cut.astype(np.float16), name, [(label, (0.0, 0.0, float(cut.shape[2]), float(cut.shape[1])))])


def mixed(bag: Seen, threats: list[Seen], luck: np.random.Generator, side: int) -> tuple[Image, Boxes]:
    """Give one look: a square of a bag, mirrored at random, with threats added, other noise and gain, as the network sees it."""
    layers, boxes = _mirrored(bag.layers.astype(np.float32), bag.boxes, luck)
    where = np.argwhere(layers[1, ::4, ::4] > 0.08) * 4
    for each in threats:
        added, _ = _mirrored(each.layers.astype(np.float32), [], luck)
        if luck.random() < 0.4:
            added = _stretched(added, luck)
        if luck.random() < 0.5:
            added = np.ascontiguousarray(added.transpose(0, 2, 1))
        middle = where[int(luck.integers(len(where)))] if len(where) else np.array(layers.shape[1:]) // 2
        box = _added(layers, added, middle, luck)
        if box is not None:
            boxes = [*boxes, (each.boxes[0][0], box)]
    layers, boxes = _square(layers, boxes, where, side, luck)
    return with_number(_disturbed(layers, luck), material_table(bag.beam)), boxes


def _with_metal(bag: Bag, luck: np.random.Generator) -> Bag:
    """Lay more tools into a bag, wherever; what overlaps does no harm to learning."""
    low, high = np.array([-0.4, -0.4, 0.1]) * bag.inside_mm, np.array([0.4, 0.4, 0.9]) * bag.inside_mm
    more: list[Thing] = []
    for _ in range(int(luck.integers(2, 7))):
        made = _METAL[int(luck.integers(len(_METAL)))](luck)
        more.append(made.moved(turn_z(luck.uniform(0, 6.28)) @ _way(luck), luck.uniform(low, high)))
    return Bag(bag.inside_mm, (*bag.things, *more))


def _way(luck: np.random.Generator) -> np.ndarray:
    """Lie flat, stand on edge, or turn any way."""
    kind = luck.random()
    if kind < 0.4:
        return np.asarray(turn_x(luck.uniform(-0.3, 0.3)))
    if kind < 0.7:
        return np.asarray(turn_x(np.pi / 2 + luck.uniform(-0.3, 0.3)))
    return np.asarray(turn_y(luck.uniform(0, np.pi)) @ turn_x(luck.uniform(0, np.pi)))


def _faults(luck: np.random.Generator) -> Faults:
    return Faults(
        scatter_share=luck.uniform(0, 0.06), blur_share=luck.uniform(0.2, 0.6), dead_cells=int(luck.choice([0, 0, 0, 1, 2])),
        gain_spread=luck.uniform(0.001, 0.004), gain_drift=luck.uniform(0, 0.01), afterglow_share=luck.uniform(0, 0.005),
    )  # fmt: skip


def _alone(made: Thing, name: str) -> Image:
    known = beam(name)
    through = transmission(trace([made], ALONE), known)
    faint = np.maximum(through, 1e-4)
    return np.asarray(-np.log(faint).transpose(2, 1, 0), np.float32)


def _mirrored(layers: Image, boxes: Boxes, luck: np.random.Generator) -> tuple[Image, Boxes]:
    rows, columns = layers.shape[1:]
    if luck.random() < 0.5:
        layers, boxes = layers[:, :, ::-1], [(c, (columns - x - w, y, w, h)) for c, (x, y, w, h) in boxes]
    if luck.random() < 0.5:
        layers, boxes = layers[:, ::-1], [(c, (x, rows - y - h, w, h)) for c, (x, y, w, h) in boxes]
    return np.ascontiguousarray(layers), boxes


def _added(
    layers: Image, added: Image, middle: np.ndarray, luck: np.random.Generator
) -> tuple[float, float, float, float] | None:
    """Add a threat's attenuation around a place, with the noise of the quanta it takes away; give its box, None where it does not fit."""
    high, wide = added.shape[1:]
    top, left = int(middle[0]) - high // 2, int(middle[1]) - wide // 2
    if top < 0 or left < 0 or top + high > layers.shape[1] or left + wide > layers.shape[2]:
        return None
    part = layers[:, top : top + high, left : left + wide]
    quanta = luck.uniform(3e4, 3e5)
    more = np.sqrt(np.maximum(np.exp(np.minimum(part + added, 9)) - np.exp(np.minimum(part, 9)), 0) / quanta)
    part += added + more * luck.standard_normal(part.shape, np.float32)
    return float(left), float(top), float(wide), float(high)


def _stretched(layers: Image, luck: np.random.Generator) -> Image:
    """Stretch or shrink a threat a little either way: shapes that nobody modelled are made so."""
    import cv2

    across, down = np.exp(luck.uniform(-0.35, 0.35, 2))
    size = (max(4, round(layers.shape[2] * across)), max(4, round(layers.shape[1] * down)))
    return np.stack([cv2.resize(each, size, interpolation=cv2.INTER_LINEAR) for each in layers])


def _square(
    layers: Image, boxes: Boxes, where: np.ndarray, side: int, luck: np.random.Generator
) -> tuple[Image, Boxes]:
    """Cut a square around a place in the bag; where less than 0.6 of a threat is left, nothing counts (-1)."""
    rows, columns = layers.shape[1:]
    layers = np.pad(layers, ((0, 0), (0, max(0, side - rows)), (0, max(0, side - columns))))
    middle = where[int(luck.integers(len(where)))] if len(where) else np.array([rows, columns]) // 2
    top = int(np.clip(middle[0] - side // 2, 0, layers.shape[1] - side))
    left = int(np.clip(middle[1] - side // 2, 0, layers.shape[2] - side))
    kept: Boxes = []
    for label, (x, y, w, h) in boxes:
        x0, y0, x1, y1 = max(x, left), max(y, top), min(x + w, left + side), min(y + h, top + side)
        if x1 > x0 and y1 > y0 and (x1 - x0) * (y1 - y0) >= 0.6 * w * h:
            kept.append((label, (x0 - left, y0 - top, x1 - x0, y1 - y0)))
        elif x1 > x0 and y1 > y0:
            kept.append((-1, (x0 - left, y0 - top, x1 - x0, y1 - y0)))
    return layers[:, top : top + side, left : left + side], kept


def _disturbed(layers: Image, luck: np.random.Generator) -> Image:
    """Change gain, sharpness and noise a little, as another detector would."""
    import cv2

    out = layers * luck.normal(1, (0.03, 0.025))[:, None, None].astype(np.float32)
    if luck.random() < 0.4:
        spread = float(luck.uniform(0.3, 0.9))
        out = np.stack([cv2.GaussianBlur(each, (0, 0), spread) for each in out])
    if luck.random() < 0.5:
        out = out + luck.normal(0, luck.uniform(0, 0.02), (2, out.shape[1], 1)).astype(np.float32)
    noise = float(luck.uniform(0, 0.015)) * luck.standard_normal(out.shape, np.float32)
    return np.asarray(out + noise * (1 + out), np.float32)
