"""Pages and JSON of comparison: two scans of one vehicle, scans that look alike, the library of concealments."""

from fastapi import APIRouter

from smartcustoms.boundary.comparison.web import api, comparisons, library

router = APIRouter()
for part in (comparisons, library, api):
    router.include_router(part.router)
menu = library.menu

__all__ = ["menu", "router"]
