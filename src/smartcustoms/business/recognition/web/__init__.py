"""Pages and JSON: `exchanges` (and where a message arrives), `consents` and our operators, `matches` (consignors that are operators)."""

from fastapi import APIRouter

from smartcustoms.business.recognition.web import consents, exchanges, matches

router = APIRouter()
for part in (exchanges, consents, matches):
    router.include_router(part.router)
menu = (*exchanges.menu, *consents.menu)

__all__ = ["menu", "router"]
