"""Pages and JSON of cases: the list, one case with what is done on it, referring."""

from fastapi import APIRouter

from smartcustoms.investigation.cases.model import REFER, SEE
from smartcustoms.investigation.cases.web import api, doing, pages
from smartcustoms.kernel.web.menu import MenuEntry
from smartcustoms.kernel.words.model import sentence

router = APIRouter()
for part in (pages, doing, api):
    router.include_router(part.router)
menu = (
    MenuEntry(sentence("Cases"), "/cases", SEE, group="investigation", order=10),
    MenuEntry(sentence("Refer a case"), "/cases/new", REFER, group="investigation", order=11),
)

__all__ = ["menu", "router"]
