"""Pages and JSON of training."""

from fastapi import APIRouter

from smartcustoms.boundary.training.web import api, pages

router = APIRouter()
for part in (api, pages):
    router.include_router(part.router)
menu = pages.menu

__all__ = ["menu", "router"]
