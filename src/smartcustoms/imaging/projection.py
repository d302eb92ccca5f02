"""A thing that was never there, put into a scan: what its matter lets through multiplies what the scan shows, in both energies.

The thing is traced anew in the scan's own beam and size of pixel, turned at random, so that no picture comes twice. It must lie inside
the load; where hardly anything gets through, or where too much lies over it, it is refused: an officer would learn artefacts.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from smartcustoms.imaging.beams import Beam, beam
from smartcustoms.imaging.decompose import attenuation
from smartcustoms.imaging.detector import Counts, Faults, transmission
from smartcustoms.imaging.materials import Floats
from smartcustoms.imaging.scenes import BAG_TOP, pixel_mm
from smartcustoms.imaging.solids import Thing, turn_x, turn_y, turn_z
from smartcustoms.imaging.tracing import Image, trace

Mask = NDArray[np.bool_]
Energies = tuple[Counts, Counts]

_TRIES: Final = 80
_ROOM_MM: Final = 700.0
_HEIGHT_MM: Final = 140.0
_THERE: Final = 0.03
"""Attenuation of the thing from which a pixel is its own."""
_LOADED: Final = 0.06
_INSIDE: Final = 0.97
_SATURATED: Final = 6.0
_MOST_SATURATED: Final = 0.05


class NoPlace(ValueError):
    """Nowhere in the scan can the thing lie: outside the load, over too much matter, or where nothing gets through."""


@dataclass(frozen=True)
class Projected:
    """A scan with a thing put in: both energies, the thing's box (column, row, width, height), and what makes it hard to see."""

    low: Counts
    high: Counts
    box: tuple[int, int, int, int]
    turned_away: float  # 0: its broad side is seen; near 1: seen edge on
    superposition: float  # mean attenuation of what lies over it
    complexity: float  # how unquiet its surroundings are: spread of their fine structure


def project(
    scan: Energies,
    air: int,
    made: Thing,
    *,
    beam_name: str,
    row_mm: float,
    column_mm: float,
    luck: np.random.Generator,
    most_superposition: float = 2.0,
) -> Projected:
    """Put a thing into a scan.

    Args:
        scan: counts of the low and of the high energy (rows, columns).
        air: the count in air.
        made: the thing.
        beam_name: the scan's beam.
        row_mm: height of the scan's pixel.
        column_mm: its width.
        luck: where chance comes from: turn, place, noise.
        most_superposition: mean attenuation that may lie over the thing.

    Raises:
        NoPlace: no place was found.
    """
    known = beam(beam_name)
    turn, flat = _turned(made, luck)
    shadow, broad = (_shadow(each, known, row_mm, column_mm) for each in (turn, flat))
    before = attenuation(scan[1], air)
    own = -np.log(shadow[..., 1])
    mask = np.asarray(own > _THERE)
    row, column = _place(before, own, mask, row_mm, column_mm, luck, most_superposition)
    here = (slice(row, row + mask.shape[0]), slice(column, column + mask.shape[1]))
    low, high = (
        _multiplied(counts, here, shadow[..., place], quanta, air, luck)
        for place, (counts, quanta) in enumerate(zip(scan, (known.quanta_low, known.quanta_high), strict=True))
    )
    broad_pixels = max(1, int((broad[..., 1] < np.exp(-_THERE)).sum()))
    return Projected(
        low,
        high,
        (column, row, mask.shape[1], mask.shape[0]),
        max(0.0, 1 - float(mask.sum()) / broad_pixels),
        float(before[here][mask].mean()),
        _unquiet(before[here]),
    )


def _turned(made: Thing, luck: np.random.Generator) -> tuple[Thing, Thing]:
    """Turn a thing anyhow, and lay it on its broadest side."""
    low, high = made.bounds_mm
    centred = made.moved(np.eye(3), -(low + high) / 2)
    size = high - low
    thin = int(np.argmin(size))
    laid = centred.moved((turn_y(np.pi / 2), turn_x(np.pi / 2), np.eye(3))[thin], np.zeros(3))
    tilt = turn_x(luck.uniform(-1.4, 1.4)) if luck.random() < 0.5 else np.eye(3)
    anyhow = turn_z(luck.uniform(0, 2 * np.pi)) @ tilt
    up = np.array([0.0, 0.0, _HEIGHT_MM])
    return laid.moved(anyhow, up), laid.moved(np.eye(3), up)


def _shadow(made: Thing, known: Beam, row_mm: float, column_mm: float) -> Image:
    """Give what a thing alone lets through, cut to its edges: (rows, columns, 2)."""
    cells = max(8, round(BAG_TOP.cells * pixel_mm(BAG_TOP)[0] / row_mm))
    lines = max(8, round(_ROOM_MM / column_mm))
    scanner = replace(BAG_TOP, cells=cells, lines=lines, line_step_mm=column_mm, first_line_x_mm=-_ROOM_MM / 2)
    seen = transmission(trace([made], scanner), known).transpose(1, 0, 2)
    dark = seen[..., 1] < np.exp(-_THERE)
    rows, columns = np.flatnonzero(dark.any(1)), np.flatnonzero(dark.any(0))
    if not len(rows):
        raise NoPlace("the thing throws no shadow")
    cut = seen[max(0, rows[0] - 2) : rows[-1] + 3, max(0, columns[0] - 2) : columns[-1] + 3]
    return np.asarray(_blurred(cut), np.float32)


def _blurred(image: Image) -> Image:
    """Share signal between neighbouring cells, as the detector does, along the rows' axis."""
    share = Faults().blur_share
    side = np.pad(image, ((1, 1), *((0, 0),) * (image.ndim - 1)), mode="edge")
    return np.asarray((1 - share) * image + share / 2 * (side[:-2] + side[2:]), np.float32)


def _place(
    before: Image,
    own: Image,
    mask: Mask,
    row_mm: float,
    column_mm: float,
    luck: np.random.Generator,
    most_superposition: float,
) -> tuple[int, int]:
    """Find a row and column at which the thing lies inside the load, seen through."""
    load = _inside(before, row_mm, column_mm)
    rows, columns = (load.shape[axis] - mask.shape[axis] for axis in (0, 1))
    places = np.argwhere(load)
    if min(rows, columns) <= 0 or not len(places):
        raise NoPlace("the thing is larger than the load")
    for _ in range(_TRIES):
        middle = places[int(luck.integers(len(places)))]
        row = int(np.clip(middle[0] - mask.shape[0] // 2, 0, rows))
        column = int(np.clip(middle[1] - mask.shape[1] // 2, 0, columns))
        here = (slice(row, row + mask.shape[0]), slice(column, column + mask.shape[1]))
        beneath = before[here][mask]
        dark = float(
            ((beneath + own[mask] > _SATURATED) & (own[mask] <= _SATURATED)).mean()
        )  # a pistol is dark by itself
        if load[here][mask].mean() >= _INSIDE and dark <= _MOST_SATURATED and beneath.mean() <= most_superposition:
            return row, column
    raise NoPlace("no place inside the load is light enough")


def _inside(before: Image, row_mm: float, column_mm: float) -> Mask:
    """Tell where the load is: its largest piece, gaps between its things closed, its rim left out."""
    import cv2

    reach = max(3, round(25 / min(row_mm, column_mm)) | 1)
    there = (cv2.blur(before, (3, 3)) > _LOADED).astype(np.uint8)
    closed = cv2.morphologyEx(there, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(closed, connectivity=4)
    if count < 2:
        return np.zeros(before.shape, bool)
    largest = 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))
    rim = max(3, round(12 / min(row_mm, column_mm)) | 1)
    whole = np.pad((labels == largest).astype(np.uint8), 1)
    return np.asarray(cv2.erode(whole, np.ones((rim, rim), np.uint8))[1:-1, 1:-1] > 0)


def _multiplied(
    counts: Counts, here: tuple[slice, slice], shadow: Image, quanta: float, air: int, luck: np.random.Generator
) -> Counts:
    """Multiply a channel, and add the noise that fewer quanta have: the scan's own was only scaled down with its signal."""
    made = counts.copy()
    signal = counts[here].astype(np.float32) / air
    missing: Floats = np.sqrt(np.maximum(shadow - shadow**2, 0) * signal / quanta)
    noise = _blurred(luck.standard_normal(shadow.shape).astype(np.float32)) * missing
    made[here] = np.clip((signal * shadow + noise) * air, 1, 65535).astype(np.uint16)
    return made


def _unquiet(image: Image) -> float:
    import cv2

    fine = image - cv2.GaussianBlur(image, (0, 0), 6)
    return float(np.std(np.clip(fine, -1, 1)))
