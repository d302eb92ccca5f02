"""All SQL of road cargo. Open first: `tables.py`."""

from smartcustoms.trade.road_cargo.store import bundles, consignments, trucks

__all__ = ["bundles", "consignments", "trucks"]
