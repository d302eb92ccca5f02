"""Where a scan repeats itself at a known pitch: cigarettes lie side by side at about 7.7 mm, bundles of banknotes at 11 to 14.

The attenuation's fine part is cut into overlapping windows; each window's power spectrum says how much of its variation has that pitch.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.fft import next_fast_len, rfft2

from smartcustoms.imaging.tracing import Image

_MOST_PIXEL: Final = 0.28
"""A pixel's size as a share of the least pitch: more says nothing new and takes longer."""
_FAIR: Final = 0.7


@dataclass(frozen=True)
class Pitch:
    """At what distance goods repeat themselves, in how large a window, by how much, in how many windows together."""

    of: str
    mm: tuple[float, float]
    window_mm: float
    least_share: float
    least_windows: int


PITCHES: Final = (Pitch("cigarettes", (5.8, 9.2), 46.0, 0.42, 4), Pitch("cash", (10.4, 15.0), 66.0, 0.45, 3))


@dataclass(frozen=True)
class Repeating:
    """A place that repeats itself: as what, box, mask within the box, the pitch, and the share of its variation that has it."""

    of: str
    box: tuple[int, int, int, int]
    mask: NDArray[np.bool_]
    pitch_mm: float
    share: float


def repeating(high: Image, number: Image, *, row_mm: float, column_mm: float) -> list[Repeating]:
    """Find where organic matter repeats itself as cigarettes and bundles of banknotes do, the surest and largest first."""
    found = [one for pitch in PITCHES for one in _repeating(high, number, pitch, row_mm, column_mm)]
    return sorted(found, key=lambda each: -each.share * each.mask.sum())


def _repeating(high: Image, number: Image, pitch: Pitch, row_mm: float, column_mm: float) -> Iterator[Repeating]:
    import cv2

    coarser = max(1, int(pitch.mm[0] * _MOST_PIXEL / max(row_mm, column_mm)))
    if coarser > 1:
        size = (high.shape[1] // coarser, high.shape[0] // coarser)
        cut = (slice(0, size[1] * coarser), slice(0, size[0] * coarser))
        high, number = (
            np.asarray(cv2.resize(each[cut], size, interpolation=cv2.INTER_AREA), np.float32) for each in (high, number)
        )
    row_mm, column_mm = row_mm * coarser, column_mm * coarser
    least = max(16, round(pitch.window_mm / ((row_mm + column_mm) / 2)))
    side = int(next_fast_len(least, real=True))  # type: ignore[no-untyped-call]  # scipy has no types
    step = max(4, side // 4)
    rows, columns = ((length - side) // step + 1 for length in high.shape)
    if rows < 2 or columns < 2:
        return
    usable = _organic(high, number, side, step)
    share, found = _shares(_without_slow(high, side / 6), pitch, side, step, row_mm, column_mm, usable)
    # what is sure begins a place; what is less so, beside it, belongs to it
    fair = ((share > _FAIR * pitch.least_share) & usable).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(fair, connectivity=8)
    sure = np.bincount(labels[(share > pitch.least_share) & usable], minlength=count)
    for i in range(1, count):
        left, top, wide, tall, _ = (int(each) for each in stats[i])
        if sure[i] < pitch.least_windows:
            continue
        mask = _grown(labels[top : top + tall, left : left + wide] == i, side, step)
        box = (left * step, top * step, (wide - 1) * step + side, (tall - 1) * step + side)
        middle = np.asarray(labels == i)
        yield Repeating(
            pitch.of,
            (box[0] * coarser, box[1] * coarser, box[2] * coarser, box[3] * coarser),
            np.repeat(np.repeat(mask, coarser, 0), coarser, 1),
            float(np.median(found[middle])),
            float(share[middle & (share > pitch.least_share)].mean()),
        )


def _without_slow(high: Image, spread: float) -> Image:
    """Take away what changes slowly: blurred at a quarter of each side, where so wide a Gaussian costs a fraction."""
    import cv2

    quarter = (max(1, high.shape[1] // 4), max(1, high.shape[0] // 4))
    slow = cv2.GaussianBlur(cv2.resize(high, quarter, interpolation=cv2.INTER_AREA), (0, 0), spread / 4)
    return np.asarray(high - cv2.resize(slow, high.shape[::-1], interpolation=cv2.INTER_LINEAR), np.float32)


def _shares(
    fine: Image, of: Pitch, side: int, step: int, row_mm: float, column_mm: float, usable: NDArray[np.bool_]
) -> tuple[Image, Image]:
    """Give for each usable window the share of its variation at the pitch in one direction, and the pitch where it is strongest."""
    windows = np.lib.stride_tricks.sliding_window_view(fine, (side, side))[::step, ::step]
    taper = np.outer(np.hanning(side), np.hanning(side)).astype(np.float32)
    away = np.hypot(*np.meshgrid(np.fft.fftfreq(side, row_mm), np.fft.rfftfreq(side, column_mm), indexing="ij"))
    band = (away > 1 / of.mm[1]) & (away < 1 / of.mm[0])
    told = (away > 1 / 30) & (away < 1 / 2.5)
    rows, columns = ((length - side) // step + 1 for length in fine.shape)
    share, pitch = np.zeros((rows, columns), np.float32), np.ones((rows, columns), np.float32)
    places = np.argwhere(usable[:rows, :columns])
    for some in np.array_split(places, 1 + len(places) // 64):
        i, j = some[:, 0], some[:, 1]
        power = np.abs(rfft2(windows[i, j] * taper)).astype(np.float32) ** 2
        inside = power[:, band]
        total = power[:, told].sum(1) + 1e-6 * side**4
        share[i, j] = np.partition(inside, -8, axis=1)[:, -8:].sum(1) / total
        pitch[i, j] = 1 / away[band][inside.argmax(1)] if len(some) else 1.0
    return share, pitch


def _organic(high: Image, number: Image, side: int, step: int) -> NDArray[np.bool_]:
    import cv2

    light = ((number > 5.5) & (number < 11) & (high > 0.05)).astype(np.float32)
    mean = cv2.blur(light, (side, side))[side // 2 :: step, side // 2 :: step]
    rows, columns = ((length - side) // step + 1 for length in high.shape)
    return np.asarray(mean[:rows, :columns] > 0.5)


def _grown(here: NDArray[np.bool_], side: int, step: int) -> NDArray[np.bool_]:
    """Draw windows as pixels."""
    made = np.zeros(((here.shape[0] - 1) * step + side, (here.shape[1] - 1) * step + side), bool)
    for row, column in np.argwhere(here):
        made[row * step : row * step + side, column * step : column * step + side] = True
    return made
