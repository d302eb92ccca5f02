"""Pictures to train on: bags without threats. Pure; loads the physics when it is first needed."""

from smartcustoms.boundary.scans.model import Kind, Package, View
from smartcustoms.imaging import scenes
from smartcustoms.imaging.detector import AIR

_BEAM = "kv160"


def a_clean_bag(seed: int, *, size: int = 768) -> Package:
    """Simulate a bag or parcel in which nothing is to be found, seen from above."""
    view = scenes.a_clean_bag(seed, beam_name=_BEAM, size=size)
    made = View(view.name, view.high, view.low, AIR, view.row_mm, view.column_mm)
    return Package(Kind.BAG, (made,), True, _BEAM)
