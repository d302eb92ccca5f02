"""Pages of people: sign in and out, one's own account, machines' tokens, administration of people and organisations."""

from fastapi import APIRouter

from smartcustoms.kernel.people.model import ADMINISTER, KEEP_MACHINES
from smartcustoms.kernel.people.web import account, administration, directory_api, machines, service, signing_in
from smartcustoms.kernel.people.web.proof import ProveAgain, fresh
from smartcustoms.kernel.web.menu import MenuEntry
from smartcustoms.kernel.words.model import sentence

__all__ = ["ProveAgain", "fresh", "menu", "router"]

router = APIRouter(tags=["people"])
for _part in (signing_in, service, account, machines, administration, directory_api):
    router.include_router(_part.router)

menu = (
    MenuEntry(sentence("People and roles"), "/people", ADMINISTER, group="people", order=10),
    MenuEntry(sentence("Organisations"), "/organisations", ADMINISTER, group="people", order=20),
    MenuEntry(sentence("Machines"), "/machines", KEEP_MACHINES, group="people", order=30),
)
