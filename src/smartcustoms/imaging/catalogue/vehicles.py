"""Vehicles on a road along x: tractors with a container or a tank, a box truck, car and van; their loads; what may be hidden in them."""

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np

from smartcustoms.imaging.catalogue.cars import CAR_PLACES, VAN_PLACES, car, van
from smartcustoms.imaging.solids import Point, Solid, Thing, box, cylinder, shell, thing, tube

_GOODS: Final = ("rice", "water", "paper", "soil", "meat", "pallets", "empty", "steel")
_PACKED: Final = {"steel": 0.08, "soil": 0.3, "water": 0.4}
_WHERE: Final = ("tank", "wall", "cargo", "tyre", "cab")


def container_truck(luck: np.random.Generator) -> tuple[Thing, ...]:
    """Make a tractor with a 40-foot container and its load; no two have their axles and tank in the same places."""
    rear = luck.uniform(-350, 350)
    axles = (
        -300 + luck.uniform(-80, 80),
        2400 + luck.uniform(-200, 200),
        3650,
        10300 + rear,
        11650 + rear,
        12950 + rear / 2,
    )
    body = [*_container(), *_cab(luck), *_wheels(axles), *_tank((1500, 950, 800), luck)]
    return (thing("vehicle", body), *_load(luck, 1600, 13300, 1260, 3500))


def box_truck(luck: np.random.Generator) -> tuple[Thing, ...]:
    """Make a box truck: aluminium box on a frame, and its load; length, height and wheelbase vary."""
    long, high = luck.uniform(6000, 7800), luck.uniform(2250, 2650)
    middle, roof = 1300 + long / 2, 1150 + high
    body = [
        *shell("al", (long, 2400, high), 2.5, (middle, 0, 1150 + high / 2)),
        box("wood", (long - 50, 2350, 25), (middle, 0, 1170)),
    ]
    body += [box("steel", (90, 2350, 90), (1400 + long / 12 * i, 0, 1100), packed=0.4) for i in range(12)]
    body += [box("steel", (long + 1100, 90, 220), (middle - 600, y, 950), packed=0.3) for y in (-420, 420)]
    body += [*_cab(luck), *_wheels((-300, luck.uniform(0.68, 0.8) * long)), *_tank((1500, 950, 780), luck)]
    return (thing("vehicle", body), *_load(luck, 1450, 1200 + long, 1190, roof - 100))


def short_container_truck(luck: np.random.Generator) -> tuple[Thing, ...]:
    """Make a tractor with a 20-foot container and its load."""
    rear = luck.uniform(-250, 250)
    axles = (-300 + luck.uniform(-80, 80), 2400 + luck.uniform(-150, 150), 6000 + rear, 7300 + rear)
    body = [*_container(6058), *_cab(luck), *_wheels(axles), *_tank((1500, 950, 800), luck)]
    return (thing("vehicle", body), *_load(luck, 1600, 7200, 1260, 3500))


def tanker(luck: np.random.Generator) -> tuple[Thing, ...]:
    """Make a tractor with a tank of three to five compartments, each empty or filled to its own height, with water, oil or fuel."""
    long, across, count = luck.uniform(9500, 11500), luck.uniform(1900, 2200), int(luck.integers(3, 6))
    middle, high, room = 1700 + long / 2, 1100 + across / 2, long / count
    body = [*tube("al", across, long, 6, (middle, 0, high), "x")]
    body += [cylinder("al", across - 12, 8, (1700 + room * i, 0, high), along="x") for i in range(1, count)]
    body += [box("steel", (long + 800, 90, 220), (middle - 300, y, 950), packed=0.3) for y in (-450, 450)]
    body += [
        cylinder("steel", 520, 60, (1700 + room * (i + 0.5), 0, high + across / 2), along="z", packed=0.3)
        for i in range(count)
    ]
    axles = (-300 + luck.uniform(-80, 80), 2400 + luck.uniform(-150, 150), long - 900, long + 400)
    body += [*_cab(luck), *_wheels(axles), *_tank((1500, 950, 780), luck)]
    of = str(luck.choice(["water", "oil", "diesel", "petrol"]))
    loads = []
    for i in range(count):
        full = float(luck.choice([0.0, luck.uniform(0.4, 0.95)]))
        if full:
            loads.append(thing("cargo", _lying(of, across - 14, room - 12, (1700 + room * (i + 0.5), 0, high), full)))
    return (thing("vehicle", body), *loads)


def _lying(of: str, across: float, long: float, at: Point, full: float) -> list[Solid]:
    """Make what fills a lying cylinder to a share of its height: the cylinder, less a box from the surface up."""
    above = across * (1 - full)
    top = (at[0], at[1], at[2] + across / 2 - above / 2)
    return [cylinder(of, across, long, at, along="x"), box(of, (long + 2, across + 2, above), top, sign=-1)]


_VEHICLES: Final[Mapping[str, Callable[[np.random.Generator], tuple[Thing, ...]]]] = {
    "container truck": container_truck,
    "box truck": box_truck,
    "short container truck": short_container_truck,
    "tanker": tanker,
    "van": van,
    "car": car,
}
_TRUCKS: Final = ("container truck", "box truck")
"""What is made where no kind is asked for: seeds of measurements stand for these."""
KINDS: Final = tuple(_VEHICLES)


def a_vehicle(luck: np.random.Generator, kind: str = "") -> tuple[Thing, ...]:
    """Make a vehicle with its load, the vehicle first: of a kind of `KINDS`, else a truck."""
    return _VEHICLES[kind or _TRUCKS[int(luck.integers(len(_TRUCKS)))]](luck)


def concealment(luck: np.random.Generator, things: tuple[Thing, ...], mass_kg: float, kind: str = "") -> Thing:
    """Make a package of drugs or tobacco of a given mass, hidden in a compartment of the kind of vehicle, or in its load."""
    places: Mapping[str, Point] = {"car": CAR_PLACES, "van": VAN_PLACES}.get(kind, {})
    where = str(luck.choice(list(places) or _WHERE))
    of = str(luck.choice(["cocaine", "heroin", "tobacco", "meth"]))
    _, high = things[0].bounds_mm
    inside: Mapping[str, Point] = places or {
        "tank": (1500, 950, 800),
        "wall": (1620, 0, luck.uniform(1600, 2800)),
        "tyre": (-300, 1050, 780),
        "cab": (500, luck.uniform(-600, 600), 1500),
        "cargo": (luck.uniform(2000, high[0] - 700), luck.uniform(-800, 800), luck.uniform(1500, 2900)),
    }
    made = box(of, (1, 1, 1))
    edge_mm = (mass_kg / (made.mass_g / 1000)) ** (1 / 3)
    x, y, z = (1.25, 0.9, 0.89) if where != "wall" else (0.45, 1.6, 1.39)
    return thing(
        f"concealment in {where}", [box(of, (edge_mm * x, edge_mm * y, edge_mm * z), inside[where])], threat=True
    )


def _container(long: float = 12192) -> list[Solid]:
    middle = 1404 + long / 2
    parts = [
        *shell("steel", (long, 2438, 2591), 2.5, (middle, 0, 2500)),
        box("wood", (long - 92, 2350, 28), (middle, 0, 1240)),
    ]
    parts += [box("steel", (40, 2430, 110), (1500.0 + 300 * i, 0, 1180), packed=0.35) for i in range(int(long / 300))]
    parts += [
        box("steel", (160, 160, 2500), (x, y, 2500), packed=0.25) for x in (1480, 1328 + long) for y in (-1140, 1140)
    ]
    return [*parts, *(box("steel", (long + 1308, 90, 220), (middle - 900, y, 1030), packed=0.3) for y in (-450, 450))]


def _cab(luck: np.random.Generator) -> list[Solid]:
    high, engine = luck.uniform(2500, 2900), luck.uniform(900, 1300)
    parts = [
        *shell("steel", (2100, 2400, high), 1.5, (-50, 0, 550 + high / 2)),
        box("glass", (6, 2000, 900), (-1090, 0, 2500)),
    ]
    parts += [box("engine", (engine, 850, 1000), (-250, 0, 1000)), box("foam", (550, 1900, 1200), (100, 0, 1900))]
    parts += [
        box("al", (120, 900, 900), (-1020, 0, 1000), packed=0.4),
        cylinder("engine", 420, 900, (750, 0, 900), along="x"),
    ]
    return parts


def _wheels(axles: tuple[float, ...]) -> list[Solid]:
    parts: list[Solid] = []
    for x in axles:
        for y in (-1050.0, 1050.0):
            at = (x, y, 500.0)
            parts += [*tube("rubber", 1000, 300, 30, at, "y"), cylinder("steel", 580, 270, at, along="y", packed=0.25)]
            parts.append(cylinder("steel", 200, 320, at, along="y", packed=0.5))
        parts.append(cylinder("steel", 140, 1900, (x, 0, 500), along="y", packed=0.6))
    return parts


def _tank(at: Point, luck: np.random.Generator) -> list[Solid]:
    x, y, z = at
    long, full = luck.uniform(1000, 1350), luck.uniform(200, 480)
    fuel = box("diesel", (long - 100, 520, full), (x, y, z - 260 + full / 2))
    return [*tube("al", 650, long, 4, at, "x"), fuel]


def _load(luck: np.random.Generator, start: float, end: float, floor: float, roof: float) -> tuple[Thing, ...]:
    goods = str(luck.choice(_GOODS))
    if goods == "empty":
        return ()
    if goods == "pallets":
        return tuple(_pallet(luck, x, floor, roof) for x in np.arange(start + 500, end - 500, 1080))
    packed = _PACKED.get(goods, 0.4)
    rows = np.arange(start + 300, start + (end - start) * luck.uniform(0.6, 1.0) - 250, 470)
    room = (roof - floor - 150) / 3
    stacks = []
    for x in rows:
        boxes = [
            box(goods, (440, 2000, room - 40), (x, 0, floor + room * (j + 0.5)), packed=packed * luck.uniform(0.9, 1.1))
            for j in range(3)
        ]
        stacks.append(thing("cargo", boxes))
    return tuple(stacks)


def _pallet(luck: np.random.Generator, x: float, floor: float, roof: float) -> Thing:
    of = str(luck.choice(["rice", "paper", "water", "tea", "pp", "polyester"]))
    high = luck.uniform(800, roof - floor - 350)
    parts = [box("wood", (1000, 2200, 140), (x, 0, floor + 75), packed=0.4)]
    return thing(
        "cargo", [*parts, box(of, (950, 2200, high), (x, 0, floor + 150 + high / 2), packed=luck.uniform(0.2, 0.5))]
    )
