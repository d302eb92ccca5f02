"""Notes and attempts: keep them, find them, and the list with its filters."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.kernel.database.lists import begins, counted, ordered
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.money import Money
from smartcustoms.kernel.words.kept import as_json, from_json
from smartcustoms.trade.payments.model import Attempt, AttemptState, LineKind, Note, NoteLine, NoteState
from smartcustoms.trade.payments.store.tables import payment_attempt, payment_note, payment_note_line, payment_serial

_N, _L, _A = payment_note.c, payment_note_line.c, payment_attempt.c
_OWED = _N.total - _N.paid - _N.written_off
_SORTS = {"number": _N.number, "raised_at": _N.raised_at, "due_on": _N.due_on, "total": _N.total, "owed": _OWED}


def serial(uow: UnitOfWork) -> int:
    """Take the next serial number."""
    return serials(uow, 1)[0]


def serials(uow: UnitOfWork, count: int) -> list[int]:
    """Take the next serial numbers; those of a transaction that fails are never given again."""
    many = sa.func.generate_series(1, count).table_valued("place")
    return list(uow.connection.execute(sa.select(payment_serial.next_value()).select_from(many)).scalars())


def insert_notes(uow: UnitOfWork, notes: Sequence[Note]) -> set[str]:
    """Keep new notes with their lines; give the numbers of those kept: not of one whose key has a note already."""
    rows = [
        {
            "number": each.number,
            "organisation": each.organisation,
            "about": each.about,
            "key": each.key,
            "raised_at": each.raised_at,
            "raised_by": uow.by.user,
            "due_on": each.due_on,
            "currency": each.total.currency,
            "total": each.total.amount,
        }
        for each in notes
    ]
    new = pg.insert(payment_note).on_conflict_do_nothing(index_elements=["key"]).returning(_N.number)
    kept = set(uow.connection.execute(new, rows).scalars()) if rows else set()
    lines = [
        {
            "note": each.number,
            "position": position,
            "organisation": each.organisation,
            "kind": line.kind.value,
            "says": as_json(line.says),
            "law": line.law,
            "amount": line.amount.amount,
        }
        for each in notes
        if each.number in kept
        for position, line in enumerate(each.lines, 1)
    ]
    if lines:
        uow.connection.execute(sa.insert(payment_note_line), lines)
    return kept


def note(uow: UnitOfWork, number: str, *, lock: bool = False) -> Note | None:
    """Give one note with its lines; locked till the end of the transaction when asked."""
    found = sa.select(payment_note).where(_N.number == number)
    row = uow.connection.execute(found.with_for_update() if lock else found).one_or_none()
    if row is None:
        return None
    lines = uow.connection.execute(sa.select(payment_note_line).where(_L.note == number).order_by(_L.position))
    return _note(
        row,
        tuple(
            NoteLine(LineKind(r.kind), from_json(r.says), Money(r.amount, row.currency).rounded(), r.law) for r in lines
        ),
    )


def numbers_by_key(uow: UnitOfWork, keys: Collection[str]) -> dict[str, str]:
    """Give by key the number of the note that was raised under it."""
    found = sa.select(_N.key, _N.number).where(_N.key.in_(keys))
    return {row.key: row.number for row in uow.connection.execute(found)}


def notes_about(uow: UnitOfWork, about: Collection[str]) -> dict[str, list[Note]]:
    """Give by thing the notes about it, oldest first, without their lines."""
    found = sa.select(payment_note).where(_N.about.in_(about)).order_by(_N.raised_at, _N.number)
    given: dict[str, list[Note]] = {each: [] for each in about}
    for row in uow.connection.execute(found):
        given[row.about].append(_note(row, ()))
    return given


def add_to_note(uow: UnitOfWork, number: str, *, paid: Decimal = Decimal(0), written_off: Decimal = Decimal(0)) -> None:
    """Add to what was paid of a note, or written off; the table refuses more than its total."""
    uow.connection.execute(
        sa.update(payment_note)
        .where(_N.number == number)
        .values(paid=_N.paid + paid, written_off=_N.written_off + written_off)
    )


def notes(
    uow: UnitOfWork,
    *,
    state: NoteState | None,
    overdue_on: date | None,
    text: str,
    organisation: str,
    sort: str,
    limit: int,
    offset: int,
) -> tuple[list[Note], int]:
    """Give a page of the notes the asker sees, newest first or as `sort` says, and how many there are: `COUNTED` or more."""
    found = sa.select(payment_note)
    states = {
        NoteState.OPEN: _OWED > 0,
        NoteState.PAID: (_OWED == 0) & (_N.written_off == 0),
        NoteState.CLOSED: (_OWED == 0) & (_N.written_off > 0),
    }
    if state is not None:
        found = found.where(states[state])
    if overdue_on is not None:
        found = found.where(_OWED > 0, _N.due_on < overdue_on)
    if organisation:
        found = found.where(_N.organisation == organisation)
    if text:
        found = found.where(begins(text, _N.number, _N.about))
    order = ordered(sort or "-raised_at", _SORTS, otherwise=_N.raised_at, then=_N.number)
    rows = uow.connection.execute(found.order_by(*order).limit(limit).offset(offset))
    return [_note(row, ()) for row in rows], counted(uow, found)


def owed(uow: UnitOfWork, on: date) -> list[tuple[str, int, Decimal, Decimal]]:
    """Give by currency how many open notes the asker sees, what is owed on them, and what of it after their last day."""
    late = sa.func.coalesce(sa.func.sum(_OWED).filter(_N.due_on < on), 0)
    found = sa.select(_N.currency, sa.func.count(), sa.func.sum(_OWED), late).where(_OWED > 0).group_by(_N.currency)
    return [(row[0], row[1], row[2], row[3]) for row in uow.connection.execute(found.order_by(_N.currency))]


def overdue(uow: UnitOfWork, on: date, after: str, limit: int) -> list[Note]:
    """Give notes on which something is owed after their last day, in the order of their numbers."""
    found = sa.select(payment_note).where(_OWED > 0, _N.due_on < on, _N.number > after).order_by(_N.number).limit(limit)
    return [_note(row, ()) for row in uow.connection.execute(found)]


def ageing(uow: UnitOfWork, on: date, bounds: Iterable[int]) -> list[tuple[str, str, int, Decimal]]:
    """Give by currency and bucket of days after the last day: how many notes, and what is owed."""
    late = sa.literal(on, sa.Date) - _N.due_on
    ends = list(bounds)
    names = [(late <= end, f"to {end}") for end in ends]
    bucket = sa.case(*names, else_=f"over {ends[-1]}").label("bucket")
    found = sa.select(_N.currency, bucket, sa.func.count(), sa.func.sum(_OWED)).where(_OWED > 0)
    rows = uow.connection.execute(found.group_by(_N.currency, bucket))
    return [(str(currency), str(name), int(count), Decimal(owed)) for currency, name, count, owed in rows]


def sums(uow: UnitOfWork) -> dict[str, tuple[Decimal, Decimal, Decimal]]:
    """Give by currency the notes' total, what was paid and what was written off."""
    found = sa.select(_N.currency, sa.func.sum(_N.total), sa.func.sum(_N.paid), sa.func.sum(_N.written_off))
    return {row[0]: (row[1], row[2], row[3]) for row in uow.connection.execute(found.group_by(_N.currency))}


def insert_attempt(uow: UnitOfWork, attempt: Attempt) -> None:
    """Keep a new attempt."""
    row: Mapping[str, Any] = {
        "reference": attempt.reference,
        "note": attempt.note,
        "organisation": attempt.organisation,
        "gateway": attempt.gateway,
        "amount": attempt.amount.amount,
        "currency": attempt.amount.currency,
        "state": attempt.state.value,
        "asked_at": attempt.asked_at,
        "expires_at": attempt.expires_at,
        "also": list(attempt.also),
    }
    uow.connection.execute(sa.insert(payment_attempt).values(row))


def attempt(uow: UnitOfWork, reference: str) -> Attempt | None:
    """Give one attempt."""
    return _attempt(uow.connection.execute(sa.select(payment_attempt).where(_A.reference == reference)).one_or_none())


def waiting_attempt(
    uow: UnitOfWork, number: str, also: Sequence[str], gateway: str, amount: Decimal, at: datetime
) -> Attempt | None:
    """Give the attempt that waits already for a note (and others paid with it), a service and an amount."""
    found = sa.select(payment_attempt).where(
        _A.note == number,
        _A.also == sa.literal(list(also), pg.ARRAY(sa.Text)),
        _A.gateway == gateway,
        _A.amount == amount,
        _A.state == AttemptState.WAITING.value,
        _A.expires_at > at,
    )
    return _attempt(uow.connection.execute(found.order_by(_A.asked_at.desc()).limit(1)).one_or_none())


def change_attempt(uow: UnitOfWork, reference: str, state: AttemptState) -> None:
    """Say where an attempt stands."""
    uow.connection.execute(sa.update(payment_attempt).where(_A.reference == reference).values(state=state.value))


def _attempt(row: sa.Row[Any] | None) -> Attempt | None:
    if row is None:
        return None
    return Attempt(
        reference=row.reference,
        note=row.note,
        organisation=row.organisation,
        gateway=row.gateway,
        amount=Money(row.amount, row.currency).rounded(),
        state=AttemptState(row.state),
        asked_at=row.asked_at,
        expires_at=row.expires_at,
        also=tuple(row.also),
    )


def _note(row: sa.Row[Any], lines: tuple[NoteLine, ...]) -> Note:
    return Note(
        number=row.number,
        organisation=row.organisation,
        about=row.about,
        raised_at=row.raised_at,
        due_on=row.due_on,
        total=Money(row.total, row.currency).rounded(),
        paid=Money(row.paid, row.currency).rounded(),
        written_off=Money(row.written_off, row.currency).rounded(),
        key=row.key,
        lines=lines,
    )
