"""Pages and JSON of documents: the catalogue, what goods need, applications."""

from fastapi import APIRouter

from smartcustoms.trade.documents.web import types_api, types_pages

router = APIRouter()
for part in (types_api, types_pages):
    router.include_router(part.router)
menu = types_pages.menu

__all__ = ["menu", "router"]
