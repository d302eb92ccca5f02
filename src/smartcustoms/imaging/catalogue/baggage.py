"""Bags and parcels, and how things are packed into them: dropped onto a height map, so that hard things never share space."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from smartcustoms.imaging.catalogue.making import THREATS, a_harmless_thing, a_threat
from smartcustoms.imaging.materials import Floats
from smartcustoms.imaging.solids import Point, Solid, Thing, box, cylinder, thing, turn_x, turn_y, turn_z

_CELL_MM = 8.0
_TRIES = 30


@dataclass(frozen=True)
class Bag:
    """A packed bag: the case first, then what lies in it."""

    inside_mm: Point
    things: tuple[Thing, ...]


def suitcase(inside: Point, luck: np.random.Generator) -> Thing:
    """Make a suitcase around an inside that stands on z = 0: shell, rails, wheels, wires in the edges, a zip."""
    x, y, z = inside
    wall = luck.uniform(1.2, 2.5)
    of = str(luck.choice(["pp", "abs", "nylon"]))
    parts = [
        box(of, (x + 2 * wall, y + 2 * wall, z + 2 * wall), (0, 0, z / 2)),
        box(of, inside, (0, 0, z / 2), sign=-1),
    ]
    parts += [box("al", (x * 0.85, 14, 1.5), (0, side * y * 0.28, 2)) for side in (-1, 1)]
    for side in (-1, 1):
        wheel = (-x / 2 - 14, side * y * 0.4, 20.0)
        parts += [cylinder("rubber", 45, 20, wheel, along="y"), cylinder("steel", 6, 40, wheel, along="y")]
        parts.append(box("steel", (x, 1.6, 1.6), (0, side * y / 2, z - 4)))
    parts += [box("steel", (1.6, y, 1.6), (x / 2, 0, height)) for height in (4.0, z - 4)]
    parts += _zip(x, y, z)
    return thing("suitcase", parts)


def carton(inside: Point, luck: np.random.Generator) -> Thing:
    """Make a parcel's carton with its tape."""
    x, y, z = inside
    wall = luck.uniform(3, 6)
    parts = [
        box("card", (x + 2 * wall, y + 2 * wall, z + 2 * wall), (0, 0, z / 2)),
        box("card", inside, (0, 0, z / 2), sign=-1),
    ]
    parts.append(box("pp", (x, 50, 0.1), (0, 0, z + wall)))
    return thing("carton", parts)


def pack(
    luck: np.random.Generator, *, things: int, threats: Sequence[str] | None = None, inside: Point | None = None
) -> Bag:
    """Pack a bag.

    Args:
        luck: where chance comes from.
        things: how many to try; what finds no room stays out.
        threats: classes to put in; None: none, one or two at random.
        inside: size of the inside; None: at random.
    """
    room = inside or (luck.uniform(420, 720), luck.uniform(300, 470), luck.uniform(180, 320))
    chosen = threats if threats is not None else luck.choice(list(THREATS), int(luck.choice([0, 1, 1, 2])))
    wanted = [a_threat(luck, str(label)) for label in chosen]
    wanted += [a_harmless_thing(luck) for _ in range(max(0, things - len(wanted)))]
    case = (suitcase if luck.random() < 0.8 else carton)(room, luck)
    heights = np.zeros((int(room[0] / _CELL_MM), int(room[1] / _CELL_MM)))
    order = [wanted[i] for i in luck.permutation(len(wanted))]
    order.sort(key=lambda each: not each.threat and bool(luck.random() < 0.3))
    placed = [_laid(each, room, luck) if each.soft else _dropped(each, room, heights, luck) for each in order]
    return Bag(room, (case, *(each for each in placed if each is not None)))


def _laid(each: Thing, room: Point, luck: np.random.Generator) -> Thing | None:
    """Lay a soft thing anywhere: cloth fills the gaps between hard things."""
    turn = turn_z(luck.uniform(0, 2 * math.pi))
    low, high = _bounds(each.corners_mm, turn)
    left = np.array(room) - (high - low)
    if (left <= 0).any():
        return None
    return each.moved(turn, luck.uniform(0, 1, 3) * left - [room[0] / 2, room[1] / 2, 0] - low)


def _dropped(each: Thing, room: Point, heights: Floats, luck: np.random.Generator) -> Thing | None:
    """Drop a hard thing onto what lies there; after thirty tries it stays out."""
    corners = each.corners_mm
    for _ in range(_TRIES):
        turn = _lying(luck)
        low, high = _bounds(corners, turn)
        size = high - low
        if (size > np.array(room) - 4).any():
            continue
        x, y = luck.uniform(0, room[0] - size[0]), luck.uniform(0, room[1] - size[1])
        # a thing that ends within the last cell's rest begins in the last cell
        last = np.array(heights.shape) - 1
        across = slice(min(int(x / _CELL_MM), last[0]), int((x + size[0]) / _CELL_MM) + 1)
        along = slice(min(int(y / _CELL_MM), last[1]), int((y + size[1]) / _CELL_MM) + 1)
        top = float(heights[across, along].max())
        if top + size[2] <= room[2] - 2:
            heights[across, along] = top + size[2] + 1
            return each.moved(turn, np.array([x - room[0] / 2, y - room[1] / 2, top + 1]) - low)
    return None


def _bounds(corners_mm: Floats, turn: Floats) -> tuple[Floats, Floats]:
    """Give the lowest and highest coordinates of turned corners."""
    turned = corners_mm @ turn.T
    return turned.min(0), turned.max(0)


def _lying(luck: np.random.Generator) -> Floats:
    turn = turn_z(luck.uniform(0, 2 * math.pi)) @ turn_x(luck.uniform(-0.15, 0.15))
    if luck.random() < 0.5:
        turn = turn @ (turn_x(math.pi / 2) if luck.random() < 0.5 else turn_y(math.pi / 2))
    return np.asarray(turn)


def _zip(x: float, y: float, z: float) -> list[Solid]:
    return [box("brass", (2.2, 2, 2), (i * 3 - x * 0.45, y / 2 + 1, z / 2)) for i in range(int(x * 0.9 / 3))]
