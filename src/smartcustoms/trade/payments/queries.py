"""What can be asked of payments; never writes but the note of a look."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final, TypeVar

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.exchange import rates
from smartcustoms.kernel.money import Money
from smartcustoms.kernel.settings import read_settings
from smartcustoms.kernel.spreadsheet import csv_of
from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.trade.declarations import queries as declarations
from smartcustoms.trade.declarations.model import Declaration
from smartcustoms.trade.payments import store
from smartcustoms.trade.payments.due import due_on
from smartcustoms.trade.payments.model import (
    Account,
    Attempt,
    Due,
    Hold,
    Note,
    NoteState,
    NotThere,
    Owed,
    Payment,
    Reconciled,
    Refund,
    RefundState,
)

T = TypeVar("T")
BUCKETS: Final = (0, 30, 60, 90)
"""Days after the last day at which the ageing's buckets end; 0: not overdue."""
_EXPORT: Final = 100_000


def due(uow: UnitOfWork, number: str) -> Due:
    """Give what is due on a declaration as it stands, and what it lacks to say more.

    Raises:
        NoSuchDeclaration: there is none, or it is not the asker's to see.
    """
    return _due(declarations.declaration(uow, number))


def due_and_versions(uow: UnitOfWork, numbers: Sequence[str]) -> list[tuple[Due, int]]:
    """Give what is due on each of some declarations, and which version of it that is."""
    return [(_due(each), each.version) for each in declarations.several(uow, numbers)]


def _due(found: Declaration) -> Due:
    settings = read_settings()
    known = rates(settings.exchange_rates)
    return due_on(found, administration=settings.administration, currency=settings.currency, rates=known)


def note(uow: UnitOfWork, number: str) -> Note:
    """Give one note with its lines.

    Raises:
        NotThere: there is none, or it is not the asker's to see.
    """
    return _there(store.notes.note(uow, number), sentence("There is no such note."), number)


def notes(
    uow: UnitOfWork,
    *,
    state: NoteState | None = None,
    overdue_on: date | None = None,
    text: str = "",
    organisation: str = "",
    sort: str = "",
    page: int = 1,
    size: int = 50,
) -> tuple[list[Note], int]:
    """Give a page of the notes the asker sees, newest first or as `sort` says, and how many there are: 10,000 or more."""
    return store.notes.notes(
        uow,
        state=state,
        overdue_on=overdue_on,
        text=text,
        organisation=organisation,
        sort=sort,
        limit=size,
        offset=(page - 1) * size,
    )


def owed(uow: UnitOfWork, on: date) -> list[Owed]:
    """Give by currency what is owed on the open notes the asker sees, and what of it after its last day."""
    return [
        Owed(notes, Money(amount, currency).rounded(), Money(late, currency).rounded())
        for currency, notes, amount, late in store.notes.owed(uow, on)
    ]


def parts(uow: UnitOfWork, payment: str, currency: str) -> list[tuple[str, Money]]:
    """Give the notes that parts of a payment went to, with how much."""
    return [(note, Money(amount, currency).rounded()) for note, amount in store.money.parts(uow, payment)]


def notes_about(uow: UnitOfWork, about: str) -> list[Note]:
    """Give the notes about a declaration or movement, oldest first."""
    return store.notes.notes_about(uow, [about])[about]


def exported(uow: UnitOfWork, **asked: Any) -> str:
    """Give the notes of a list as CSV."""
    found, _ = notes(uow, **asked, page=1, size=_EXPORT)
    heads = [
        "number",
        "organisation",
        "about",
        "raised_at",
        "due_on",
        "currency",
        "total",
        "paid",
        "written_off",
        "owed",
    ]
    rows = (
        [each.number, each.organisation, each.about, each.raised_at.isoformat(), each.due_on.isoformat(), each.total.currency,
         *(money.amount for money in (each.total, each.paid, each.written_off, each.owed))]
        for each in found
    )  # fmt: skip
    return csv_of(heads, rows)


def payments_of(uow: UnitOfWork, number: str) -> list[Payment]:
    """Give the payments that came for a note, oldest first."""
    return store.money.payments_of(uow, number)


def payment(uow: UnitOfWork, number: str) -> Payment:
    """Give one payment: its number is the receipt's.

    Raises:
        NotThere: there is none, or it is not the asker's to see.
    """
    return _there(store.money.payment(uow, number), sentence("There is no such payment."), number)


def kept_apart(uow: UnitOfWork, *, page: int = 1, size: int = 50) -> tuple[list[Payment], int]:
    """Give payments of which something is the payer's still: more than was owed, another currency, for nothing of ours."""
    return store.money.held_payments(uow, size, (page - 1) * size)


def attempt(uow: UnitOfWork, reference: str) -> Attempt:
    """Give one attempt.

    Raises:
        NotThere: there is none, or it is not the asker's to see.
    """
    return _there(store.notes.attempt(uow, reference), sentence("There is no such attempt to pay."), reference)


def refund(uow: UnitOfWork, number: str) -> Refund:
    """Give one refund.

    Raises:
        NotThere: there is none, or it is not the asker's to see.
    """
    return _there(store.money.refund(uow, number), sentence("There is no such refund."), number)


def refunds(
    uow: UnitOfWork, *, state: RefundState | None = None, payment: str = "", page: int = 1, size: int = 50
) -> tuple[list[Refund], int]:
    """Give a page of the refunds the asker sees, newest first, and how many there are in all."""
    return store.money.refunds(uow, state=state, payment=payment, limit=size, offset=(page - 1) * size)


def account(uow: UnitOfWork, organisation: str) -> Account | None:
    """Give an organisation's guarantee account; None where it never had one."""
    return store.trusts.account(uow, organisation)


def accounts(uow: UnitOfWork, *, page: int = 1, size: int = 50) -> tuple[list[Account], int]:
    """Give a page of the guarantee accounts the asker sees, and how many there are."""
    return store.trusts.accounts(uow, size, (page - 1) * size)


def holds(uow: UnitOfWork, organisation: str) -> list[Hold]:
    """Give what is and was held of an account, newest first."""
    return store.trusts.holds(uow, organisation)


def statement(uow: UnitOfWork, identity: str) -> Reconciled:
    """Give one bank statement with its lines.

    Raises:
        NotThere: there is none.
    """
    return _there(store.bank.statement(uow, identity), sentence("There is no such statement."), identity)


def statements(uow: UnitOfWork) -> list[tuple[Reconciled, int, int]]:
    """Give the statements read, newest first: with how many lines each has and how many are left over."""
    return store.bank.statements(uow)


def ageing(uow: UnitOfWork, on: date) -> list[dict[str, Any]]:
    """Give by currency and bucket of days after the last day how many notes are open and what is owed on them."""
    found = {(currency, name): (count, owed) for currency, name, count, owed in store.notes.ageing(uow, on, BUCKETS)}
    names = [*(f"to {end}" for end in BUCKETS), f"over {BUCKETS[-1]}"]
    return [
        {"currency": currency, "bucket": name, "notes": found.get((currency, name), (0, Decimal(0)))[0],
         "owed": Money(found.get((currency, name), (0, Decimal(0)))[1], currency).rounded()}
        for currency in sorted({key[0] for key in found})
        for name in names
    ]  # fmt: skip


def books(uow: UnitOfWork) -> dict[str, Any]:
    """Give the ledger's balances, and the proofs that must hold: every entry sums to zero, notes and ledger agree."""
    balances = store.money.balances(uow)
    sums, trusts = store.notes.sums(uow), store.trusts.sums(uow)
    owed = {currency: total - paid - off for currency, (total, paid, off) in sums.items()}
    held = {currency: -amount for (account_, currency), amount in balances.items() if account_ == "guarantee"}
    receivable = {currency: amount for (account_, currency), amount in balances.items() if account_ == "receivable"}
    return {
        "balances": [
            {"account": account_, "currency": currency, "balance": str(Money(amount, currency).rounded().amount)}
            for (account_, currency), amount in balances.items()
        ],
        "entries_unbalanced": store.money.unbalanced(uow),
        "notes_agree": _agree(owed, receivable),
        "guarantees_agree": _agree(trusts, held),
    }


def plain_due(found: Due, currency: str, say: Callable[[Sentence], str] = str) -> dict[str, Any]:
    """Give what is due on a declaration as plain JSON values."""
    return {
        "declaration": found.declaration,
        "on": found.on.isoformat(),
        "total": str(found.total(currency).amount),
        "currency": currency,
        "lines": [plain_line(each, say) for each in found.lines],
        "lacks": [say(each) for each in found.lacks],
    }


def plain_line(line: Any, say: Callable[[Sentence], str] = str) -> dict[str, Any]:
    """Give a line of a note as plain JSON values."""
    return {"kind": line.kind.value, "says": say(line.says), "amount": str(line.amount.amount), "law": line.law}


def _agree(one: dict[str, Decimal], other: dict[str, Decimal]) -> bool:
    return all(one.get(each, Decimal(0)) == other.get(each, Decimal(0)) for each in {*one, *other})


def _there(found: T | None, says: Sentence, seen: str) -> T:
    if found is None:
        raise NotThere(says, mend=sentence("Look in the list."), seen=seen[:40])
    return found
