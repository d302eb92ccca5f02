"""Journeys and their steps."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.trade.elocks.model import JourneyRecord, Stage, StepRecord
from smartcustoms.trade.elocks.store.tables import TRUCK_MARK, elock, elock_alarm, elock_journey, elock_step

_J: Final = elock_journey.c
_S: Final = elock_step.c


def put(uow: UnitOfWork, each: JourneyRecord) -> bool:
    """Keep a new journey; False when its number is taken or its lock is on another one."""
    row = {
        "number": each.number, "lock": each.lock, "organisation": each.organisation, "declaration": each.declaration,
        "truck": each.truck, "route": each.route, "stage": each.stage.value, "origin": each.origin, "destination": each.destination,
        "needs": each.needs, "contract": each.contract, "registered_at": each.registered_at,
        "changed_at": uow.at,
    }  # fmt: skip
    new = pg.insert(elock_journey).values(row).on_conflict_do_nothing().returning(_J.number)
    return uow.connection.execute(new).scalar() is not None


def put_many(uow: UnitOfWork, rows: Sequence[JourneyRecord]) -> int:
    """Keep many new journeys at once."""
    from psycopg.types.json import Jsonb

    columns = (
        "number", "lock", "organisation", "declaration", "truck", "route", "stage", "origin", "destination", "needs", "contract",
        "registered_at", "changed_at",
    )  # fmt: skip
    return uow.copy(
        elock_journey, columns,
        (
            (
                each.number, each.lock, each.organisation, each.declaration, each.truck, each.route, each.stage.value, each.origin,
                each.destination, each.needs, Jsonb(each.contract), each.registered_at, uow.at,
            )
            for each in rows
        ),
    )  # fmt: skip


def one(uow: UnitOfWork, number: str, *, lock: bool = False) -> JourneyRecord | None:
    """Give one journey; locked till the end of the transaction when asked."""
    found = sa.select(elock_journey).where(_J.number == number)
    row = uow.connection.execute(found.with_for_update() if lock else found).one_or_none()
    return None if row is None else _journey(row)


def of_locks(uow: UnitOfWork, locks: Sequence[str], *, closed_after: datetime) -> list[JourneyRecord]:
    """Give the journeys of some locks that are open or were closed lately, the newest first."""
    recent = _J.closed_at.is_(None) | (_J.closed_at > closed_after)
    found = sa.select(elock_journey).where(_J.lock.in_(locks), recent).order_by(_J.registered_at.desc())
    return [_journey(row) for row in uow.connection.execute(found)]


def of_truck(uow: UnitOfWork, marks: Sequence[str], stages: Sequence[Stage]) -> list[JourneyRecord]:
    """Give the open journeys at some stages whose truck bears one of some marks (in their one spelling), the oldest first."""
    stands = _J.closed_at.is_(None) & _J.stage.in_([each.value for each in stages])
    found = sa.select(elock_journey).where(stands, TRUCK_MARK.in_(marks)).order_by(_J.registered_at, _J.number)
    return [_journey(row) for row in uow.connection.execute(found)]


def changed_locks(uow: UnitOfWork, *, since: datetime) -> set[tuple[str, datetime]]:
    """Give the locks that were registered, or whose journeys changed, since a moment, each with when."""
    journeys = sa.select(_J.lock, _J.changed_at).where(_J.changed_at > since)
    locks = sa.select(elock.c.number, elock.c.changed_at).where(elock.c.changed_at > since)
    return {(str(lock), at) for lock, at in uow.connection.execute(journeys.union(locks))}


def change(uow: UnitOfWork, number: str, changes: dict[str, Any]) -> None:
    """Change columns of a journey."""
    uow.connection.execute(sa.update(elock_journey).where(_J.number == number).values(changes))


def put_step(uow: UnitOfWork, each: StepRecord) -> None:
    """Keep a step."""
    row = {
        "journey": each.journey, "stage": each.stage.value, "administration": each.administration, "officer": each.officer,
        "at": each.at, "statement": each.statement,
    }  # fmt: skip
    uow.connection.execute(sa.insert(elock_step).values(row))


def steps(uow: UnitOfWork, journey: str) -> list[StepRecord]:
    """Give a journey's steps in order."""
    rows = uow.connection.execute(sa.select(elock_step).where(_S.journey == journey).order_by(_S.at))
    found = [StepRecord(r.journey, Stage(r.stage), r.administration, r.officer, r.at, bytes(r.statement)) for r in rows]
    order = list(Stage)
    return sorted(found, key=lambda each: order.index(each.stage))


def journeys(
    uow: UnitOfWork, *, text: str, stage: str, only_open: bool, alarmed: bool, limit: int, offset: int
) -> tuple[list[JourneyRecord], int]:
    """Give a page of journeys, the newest first, and how many there are in all."""
    found = sa.select(elock_journey)
    if only_open:
        found = found.where(_J.closed_at.is_(None))
    if stage:
        found = found.where(_J.stage == stage)
    if text:
        found = found.where(
            sa.or_(*(column == text for column in (_J.number, _J.lock, _J.truck, _J.declaration, _J.route)))
        )
    if alarmed:
        a = elock_alarm.c
        found = found.where(
            sa.exists().where(a.journey == _J.number, a.state.in_(("raised", "acknowledged", "escalated")))
        )
    total = uow.connection.execute(sa.select(sa.func.count()).select_from(found.subquery())).scalar_one()
    rows = uow.connection.execute(found.order_by(_J.registered_at.desc(), _J.number).limit(limit).offset(offset))
    return [_journey(row) for row in rows], total


def counts(uow: UnitOfWork) -> dict[str, int]:
    """Give how many journeys stand at each stage."""
    rows = uow.connection.execute(sa.select(_J.stage, sa.func.count()).group_by(_J.stage))
    return {str(stage): int(number) for stage, number in rows}


def _journey(row: Any) -> JourneyRecord:
    return JourneyRecord(
        row.number, row.lock, row.organisation, row.declaration, row.truck, row.route, Stage(row.stage), row.origin, row.destination,
        row.needs, row.contract, row.registered_at, row.closed_at,
    )  # fmt: skip
