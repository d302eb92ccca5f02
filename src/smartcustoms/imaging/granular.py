"""Where organic matter is poured and not in one piece: it varies from pixel to pixel, alike in both energies, everywhere, in no direction.

Quantum noise differs from one energy to the other, so the product of both fine parts keeps what is really there; edges stand in few
places and run one way, grains are everywhere and run no way.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from smartcustoms.imaging.grains import SPREAD
from smartcustoms.imaging.tracing import Image

_SLOW_MM: Final = 2.4
_CELL_MM: Final = 5.0
_AROUND: Final = 5
"""Cells on each side of a window."""
_LEAST_SPREAD: Final = 0.01
_LEAST_SHARED: Final = 0.85
_LEAST_EVERYWHERE: Final = 0.42
_MOST_ONE_WAY: Final = 0.4
_LEAST_CM2: Final = 6.0
_POURED_G_PER_CM3: Final = 0.85
"""Density of poured goods from which the path is judged; assumed: most lie between 0.7 and 1."""
_PIXELS = (0.0, 0.5, 1.0, 2.0, 4.0)
_SEEN = (1.0, 0.58, 0.26, 0.13, 0.06)
"""What pixels of so many grains' diameters leave of the spread: traced through packed spheres (`tests/imaging/test_grains.py`)."""

_KEPT: Final = 0.69
"""What a detector's blur and taking away the slow part leave of the spread; fitted on simulated bags that nothing is measured on."""


@dataclass(frozen=True)
class Granular:
    """Poured matter: box, mask within the box, and how far all that lies there varies as a share of its attenuation."""

    box: tuple[int, int, int, int]
    mask: NDArray[np.bool_]
    spread: float
    everywhere: float


@dataclass(frozen=True)
class Cells:
    """What windows around each cell of a coarse grid say; each an image of cells."""

    spread: Image  # what both energies share of variation, as a share of attenuation
    shared: Image  # correlation of both energies' fine parts
    everywhere: Image  # the lower quarter of the cells over their mean
    one_way: Image  # 0: no direction; 1: one direction
    usable: NDArray[np.bool_]


def granular(low: Image, high: Image, number: Image, *, row_mm: float, column_mm: float) -> list[Granular]:
    """Find poured organic matter in a view of attenuations (rows, columns), the largest first."""
    import cv2

    told = cells(low, high, number, row_mm=row_mm, column_mm=column_mm)
    good = (
        told.usable
        & (told.spread > _LEAST_SPREAD)
        & (told.shared > _LEAST_SHARED)
        & (told.everywhere > _LEAST_EVERYWHERE)
        & (told.one_way < _MOST_ONE_WAY)
    )
    count, labels, stats, _ = cv2.connectedComponentsWithStats(good.astype(np.uint8), connectivity=8)
    each = _cell(row_mm, column_mm)
    found = []
    for i in range(1, count):
        if stats[i, cv2.CC_STAT_AREA] * each**2 * row_mm * column_mm / 100 < _LEAST_CM2:
            continue
        here = np.asarray(labels == i)
        # a window looks two cells further each way than the cell that it speaks for
        grown = cv2.dilate(here.astype(np.uint8), np.ones((_AROUND - 2, _AROUND - 2), np.uint8)) > 0
        rows, columns = np.flatnonzero(grown.any(1)), np.flatnonzero(grown.any(0))
        cut = grown[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        box = (int(columns[0]) * each, int(rows[0]) * each, cut.shape[1] * each, cut.shape[0] * each)
        mask = np.repeat(np.repeat(cut, each, 0), each, 1)
        found.append(Granular(box, mask, float(np.median(told.spread[here])), float(np.median(told.everywhere[here]))))
    return sorted(found, key=lambda one: -int(one.mask.sum()))


def grain_mm(spread: float, areal_g_per_cm2: float, pixel_mm: float) -> float:
    """Judge how large grains are from how far their own attenuation varies; 0.3 to 8 mm, right within about a factor of two.

    Args:
        spread: standard deviation of the goods' own attenuation as a share of it.
        areal_g_per_cm2: what they add to what lies around them.
        pixel_mm: size of a pixel.
    """
    path = max(areal_g_per_cm2, 0.05) / _POURED_G_PER_CM3 * 10
    sizes = np.geomspace(0.3, 8, 60)
    expected = _KEPT * SPREAD * np.sqrt(sizes / path) * np.interp(pixel_mm / sizes, _PIXELS, _SEEN)
    return float(sizes[int(np.argmin(np.abs(expected - spread)))])


def _cell(row_mm: float, column_mm: float) -> int:
    return max(3, round(_CELL_MM / ((row_mm + column_mm) / 2)))


def cells(low: Image, high: Image, number: Image, *, row_mm: float, column_mm: float) -> Cells:
    """Measure a view on a coarse grid."""
    import cv2

    each = _cell(row_mm, column_mm)
    shape = (high.shape[1] // each, high.shape[0] // each)
    cut = (slice(0, shape[1] * each), slice(0, shape[0] * each))
    fine_low, fine_high = (_fine(seen, row_mm, column_mm)[cut] for seen in (low, high))

    def mean(image: Image) -> Image:
        return np.asarray(cv2.resize(image, shape, interpolation=cv2.INTER_AREA), np.float32)

    def around(image: Image) -> Image:
        return np.asarray(cv2.blur(image, (_AROUND, _AROUND)), np.float32)

    both, one, other = mean(fine_low * fine_high), mean(fine_low**2), mean(fine_high**2)
    down, across = (
        cv2.Sobel(fine_high, cv2.CV_32F, x, y, scale=1 / 8 / size) for x, y, size in ((0, 1, row_mm), (1, 0, column_mm))
    )
    yy, xx, xy = around(mean(down * down)), around(mean(across * across)), around(mean(down * across))
    light = ((number > 5.5) & (number < 11) & (high > 0.08)).astype(np.float32)[cut]
    level = mean(low[cut]) * mean(high[cut])
    total = around(both)
    return Cells(
        spread=np.sqrt(np.maximum(total, 0) / np.maximum(around(level), 1e-3)),
        shared=total / np.maximum(np.sqrt(around(one) * around(other)), 1e-9),
        everywhere=np.asarray(_lower_quarter(both) / np.maximum(total, 1e-9), np.float32),
        one_way=np.sqrt((xx - yy) ** 2 + 4 * xy**2) / np.maximum(xx + yy, 1e-9),
        usable=around(mean(light)) > 0.85,
    )


def _fine(seen: Image, row_mm: float, column_mm: float) -> Image:
    import cv2

    return np.asarray(
        seen - cv2.GaussianBlur(seen, (0, 0), sigmaX=_SLOW_MM / column_mm, sigmaY=_SLOW_MM / row_mm), np.float32
    )


def _lower_quarter(image: Image) -> Image:
    padded = np.pad(image, _AROUND // 2, mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, (_AROUND, _AROUND)).reshape(*image.shape, -1)
    return np.asarray(np.partition(windows, _AROUND**2 // 4, axis=-1)[..., _AROUND**2 // 4], np.float32)
