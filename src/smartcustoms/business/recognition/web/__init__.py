"""Pages and JSON of recognition: `exchanges` (and where a partner's message arrives), `matches` (consignors that are operators)."""

from fastapi import APIRouter

from smartcustoms.business.recognition.web import exchanges, matches

router = APIRouter()
for part in (exchanges, matches):
    router.include_router(part.router)
menu = exchanges.menu

__all__ = ["menu", "router"]
