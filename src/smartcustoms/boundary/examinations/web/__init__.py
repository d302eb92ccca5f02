"""Pages and JSON of examinations: my orders and one order (tablet size), and the supervisor's desk."""

from fastapi import APIRouter

from smartcustoms.boundary.examinations.web import api, pages

router = APIRouter()
for part in (api, pages):
    router.include_router(part.router)
menu = pages.menu

__all__ = ["menu", "router"]
