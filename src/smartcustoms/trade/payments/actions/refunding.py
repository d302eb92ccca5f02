"""Give money back: asked by one person, decided by another, sent through the service it came by, confirmed."""

from decimal import Decimal
from typing import Final

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.identifiers import numbered
from smartcustoms.kernel.money import Money
from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.trade.payments import ledger, store
from smartcustoms.trade.payments.actions.raising import is_deposit
from smartcustoms.trade.payments.collecting_gateway import CollectingGateway
from smartcustoms.trade.payments.events import RefundPaid
from smartcustoms.trade.payments.model import NotRefundable, NotThere, Payment, Refund, RefundState, SamePerson

REFUND: Final = "RF"


def ask_refund(uow: UnitOfWork, payment: str, amount: Money, *, because: str) -> str:
    """Ask for a refund of a payment, or of part of it; give its number.

    Raises:
        NotThere: there is no such payment.
        NotRefundable: no reason, another currency, nothing, or more than is left of it with what was asked before.
    """
    found = store.money.payment(uow, payment, lock=True)
    if found is None:
        raise NotThere(sentence("There is no such payment."), mend=sentence("Look in the list."), seen=payment[:40])
    if not because.strip():
        raise NotRefundable(
            sentence("A refund needs a reason."), mend=sentence("Write it in a sentence."), field="because"
        )
    asked, _ = store.money.refunds(uow, state=RefundState.ASKED, payment=payment, limit=1000, offset=0)
    left = found.refundable - sum((each.amount for each in asked), amount_like(found))
    if amount.currency != found.amount.currency or amount.amount <= 0 or left < amount:
        raise NotRefundable(
            sentence("Of this payment {left} may be asked back.", left=left),
            mend=sentence("Ask for no more, in the currency it was paid in."),
            field="amount",
            seen=str(amount),
        )
    made = Refund(
        number=numbered(REFUND, uow.at.year, store.notes.serial(uow)),
        payment=payment,
        organisation=found.organisation,
        amount=amount.rounded(),
        because=because.strip()[:1000],
        state=RefundState.ASKED,
        asked_by=uow.by.user,
        asked_at=uow.at,
    )
    store.money.insert_refund(uow, made)
    uow.note("refund.asked", made.number, payment=payment, amount=str(made.amount), because=made.because)
    return made.number


def decide_refund(uow: UnitOfWork, number: str, *, granted: bool) -> None:
    """Grant or refuse a refund that somebody else asked for.

    Raises:
        NotThere: there is no such refund. SamePerson: the asker cannot decide.
        NotRefundable: it was decided already, or a deposit is not free any more.
    """
    found = _at(uow, number, RefundState.ASKED)
    if found.asked_by == uow.by.user:
        raise SamePerson(
            sentence("Who asks for a refund does not decide on it."),
            mend=sentence("Let another person decide."),
            seen=number,
        )
    if granted:
        _grant(uow, found)
    state = RefundState.APPROVED if granted else RefundState.REFUSED
    changes = {"state": state.value, "decided_by": uow.by.user, "decided_at": uow.at}
    store.money.change_refund(uow, number, changes)
    uow.note("refund.decided", number, granted=granted)


def send_refund(uow: UnitOfWork, number: str, *, through: CollectingGateway | None = None, reference: str = "") -> None:
    """Send a refund that was granted: through its service, or by hand with the transfer's reference.

    A service is asked with the refund's own number, so that asking again sends nothing twice.

    Raises:
        NotThere: there is no such refund. NotRefundable: it is not granted, or no reference is given.
    """
    found = _at(uow, number, RefundState.APPROVED)
    theirs = through.give_back(number, found.amount) if through else reference.strip()[:60]
    if not theirs:
        raise NotRefundable(
            sentence("A refund sent by hand needs the transfer's reference."),
            mend=sentence("Write the bank's reference of the transfer."),
            field="reference",
        )
    changes = {"state": RefundState.SENT.value, "sent_at": uow.at, "gateway_reference": theirs}
    store.money.change_refund(uow, number, changes)
    uow.note("refund.sent", number, reference=theirs, gateway=through.name if through else "by hand")


def confirm_refund(uow: UnitOfWork, number: str) -> None:
    """Note that a refund reached the payer; confirming it again changes nothing.

    Raises:
        NotThere: there is no such refund. NotRefundable: it was not sent.
    """
    again = store.money.refund(uow, number, lock=True)
    if again is not None and again.state is RefundState.CONFIRMED:
        return
    found = _at(uow, number, RefundState.SENT)
    payment = _payment_of(uow, found)
    store.money.change_refund(uow, number, {"state": RefundState.CONFIRMED.value, "confirmed_at": uow.at})
    entry = ledger.refund_confirmed(found.organisation, payment.gateway, found.amount)
    store.money.post(uow, number, entry)
    uow.note("refund.confirmed", number, amount=str(found.amount))
    uow.record(
        RefundPaid(
            number=number,
            organisation=found.organisation,
            payment=found.payment,
            amount=str(found.amount.amount),
            currency=found.amount.currency,
        )
    )


def amount_like(found: Payment) -> Money:
    """Give nothing, in a payment's currency."""
    return found.amount * 0


def _grant(uow: UnitOfWork, found: Refund) -> None:
    payment = _payment_of(uow, found)
    refunded = payment.refunded
    if payment.refundable < found.amount:
        raise NotRefundable(
            sentence("Of this payment {left} may be asked back.", left=payment.refundable),
            mend=sentence("Refuse it, and let less be asked for."),
            field="amount",
            seen=str(found.amount),
        )
    kept_apart = payment.amount - payment.applied - refunded
    theirs = min(found.amount, max(kept_apart, amount_like(payment), key=_size), key=_size)
    charged = found.amount - theirs
    note = store.notes.note(uow, payment.note) if payment.note else None
    deposit = note is not None and is_deposit(note)
    if deposit and charged.amount:
        _take_back(uow, found.organisation, charged)
    store.money.change_payment(uow, payment.number, {"refunded": (refunded + found.amount).amount})
    entry = ledger.refund_approved(found.organisation, theirs, charged, deposit=deposit)
    store.money.post(uow, found.number, entry)


def _take_back(uow: UnitOfWork, organisation: str, amount: Money) -> None:
    """Take a deposit out of its account: only what is not held for a movement."""
    if not store.trusts.hold(uow, organisation, amount):
        raise NotRefundable(
            sentence("The guarantee account has not {amount} free.", amount=amount),
            mend=sentence("Wait until movements are over, or grant less."),
            field="amount",
            seen=str(amount),
        )
    store.trusts.let_go(uow, organisation, amount, back=amount * 0)


def _payment_of(uow: UnitOfWork, found: Refund) -> Payment:
    payment = store.money.payment(uow, found.payment, lock=True)
    if payment is None:
        raise NotThere(sentence("There is no such payment."), mend=sentence("Look in the list."), seen=found.payment)
    return payment


def _at(uow: UnitOfWork, number: str, state: RefundState) -> Refund:
    found = store.money.refund(uow, number, lock=True)
    if found is None:
        raise NotThere(sentence("There is no such refund."), mend=sentence("Look in the list."), seen=number[:40])
    if found.state is not state:
        raise NotRefundable(
            sentence("This refund does not stand where this can be done."),
            mend=sentence("Open it to see what was done: it is {state}.", state=_STATES[found.state]),
            seen=found.state.value,
        )
    return found


_STATES: Final[dict[RefundState, Sentence]] = {
    RefundState.ASKED: sentence("asked for"),
    RefundState.REFUSED: sentence("refused"),
    RefundState.APPROVED: sentence("granted"),
    RefundState.SENT: sentence("sent"),
    RefundState.CONFIRMED: sentence("paid back"),
}


def _size(money: Money) -> Decimal:
    return money.amount
