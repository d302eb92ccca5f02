"""Reconcile the bank's statements: each line is matched, or left over with a word on it until somebody says what it is."""

from dataclasses import replace
from datetime import UTC, datetime, time

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.identifiers import is_numbered
from smartcustoms.kernel.words.kept import as_json
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.payments import ledger, store
from smartcustoms.trade.payments.actions.collecting import UNKNOWN, take
from smartcustoms.trade.payments.actions.raising import NOTE
from smartcustoms.trade.payments.actions.refunding import confirm_refund
from smartcustoms.trade.payments.matching import matched, names_in
from smartcustoms.trade.payments.model import (
    BankLine,
    BankLineState,
    Confirmation,
    NotPayable,
    NotThere,
    Reconciled,
    RefundState,
)
from smartcustoms.trade.payments.statement_reading import read


def reconcile(uow: UnitOfWork, content: bytes, *, name: str = "") -> Reconciled:
    """Read a statement and match its lines; the same file again gives what was found the first time.

    Raises:
        StatementUnreadable: see `statement_reading.read`; nothing is kept of it.
    """
    found = read(content)
    if not store.bank.insert_statement(uow, found, name[:200]):
        return _there(uow, found.identity)
    names = {each for line in found.lines for each in names_in(line)}
    amounts = {line.amount.amount for line in found.lines}
    payments = store.money.unbanked(uow, names, amounts)
    refunds, _ = store.money.refunds(uow, state=RefundState.SENT, payment="", limit=10_000, offset=0)
    notes = [each for each in sorted(names) if is_numbered(each, NOTE) and store.notes.note(uow, each)]
    found = replace(found, lines=matched(found.lines, payments, refunds, notes))
    store.bank.insert_lines(uow, found)
    for line in found.lines:
        if line.state is BankLineState.MATCHED:
            _book(uow, line)
    left = sum(1 for line in found.lines if line.state is BankLineState.LEFT)
    uow.note("statement.reconciled", found.identity, name=name[:200], lines=len(found.lines), left=left)
    return _there(uow, found.identity)


def settle(uow: UnitOfWork, identity: str, position: int, *, note: str = "", because: str = "") -> None:
    """Say what a line left over is: a payment of a note, or something else, in words.

    Raises:
        NotThere: there is no such statement, line or note. NotPayable: it is explained already, or neither is said.
    """
    found = _there(uow, identity, lock=True)
    line = next((each for each in found.statement.lines if each.position == position), None)
    if line is None:
        raise NotThere(
            sentence("There is no such line."), mend=sentence("Open the statement again."), seen=str(position)
        )
    if line.state is not BankLineState.LEFT or not (note.strip() or because.strip()):
        raise NotPayable(
            sentence("This line is explained already, or nothing was said of it."),
            mend=sentence("Name the note it pays, or write what it is."),
            field="note",
            seen=line.state.value,
        )
    if note.strip():
        payment = _as_payment(uow, identity, line, note.strip())
        store.bank.change_line(uow, identity, position, {"state": BankLineState.SETTLED.value, "payment": payment})
    else:
        store.money.post(uow, identity, ledger.explained(UNKNOWN, line.amount))
        says = sentence("Explained by an officer: {because}", because=because.strip()[:300])
        store.bank.change_line(uow, identity, position, {"state": BankLineState.SETTLED.value, "why": as_json(says)})
    uow.note("statement.settled", identity, position=position, note=note.strip()[:40], because=because.strip()[:300])


def _as_payment(uow: UnitOfWork, identity: str, line: BankLine, note: str) -> str:
    if store.notes.note(uow, note) is None or line.amount.amount <= 0:
        raise NotThere(
            sentence("There is no such note, or money went out."),
            mend=sentence("Look in the list of notes."),
            field="note",
            seen=note[:40],
        )
    made = take(
        uow,
        Confirmation(
            gateway="bank",
            gateway_reference=f"{identity}:{line.position}",
            reference=note,
            amount=line.amount,
            paid_at=datetime.combine(line.booked_on, time(), UTC),
        ),
    )
    store.money.change_payment(uow, made.number, {"banked": True})
    store.money.post(uow, made.number, ledger.banked(made.organisation, "bank", line.amount))
    return made.number


def _book(uow: UnitOfWork, line: BankLine) -> None:
    if line.amount.amount > 0:
        payment = store.money.payment(uow, line.payment, lock=True)
        if payment is not None:
            store.money.change_payment(uow, payment.number, {"banked": True})
            store.money.post(uow, payment.number, ledger.banked(payment.organisation, payment.gateway, line.amount))
        return
    refund = store.money.refund(uow, line.payment)
    payment = store.money.payment(uow, refund.payment) if refund else None
    if refund is not None and payment is not None:
        confirm_refund(uow, refund.number)
        store.money.post(uow, refund.number, ledger.banked(refund.organisation, payment.gateway, line.amount))


def _there(uow: UnitOfWork, identity: str, *, lock: bool = False) -> Reconciled:
    found = store.bank.statement(uow, identity, lock=lock)
    if found is None:
        raise NotThere(sentence("There is no such statement."), mend=sentence("Look in the list."), seen=identity[:40])
    return found
