"""The queue: who waits, who was taken, and the waits that were."""

from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.trade.transhipment.model import Application, Class, State, Waits
from smartcustoms.trade.transhipment.store.applications import application_of
from smartcustoms.trade.transhipment.store.tables import transhipment_application as table
from smartcustoms.trade.transhipment.store.tables import transhipment_taking as taking
from smartcustoms.trade.transhipment.store.tables import transhipment_turn as turn

_A, _T = table.c, taking.c
_NAME: Final = "all"
_WAITS: Final = table.c.state == State.QUEUED.value


def lock_row(uow: UnitOfWork) -> int:
    """Give how many AEO applications were taken in a row; nobody else takes or arrives till the end of the transaction."""
    uow.connection.execute(pg.insert(turn).values(name=_NAME, row=0).on_conflict_do_nothing())
    return int(uow.connection.execute(sa.select(turn.c.row).where(turn.c.name == _NAME).with_for_update()).scalar_one())


def row(uow: UnitOfWork) -> int:
    """Give how many AEO applications were taken in a row."""
    return int(uow.connection.execute(sa.select(turn.c.row).where(turn.c.name == _NAME)).scalar() or 0)


def set_row(uow: UnitOfWork, count: int) -> None:
    """Keep how many AEO applications were taken in a row."""
    uow.connection.execute(sa.update(turn).where(turn.c.name == _NAME).values(row=count))


def waiting(uow: UnitOfWork) -> dict[Class, int]:
    """Give how many wait, by class."""
    rows = uow.connection.execute(sa.select(_A.of, sa.func.count()).where(_WAITS).group_by(_A.of))
    found = {str(of): int(count) for of, count in rows}
    return {each: found.get(each.value, 0) for each in Class}


def oldest(uow: UnitOfWork) -> dict[Class, datetime | None]:
    """Give since when the first in line of each class waits."""
    rows = uow.connection.execute(sa.select(_A.of, sa.func.min(_A.queued_at)).where(_WAITS).group_by(_A.of))
    found = {str(of): at for of, at in rows}
    return {each: found.get(each.value) for each in Class}


def first(uow: UnitOfWork, of: Class) -> Application | None:
    """Give the first in line of a class, locked."""
    found = sa.select(table).where(_WAITS, _A.of == of.value).order_by(_A.queued_at, _A.number).limit(1)
    row = uow.connection.execute(found.with_for_update()).one_or_none()
    return None if row is None else application_of(row)


def waiting_of(uow: UnitOfWork, organisation: str, of: Class) -> list[Application]:
    """Give an organisation's applications that wait in a class, locked; the first in line first."""
    found = sa.select(table).where(_WAITS, _A.of == of.value, _A.organisation == organisation)
    rows = uow.connection.execute(found.order_by(_A.queued_at, _A.number).with_for_update())
    return [application_of(each) for each in rows]


def in_line(uow: UnitOfWork, limit: int) -> list[Application]:
    """Give who waits, each class in its order."""
    found = sa.select(table).where(_WAITS).order_by(_A.queued_at, _A.number).limit(limit)
    return [application_of(each) for each in uow.connection.execute(found)]


def in_hand(uow: UnitOfWork, officer: str = "") -> list[Application]:
    """Give what officers, or one, have in hand or under control; the longest first."""
    states = [State.IN_HAND.value, State.UNDER_CONTROL.value]
    found = sa.select(table).where(_A.state.in_(states))
    if officer:
        found = found.where(_A.taken_by == officer, _A.state == State.IN_HAND.value)
    return [application_of(each) for each in uow.connection.execute(found.order_by(_A.taken_at, _A.number).limit(200))]


def note_taking(uow: UnitOfWork, each: Application, *, waited: float) -> None:
    """Keep that somebody was taken, after how many working minutes."""
    values = {
        "number": each.number,
        "queued_at": each.queued_at,
        "of": each.of.value if each.of else Class.OTHER.value,
        "taken_at": uow.at,
        "waited": waited,
        "bound": each.bound or 0.0,
    }
    uow.connection.execute(pg.insert(taking).values(values).on_conflict_do_nothing())


def waits(uow: UnitOfWork, since: datetime) -> tuple[dict[Class, Waits], int]:
    """Give the waits of who was taken since a moment, by class, and how many went over their bound."""
    quantile = sa.func.percentile_disc
    found = sa.select(
        _T.of,
        sa.func.count(),
        quantile(0.5).within_group(_T.waited),
        quantile(0.9).within_group(_T.waited),
        sa.func.max(_T.waited),
        sa.func.max(_T.waited / sa.func.nullif(_T.bound, 0)),
        sa.func.count().filter(_T.waited > _T.bound),
    ).where(_T.taken_at >= since)
    rows = {each[0]: each for each in uow.connection.execute(found.group_by(_T.of))}
    made = {
        each: Waits(int(r[1]), float(r[2]), float(r[3]), float(r[4]), float(r[5] or 0))
        if r
        else Waits(0, 0.0, 0.0, 0.0, 0.0)
        for each in Class
        for r in (rows.get(each.value),)
    }
    return made, sum(int(each[6]) for each in rows.values())
