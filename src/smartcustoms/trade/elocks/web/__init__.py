"""Pages and JSON of e-locks: the map and list of journeys, one journey, the alarm desk, devices, and the scheme's figures."""

from fastapi import APIRouter

from smartcustoms.trade.elocks.web import api, pages, unlocking

router = APIRouter()
for part in (unlocking, api, pages):
    router.include_router(part.router)
menu = pages.menu
topics = pages.topics

__all__ = ["menu", "router", "topics"]
