"""Money came: the payer is told and has a signed receipt; what waited for it goes on; what went to no note, somebody looks at."""

from decimal import Decimal

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.identifiers import is_numbered
from smartcustoms.kernel.money import Money
from smartcustoms.kernel.notify.actions import tell
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.payments import actions as payments
from smartcustoms.trade.payments.events import PaymentReceived
from smartcustoms.trade.payments.model import Standing
from smartcustoms.trade.transhipment import actions as transhipment
from smartcustoms.trade.transhipment.model import PREFIX


def tell_payer(uow: UnitOfWork, event: PaymentReceived) -> None:
    """Tell the payer what came and what is still owed; money that names nothing of ours has no payer to tell."""
    if not event.note:
        return
    tell(
        uow,
        event.organisation,
        sentence(
            "{amount} came for note {note}; receipt {receipt}.",
            amount=Money(Decimal(event.amount), event.currency),
            note=event.note,
            receipt=event.number,
        ),
        about=event.number,
        link=f"/payments/receipts/{event.number}",
    )


def tell_supervisors(uow: UnitOfWork, event: PaymentReceived) -> None:
    """Tell the supervisors of money that is kept apart or more than was owed."""
    if Standing(event.standing) is Standing.APPLIED:
        return
    tell(
        uow,
        "role:supervisor",
        sentence(
            "{amount} is kept apart: receipt {receipt}. It is more than was owed, in another currency, or names no note.",
            amount=Money(Decimal(event.amount) - Decimal(event.applied), event.currency),
            receipt=event.number,
        ),
        about=event.number,
        link=f"/payments/receipts/{event.number}",
    )


def issue_receipt(uow: UnitOfWork, event: PaymentReceived) -> None:
    """Certify what came by a signed paper; money that names nothing of ours is certified once it is known whose it is."""
    if event.note:
        payments.issue_receipt(uow, event.number)


def queue_transhipment(uow: UnitOfWork, event: PaymentReceived) -> None:
    """Bring an application for a certificate of non-manipulation into the queue when its fee is paid in full."""
    if event.note and is_numbered(event.about, PREFIX):
        transhipment.take_payment(uow, event.note)


EVENT, STEPS = PaymentReceived, (issue_receipt, tell_payer, tell_supervisors, queue_transhipment)
