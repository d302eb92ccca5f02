"""Small packages for tests: quick to make, and true in form."""

import numpy as np

from smartcustoms.boundary.scans.model import Kind, Package, View
from smartcustoms.imaging.detector import AIR


def a_view(rows: int = 40, columns: int = 60, seed: int = 1) -> View:
    luck = np.random.default_rng(seed)
    high = luck.integers(1, AIR, (rows, columns), dtype=np.uint16)
    low = (high * 0.8).astype(np.uint16) + 1
    return View("top", high, low.astype(np.uint16), AIR, 0.7, 0.8)


def a_package(seed: int = 1, **changes: object) -> Package:
    known = {"kind": Kind.BAG, "views": (a_view(seed=seed),), "simulated": True, "beam": "kv160", "subject": "SIM-1"}
    return Package(**{**known, **changes})  # type: ignore[arg-type]
