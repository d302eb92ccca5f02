"""Pages and JSON of the self-assessment: the public one that keeps nothing, and a business's own."""

from fastapi import APIRouter

from smartcustoms.business.self_assessment.web import api, kept, public

router = APIRouter()
for part in (public, kept, api):
    router.include_router(part.router)
menu = public.menu

__all__ = ["menu", "router"]
