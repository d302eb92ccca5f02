"""Pages and JSON of declarations: lists, one whole, the form, files, receipts."""

from fastapi import APIRouter

from smartcustoms.kernel.web.menu import MenuEntry
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.declarations.model import LODGE, SEE
from smartcustoms.trade.declarations.web import api, drafts_api, files, form, messages, pages, receipts, refused

router = APIRouter()
asked_often = (api.router,)
for part in (
    drafts_api.router,
    files.router,
    form.router,
    messages.router,
    receipts.router,
    refused.router,
    pages.router,
):
    router.include_router(part)

menu = (
    MenuEntry(sentence("Declarations"), "/declarations", SEE, group="trade", order=10),
    MenuEntry(sentence("New declaration"), "/declarations/new", LODGE, group="trade", order=11),
    MenuEntry(sentence("Lodge a file"), "/declarations/files", LODGE, group="trade", order=12),
)

__all__ = ["asked_often", "menu", "router"]
