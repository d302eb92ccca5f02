"""Where a scan repeats itself at a known pitch: cigarettes lie side by side at about 7.7 mm, whatever the carton's place.

The attenuation's fine part is cut into overlapping windows; each window's power spectrum says how much of its variation has that pitch.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.fft import next_fast_len, rfft2

from smartcustoms.imaging.tracing import Image

_WINDOW_MM: Final = 46.0
_PITCH_MM: Final = (5.8, 9.2)
_LEAST_SHARE: Final = 0.42
_LEAST_WINDOWS: Final = 4


@dataclass(frozen=True)
class Repeating:
    """A place that repeats itself: box, mask within the box, the pitch, and the share of its variation that has it."""

    box: tuple[int, int, int, int]
    mask: NDArray[np.bool_]
    pitch_mm: float
    share: float


def repeating(high: Image, number: Image, *, row_mm: float, column_mm: float) -> list[Repeating]:
    """Find where organic matter repeats itself at the pitch of cigarettes."""
    import cv2

    least = max(16, round(_WINDOW_MM / ((row_mm + column_mm) / 2)))
    side = int(next_fast_len(least, real=True))  # type: ignore[no-untyped-call]  # scipy has no types
    step = max(4, side // 4)
    rows, columns = ((length - side) // step + 1 for length in high.shape)
    if rows < 2 or columns < 2:
        return []
    fine = _without_slow(high, side / 6)
    usable = _organic(high, number, side, step)
    share, pitch = _shares(fine, side, step, row_mm, column_mm, usable)
    good = ((share > _LEAST_SHARE) & usable).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(good, connectivity=8)
    found = []
    for i in range(1, count):
        left, top, wide, tall, windows = (int(each) for each in stats[i])
        if windows >= _LEAST_WINDOWS:
            here = labels[top : top + tall, left : left + wide] == i
            box = (left * step, top * step, (wide - 1) * step + side, (tall - 1) * step + side)
            middle = np.asarray(labels == i)
            found.append(
                Repeating(box, _grown(here, side, step), float(np.median(pitch[middle])), float(share[middle].mean()))
            )
    return sorted(found, key=lambda each: -each.share * each.mask.sum())


def _without_slow(high: Image, spread: float) -> Image:
    """Take away what changes slowly: blurred at a quarter of each side, where so wide a Gaussian costs a fraction."""
    import cv2

    quarter = (max(1, high.shape[1] // 4), max(1, high.shape[0] // 4))
    slow = cv2.GaussianBlur(cv2.resize(high, quarter, interpolation=cv2.INTER_AREA), (0, 0), spread / 4)
    return np.asarray(high - cv2.resize(slow, high.shape[::-1], interpolation=cv2.INTER_LINEAR), np.float32)


def _shares(
    fine: Image, side: int, step: int, row_mm: float, column_mm: float, usable: NDArray[np.bool_]
) -> tuple[Image, Image]:
    """Give for each usable window the share of its variation at the pitch in one direction, and the pitch where it is strongest."""
    windows = np.lib.stride_tricks.sliding_window_view(fine, (side, side))[::step, ::step]
    taper = np.outer(np.hanning(side), np.hanning(side)).astype(np.float32)
    away = np.hypot(*np.meshgrid(np.fft.fftfreq(side, row_mm), np.fft.rfftfreq(side, column_mm), indexing="ij"))
    band = (away > 1 / _PITCH_MM[1]) & (away < 1 / _PITCH_MM[0])
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
