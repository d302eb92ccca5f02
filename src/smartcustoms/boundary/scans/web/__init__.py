"""Pages and JSON of scans, and of what scanners send."""

from fastapi import APIRouter

from smartcustoms.boundary.scans.model import INTAKE, SEE
from smartcustoms.boundary.scans.web import intake, pages
from smartcustoms.kernel.web.menu import MenuEntry
from smartcustoms.kernel.words.model import sentence

router = APIRouter()
for each in (intake, pages):  # the intake first: its address would be taken for a scan's number
    router.include_router(each.router)
menu = (
    MenuEntry(sentence("Scans"), "/scans", SEE, group="boundary", order=20),
    MenuEntry(sentence("Scanner intake"), "/scans/intake", INTAKE, group="boundary", order=22),
)

__all__ = ["menu", "router"]
