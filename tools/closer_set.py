"""The training set of the closer look: places that the network of shapes puts forward in simulated bags, and what really lies there."""

import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np

from smartcustoms.imaging import closer, scenes
from smartcustoms.imaging.catalogue.baggage import pack
from smartcustoms.imaging.catalogue.making import HARMLESS
from smartcustoms.imaging.decompose import attenuation, material_table
from smartcustoms.imaging.shapes import CLASSES, Glimpse, Place, glimpsed, network_input, overlap
from smartcustoms.imaging.tracing import Image
from tools.shapes_set import BEAMS, _faults, _with_metal

LABELS: Final = (*CLASSES, *sorted(HARMLESS), "other")
STORED: Final = 160
STORED_OVER: Final = 1.27
"""What is stored of a place over what a close-up shows of it, so that its box can be moved and stretched in training."""
_SHARES: Final = (0.2, 0.28, 0.12, 0.13, 0.11, 0.08, 0.08)
_SIZES: Final = (512, 768, 768, 1024)
_LEAST, _HITS, _NEAR, _OTHERS, _PLACES = 0.01, 0.4, 0.2, 8, 24
_STRETCHED, _MOVED = 0.18, 0.08


@dataclass(frozen=True)
class Spot:
    """A place put forward: what is stored around it, its size, the first network's thoughts, what it is, and where the thing's box is.

    `thing_mm` is the middle of the thing's box seen from the middle of the place (across, down), and its sides; zeros when nothing fits.
    """

    layers: Image  # (3, STORED, STORED) in half precision
    size_mm: tuple[float, float]
    sureness: tuple[float, ...]
    label: int
    thing_mm: tuple[float, float, float, float]


@cache
def network(weights: Path) -> Any:
    """Give the network of shapes on one thread."""
    import onnxruntime

    options = onnxruntime.SessionOptions()  # type: ignore[attr-defined]  # the package does not name what it exports
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(weights.read_bytes(), options, providers=["CPUExecutionProvider"])  # type: ignore[attr-defined]


def spots_of_a_bag(weights: Path, seed: int) -> list[Spot]:
    """Make a bag, three of four with three to six threats, the others with metal that is none; give places in both views."""
    luck = np.random.default_rng(seed)
    clean = seed % 4 == 0
    threats = [] if clean else [str(luck.choice(CLASSES, p=_SHARES)) for _ in range(int(luck.integers(3, 7)))]
    bag = pack(luck, things=int(luck.integers(10, 45)), threats=threats)
    if clean:
        bag = _with_metal(bag, luck)
    name, size, faults = str(luck.choice(BEAMS)), int(luck.choice(_SIZES)), _faults(luck)
    views = (
        scenes.scanned(bag.things, scenes._scaled(scanner, size), name, luck, faults=faults)
        for scanner in (scenes.BAG_TOP, scenes.BAG_SIDE)
    )
    return [each for view in views for each in _spots(weights, view, name, luck)]


def _spots(weights: Path, view: scenes.View, beam: str, luck: np.random.Generator) -> list[Spot]:
    low, high = attenuation(view.low), attenuation(view.high)
    number, _ = material_table(beam).look_up(low, high)
    pixel = {"row_mm": view.row_mm, "column_mm": view.column_mm}
    seen = network_input(low, high, number, **pixel)
    answer = np.asarray(network(weights).run(None, {"scan": seen[None]})[0][0], np.float32)
    layers = closer.seen_layers(low, high, number)
    told = [_spot(layers, each, view) for each in glimpsed(answer, least=_LEAST, most=_PLACES, **pixel)]
    threats = [each for each in told if each is not None and each.label < len(CLASSES)]
    others = [each for each in told if each is not None and each.label >= len(CLASSES)]
    return threats + [others[int(k)] for k in luck.permutation(len(others))[:_OTHERS]]


def _spot(layers: Image, seen: Glimpse, view: scenes.View) -> Spot | None:
    """Say what lies at a place; None where it is half of a threat and half not."""
    threats = [each for each in view.truth if each.threat]
    harmless = [each for each in view.truth if each.label in HARMLESS]
    thing, label = None, len(LABELS) - 1
    for kind in (threats, harmless):
        best = max(kind, key=lambda each: overlap(_place(each.box), seen.box), default=None)
        if best is not None and overlap(_place(best.box), seen.box) >= _HITS:
            thing, label = best, LABELS.index(best.label)
            break
        if best is not None and kind is threats and overlap(_place(best.box), seen.box) >= _NEAR:
            return None
    wide, high = seen.box[2] * view.column_mm, seen.box[3] * view.row_mm
    stored = closer.close_up(
        layers, seen.box, row_mm=view.row_mm, column_mm=view.column_mm, side=STORED,
        across_mm=closer.side_mm(wide, high) * STORED_OVER,
    )  # fmt: skip
    return Spot(stored.astype(np.float16), (wide, high), seen.sureness, label, _off(thing, seen.box, view))


def _place(box: tuple[int, int, int, int]) -> Place:
    return tuple(float(each) for each in box)  # type: ignore[return-value]  # four they are


def _off(thing: scenes.TrueThing | None, box: Place, view: scenes.View) -> tuple[float, float, float, float]:
    if thing is None:
        return (0.0, 0.0, 0.0, 0.0)
    x, y, wide, high = thing.box
    across, down = x + wide / 2 - box[0] - box[2] / 2, y + high / 2 - box[1] - box[3] / 2
    return across * view.column_mm, down * view.row_mm, wide * view.column_mm, high * view.row_mm


def look_at(spot: Spot, luck: np.random.Generator) -> tuple[Image, Image, Image]:
    """Give one look at a spot, its box moved and stretched a little, mirrored and turned at random, with other gain and noise.

    Returns:
        The close-up with its box (4, SIDE, SIDE); the hints; how far middle and sides of the thing are off (zeros where nothing is).
    """
    import cv2

    wide, high = (each * math.exp(luck.uniform(-_STRETCHED, _STRETCHED)) for each in spot.size_mm)
    across, down = (each * luck.uniform(-_MOVED, _MOVED) for each in spot.size_mm)
    stored_mm = closer.side_mm(*spot.size_mm) * STORED_OVER
    zoom = closer.SIDE / closer.side_mm(wide, high) * stored_mm / STORED
    middle = np.array([across, down]) / stored_mm * STORED + STORED / 2
    shift = closer.SIDE / 2 - middle * zoom + (zoom - 1) / 2
    way = np.array([[zoom, 0, shift[0]], [0, zoom, shift[1]]])
    seen = np.stack([cv2.warpAffine(each, way, (closer.SIDE, closer.SIDE)) for each in spot.layers.astype(np.float32)])
    x, y, w, h = spot.thing_mm
    x, y = x - across, y - down
    if luck.random() < 0.5:
        seen, x = seen[:, :, ::-1], -x
    if luck.random() < 0.5:
        seen, y = seen[:, ::-1], -y
    if luck.random() < 0.5:
        seen, x, y, w, h, wide, high = seen.transpose(0, 2, 1), y, x, h, w, high, wide
    off = (x / wide, y / high, math.log(w / wide), math.log(h / high)) if w else (0.0, 0.0, 0.0, 0.0)
    noise = float(luck.uniform(0, 0.008)) * luck.standard_normal(seen.shape, np.float32)
    gain = luck.normal(1, (0.03, 0.025, 0.01))[:, None, None].astype(np.float32)
    told = closer.with_box(np.asarray(seen * gain + noise * (1 + seen), np.float32), wide, high)
    return told, closer.hints(spot.sureness, wide, high), np.array(off, np.float32)
