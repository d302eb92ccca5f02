"""Pages and JSON of e-locks: the map and list of journeys, one journey, the alarm desk, devices, and the scheme's figures."""

from fastapi import APIRouter

from smartcustoms.trade.elocks.web import api, maps, pages, point, running, running_api, unlocking

router = APIRouter()
for part in (unlocking, maps, point, running_api, running, api, pages):
    router.include_router(part.router)
menu = (*pages.menu, *running.menu)
topics = pages.topics

__all__ = ["menu", "router", "topics"]
