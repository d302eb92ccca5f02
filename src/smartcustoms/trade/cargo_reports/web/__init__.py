"""Pages and JSON of cargo reports: the filer's own, what differs, and the officers' page of what was not matched."""

from fastapi import APIRouter

from smartcustoms.trade.cargo_reports.web.api import router as api
from smartcustoms.trade.cargo_reports.web.pages import menu
from smartcustoms.trade.cargo_reports.web.pages import router as pages

router = APIRouter()
for part in (api, pages):
    router.include_router(part)

__all__ = ["menu", "router"]
