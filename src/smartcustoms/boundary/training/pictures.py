"""Pictures to train on: bags without threats, and threats put into them. Pure; loads the physics when it is first needed."""

import numpy as np

from smartcustoms.boundary.scans.model import Kind, Package, View
from smartcustoms.imaging import scenes
from smartcustoms.imaging.catalogue.making import a_threat
from smartcustoms.imaging.detector import AIR
from smartcustoms.imaging.projection import Projected, project

_BEAM = "kv160"


def a_clean_bag(seed: int, *, size: int = 768) -> Package:
    """Simulate a bag or parcel in which nothing is to be found, seen from above."""
    view = scenes.a_clean_bag(seed, beam_name=_BEAM, size=size)
    made = View(view.name, view.high, view.low, AIR, view.row_mm, view.column_mm)
    return Package(Kind.BAG, (made,), True, _BEAM)


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
    shown = View(view.name, made.high, made.low, view.air, view.row_mm, view.column_mm)
    return Package(read.kind, (shown,), read.simulated, read.beam), made
