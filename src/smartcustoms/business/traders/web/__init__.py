"""Pages and JSON of the register of traders: the office's, a trader's own, and how a company gets an account."""

from fastapi import APIRouter

from smartcustoms.business.traders.model import KEEP, LEAD, OWN, SEE
from smartcustoms.business.traders.web import company, keeping, own, register, register_api
from smartcustoms.kernel.web.menu import MenuEntry
from smartcustoms.kernel.words.model import sentence

__all__ = ["menu", "router"]

router = APIRouter(tags=["traders"])
for _part in (keeping, register, register_api, own, company):
    router.include_router(_part.router)

menu = (
    MenuEntry(sentence("My business"), "/my-business", OWN, group="business", order=5),
    MenuEntry(sentence("Users of my company"), "/company/users", LEAD, group="business", order=6),
    MenuEntry(sentence("Traders"), "/traders", SEE, group="business", order=20),
    MenuEntry(sentence("Traders that may be one"), "/traders/duplicates", SEE, group="business", order=21),
    MenuEntry(sentence("Corrections of traders"), "/traders/corrections", SEE, group="business", order=22),
    MenuEntry(sentence("Registrations of companies"), "/traders/registrations", KEEP, group="business", order=23),
)
