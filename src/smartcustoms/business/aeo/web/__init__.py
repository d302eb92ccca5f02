"""Pages and JSON of the programme: `own` (the applicant's), `desk` (officers'), `visiting` (the tablet), `register` (public), `api`."""

from fastapi import APIRouter

from smartcustoms.business.aeo.web import api, desk, own, register, visiting

router = APIRouter()
for part in (register, own, desk, visiting, api):
    router.include_router(part.router)
menu = (*register.menu, *own.menu, *desk.menu)

__all__ = ["menu", "router"]
