"""The exact length of a straight ray inside a solid, and the sum over all solids of a scene: compiled loops on plain arrays."""

import math

import numpy as np

from smartcustoms.imaging.compiled import compiled
from smartcustoms.imaging.materials import Floats

_FAR = 1e30
_CUTS = 64


@compiled
def round_interval(half: Floats, o: Floats, d: Floats, axes: int) -> tuple[float, float]:
    """Give where a ray is inside an ellipsoid (3 axes) or an endless cylinder about z (2 axes); an empty interval when it misses."""
    a = b = 0.0
    c = -1.0
    for k in range(axes):
        start, along = o[k] / half[k], d[k] / half[k]
        a += along * along
        b += start * along
        c += start * start
    if a < 1e-18:
        return (1.0, 0.0) if c > 0 else (-_FAR, _FAR)
    q = b * b - a * c
    if q <= 0:
        return (1.0, 0.0)
    q = math.sqrt(q)
    return ((-b - q) / a, (-b + q) / a)


@compiled
def slab_interval(half: Floats, o: Floats, d: Floats, first: int, t0: float, t1: float) -> tuple[float, float]:
    """Cut an interval by the pairs of planes of the axes from `first` to z."""
    for k in range(first, 3):
        if abs(d[k]) < 1e-12:
            if abs(o[k]) > half[k]:
                return (1.0, 0.0)
        else:
            u = (-half[k] - o[k]) / d[k]
            v = (half[k] - o[k]) / d[k]
            t0, t1 = max(t0, min(u, v)), min(t1, max(u, v))
    return (t0, t1)


@compiled
def outline_length(outline: Floats, o: Floats, d: Floats, t0: float, t1: float) -> float:
    """Give the length of a ray between t0 and t1 inside an outline in the x-y plane (even-odd rule)."""
    cuts = np.empty(_CUTS)
    n = 0
    x0, y0 = o[0] + t0 * d[0], o[1] + t0 * d[1]
    inside = False
    j = outline.shape[0] - 1
    for i in range(outline.shape[0]):
        ax, ay, bx, by = outline[j, 0], outline[j, 1], outline[i, 0], outline[i, 1]
        if (ay > y0) != (by > y0) and x0 < (bx - ax) * (y0 - ay) / (by - ay) + ax:
            inside = not inside
        den = d[0] * (by - ay) - d[1] * (bx - ax)
        if abs(den) > 1e-12:
            s = ((ax - o[0]) * d[1] - (ay - o[1]) * d[0]) / den
            t = ((ax - o[0]) * (by - ay) - (ay - o[1]) * (bx - ax)) / den
            if 0.0 <= s < 1.0 and t0 < t < t1 and n < _CUTS:
                cuts[n] = t
                n += 1
        j = i
    return inside_length(np.sort(cuts[:n]), t0, t1, inside)


@compiled
def inside_length(cuts: Floats, t0: float, t1: float, inside: bool) -> float:
    """Sum the stretches between sorted cuts during which the ray is inside."""
    total, before = 0.0, t0
    for t in cuts:
        if inside:
            total += t - before
        before = t
        inside = not inside
    return total + (t1 - before if inside else 0.0)


@compiled
def length_inside(shape: int, half: Floats, outline: Floats, o: Floats, d: Floats) -> float:
    """Give a ray's length inside a solid; o and d (of length 1) are in the solid's own frame."""
    t0, t1 = -_FAR, _FAR
    if shape in (1, 2):
        t0, t1 = round_interval(half, o, d, 3 if shape == 1 else 2)
    if shape != 1 and t1 > t0:
        t0, t1 = slab_interval(half, o, d, 2 if shape == 2 else 0, t0, t1)
    if t1 <= t0:
        return 0.0
    return outline_length(outline, o, d, t0, t1) if shape == 3 else t1 - t0


@compiled
def trace_solid(
    shape: int,
    half: Floats,
    outline: Floats,
    turned: Floats,
    at: Floats,
    gain: float,
    window: np.ndarray,
    lines_x: Floats,
    source: Floats,
    cells: Floats,
    total: np.ndarray,
    own: np.ndarray,
) -> None:
    """Add one solid's path lengths to its material's image and to its thing's own, within its window of lines and cells."""
    o, d = np.empty(3), np.empty(3)
    for r in range(window[0], window[1]):
        ox, oy, oz = lines_x[r] - at[0], source[0] - at[1], source[1] - at[2]
        for k in range(3):
            o[k] = turned[0, k] * ox + turned[1, k] * oy + turned[2, k] * oz
        for c in range(window[2], window[3]):
            dy, dz = cells[c, 0] - source[0], cells[c, 1] - source[1]
            scale = 1.0 / math.sqrt(dy * dy + dz * dz)
            for k in range(3):
                d[k] = (turned[1, k] * dy + turned[2, k] * dz) * scale
            length = length_inside(shape, half, outline, o, d) * gain
            if length != 0.0:
                total[r, c] += length
                own[r, c] += length
