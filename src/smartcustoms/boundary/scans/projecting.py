"""A simulated threat put into a scan. Pure; loads the physics when it is first needed."""

from dataclasses import replace

import numpy as np

from smartcustoms.boundary.scans.model import Package
from smartcustoms.imaging.catalogue.making import a_threat
from smartcustoms.imaging.projection import Projected, project


def with_threat(
    read: Package, category: str, luck: np.random.Generator, *, most_superposition: float
) -> tuple[Package, Projected]:
    """Put a threat of a category into the first view of a scan.

    Raises:
        NoPlace: it finds no place.
    """
    view = read.views[0]
    if view.low is None:
        raise ValueError("a scan in one energy")
    made = project(
        (view.low, view.high),
        view.air,
        a_threat(luck, category),
        beam_name=read.beam,
        row_mm=view.row_mm,
        column_mm=view.column_mm,
        luck=luck,
        most_superposition=most_superposition,
    )
    shown = replace(view, high=made.high, low=made.low)
    return replace(read, views=(shown, *read.views[1:])), made
