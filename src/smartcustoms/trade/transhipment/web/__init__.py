"""Pages and JSON of transhipment: traders' applications, the officers' queue, companies."""

from fastapi import APIRouter

from smartcustoms.kernel.web.menu import MenuEntry
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.transhipment.model import APPLY, CHECK, SEE, SERVE
from smartcustoms.trade.transhipment.web import api, desk, pages

router = APIRouter()
for part in (desk, pages, api):  # /transhipment/queue and /companies go before /transhipment/{number}
    router.include_router(part.router)
topics = desk.topics
menu = (
    MenuEntry(sentence("Transhipment"), "/transhipment", SEE, group="trade", order=70),
    MenuEntry(sentence("Transhipment queue"), "/transhipment/queue", SERVE, group="trade", order=71),
    MenuEntry(sentence("Transhipment companies"), "/transhipment/companies", CHECK, group="trade", order=72),
    MenuEntry(sentence("Company for transhipment"), "/transhipment/company", APPLY, group="trade", order=73),
    MenuEntry(sentence("Agreements and fees"), "/transhipment/agreements", SEE, group="trade", order=74),
)

__all__ = ["menu", "router", "topics"]
