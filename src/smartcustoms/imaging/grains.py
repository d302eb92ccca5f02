"""What grains do to a ray: poured goods let through a little more or less from place to place, most where the grains are large.

Tracing a hundred thousand grains one by one would take minutes, so their sum is drawn: a field of overlapping grains with the spread that
a packing of hard spheres shows when it is traced exactly (`tests/imaging/test_grains.py` packs and traces one).
"""

import zlib
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from smartcustoms.imaging.materials import Floats

if TYPE_CHECKING:
    from smartcustoms.imaging.solids import Solid

SPREAD: Final = 0.48
"""Standard deviation of a thin ray's path over the root of path times diameter, both in mm; a path counted at the density as poured."""
_SIDE: Final = 1024
_STEPS: Final = 8
_FINE: Final = 3
_FILLED: Final = 0.58
"""Share of the space that grains fill, loosely poured."""


def uneven_mm(
    path_mm: NDArray[np.float32], solid: "Solid", lines_x_mm: Floats, across_mm: Floats
) -> NDArray[np.float32]:
    """Give what is to be added to the paths through a poured solid (lines, cells), its mean zero.

    Args:
        path_mm: paths through it as if it were one piece.
        solid: what is poured, with its grains' diameter.
        lines_x_mm: where the lines lie along the belt.
        across_mm: where each cell's ray passes, across the belt, seen from the solid's middle.
    """
    touched = np.abs(path_mm) > 0
    rows, columns = np.flatnonzero(touched.any(1)), np.flatnonzero(touched.any(0))
    made = np.zeros_like(path_mm)
    if not len(rows):
        return made
    here = (slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1))
    seed = zlib.crc32(np.array([*solid.half_mm, solid.grain_mm, solid.packed]).tobytes())
    x, y = lines_x_mm[here[0]] - solid.at_mm[0], across_mm[here[1]]
    field = _seen(_field(seed), x, y, solid.grain_mm / _STEPS)
    path = np.abs(path_mm[here])
    spread = np.minimum(SPREAD * np.sqrt(path * solid.grain_mm * solid.packed), 0.5 * path)
    made[here] = np.sign(path_mm[here]) * spread * field
    return made


def _seen(field: NDArray[np.float32], x: Floats, y: Floats, step_mm: float) -> NDArray[np.float32]:
    """Give the field as cells see it: its mean over each pixel."""
    wide, tall = (float(np.median(np.abs(np.diff(each)))) if len(each) > 1 else 0.0 for each in (x, y))
    inside = (np.arange(_FINE) + 0.5) / _FINE - 0.5
    total = np.zeros((len(x), len(y)), np.float32)
    for dx in inside * wide:
        for dy in inside * tall:
            total += field[np.ix_(_place(x + dx, step_mm), _place(y + dy, step_mm))]
    return np.asarray(total / _FINE**2, np.float32)


def _place(at_mm: Floats, step_mm: float) -> NDArray[np.int64]:
    return np.asarray(np.floor(at_mm / step_mm).astype(np.int64) % _SIDE)


@lru_cache(maxsize=64)
def _field(seed: int) -> NDArray[np.float32]:
    """Make a field of spread 1 that repeats at its edges: white noise with the spectrum of packed spheres seen along a ray."""
    white = np.random.default_rng(seed).standard_normal((_SIDE, _SIDE))
    along = 2 * np.pi * np.fft.fftfreq(_SIDE, 1 / _STEPS)
    x = np.maximum(np.hypot(along[:, None], along[None, :]), 0.05)
    sphere = (np.sin(x / 2) - x / 2 * np.cos(x / 2)) / x**3
    made = np.fft.ifft2(np.fft.fft2(white) * sphere * np.sqrt(crowding(x, _FILLED))).real
    made = (made - made.mean()) / made.std()
    return np.asarray(made, np.float32)


def crowding(x: Floats, filled: float) -> Floats:
    """Give the structure factor of hard spheres at wave number times diameter (Percus and Yevick 1958, solved by Wertheim 1963)."""
    scale = (1 - filled) ** 4
    a = (1 + 2 * filled) ** 2 / scale
    b = -6 * filled * (1 + filled / 2) ** 2 / scale
    c = filled * a / 2
    sin, cos = np.sin(x), np.cos(x)
    first = a * (sin - x * cos) / x**2
    second = b * (2 * x * sin + (2 - x**2) * cos - 2) / x**3
    third = c * (-(x**4) * cos + 4 * ((3 * x**2 - 6) * cos + (x**3 - 6 * x) * sin + 6)) / x**5
    return np.asarray(1 / (1 + 24 * filled * (first + second + third) / x))
