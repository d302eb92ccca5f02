"""Pieces of a scan that are of one matter, with what surrounds them subtracted: atomic number, areal density, mass.

A piece lies between edges of the attenuation. What it adds is its own attenuation minus that of the ring around it, in both energies,
since attenuation adds up along a ray; only then the table of materials is asked. In one view its depth is not known, so its density
is not either.
"""

import math
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from smartcustoms.imaging.decompose import MaterialTable
from smartcustoms.imaging.tracing import Image

Mask = NDArray[np.bool_]
_EDGE: Final = 0.035
_LEAST_CM2: Final = 12.0
_MOST: Final = 60
_RING_MM: Final = 7.0
_DARK: Final = 7.0
_LEAST_RING: Final = 20
_LEAST_MORE: Final = 0.05
_GRID_MM: Final = 1.6
_ENOUGH: Final = 2000


@dataclass(frozen=True)
class Segment:
    """A piece of one matter: box (column, row, width, height), mask within the box, and what it adds to its surroundings."""

    box: tuple[int, int, int, int]
    mask: Mask
    z_effective: float
    z_spread: float
    areal_g_per_cm2: float
    mass_kg: float
    area_cm2: float
    fills: float  # share of the smallest turned rectangle around it: 1 for a block
    evenness: float  # spread of its own areal density as a share: 0 for a block of one thickness


def segments(low: Image, high: Image, table: MaterialTable, *, row_mm: float, column_mm: float) -> list[Segment]:
    """Cut a view into pieces and measure each, the heaviest first."""
    import cv2

    smooth = cv2.GaussianBlur(np.clip(high, 0, _DARK), (0, 0), 1.2)
    edge = np.hypot(cv2.Sobel(smooth, cv2.CV_32F, 1, 0), cv2.Sobel(smooth, cv2.CV_32F, 0, 1)) / 8
    inner = (edge < _EDGE * (0.4 + smooth)) & (smooth > 0.08) & (smooth < _DARK - 0.5)
    opened = cv2.morphologyEx(inner.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(opened, connectivity=4)
    pixel_cm2 = row_mm * column_mm / 100
    order = [
        i for i in np.argsort(-stats[:, cv2.CC_STAT_AREA]) if i and stats[i, cv2.CC_STAT_AREA] * pixel_cm2 >= _LEAST_CM2
    ]
    found = []
    for i in order[:_MOST]:
        left, top, wide, tall = (int(each) for each in stats[i, :4])
        ring = max(3, round(_RING_MM / min(row_mm, column_mm)))
        around = (slice(max(0, top - ring), top + tall + ring), slice(max(0, left - ring), left + wide + ring))
        made = _measured(np.asarray(labels[around] == i), low[around], high[around], table, ring, pixel_cm2)
        if made is not None:
            box = (around[1].start, around[0].start, made.mask.shape[1], made.mask.shape[0])
            found.append(_placed(made, box))
    return sorted(found, key=lambda each: -each.mass_kg)


def measured_in(
    box: tuple[int, int, int, int], low: Image, high: Image, table: MaterialTable, *, row_mm: float, column_mm: float
) -> Segment | None:
    """Measure what lies in a box (column, row, width, height) beside what is around it; None where nothing stands out.

    On a grid of `_GRID_MM` at the finest: medians and sums of a box need no more. The segment's box is the one given, its mask on the grid.
    """
    left, top, wide, tall = box
    each = max(1, round(_GRID_MM / min(row_mm, column_mm)))
    ring = max(3, round(_RING_MM / min(row_mm, column_mm) / each))
    first_row, first_column = max(0, top - ring * each), max(0, left - ring * each)
    around = (slice(first_row, top + tall + ring * each, each), slice(first_column, left + wide + ring * each, each))
    seen_low, seen_high = np.ascontiguousarray(low[around]), np.ascontiguousarray(high[around])
    inside = np.zeros(seen_high.shape, bool)
    inside[_on_grid(top, tall, first_row, each), _on_grid(left, wide, first_column, each)] = True
    outside = seen_high[~inside]
    if outside.size < _LEAST_RING:
        return None
    mask = inside & (seen_high > np.quantile(outside, 0.4) + _LEAST_MORE)
    if mask.sum() < _LEAST_RING:
        return None
    made = _measured(mask, seen_low, seen_high, table, ring, row_mm * column_mm * each**2 / 100)
    return None if made is None else _placed(made, box)


def _on_grid(begin: int, length: int, first: int, each: int) -> slice:
    """Give which lines of a grid, of every so many pixels from a first one on, lie in a range of pixels."""
    return slice(math.ceil((begin - first) / each), math.ceil((begin + length - first) / each))


def _placed(made: Segment, box: tuple[int, int, int, int]) -> Segment:
    return replace(made, box=box)


def _measured(mask: Mask, low: Image, high: Image, table: MaterialTable, ring: int, pixel_cm2: float) -> Segment | None:
    """Measure what a piece adds: the lighter half of its ring is what goes on behind it."""
    import cv2

    grown = cv2.dilate(mask.astype(np.uint8), np.ones((2 * ring + 1, 2 * ring + 1), np.uint8)) > 0
    near = cv2.dilate(mask.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    outside = grown & ~near
    if outside.sum() < _LEAST_RING:
        return None
    around_low, around_high = _some(low[outside]), _some(high[outside])
    behind = around_high <= np.quantile(around_high, 0.4)
    less_low, less_high = float(np.median(around_low[behind])), float(np.median(around_high[behind]))
    own_low, own_high = _some(low[mask]) - less_low, _some(high[mask]) - less_high
    middle_low, middle_high = np.float32(np.median(own_low)), np.float32(np.median(own_high))
    if middle_high < _LEAST_MORE:
        return None
    z, areal = table.look_up(np.array([middle_low], np.float32), np.array([middle_high], np.float32))
    each_z, each_areal = table.look_up(own_low.astype(np.float32), own_high.astype(np.float32))
    count = int(mask.sum())
    area = count * pixel_cm2
    spread = float(np.subtract(*np.quantile(each_z, [0.75, 0.25])) / 1.35)
    uneven = float(np.subtract(*np.quantile(each_areal, [0.75, 0.25])) / max(float(areal[0]), 0.05) / 1.35)
    mass = float(np.maximum(each_areal, 0).mean()) * area / 1000
    return Segment((0, 0, 0, 0), mask, float(z[0]), spread, float(areal[0]), mass, area, _fills(mask), uneven)


def _some(pixels: Image) -> Image:
    """Give every so many of very many pixels: enough for a middle and a spread."""
    return pixels[:: max(1, len(pixels) // _ENOUGH)]


def _fills(mask: Mask) -> float:
    import cv2

    edges, _ = cv2.findContours(mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    (_, (wide, tall), _) = cv2.minAreaRect(np.concatenate(edges))
    return float(mask.sum() / max((wide + 1) * (tall + 1), 1.0))
