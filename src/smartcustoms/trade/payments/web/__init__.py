"""Pages and JSON of payments: notes, paying, refunds, guarantees, the bank."""

from fastapi import APIRouter

from smartcustoms.kernel.web.menu import MenuEntry
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.payments.model import RAISE, RECONCILE, SEE
from smartcustoms.trade.payments.web import bank, guarantees, notes, paying, refunds

router = APIRouter()
for part in (notes, paying, refunds, guarantees, bank):
    router.include_router(part.router)
menu = (
    MenuEntry(sentence("Payments"), "/payments", SEE, group="trade", order=63),
    MenuEntry(sentence("Refunds"), "/payments/refunds", SEE, group="trade", order=64),
    MenuEntry(sentence("Guarantee"), "/payments/guarantee", SEE, group="trade", order=65),
    MenuEntry(sentence("Kept apart"), "/payments/kept-apart", RAISE, group="trade", order=66),
    MenuEntry(sentence("Reconciliation"), "/payments/reconciliation", RECONCILE, group="trade", order=67),
    MenuEntry(sentence("Ageing"), "/payments/ageing", RECONCILE, group="trade", order=68),
)

__all__ = ["menu", "router"]
