"""Pages and JSON of the crossing: control points live, passages, lanes, the lane's display, the driver's phone; what lanes call."""

from fastapi import APIRouter

from smartcustoms.trade.crossing.web import api, leading, pages, phone

router = APIRouter()
for part in (api, leading, phone, pages):
    router.include_router(part.router)
menu = (*pages.menu, *leading.menu, *phone.menu)
topics = (*pages.topics, *phone.topics)

__all__ = ["menu", "router", "topics"]
