"""Pages and JSON of risk."""

from fastapi import APIRouter

from smartcustoms.trade.risk.web import studio

router = APIRouter()
router.include_router(studio.router)
menu = (*studio.menu,)

__all__ = ["menu", "router"]
