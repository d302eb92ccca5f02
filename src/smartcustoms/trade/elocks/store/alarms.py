"""Alarms: what stands, what was withdrawn, and what the control room did about each."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.trade.elocks.model import AlarmRecord, AlarmState, Cause
from smartcustoms.trade.elocks.store.tables import elock_alarm, elock_journey

_A: Final = elock_alarm.c
_J: Final = elock_journey.c
LIVE: Final = (AlarmState.RAISED.value, AlarmState.ACKNOWLEDGED.value, AlarmState.ESCALATED.value)


def put(uow: UnitOfWork, rows: Sequence[dict[str, Any]]) -> None:
    """Keep alarms as they are judged now: new ones, dated anew, or withdrawn; what was done about them stays."""
    if not rows:
        return
    new = pg.insert(elock_alarm).values(list(rows))
    withdrawn = sa.case((new.excluded.withdrawn_at.is_not(None), AlarmState.WITHDRAWN.value), else_=_A.state)
    same = {"at": new.excluded.at, "withdrawn_at": new.excluded.withdrawn_at, "state": withdrawn}
    uow.connection.execute(new.on_conflict_do_update(index_elements=["journey", "number"], set_=same))


def of_journeys(uow: UnitOfWork, journeys: Sequence[str]) -> dict[str, list[AlarmRecord]]:
    """Give the alarms of journeys, by journey, in the order in which they were raised."""
    found: dict[str, list[AlarmRecord]] = {}
    query = sa.select(elock_alarm).where(_A.journey.in_(journeys)).order_by(_A.journey, _A.number)
    for row in uow.connection.execute(query):
        found.setdefault(row.journey, []).append(_alarm(row))
    return found


def one(uow: UnitOfWork, journey: str, number: int) -> AlarmRecord | None:
    """Give one alarm, locked till the end of the transaction."""
    query = sa.select(elock_alarm).where(_A.journey == journey, _A.number == number).with_for_update()
    row = uow.connection.execute(query).one_or_none()
    return None if row is None else _alarm(row)


def change(uow: UnitOfWork, journey: str, number: int, changes: dict[str, Any]) -> None:
    """Change columns of an alarm."""
    which = (_A.journey == journey) & (_A.number == number)
    uow.connection.execute(sa.update(elock_alarm).where(which).values(changes))


def alarms(
    uow: UnitOfWork, *, state: str, kind: str, text: str, limit: int, offset: int
) -> tuple[list[AlarmRecord], int]:
    """Give a page of alarms, the newest first, and how many there are in all; the live ones unless a state is named."""
    found = sa.select(elock_alarm, _J.lock, _J.declaration).join(elock_journey, _J.number == _A.journey)
    found = found.where(_A.state == state) if state else found.where(_A.state.in_(LIVE))
    if kind:
        found = found.where(_A.type == kind)
    if text:
        found = found.where((_A.journey == text) | (_J.lock == text) | (_J.declaration == text))
    total = uow.connection.execute(sa.select(sa.func.count()).select_from(found.subquery())).scalar_one()
    rows = uow.connection.execute(
        found.order_by(_A.raised_at.desc(), _A.journey, _A.number).limit(limit).offset(offset)
    )
    return [_alarm(row, row.lock, row.declaration) for row in rows], total


def overdue(uow: UnitOfWork, *, before: datetime, limit: int = 500) -> list[AlarmRecord]:
    """Give alarms that nobody has taken up since before a moment."""
    found = sa.select(elock_alarm).where(_A.state == AlarmState.RAISED.value, _A.raised_at < before).limit(limit)
    return [_alarm(row) for row in uow.connection.execute(found.with_for_update(skip_locked=True))]


def tallies(uow: UnitOfWork) -> list[tuple[str, str, str | None, int]]:
    """Give how many alarms there are by type, state and cause."""
    found = sa.select(_A.type, _A.state, _A.cause, sa.func.count()).group_by(_A.type, _A.state, _A.cause)
    return [(str(kind), str(state), cause, int(number)) for kind, state, cause, number in uow.connection.execute(found)]


def live_by_journey(uow: UnitOfWork, journeys: Sequence[str]) -> dict[str, list[str]]:
    """Give the types of the live alarms of journeys."""
    found: dict[str, list[str]] = {}
    query = sa.select(_A.journey, _A.type).where(_A.journey.in_(journeys), _A.state.in_(LIVE)).order_by(_A.raised_at)
    for journey, kind in uow.connection.execute(query):
        found.setdefault(journey, []).append(kind)
    return found


def _alarm(row: Any, lock: str = "", declaration: str = "") -> AlarmRecord:
    return AlarmRecord(
        row.journey, row.number, row.type, row.at, row.raised_at, AlarmState(row.state), row.withdrawn_at, row.acknowledged_by,
        row.acknowledged_at, row.team, Cause(row.cause) if row.cause else None, row.note, row.closed_at, lock, declaration,
    )  # fmt: skip
