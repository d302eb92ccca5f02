"""What the bench in the browser draws from holds the very counts, and the table that tells matter as the server does."""

import numpy as np
import pytest

from smartcustoms.boundary.scans import queries
from smartcustoms.imaging.decompose import attenuation, material_table
from tests.boundary.scans.packages import a_package, a_view


def unpacked(content: bytes) -> tuple[list[int], list[float], list[np.ndarray], np.ndarray]:
    columns, rows, energies, steps = (int(each) for each in np.frombuffer(content, "<u4", 4))
    sizes = [float(each) for each in np.frombuffer(content, "<f4", 7, 16)]
    counts = [
        np.frombuffer(content, "<u2", rows * columns, 44 + 2 * rows * columns * place).reshape(rows, columns)
        for place in range(energies)
    ]
    table = np.frombuffer(content, np.uint8, steps * steps, 44 + 2 * rows * columns * energies)
    assert len(content) == 44 + 2 * rows * columns * energies + steps * steps
    return [columns, rows, energies, steps], sizes, counts, table.reshape(steps, steps)


def test_counts_and_sizes_come_unchanged() -> None:
    view = a_view(30, 50)
    (columns, rows, energies, _), sizes, (high, low), _ = unpacked(queries.channels(a_package(views=(view,)), 0))
    assert (columns, rows, energies) == (view.high.shape[1], view.high.shape[0], 2)
    assert sizes[:3] == pytest.approx([view.air, view.row_mm, view.column_mm])
    assert view.low is not None
    assert np.array_equal(high, view.high)
    assert np.array_equal(low, view.low)


def test_the_table_tells_what_the_server_tells() -> None:
    read = a_package(views=(a_view(30, 50),))
    (_, _, _, steps), sizes, (high, low), table = unpacked(queries.channels(read, 0))
    first, each, ratio, each_ratio = sizes[3:]
    one, two = attenuation(low, sizes[0]), attenuation(high, sizes[0])
    i = np.clip(np.rint((two - first) / each), 0, steps - 1).astype(int)
    j = np.clip(np.rint((one / np.maximum(two, 5e-3) - ratio) / each_ratio), 0, steps - 1).astype(int)
    told = np.where(two > 0.01, table[i, j] / 8, 0)
    known, _ = material_table(read.beam).look_up(one, two)
    assert np.abs(told - known).max() < 0.07
