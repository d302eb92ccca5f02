"""Cars and vans on a road along x, front at the left; where something may be hidden in them. Sizes assumed, of common models."""

from collections.abc import Mapping
from typing import Final

import numpy as np

from smartcustoms.imaging.solids import Point, Solid, Thing, box, cylinder, prism, shell, thing, tube

CAR_PLACES: Final[Mapping[str, Point]] = {
    "sill": (2200, 800, 330),
    "fuel tank": (3300, 250, 380),
    "spare wheel": (4050, 0, 380),
    "seat": (2900, 350, 620),
    "bumper": (4380, 0, 480),
    "roof": (2500, 0, 1400),
}
"""Compartments of a car: middle in mm."""
VAN_PLACES: Final[Mapping[str, Point]] = {
    "sill": (2300, 900, 450),
    "fuel tank": (2600, 600, 480),
    "double floor": (3600, 0, 620),
    "double wall": (3400, 880, 1300),
    "cargo": (4200, 200, 1000),
}
"""Compartments of a van."""
_CAR: Final = ((0, 300), (60, 720), (1150, 900), (1750, 1400), (3300, 1430), (4050, 960), (4400, 920), (4440, 300))
_VAN: Final = ((0, 350), (80, 950), (900, 1250), (1500, 2150), (1800, 2350), (5350, 2350), (5400, 350))


def car(luck: np.random.Generator) -> tuple[Thing, ...]:
    """Make a passenger car with seats, engine, tank, spare wheel and perhaps bags in the boot."""
    long, high = luck.uniform(0.93, 1.08), luck.uniform(0.95, 1.08)
    body = _hull(_CAR, long, high, 1750, 0.8)
    body += [box("steel", (2600 * long, 90, 130), (2300 * long, y, 300), packed=0.25) for y in (-800, 800)]
    body += _driven(luck, long, ((700, 800), (3550, 800)), 620)
    body += [*shell("pe", (600, 900, 220), 5, (3200 * long, 0, 380)), *_fuel((3200 * long, 0, 380), (580, 880), luck)]
    body += [box("foam", (480, 500, 550), (x * long, y, 650 * high)) for x in (1950, 2850) for y in (-380, 380)]
    body += [
        *tube("rubber", 600, 190, 25, (4000 * long, 0, 420), "z"),
        box("glass", (5, 1300, 450), (1480 * long, 0, 1150 * high)),
    ]
    return (thing("vehicle", body), *_luggage(luck, 3800 * long, 4250 * long, 600, int(luck.integers(0, 4))))


def van(luck: np.random.Generator) -> tuple[Thing, ...]:
    """Make a delivery van with parcels on its floor."""
    long, high = luck.uniform(0.92, 1.1), luck.uniform(0.92, 1.08)
    body = _hull(_VAN, long, high, 1950, 1.0)
    body += [box("steel", (5000 * long, 110, 160), (2700 * long, y, 420), packed=0.3) for y in (-500, 500)]
    body += _driven(luck, long, ((850, 880), (4300, 880)), 680)
    body += [
        *shell("pe", (800, 500, 260), 5, (2600 * long, 600, 470)),
        *_fuel((2600 * long, 600, 470), (780, 480), luck),
    ]
    body += [
        box("foam", (500, 1500, 900), (1900 * long, 0, 1100)),
        box("wood", (3200 * long, 1850, 18), (3650 * long, 0, 660)),
    ]
    return (thing("vehicle", body), *_luggage(luck, 2500 * long, 5100 * long, 690, int(luck.integers(4, 26))))


def _hull(outline: tuple[tuple[float, float], ...], long: float, high: float, wide: float, wall: float) -> list[Solid]:
    """Make a hollow body of sheet by its side view: the same outline, pulled in by the sheet, is carved out."""
    points = np.array(outline) * (long, high)
    middle = (points.max(0) + points.min(0)) / 2
    inner = middle + (points - middle) * (1 - 2 * wall / (points.max(0) - points.min(0)))
    return [prism("steel", points, wide, along="y"), prism("steel", inner, wide - 2 * wall, along="y", sign=-1)]


def _driven(
    luck: np.random.Generator, long: float, axles: tuple[tuple[float, float], ...], across: float
) -> list[Solid]:
    """Make engine, exhaust and wheels."""
    engine = luck.uniform(450, 600)
    parts = [
        box("engine", (engine, 550, 500), (620 * long, 0, 620)),
        box("al", (60, 650, 450), (180, 0, 560), packed=0.4),
    ]
    parts.append(cylinder("steel", 140, 900, (2900 * long, -300, 300), along="x", packed=0.3))
    for x, y in axles:
        for side in (-y, y):
            at = (x * long, side, across / 2)
            parts += [
                *tube("rubber", across, 210, 22, at, "y"),
                cylinder("al", across * 0.6, 190, at, along="y", packed=0.25),
            ]
    return parts


def _fuel(at: Point, size: tuple[float, float], luck: np.random.Generator) -> list[Solid]:
    full = luck.uniform(40, 190)
    return [box("petrol", (*size, full), (at[0], at[1], at[2] - 100 + full / 2))]


def _luggage(luck: np.random.Generator, start: float, end: float, floor: float, count: int) -> list[Thing]:
    """Put suitcases, boxes and bags on a floor; their matter is averaged."""
    made = []
    for _ in range(count):
        of = str(luck.choice(["cotton", "paper", "rice", "pp", "water", "polyester", "wood"]))
        size = luck.uniform((220, 250, 150), (450, 600, 380))
        at = (luck.uniform(start, end), luck.uniform(-500, 500), floor + size[2] / 2)
        made.append(thing("cargo", [box(of, tuple(size), at, packed=luck.uniform(0.15, 0.5))]))
    return made
