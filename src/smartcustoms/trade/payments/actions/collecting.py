"""Take money: through a service, at the counter, from what was held; each message of a service has its effect once."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.errors import Conflict
from smartcustoms.kernel.identifiers import numbered
from smartcustoms.kernel.money import Money
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.payments import ledger, store
from smartcustoms.trade.payments.actions.raising import is_deposit, locked
from smartcustoms.trade.payments.collecting_gateway import CollectingGateway
from smartcustoms.trade.payments.events import PaymentReceived
from smartcustoms.trade.payments.model import (
    Attempt,
    AttemptState,
    Confirmation,
    Note,
    NotPayable,
    NotThere,
    Payment,
    Standing,
)
from smartcustoms.trade.payments.terms import terms

RECEIPT: Final = "RC"
ATTEMPT: Final = "PA"
TOGETHER: Final = 100
"""Notes that one payment may be asked for."""

UNKNOWN: Final = "customs"
"""Whose money is that names nothing of ours, until somebody finds out: it is kept apart under customs' own name."""


def ask(uow: UnitOfWork, *numbers: str, through: CollectingGateway) -> Attempt:
    """Begin an attempt to pay what is owed on a note, or on several together; one that waits for the same is given again.

    Raises:
        NotThere: there is no such note. NotPayable: nothing is owed on one, or they cannot be paid together.
    """
    found = [
        locked(uow, each) for each in sorted(set(numbers))
    ]  # in one order, so that two attempts never wait for each other
    _payable(found)
    first, *also = (each.number for each in found)
    total = sum((each.owed for each in found[1:]), found[0].owed)
    waiting = store.notes.waiting_attempt(uow, first, also, through.name, total.amount, uow.at)
    if waiting is not None:
        return waiting
    made = Attempt(
        reference=numbered(ATTEMPT, uow.at.year, store.notes.serial(uow)),
        note=first,
        organisation=found[0].organisation,
        gateway=through.name,
        amount=total,
        state=AttemptState.WAITING,
        asked_at=uow.at,
        expires_at=uow.at + timedelta(minutes=terms().minutes),
        also=tuple(also),
    )
    store.notes.insert_attempt(uow, made)
    uow.note("payment.asked", made.reference, note=" ".join(made.notes), gateway=through.name, amount=str(made.amount))
    return made


def _payable(notes: Sequence[Note]) -> None:
    """Refuse notes that cannot be paid by one payment."""
    if not 0 < len(notes) <= TOGETHER:
        raise NotPayable(
            sentence("Nothing is chosen, or too much."),
            mend=sentence("Choose one to {most} notes.", most=TOGETHER),
            field="notes",
            seen=str(len(notes)),
        )
    for each in notes:
        if not each.owed.amount:
            raise NotPayable(
                sentence("Nothing is owed on this note."),
                mend=sentence("Open it to see what was paid."),
                field="notes",
                seen=each.number,
            )
    alike = len({(each.organisation, each.total.currency) for each in notes}) == 1
    if len(notes) > 1 and (not alike or any(is_deposit(each) for each in notes)):
        raise NotPayable(
            sentence("These notes cannot be paid together."),
            mend=sentence("Choose notes of one trader and one currency; a note that asks a deposit is paid alone."),
            field="notes",
            seen=" ".join(each.number for each in notes)[:80],
        )


def take(uow: UnitOfWork, found: Confirmation) -> Payment:
    """Take what a service confirms: once, however often it says so.

    More than is owed, or in another currency, or for nothing of ours, is kept apart for the payer; late money is taken too.

    Raises:
        Conflict: the service said another amount under this reference before.
    """
    there = store.money.payment_by_gateway(uow, found.gateway, found.gateway_reference)
    if there is None:
        attempt = store.notes.attempt(uow, found.reference)
        note = store.notes.note(uow, attempt.note if attempt else found.reference, lock=True)
        made = _payment(uow, found, note, attempt)
        if store.money.insert_payment(uow, made):
            _apply(uow, made, note)
            if attempt is not None:
                store.notes.change_attempt(uow, attempt.reference, AttemptState.TAKEN)
                made = _spread(uow, made, attempt.also)
            return made
        there = store.money.payment_by_gateway(uow, found.gateway, found.gateway_reference)
    if there is None or there.amount != found.amount:
        raise Conflict(
            sentence("The service said another amount for this payment before."),
            mend=sentence("Ask the service which is right; the first was kept."),
            field="amount",
            seen=str(found.amount),
        )
    return there


def _spread(uow: UnitOfWork, made: Payment, also: Sequence[str]) -> Payment:
    """Give what is left of a payment to the other notes it was asked for, in their order; gives the payment as it is then."""
    left = made.amount - made.applied
    for number in also if made.standing is not Standing.HELD else ():
        if left.amount > 0 and locked(uow, number).owed.amount:
            left -= assign(uow, made.number, number)
    return store.money.payment(uow, made.number) or made if also else made


def take_at_counter(uow: UnitOfWork, number: str, paid: Money, *, reference: str) -> Payment:
    """Take cash, a cheque or a transfer at the counter; the slip's reference makes it the same when it is tried again.

    Raises:
        NotThere: there is no such note. NotPayable: the amount is not above zero, or more than is owed; no reference.
    """
    slip = reference.strip()[:60]
    found = locked(uow, number)
    again = store.money.payment_by_gateway(uow, "counter", f"{number}:{slip}")
    if again is not None:
        return again
    if not slip or paid.amount <= 0 or paid.currency != found.total.currency or found.owed < paid:
        raise NotPayable(
            sentence("At the counter at most what is owed is taken, {owed}, with a reference.", owed=found.owed),
            mend=sentence("Give change, and write the number of the slip."),
            field="reference" if not slip else "amount",
            seen=str(paid),
        )
    return take(
        uow,
        Confirmation(
            gateway="counter",
            gateway_reference=f"{number}:{slip}",
            reference=number,
            amount=paid.rounded(),
            paid_at=uow.at,
        ),
    )


def assign(uow: UnitOfWork, payment: str, note: str) -> Money:
    """Give to a note what of a payment is the payer's still; gives how much went to it.

    Raises:
        NotThere: there is no such payment or note. NotPayable: nothing is left of it, another's note, or another currency.
    """
    to = locked(uow, note)
    found = store.money.payment(uow, payment, lock=True)
    if found is None:
        raise NotThere(sentence("There is no such payment."), mend=sentence("Look in the list."), seen=payment[:40])
    left = found.amount - found.applied - found.refunded
    theirs = found.organisation in {to.organisation, UNKNOWN} and not _was_deposit(uow, found)
    if left.amount <= 0 or left.currency != to.total.currency or not to.owed.amount or not theirs or is_deposit(to):
        raise NotPayable(
            sentence("Nothing of this payment can go to that note."),
            mend=sentence("Choose an open note of the same trader and currency, that asks no deposit."),
            field="note",
            seen=note[:40],
        )
    part = min(left, to.owed, key=lambda each: each.amount)
    store.notes.add_to_note(uow, note, paid=part.amount)
    store.money.add_part(uow, payment, note, to.organisation, part.amount)
    done = found.applied + part
    standing = Standing.APPLIED if done == found.amount else Standing.OVER
    changes = {"applied": done.amount, "standing": standing.value}
    if not found.applied.amount:
        changes |= {"note": note, "organisation": to.organisation}
    store.money.change_payment(uow, payment, changes)
    entry = ledger.reassigned(found.organisation, to.organisation, part)
    store.money.post(uow, payment, entry)
    uow.note("payment.assigned", payment, note=note, amount=str(part))
    _tell(uow, found, part, to)
    return part


def _was_deposit(uow: UnitOfWork, payment: Payment) -> bool:
    note = store.notes.note(uow, payment.note) if payment.note else None
    return note is not None and is_deposit(note)


def _payment(uow: UnitOfWork, found: Confirmation, note: Note | None, attempt: Attempt | None) -> Payment:
    fits = note is not None and note.total.currency == found.amount.currency
    applied = min(note.owed, found.amount, key=lambda each: each.amount) if note and fits else found.amount * 0
    standing = Standing.APPLIED if applied == found.amount else Standing.OVER
    return Payment(
        number=numbered(RECEIPT, uow.at.year, store.notes.serial(uow)),
        organisation=note.organisation if note else UNKNOWN,
        note=note.number if note else "",
        gateway=found.gateway,
        gateway_reference=found.gateway_reference,
        amount=found.amount,
        applied=applied,
        standing=standing if fits else Standing.HELD,
        received_at=uow.at,
        paid_at=found.paid_at,
        refunded=found.amount * 0,
        late=attempt is not None and found.paid_at > attempt.expires_at,
    )


def _apply(uow: UnitOfWork, made: Payment, note: Note | None) -> None:
    """Let a payment have its effect: on its note, the ledger, a guarantee account; and tell of it."""
    deposited = made.applied if note and is_deposit(note) else made.applied * 0
    if note and made.applied.amount:
        store.notes.add_to_note(uow, note.number, paid=made.applied.amount)
        store.money.add_part(uow, made.number, note.number, note.organisation, made.applied.amount)
    if deposited.amount:
        store.trusts.deposit(uow, made.organisation, deposited)
    entry = ledger.paid(made.organisation, made.gateway, made.amount, made.applied, deposited)
    store.money.post(uow, made.number, entry)
    uow.note(
        "payment.received",
        made.number,
        note=made.note,
        amount=str(made.amount),
        applied=str(made.applied),
        gateway=made.gateway,
        standing=made.standing.value,
        late=made.late,
    )
    _tell(uow, made, made.applied, note)


def _tell(uow: UnitOfWork, payment: Payment, part: Money, note: Note | None) -> None:
    owed = note.owed - part if note and note.total.currency == part.currency else (note.owed if note else part * 0)
    uow.record(
        PaymentReceived(
            number=payment.number,
            organisation=note.organisation if note else payment.organisation,
            note=note.number if note else "",
            about=note.about if note else "",
            amount=str(payment.amount.amount),
            applied=str(part.amount),
            currency=payment.amount.currency,
            standing=payment.standing.value,
            owed=str(owed.amount),
        )
    )
