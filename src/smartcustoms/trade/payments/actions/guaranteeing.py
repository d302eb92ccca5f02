"""Guarantees: ask a deposit, hold for a movement, let go, draw. An account never goes below zero, however many ask at once."""

from decimal import Decimal
from typing import Final

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.errors import Conflict
from smartcustoms.kernel.identifiers import numbered
from smartcustoms.kernel.money import Money
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.payments import ledger, store
from smartcustoms.trade.payments.actions.collecting import RECEIPT
from smartcustoms.trade.payments.actions.raising import is_deposit, locked, raise_note
from smartcustoms.trade.payments.events import PaymentReceived
from smartcustoms.trade.payments.model import (
    Hold,
    InsufficientGuarantee,
    LineKind,
    NoteIncomplete,
    NoteLine,
    NotPayable,
    NotThere,
    Payment,
    Standing,
)

_LAW: Final = "Revised Kyoto Convention, General Annex 5 (security)"


def ask_deposit(uow: UnitOfWork, organisation: str, amount: Money, *, key: str) -> str:
    """Raise a note for a deposit: what is paid on it stands on the guarantee account. Gives the note's number."""
    says = sentence("Deposit for the guarantee account")
    line = NoteLine(LineKind.GUARANTEE, says, amount.rounded(), _LAW)
    return raise_note(
        uow, organisation=organisation, about="guarantee", lines=[line], key=f"deposit:{organisation}:{key}"
    )


def hold(uow: UnitOfWork, organisation: str, amount: Money, *, about: str) -> Hold:
    """Hold part of a guarantee for a movement; holding the same for it again changes nothing.

    Raises:
        NoteIncomplete: no movement is named, or the amount is not above zero.
        InsufficientGuarantee: there is not so much free; the mend says how much is missing.
        Conflict: another amount is, or was, held for this movement.
    """
    if not about.strip() or amount.amount <= 0 or amount != amount.rounded():
        raise NoteIncomplete(
            sentence("A hold needs a movement and an amount above zero."),
            mend=sentence("Name the journey or declaration, and how much is held."),
            field="about" if not about.strip() else "amount",
            seen=str(amount),
        )
    made = Hold(about=about.strip()[:80], organisation=organisation, amount=amount, held_at=uow.at)
    there = store.trusts.held_for(uow, made.about)
    if there is not None:
        return _same(there, made)
    if not store.trusts.hold(uow, organisation, amount):
        raise _insufficient(uow, organisation, amount)
    if not store.trusts.insert_hold(uow, made):
        store.trusts.let_go(uow, organisation, amount, back=amount)
        return _same(store.trusts.held_for(uow, made.about) or made, made)
    uow.note("guarantee.held", made.about, organisation=organisation, amount=str(amount))
    return made


def release(uow: UnitOfWork, about: str) -> Hold:
    """Let go what is held for a movement that is over; letting go again changes nothing.

    Raises:
        NotThere: nothing was ever held for it.
    """
    found = _held(uow, about)
    if found.over_at is None:
        store.trusts.end_hold(uow, about, drawn=found.amount * 0)
        store.trusts.let_go(uow, found.organisation, found.amount, back=found.amount)
        uow.note("guarantee.released", about, organisation=found.organisation, amount=str(found.amount))
    return found


def draw(uow: UnitOfWork, about: str, note: str) -> Money:
    """Pay a note from what is held for a movement; the rest is let go. Gives how much was drawn.

    Raises:
        NotThere: nothing is held for it, or there is no such note.
        NotPayable: the hold is over, or the note is another's, in another currency, a deposit, or paid.
    """
    to = locked(uow, note)
    found = _held(uow, about)
    wrong = found.over_at is not None or to.organisation != found.organisation or is_deposit(to) or not to.owed.amount
    if wrong or to.total.currency != found.amount.currency:
        raise NotPayable(
            sentence("This note cannot be paid from that guarantee."),
            mend=sentence("Choose an open note of the same trader and a movement that is not over."),
            field="note",
            seen=note[:40],
        )
    part = min(found.amount, to.owed, key=lambda each: each.amount)
    store.trusts.end_hold(uow, about, drawn=part)
    store.trusts.let_go(uow, found.organisation, found.amount, back=found.amount - part)
    store.notes.add_to_note(uow, note, paid=part.amount)
    store.money.post(uow, about, ledger.drawn(found.organisation, part))
    made = _drawn(uow, found, note, part)
    store.money.insert_payment(uow, made)
    uow.note("guarantee.drawn", about, note=note, amount=str(part))
    uow.record(
        PaymentReceived(
            number=made.number,
            organisation=made.organisation,
            note=note,
            about=to.about,
            amount=str(part.amount),
            applied=str(part.amount),
            currency=part.currency,
            standing=Standing.APPLIED.value,
            owed=str((to.owed - part).amount),
        )
    )
    return part


def _drawn(uow: UnitOfWork, found: Hold, note: str, part: Money) -> Payment:
    return Payment(
        number=numbered(RECEIPT, uow.at.year, store.notes.serial(uow)),
        organisation=found.organisation,
        note=note,
        gateway="guarantee",
        gateway_reference=found.about,
        amount=part,
        applied=part,
        standing=Standing.APPLIED,
        received_at=uow.at,
        paid_at=uow.at,
        refunded=part * 0,
    )


def _held(uow: UnitOfWork, about: str) -> Hold:
    found = store.trusts.held_for(uow, about, lock=True)
    if found is None:
        raise NotThere(
            sentence("Nothing is held for this movement."),
            mend=sentence("Look in the list of what is held."),
            field="about",
            seen=about[:40],
        )
    return found


def _same(there: Hold, asked: Hold) -> Hold:
    if (there.organisation, there.amount) != (asked.organisation, asked.amount):
        raise Conflict(
            sentence("Another amount is, or was, held for this movement."),
            mend=sentence("Name the movement otherwise, or release what is held first."),
            field="about",
            seen=asked.about,
        )
    return there


def _insufficient(uow: UnitOfWork, organisation: str, amount: Money) -> InsufficientGuarantee:
    account = store.trusts.account(uow, organisation)
    free = (
        account.available
        if account and account.available.currency == amount.currency
        else Money(Decimal(0), amount.currency)
    )
    return InsufficientGuarantee(
        sentence("The guarantee account has {free} free; {amount} is to be held.", free=free, amount=amount),
        mend=sentence(
            "Deposit at least {missing} more, or wait until another movement is over.", missing=amount - free
        ),
        field="amount",
        seen=str(amount),
    )
