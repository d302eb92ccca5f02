"""From a scene to path lengths: a fan of rays in the y-z plane, while belt or gantry moves along x."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smartcustoms.imaging.grains import uneven_mm
from smartcustoms.imaging.materials import Floats
from smartcustoms.imaging.raypath import trace_solid, window_of
from smartcustoms.imaging.solids import Solid, Thing

Image = NDArray[np.float32]
_NO_OUTLINE = np.zeros((1, 2))


@dataclass(frozen=True)
class LineScan:
    """A line scanner's place and sampling in mm: where source and detector line stand in the y-z plane, where the lines lie along x."""

    view: str
    source_yz_mm: tuple[float, float]
    first_cell_yz_mm: tuple[float, float]
    last_cell_yz_mm: tuple[float, float]
    cells: int
    lines: int
    line_step_mm: float
    first_line_x_mm: float

    def lines_x_mm(self) -> Floats:
        """Give where along the belt each line is taken."""
        places: Floats = np.arange(self.lines, dtype=np.float64)
        return self.first_line_x_mm + (places + 0.5) * self.line_step_mm

    def cells_yz_mm(self) -> Floats:
        """Give where each detector cell's middle stands."""
        share: Floats = ((np.arange(self.cells, dtype=np.float64) + 0.5) / self.cells)[:, None]
        first, last = np.array(self.first_cell_yz_mm, float), np.array(self.last_cell_yz_mm, float)
        cells: Floats = first * (1 - share) + last * share
        return cells


@dataclass(frozen=True)
class Traced:
    """Path lengths in mm (lines, cells): by material at nominal density, and of each thing alone."""

    by_material_mm: dict[str, Image]
    by_thing_mm: tuple[Image, ...]


def trace(things: Sequence[Thing], scanner: LineScan, *, lines_x_mm: Floats | None = None) -> Traced:
    """Trace every ray through every thing.

    Args:
        things: the scene.
        scanner: geometry.
        lines_x_mm: where the lines really fall when belt or vehicle does not move evenly; None: evenly.
    """
    lines = scanner.lines_x_mm() if lines_x_mm is None else lines_x_mm
    in_order = np.sort(lines)
    source, cells = np.array(scanner.source_yz_mm, float), scanner.cells_yz_mm()
    by_material: dict[str, Image] = {}
    by_thing = []
    for each in things:
        own = np.zeros((len(lines), scanner.cells), np.float32)
        for solid in each.solids:
            if solid.of not in by_material:
                by_material[solid.of] = np.zeros_like(own)
            total = by_material[solid.of]
            outline = _NO_OUTLINE if solid.outline_mm is None else solid.outline_mm
            half, gain = np.array(solid.half_mm, float), float(solid.sign * solid.packed)
            window = window_of(half, solid.turned, solid.at_mm, in_order, source, cells)
            before = own.copy() if solid.grain_mm else None
            trace_solid(
                int(solid.shape), half, outline, solid.turned, solid.at_mm, gain, window, lines, source, cells, total, own
            )  # fmt: skip
            if before is not None:
                more = uneven_mm(own - before, solid, lines, _across_mm(solid, source, cells))
                total += more
                own += more
        by_thing.append(np.maximum(own, 0, out=own))
    for path in by_material.values():
        np.maximum(path, 0, out=path)
    return Traced(by_material, tuple(by_thing))


def _across_mm(solid: Solid, source: Floats, cells: Floats) -> Floats:
    """Give how far each cell's ray passes a solid's middle, across the belt, at the middle's distance from the source."""
    axis = (cells[-1] - cells[0]) / np.linalg.norm(cells[-1] - cells[0])
    normal, middle = np.array([-axis[1], axis[0]]), solid.at_mm[1:] - source
    share = (middle @ normal) / ((cells[0] - source) @ normal)
    across: Floats = ((cells - source) * share - middle) @ axis
    return across
