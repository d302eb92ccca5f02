"""Pages and JSON of alarms: the list, one scan with its alarms and the decision, the operating point, what was agreed on."""

from fastapi import APIRouter

from smartcustoms.boundary.detection.model import SEE_ALARMS
from smartcustoms.boundary.detection.web import api, pages, pointing
from smartcustoms.kernel.web.menu import MenuEntry
from smartcustoms.kernel.words.model import sentence

router = APIRouter()
for each in (pages, pointing, api):
    router.include_router(each.router)
menu = (MenuEntry(sentence("Alarms of scans"), "/scan-alarms", SEE_ALARMS, group="boundary", order=21),)

__all__ = ["menu", "router"]
