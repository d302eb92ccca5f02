"""Pages and JSON of road cargo: the shipper's, the trucker's on his phone, the officers', and the voice line."""

from fastapi import APIRouter

from smartcustoms.trade.road_cargo.web.api import router as api
from smartcustoms.trade.road_cargo.web.bundles import router as bundles
from smartcustoms.trade.road_cargo.web.bundles_api import router as bundles_api
from smartcustoms.trade.road_cargo.web.pages import menu
from smartcustoms.trade.road_cargo.web.pages import router as pages
from smartcustoms.trade.road_cargo.web.trucker import router as trucker

router = APIRouter()
for part in (
    bundles_api,
    api,
    trucker,
    bundles,
    pages,
):  # the numbers of consignments come last: their address takes any word
    router.include_router(part)

__all__ = ["menu", "router"]
