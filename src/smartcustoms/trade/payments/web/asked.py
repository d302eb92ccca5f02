"""What requests about payments carry: who, and plain JSON of what is answered."""

from typing import Annotated, Any

from fastapi import Depends, Request

from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.money import Money, amount
from smartcustoms.kernel.people.queries import require
from smartcustoms.kernel.web.access import Uow, may
from smartcustoms.kernel.web.pages import reader_of
from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.kernel.words.say import say
from smartcustoms.trade.payments import queries
from smartcustoms.trade.payments.model import (
    APPROVE,
    PAY,
    RAISE,
    RECONCILE,
    SEE,
    LineKind,
    Note,
    NoteState,
    Payment,
    Refund,
    RefundState,
    Standing,
)

Seer = Annotated[Actor, Depends(may(SEE))]
Payer = Annotated[Actor, Depends(may(PAY))]
Raiser = Annotated[Actor, Depends(may(RAISE))]
Decider = Annotated[Actor, Depends(may(APPROVE))]
Reconciler = Annotated[Actor, Depends(may(RECONCILE))]
SIZE = 50

STATES: dict[str, Sentence] = {
    NoteState.OPEN.value: sentence("To be paid"),
    NoteState.PAID.value: sentence("Paid"),
    NoteState.CLOSED.value: sentence("Closed"),
}
KINDS: dict[str, Sentence] = {
    LineKind.DUTY.value: sentence("Duty"),
    LineKind.CHARGE.value: sentence("Charge"),
    LineKind.LEVY.value: sentence("Levy"),
    LineKind.FEE.value: sentence("Fee"),
    LineKind.PENALTY.value: sentence("Penalty"),
    LineKind.LATE.value: sentence("Late charge"),
    LineKind.GUARANTEE.value: sentence("Deposit"),
}
STANDINGS: dict[str, Sentence] = {
    Standing.APPLIED.value: sentence("Went to its note"),
    Standing.OVER.value: sentence("More than was owed"),
    Standing.HELD.value: sentence("Kept apart"),
}
REFUND_STATES: dict[str, Sentence] = {
    RefundState.ASKED.value: sentence("Asked for"),
    RefundState.REFUSED.value: sentence("Refused"),
    RefundState.APPROVED.value: sentence("Granted"),
    RefundState.SENT.value: sentence("Sent"),
    RefundState.CONFIRMED.value: sentence("Paid back"),
}
GATEWAYS: dict[str, Sentence] = {
    "fps": sentence("FPS-like code (simulated)"),
    "card": sentence("Card page (simulated)"),
    "counter": sentence("Counter"),
    "bank": sentence("Bank transfer"),
    "guarantee": sentence("Guarantee"),
}


def note_of(uow: Uow, who: Actor, number: str) -> Note:
    """Give a note that the asker may see."""
    found = queries.note(uow, number)
    require(who, SEE, owner=found.organisation, about=number)
    return found


def payment_of(uow: Uow, who: Actor, number: str) -> Payment:
    """Give a payment that the asker may see."""
    found = queries.payment(uow, number)
    require(who, SEE, owner=found.organisation, about=number)
    return found


def money_of(request: Request, text: str, currency: str = "") -> Money:
    """Read an amount; in the administration's currency where none is said."""
    return Money(amount(text), currency or request.app.state.settings.currency)


def plain_note(request: Request, note: Note) -> dict[str, Any]:
    """Give a note as plain JSON values."""
    reader = reader_of(request)
    return {
        "number": note.number,
        "organisation": note.organisation,
        "about": note.about,
        "state": note.state.value,
        "raised_at": note.raised_at.isoformat(),
        "due_on": note.due_on.isoformat(),
        "currency": note.total.currency,
        "total": str(note.total.amount),
        "paid": str(note.paid.amount),
        "written_off": str(note.written_off.amount),
        "owed": str(note.owed.amount),
        "lines": [queries.plain_line(each, lambda s: say(s, reader)) for each in note.lines],
    }


def plain_payment(payment: Payment) -> dict[str, Any]:
    """Give a payment as plain JSON values."""
    return {
        "number": payment.number,
        "organisation": payment.organisation,
        "note": payment.note,
        "gateway": payment.gateway,
        "gateway_reference": payment.gateway_reference,
        "currency": payment.amount.currency,
        "amount": str(payment.amount.amount),
        "applied": str(payment.applied.amount),
        "refundable": str(payment.refundable.amount),
        "standing": payment.standing.value,
        "late": payment.late,
        "received_at": payment.received_at.isoformat(),
        "paid_at": payment.paid_at.isoformat(),
    }


def plain_refund(refund: Refund) -> dict[str, Any]:
    """Give a refund as plain JSON values."""
    return {
        "number": refund.number,
        "payment": refund.payment,
        "organisation": refund.organisation,
        "currency": refund.amount.currency,
        "amount": str(refund.amount.amount),
        "because": refund.because,
        "state": refund.state.value,
        "asked_at": refund.asked_at.isoformat(),
        "decided_at": refund.decided_at.isoformat() if refund.decided_at else None,
        "sent_at": refund.sent_at.isoformat() if refund.sent_at else None,
        "confirmed_at": refund.confirmed_at.isoformat() if refund.confirmed_at else None,
    }


def worded() -> dict[str, Any]:
    """Give the names of states and kinds that templates say."""
    return {
        "states": STATES,
        "kinds": KINDS,
        "standings": STANDINGS,
        "refund_states": REFUND_STATES,
        "gateways": GATEWAYS,
    }
