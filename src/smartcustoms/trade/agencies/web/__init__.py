"""Pages and JSON of agencies: the queue, one review, the trader's own side of it, officers and templates, figures."""

from fastapi import APIRouter

from smartcustoms.trade.agencies.web import api, keeping, keeping_api, own, pages, ruling, working

router = APIRouter()
for part in (ruling, keeping, keeping_api, pages, working, own, api):
    router.include_router(part.router)
menu = (*pages.menu, *keeping.menu, *ruling.menu)

__all__ = ["menu", "router"]
