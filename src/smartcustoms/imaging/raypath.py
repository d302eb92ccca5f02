"""The exact length of straight rays inside a solid: compiled loops on plain arrays.

The rays of one line leave one point in a plane across the belt, so in a solid's own frame a ray's direction depends on its cell only and
its start on its line only: both are worked out once, and what is left for each pixel has no branch that would keep it from running
four at a time.
"""

import math

import numpy as np

from smartcustoms.imaging.compiled import compiled
from smartcustoms.imaging.materials import Floats

_CUTS = 64
_ALONG = 1e-9
"""A direction's part below which a ray runs along a pair of planes."""


@compiled
def add(length: Floats, gain: float, total: np.ndarray, own: np.ndarray) -> None:
    """Add a line's lengths to both images."""
    for i in range(length.shape[0]):
        if length[i] > 0:
            total[i] += length[i] * gain
            own[i] += length[i] * gain


@compiled
def lengths(shape: int, half: Floats, outline: Floats, o: Floats, d: Floats, cuts: Floats, length: Floats) -> None:
    """Give the lengths inside a solid of any shape, for all cells of a line."""
    if shape == 1:
        ellipsoid_lengths(o, d, length)
    elif shape == 2:
        cylinder_lengths(o, d, length)
    elif shape == 0:
        box_lengths(o, d, length)
    else:
        prism_lengths(half, outline, o, d, cuts, length)


@compiled
def directions(half: Floats, turned: Floats, source: Floats, cells: Floats) -> Floats:
    """Give each cell's ray as a direction in the solid's own frame, counted in half sizes per mm of the ray: (3, cells)."""
    along = np.empty((3, cells.shape[0]))
    for i in range(cells.shape[0]):
        dy, dz = cells[i, 0] - source[0], cells[i, 1] - source[1]
        scale = 1.0 / math.sqrt(dy * dy + dz * dz)
        for k in range(3):
            part = (turned[1, k] * dy + turned[2, k] * dz) * scale / half[k]
            along[k, i] = part if abs(part) > _ALONG else _ALONG
    return along


@compiled
def ellipsoid_lengths(o: Floats, d: Floats, length: Floats) -> None:
    """Give the lengths inside a sphere of radius 1."""
    outside = o[0] * o[0] + o[1] * o[1] + o[2] * o[2] - 1.0
    for i in range(length.shape[0]):
        a = d[0, i] * d[0, i] + d[1, i] * d[1, i] + d[2, i] * d[2, i]
        b = o[0] * d[0, i] + o[1] * d[1, i] + o[2] * d[2, i]
        length[i] = 2.0 * math.sqrt(max(b * b - a * outside, 0.0)) / a


@compiled
def cylinder_lengths(o: Floats, d: Floats, length: Floats) -> None:
    """Give the lengths inside a cylinder of radius 1 along z, from -1 to 1."""
    outside = o[0] * o[0] + o[1] * o[1] - 1.0
    for i in range(length.shape[0]):
        a = d[0, i] * d[0, i] + d[1, i] * d[1, i]
        b = o[0] * d[0, i] + o[1] * d[1, i]
        root = math.sqrt(max(b * b - a * outside, 0.0)) / a
        middle, deep, reach = -b / a, -o[2] / d[2, i], abs(1.0 / d[2, i])
        length[i] = max(min(middle + root, deep + reach) - max(middle - root, deep - reach), 0.0)


@compiled
def box_lengths(o: Floats, d: Floats, length: Floats) -> None:
    """Give the lengths inside a box from -1 to 1."""
    for i in range(length.shape[0]):
        x, y, z = -o[0] / d[0, i], -o[1] / d[1, i], -o[2] / d[2, i]
        u, v, w = abs(1.0 / d[0, i]), abs(1.0 / d[1, i]), abs(1.0 / d[2, i])
        length[i] = max(min(x + u, y + v, z + w) - max(x - u, y - v, z - w), 0.0)


@compiled
def prism_lengths(half: Floats, outline: Floats, o: Floats, d: Floats, cuts: Floats, length: Floats) -> None:
    """Give the lengths inside a prism: between its ends, inside its outline."""
    for i in range(length.shape[0]):
        t0, t1 = -1e30, 1e30
        for k in range(3):
            middle, reach = -o[k] / d[k, i], abs(half[k] / d[k, i])
            t0, t1 = max(t0, middle - reach), min(t1, middle + reach)
        length[i] = outline_length(outline, o, d[0, i], d[1, i], t0, t1, cuts) if t1 > t0 else 0.0


@compiled
def outline_length(outline: Floats, o: Floats, dx: float, dy: float, t0: float, t1: float, cuts: Floats) -> float:
    """Give the length of a ray between t0 and t1 inside an outline in the x-y plane (even-odd rule)."""
    n = 0
    x0, y0 = o[0] + t0 * dx, o[1] + t0 * dy
    inside = False
    j = outline.shape[0] - 1
    for i in range(outline.shape[0]):
        ax, ay, bx, by = outline[j, 0], outline[j, 1], outline[i, 0], outline[i, 1]
        if (ay > y0) != (by > y0) and x0 < (bx - ax) * (y0 - ay) / (by - ay) + ax:
            inside = not inside
        den = dx * (by - ay) - dy * (bx - ax)
        if abs(den) > 1e-12:
            s = ((ax - o[0]) * dy - (ay - o[1]) * dx) / den
            t = ((ax - o[0]) * (by - ay) - (ay - o[1]) * (bx - ax)) / den
            if 0.0 <= s < 1.0 and t0 < t < t1 and n < _CUTS:
                k = n
                while k > 0 and cuts[k - 1] > t:
                    cuts[k] = cuts[k - 1]
                    k -= 1
                cuts[k] = t
                n += 1
        j = i
    return inside_length(cuts[:n], t0, t1, inside)


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
def window_of(half: Floats, turned: Floats, at: Floats, in_order: Floats, source: Floats, cells: Floats) -> np.ndarray:
    """Give the lines and cells (first and end of each) whose rays can meet a solid, by projecting the corners of the box around it.

    Args:
        half: its half sizes.
        turned: how it is turned.
        at: its middle.
        in_order: where the lines fall, the least first.
        source: where the rays leave from, in the plane across the belt.
        cells: where the cells stand there.
    """
    ay, az = cells[-1, 0] - cells[0, 0], cells[-1, 1] - cells[0, 1]
    to_detector = (cells[0, 1] - source[1]) * ay - (cells[0, 0] - source[0]) * az
    low_x, high_x, low_cell, high_cell = 1e30, -1e30, 1e30, -1e30
    for corner in range(8):
        p = np.empty(3)
        for k in range(3):
            p[k] = at[k]
            for m in range(3):
                p[k] += turned[k, m] * half[m] * (1.0 if corner >> m & 1 else -1.0)
        dy, dz = p[1] - source[0], p[2] - source[1]
        depth = dz * ay - dy * az
        share = to_detector / (depth if abs(depth) >= 1e-9 else 1e-9)
        y, z = source[0] + dy * share - cells[0, 0], source[1] + dz * share - cells[0, 1]
        cell = (y * ay + z * az) / (ay * ay + az * az) * (cells.shape[0] - 1)
        low_x, high_x = min(low_x, p[0]), max(high_x, p[0])
        low_cell, high_cell = min(low_cell, cell), max(high_cell, cell)
    first, last = np.searchsorted(in_order, low_x), np.searchsorted(in_order, high_x)
    return np.array([first, last, max(0, int(low_cell) - 1), min(cells.shape[0], int(high_cell) + 3)], np.int64)


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
    first, last = window[2], window[3]
    if first >= last or window[0] >= window[1]:
        return
    along = directions(half if shape != 3 else np.ones(3), turned, source, cells[first:last])
    o, length, cuts = np.empty(3), np.empty(last - first), np.empty(_CUTS)
    for r in range(window[0], window[1]):
        ox, oy, oz = lines_x[r] - at[0], source[0] - at[1], source[1] - at[2]
        for k in range(3):
            o[k] = turned[0, k] * ox + turned[1, k] * oy + turned[2, k] * oz
            if shape != 3:
                o[k] /= half[k]
        lengths(shape, half, outline, o, along, cuts, length)
        add(length, gain, total[r, first:last], own[r, first:last])
