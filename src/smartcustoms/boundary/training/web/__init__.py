"""Pages and JSON of training."""

from fastapi import APIRouter

from smartcustoms.boundary.training.web import api, courses, courses_api, live, pages, tests, tests_api, trials

router = APIRouter()
for part in (trials, live, courses, courses_api, tests, tests_api, api, pages):
    router.include_router(part.router)
menu = pages.menu

__all__ = ["menu", "router"]
