"""A view's raw channels for the bench in the browser: counts as they were taken, and the table that tells matter. Pure.

The file, little-endian: columns, rows, energies (1 or 2), steps of the table as 32-bit whole numbers; counts in air, a pixel's height and
width in mm, the table's first attenuation and its step, its first ratio and its step as 32-bit fractions; counts of the high energy,
row by row, then of the low energy, 16 bits each; the table, 8 bits an entry: eight times the atomic number.
"""

from typing import Final

import numpy as np

from smartcustoms.boundary.scans.model import Package

_MOST_NUMBER: Final = 31.8


def channels(read: Package, place: int) -> bytes:
    """Write a view's channels."""
    view = read.views[place]
    rows, columns = view.high.shape
    energies = 2 if read.is_dual_energy and view.low is not None else 1
    table, span = _table(read.beam) if energies == 2 else (np.zeros((1, 1), np.uint8), (0.0, 1.0, 0.0, 1.0))
    head = np.array([columns, rows, energies, table.shape[0]], "<u4").tobytes()
    sizes = np.array([view.air, view.row_mm, view.column_mm, *span], "<f4").tobytes()
    low = view.low.astype("<u2").tobytes() if energies == 2 and view.low is not None else b""
    return b"".join((head, sizes, view.high.astype("<u2").tobytes(), low, table.tobytes()))


def _table(
    beam_name: str,
) -> tuple["np.ndarray[tuple[int, ...], np.dtype[np.uint8]]", tuple[float, float, float, float]]:
    from smartcustoms.imaging.decompose import material_table

    known = material_table(beam_name)
    steps = (known.attenuations, known.ratios)
    first, each, ratio, each_ratio = (float(value) for axis in steps for value in (axis[0], axis[1] - axis[0]))
    return np.rint(np.clip(known.z_effective, 0, _MOST_NUMBER) * 8).astype(np.uint8), (first, each, ratio, each_ratio)
