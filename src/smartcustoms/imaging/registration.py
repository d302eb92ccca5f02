"""Two line scans of one thing brought onto each other: columns by a monotone warp, rows by one shift.

A line scanner distorts only along the belt or the road, where speed varies; across, the detector stands still. So the right model is
one map from columns to columns. Each column is described by its capped attenuation and its change in height bins; dynamic programming
finds the cheapest monotone path (the cost per bin is capped, so that a changed load cannot bend it); robust local lines smooth it.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from smartcustoms.imaging.compiled import compiled
from smartcustoms.imaging.materials import Floats
from smartcustoms.imaging.tracing import Image

_BINS: Final = 64
_CAP: Final = 2.5
_COST_CAP: Final = 0.35
_BAND: Final = 220
_SMOOTH_COLUMNS: Final = 45.0
_MOST_ROWS_OFF: Final = 12


@dataclass(frozen=True)
class Registration:
    """Where each column of the second scan lies in the first, by how many rows the second stands lower, how alike they are then."""

    columns: Floats
    rows_down: float
    likeness: float
    mean_shift_columns: float


def register(before: Image, after: Image) -> Registration:
    """Bring the second scan's columns and rows onto the first's; both are attenuations with as many rows.

    Args:
        before: attenuation of the earlier scan.
        after: attenuation of the later scan, (rows, columns).
    """
    rows_down = row_shift(before, after)
    level = shifted_rows(after, -rows_down)
    one, two = column_features(before), column_features(level)
    path = np.asarray(cheapest_path(one, two, _BAND, np.float32(_COST_CAP)), np.float64)
    weight = (
        np.abs(np.diff(two, axis=0, prepend=two[:1])).mean(1).astype(np.float64) ** 2 + 1e-8
    )  # noise in air counts for little
    columns = smoothed(path, weight)
    rows_down += row_shift(warped(before, columns), level)
    level = shifted_rows(after, -rows_down)
    shift = float(np.average(columns - np.arange(len(columns)), weights=weight))
    return Registration(columns, rows_down, likeness(warped(before, columns), level), shift)


def column_features(attenuation: Image) -> Image:
    """Describe each column: mean capped attenuation by height bin, and how it changes from bin to bin; (columns, 2 x bins)."""
    edges = np.linspace(0, attenuation.shape[0], _BINS + 1).astype(int)
    capped = np.minimum(np.maximum(attenuation, 0), _CAP)
    bins = np.stack([capped[a : max(b, a + 1)].mean(0) for a, b in pairwise(edges)], 1)
    return np.ascontiguousarray(np.concatenate([bins, np.diff(bins, axis=1, prepend=0)], 1), np.float32)


@compiled
def cheapest_path(one: Image, two: Image, band: int, cost_cap: np.float32) -> Floats:
    """Find for each column of the second the column of the first, monotone with slopes 0 to 3, at the least capped cost."""
    n, m, bins = one.shape[0], two.shape[0], one.shape[1]
    wide = 2 * band + 1
    total = np.full((m, wide), np.inf, np.float32)
    came = np.zeros((m, wide), np.int8)
    bend = np.float32(0.02 * bins) * cost_cap
    for j in range(m):
        first = j * (n - 1) // max(m - 1, 1) - band
        before = (j - 1) * (n - 1) // max(m - 1, 1) - band
        for k in range(max(0, -first), min(wide, n - first)):
            i = first + k
            cost = np.float32(0)
            for b in range(bins):
                cost += min(abs(one[i, b] - two[j, b]), cost_cap)
            if j > 0:
                came[j, k] = best_step(total[j - 1], i - before, bend)
                q = i - before - came[j, k]
                cost += (total[j - 1, q] if 0 <= q < wide else np.float32(np.inf)) + bend * abs(came[j, k] - 1)
            total[j, k] = cost
    return walked_back(total, came, n, m, band)


@compiled
def best_step(earlier: Image, place: int, bend: np.float32) -> int:
    """Give by how many columns (0 to 3) the path came cheapest to a place; one column a column bends nothing."""
    best, step = np.float32(np.inf), 1
    for s in range(4):
        q = place - s
        if 0 <= q < earlier.shape[0] and earlier[q] + bend * abs(s - 1) < best:
            best, step = earlier[q] + bend * abs(s - 1), s
    return step


@compiled
def walked_back(total: Image, came: np.ndarray, n: int, m: int, band: int) -> Floats:
    """Follow the cheapest path from its end."""
    path = np.empty(m)
    k = int(np.argmin(total[m - 1]))
    i = (n - 1) - band + k
    for j in range(m - 1, -1, -1):
        path[j] = i
        k = i - j * (n - 1) // max(m - 1, 1) + band
        i -= came[j, min(max(k, 0), 2 * band)]
    return path


def smoothed(path: Floats, weight: Floats) -> Floats:
    """Fit a robust local line around every column: Gaussian weights, three rounds that trust far-off columns less; keep it monotone."""
    x = np.arange(len(path), dtype=np.float64)
    half = int(4 * _SMOOTH_COLUMNS)
    kernel = np.exp(-0.5 * (np.arange(-half, half + 1) / _SMOOTH_COLUMNS) ** 2)
    off, trust = path - x, weight / weight.mean()
    fit = off
    for _ in range(4):
        s0, s1, s2, t0, t1 = (
            np.convolve(np.pad(each, half), kernel, "valid")
            for each in (trust, trust * x, trust * x * x, trust * off, trust * off * x)
        )
        determinant = np.maximum(s0 * s2 - s1 * s1, 1e-9)
        slope = (s0 * t1 - s1 * t0) / determinant
        fit = (t0 - slope * s1) / np.maximum(s0, 1e-9) + slope * x
        spread = max(0.5, 1.5 * float(np.median(np.abs(off - fit))))
        trust = weight / weight.mean() * np.clip(1 - ((off - fit) / (4 * spread)) ** 2, 0, 1) ** 2 + 1e-6
    return np.asarray(np.maximum.accumulate(fit + x), np.float64)


def row_shift(before: Image, after: Image) -> float:
    """Give by how many rows the second stands lower, to a part of a row, from the profiles along the detector."""
    if before.shape[0] <= 4 * _MOST_ROWS_OFF:
        return 0.0
    one, two = (np.gradient(np.minimum(each, _CAP).mean(1)) for each in (before, after))
    offs = range(-_MOST_ROWS_OFF, _MOST_ROWS_OFF + 1)
    inner = slice(_MOST_ROWS_OFF, len(one) - _MOST_ROWS_OFF)
    apart = np.array([float(((np.roll(two, -k)[inner] - one[inner]) ** 2).mean()) for k in offs])
    k = int(np.argmin(apart))
    if not 0 < k < len(apart) - 1:
        return float(k - _MOST_ROWS_OFF)
    left, here, right = apart[k - 1 : k + 2]
    bend = left - 2 * here + right
    return float(k - _MOST_ROWS_OFF + (0.5 * (left - right) / bend if bend > 0 else 0.0))


def shifted_rows(image: Image, down: float) -> Image:
    """Move an image down by some rows; what comes in at the edge repeats it."""
    import cv2

    move = np.array([[1, 0, 0], [0, 1, down]], np.float32)
    size = (image.shape[1], image.shape[0])
    return np.asarray(
        cv2.warpAffine(image, move, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), np.float32
    )


def warped(before: Image, columns: Floats) -> Image:
    """Draw the first scan with the second's columns."""
    last = before.shape[1] - 1
    at = np.clip(columns, 0, last)
    left = np.minimum(at.astype(np.int64), max(last - 1, 0))
    share = (at - left).astype(np.float32)
    return np.asarray(before[:, left] * (1 - share) + before[:, np.minimum(left + 1, last)] * share, np.float32)


def likeness(one: Image, two: Image) -> float:
    """Give the correlation of two images' capped attenuations where either shows something, each smoothed over a few pixels."""
    import cv2

    small = [cv2.blur(np.minimum(np.maximum(each, 0), 1.0), (5, 5)) for each in (one, two)]
    there = (small[0] > 0.05) | (small[1] > 0.05)
    if there.sum() < 50:
        return 0.0
    a, b = (each[there] - each[there].mean() for each in small)
    return float((a * b).sum() / max(float(np.sqrt((a * a).sum() * (b * b).sum())), 1e-9))
