"""A whole scan from a seed: scene, motion, beam, detector, and the truth of what was in it. Everything made here is simulated.

Open first: `a_bag`, `a_truck`, `a_pair`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from smartcustoms.imaging.beams import beam
from smartcustoms.imaging.catalogue.baggage import pack
from smartcustoms.imaging.catalogue.making import THREATS, a_threat
from smartcustoms.imaging.catalogue.vehicles import a_vehicle, concealment
from smartcustoms.imaging.detector import Counts, Faults, detected, transmission
from smartcustoms.imaging.materials import Floats
from smartcustoms.imaging.solids import Thing
from smartcustoms.imaging.tracing import LineScan, trace

_THERE_MM: Final = 0.3
"""Thickness of a thing's own matter from which a pixel belongs to its mask."""

BAG_TOP: Final = LineScan("top", (0.0, -650.0), (-560.0, 650.0), (560.0, 650.0), 1024, 1024, 0.8, -410.0)
BAG_SIDE: Final = LineScan("side", (-1000.0, 140.0), (420.0, -200.0), (420.0, 480.0), 640, 1024, 0.8, -410.0)
VEHICLE: Final = LineScan("side", (-6000.0, 1200.0), (3500.0, 6600.0), (3500.0, -1400.0), 800, 1900, 8.4, -1500.0)


@dataclass(frozen=True)
class TrueThing:
    """What really is in a scene: word, mass, materials; where it lies in the image, with all its pixels though others cover them."""

    label: str
    threat: bool
    mass_kg: float
    materials: tuple[str, ...]
    box: tuple[int, int, int, int]  # column, row, width, height
    mask: NDArray[np.bool_]


@dataclass(frozen=True)
class View:
    """One simulated view: counts (rows, columns) in both energies, the size of a pixel at the middle of the scene, and its truth.

    `lines_x_mm` is where each column really was taken, which only a simulation knows: registration is measured against it.
    """

    name: str
    low: Counts
    high: Counts
    row_mm: float
    column_mm: float
    truth: tuple[TrueThing, ...]
    lines_x_mm: Floats


@dataclass(frozen=True)
class Motion:
    """How belt or vehicle moves: mean stretch, slow change of speed, start, jitter of each line in mm; and what the detector does then."""

    stretch: float = 1.0
    wave: float = 0.0
    phase: float = 0.0
    start_mm: float = 0.0
    jitter_mm: float = 0.05
    raised_mm: float = 0.0


def a_bag(
    seed: int, *, beam_name: str = "kv160", things: int | None = None, size: int = 0, dual: bool = True
) -> tuple[View, ...]:
    """Make a bag or parcel with its things and, in most, one or two threats; from above and, when dual, from the side."""
    luck = np.random.default_rng(seed)
    bag = pack(luck, things=things if things is not None else int(luck.integers(12, 45)))
    scanners = [_scaled(each, size) for each in ((BAG_TOP, BAG_SIDE) if dual else (BAG_TOP,))]
    return tuple(scanned(bag.things, each, beam_name, luck) for each in scanners)


def a_clean_bag(seed: int, *, beam_name: str = "kv160", size: int = 1024) -> View:
    """Make a bag or parcel in which nothing is to be found, seen from above."""
    luck = np.random.default_rng(seed)
    bag = pack(luck, things=int(luck.integers(12, 45)), threats=())
    return scanned(bag.things, _scaled(BAG_TOP, size), beam_name, luck)


def a_truck(
    seed: int, *, beam_name: str = "mev6", hidden_kg: float = 0.0, vehicle: str = "", size: int = 0
) -> tuple[View, ...]:
    """Make a truck, or another kind of vehicle, with its load, and something hidden in it when a mass is given.

    `size` is the number of lines; 0: the scanner's own.
    """
    luck = np.random.default_rng(seed)
    things = a_vehicle(luck, vehicle)
    if hidden_kg:
        things = (*things, concealment(luck, things, hidden_kg, vehicle))
    return (scanned(things, _scaled(VEHICLE, size), beam_name, luck),)


def a_pair(
    seed: int,
    *,
    kind: str = "truck",
    beam_name: str = "mev6",
    change: str = "concealment",
    hidden_kg: float | None = None,
    vehicle: str = "",
    size: int = 0,
) -> tuple[View, View]:
    """Make two scans of one thing: the second with other motion, gain and noise, and with the change that is asked for.

    Args:
        seed: everything follows from it.
        kind: `truck` or `bag`.
        beam_name: beam of both scans.
        change: `concealment` adds something; `none` adds nothing; `other` scans another vehicle or bag.
        hidden_kg: mass of a truck's concealment; None: 3 to 40 kg at random.
        vehicle: kind of vehicle instead of a truck.
        size: number of lines of each scan; 0: the scanner's own.
    """
    luck = np.random.default_rng(seed)
    scanner = _scaled(VEHICLE if kind == "truck" else BAG_TOP, size)
    before = a_vehicle(luck, vehicle) if kind == "truck" else pack(luck, things=20, threats=()).things
    after = before
    if change == "other":
        after = a_vehicle(luck, vehicle) if kind == "truck" else pack(luck, things=20, threats=()).things
    if change == "concealment" and kind == "truck":
        after = (*before, concealment(luck, before, hidden_kg or float(luck.uniform(3, 40)), vehicle))
    elif change == "concealment":
        after = (*before, _put_on_top(before, luck))
    return scanned(before, scanner, beam_name, luck, motion=a_motion(luck, kind)), scanned(
        after, scanner, beam_name, luck, motion=a_motion(luck, kind), faults=Faults(gain_drift=0.02)
    )


def scanned(
    things: Sequence[Thing],
    scanner: LineScan,
    beam_name: str,
    luck: np.random.Generator,
    *,
    motion: Motion | None = None,
    faults: Faults | None = None,
) -> View:
    """Scan a scene: trace, expose, detect, and note the truth."""
    known, moving = beam(beam_name), motion or Motion()
    raised = replace(
        scanner,
        first_cell_yz_mm=(scanner.first_cell_yz_mm[0], scanner.first_cell_yz_mm[1] - moving.raised_mm),
        last_cell_yz_mm=(scanner.last_cell_yz_mm[0], scanner.last_cell_yz_mm[1] - moving.raised_mm),
    )
    lines_x_mm = _lines(scanner, moving, luck)
    traced = trace(things, raised, lines_x_mm=lines_x_mm)
    counts = detected(transmission(traced, known), known, luck, faults)
    truth = tuple(
        _true(each, own.T > _THERE_MM)
        for each, own in zip(things, traced.by_thing_mm, strict=True)
        if own.max() > _THERE_MM
    )
    row_mm, column_mm = pixel_mm(scanner)
    return View(scanner.view, counts[..., 0].T.copy(), counts[..., 1].T.copy(), row_mm, column_mm, truth, lines_x_mm)


def pixel_mm(scanner: LineScan) -> tuple[float, float]:
    """Give a pixel's height and width projected back to the middle of the scene, where x-rays cross the belt's or road's axis."""
    source, first, last = (
        np.array(each) for each in (scanner.source_yz_mm, scanner.first_cell_yz_mm, scanner.last_cell_yz_mm)
    )
    middle = (first + last) / 2
    centre = np.array([0.0, 140.0 if scanner.view != "side" or scanner.cells < 700 else 1600.0])
    share = np.linalg.norm(centre - source) / np.linalg.norm(middle - source)
    return float(np.linalg.norm(last - first) / scanner.cells * share), scanner.line_step_mm


def _true(each: Thing, mask: NDArray[np.bool_]) -> TrueThing:
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    box = (int(columns[0]), int(rows[0]), int(np.ptp(columns)) + 1, int(np.ptp(rows)) + 1)
    return TrueThing(each.label, each.threat, each.mass_kg, each.materials, box, mask)


def _lines(scanner: LineScan, moving: Motion, luck: np.random.Generator) -> Floats:
    even = np.arange(scanner.lines) + 0.5
    slow = moving.wave * scanner.lines / 6.28 * np.sin(even / scanner.lines * 6.28 + moving.phase)
    jitter = luck.normal(0, moving.jitter_mm, scanner.lines) if moving.jitter_mm else 0.0
    x = scanner.first_line_x_mm + moving.start_mm + (even * moving.stretch + slow) * scanner.line_step_mm + jitter
    return np.sort(x)


def a_motion(luck: np.random.Generator, kind: str) -> Motion:
    """Draw a motion: up to 4 % stretch, 2 % slow change of speed, a start up to 60 mm off; a belt moves more evenly."""
    scale = 1.0 if kind == "truck" else 0.1
    return Motion(
        1 + scale * luck.uniform(-0.04, 0.04),
        scale * luck.uniform(-0.02, 0.02),
        luck.uniform(0, 6.28),
        scale * luck.uniform(-60, 60),
        raised_mm=scale * luck.uniform(-24, 24),
    )


def _put_on_top(things: Sequence[Thing], luck: np.random.Generator) -> Thing:
    made = a_threat(luck, str(luck.choice(list(THREATS))))
    low, high = made.bounds_mm
    top = max(float(each.bounds_mm[1][2]) for each in things)
    return made.moved(np.eye(3), np.array([0.0, 0.0, top + 5]) - (low + high) / 2)


def _scaled(scanner: LineScan, size: int) -> LineScan:
    if size in (0, scanner.lines):
        return scanner
    share = size / scanner.lines
    return replace(scanner, lines=size, cells=round(scanner.cells * share), line_step_mm=scanner.line_step_mm / share)
