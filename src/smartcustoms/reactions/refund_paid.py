"""A refund reached the payer: he is told."""

from decimal import Decimal

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.money import Money
from smartcustoms.kernel.notify.actions import tell
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.payments.events import RefundPaid


def tell_payer(uow: UnitOfWork, event: RefundPaid) -> None:
    """Tell the payer."""
    tell(
        uow,
        event.organisation,
        sentence(
            "{amount} of receipt {receipt} was paid back: refund {refund}.",
            amount=Money(Decimal(event.amount), event.currency),
            receipt=event.payment,
            refund=event.number,
        ),
        about=event.number,
        link=f"/payments/receipts/{event.payment}",
    )


EVENT, STEPS = RefundPaid, (tell_payer,)
