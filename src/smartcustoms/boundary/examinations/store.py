"""Tables of examinations and all their SQL."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.boundary.examinations.model import OPEN, Control, Examiner, History, Order, Result, State, Step
from smartcustoms.kernel.database.tables import TABLES, customs_only, personal
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.money import Money
from smartcustoms.kernel.words.kept import as_json, from_json

_TIME = sa.DateTime(timezone=True)

examination_order = sa.Table(
    "examination_order",
    TABLES,
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("declaration", sa.Text, nullable=False, index=True),
    sa.Column("organisation", sa.Text, nullable=False),
    sa.Column("office", sa.Text, nullable=False),
    sa.Column("control", sa.Text, nullable=False),
    sa.Column("skill", sa.Text, nullable=False),
    sa.Column("hours", sa.Double, nullable=False),
    sa.Column("reasons", pg.JSONB, nullable=False),
    sa.Column("chosen_by", sa.Text, nullable=False),
    sa.Column("propensity", sa.Double, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("assigned_to", sa.Text, info=personal("officer who examines; evidence, kept as long as the declaration")),
    sa.Column("ordered_at", _TIME, nullable=False),
    sa.Column("turn_at", _TIME),
    sa.Column("started_at", _TIME),
    sa.Column("completed_at", _TIME),
    sa.Column("result", sa.Text),
    sa.Column("item", sa.Integer),
    sa.Column("revenue", sa.Numeric(18, 2)),
    sa.Column("currency", sa.Text),
    sa.Column("note", sa.Text, nullable=False, server_default=""),
    sa.Index("ix_examination_order_assigned_to_state", "assigned_to", "state"),
    sa.Index("ix_examination_order_organisation_completed_at", "organisation", "completed_at"),
    sa.Index(
        "uq_examination_order_open",
        "declaration",
        unique=True,
        postgresql_where=sa.text("state in ('waiting', 'assigned', 'started')"),
    ),
    info=customs_only(),
)
examination_step = sa.Table(
    "examination_step",
    TABLES,
    sa.Column("order_number", sa.Text, sa.ForeignKey("examination_order.number"), primary_key=True),
    sa.Column("position", sa.SmallInteger, primary_key=True),
    sa.Column("says", sa.Text, nullable=False),
    sa.Column("done_at", _TIME),
    sa.Column("note", sa.Text, nullable=False, server_default=""),
    sa.Column("photo", sa.Text, nullable=False, server_default=""),
    sa.Column("sample", sa.Text, nullable=False, server_default=""),
    info=customs_only(),
)
examiner = sa.Table(
    "examiner",
    TABLES,
    sa.Column("user", sa.Text, primary_key=True, info=personal("officer; while he examines")),
    sa.Column("name", sa.Text, nullable=False, info=personal("officer's name, for assigning; while he examines")),
    sa.Column("office", sa.Text, nullable=False),
    sa.Column("skills", pg.ARRAY(sa.Text), nullable=False),
    sa.Column("on_duty", sa.Boolean, nullable=False),
    info=customs_only(),
)
_O = examination_order.c
_TURN = sa.func.coalesce(_O.turn_at, _O.ordered_at)
"""Whose turn it is: a trusted operator's order counts as ordered some time earlier, so that nobody waits without end."""


def insert_order(uow: UnitOfWork, order: Order) -> bool:
    """Keep a new order with its steps; False when the declaration has an open one already."""
    row = {
        "number": order.number,
        "declaration": order.declaration,
        "organisation": order.organisation,
        "office": order.office,
        "control": order.control.value,
        "skill": order.skill,
        "hours": order.hours,
        "reasons": [as_json(each) for each in order.reasons],
        "chosen_by": order.chosen_by,
        "propensity": order.propensity,
        "state": order.state.value,
        "assigned_to": order.assigned_to,
        "ordered_at": order.ordered_at,
        "turn_at": order.turn_at,
    }
    new = pg.insert(examination_order).values(row).on_conflict_do_nothing().returning(_O.number)
    if uow.connection.execute(new).scalar() is None:
        return False
    steps = [{"order_number": order.number, "position": each.position, "says": each.says} for each in order.steps]
    if steps:
        uow.connection.execute(sa.insert(examination_step), steps)
    return True


def change_order(uow: UnitOfWork, number: str, changes: Mapping[str, Any]) -> None:
    """Change columns of an order."""
    uow.connection.execute(sa.update(examination_order).where(_O.number == number).values(dict(changes)))


def change_step(uow: UnitOfWork, number: str, position: int, changes: Mapping[str, Any]) -> bool:
    """Change columns of a step; False when there is none."""
    s = examination_step.c
    which = (s.order_number == number) & (s.position == position)
    done = uow.connection.execute(sa.update(examination_step).where(which).values(dict(changes)).returning(s.position))
    return done.scalar() is not None


def order(uow: UnitOfWork, number: str, *, lock: bool = False) -> Order | None:
    """Give one order with its steps; locked till the end of the transaction when asked."""
    found = sa.select(examination_order).where(_O.number == number)
    row = uow.connection.execute(found.with_for_update() if lock else found).one_or_none()
    if row is None:
        return None
    s = examination_step.c
    steps = uow.connection.execute(sa.select(examination_step).where(s.order_number == number).order_by(s.position))
    return _order(row, [Step(r.position, r.says, r.done_at, r.note, r.photo, r.sample) for r in steps])


def open_order_of(uow: UnitOfWork, declaration: str) -> str | None:
    """Give the number of a declaration's open order."""
    states = [each.value for each in OPEN]
    found = sa.select(_O.number).where(_O.declaration == declaration, _O.state.in_(states))
    return uow.connection.execute(found).scalar()


def orders(
    uow: UnitOfWork,
    *,
    assigned_to: str | None,
    states: Iterable[State],
    office: str,
    text: str,
    limit: int,
    offset: int,
) -> tuple[list[Order], int]:
    """Give a page of orders, oldest first, and how many there are in all."""
    found = sa.select(examination_order).where(_O.state.in_([each.value for each in states]))
    if assigned_to is not None:
        found = found.where(_O.assigned_to == assigned_to)
    if office:
        found = found.where(_O.office == office)
    if text:
        found = found.where((_O.declaration == text) | (_O.number == text))
    total = uow.connection.execute(sa.select(sa.func.count()).select_from(found.subquery())).scalar_one()
    rows = uow.connection.execute(found.order_by(_TURN, _O.number).limit(limit).offset(offset))
    return [_order(row, []) for row in rows], total


def waiting(uow: UnitOfWork) -> list[str]:
    """Give the numbers of orders that nobody has, oldest first."""
    found = sa.select(_O.number).where(_O.state == State.WAITING.value).order_by(_TURN)
    return list(uow.connection.execute(found.limit(500)).scalars())


def put_examiner(uow: UnitOfWork, each: Examiner) -> None:
    """Keep an examiner's name, office, skills and duty."""
    row = {
        "user": each.user,
        "name": each.name,
        "office": each.office,
        "skills": sorted(each.skills),
        "on_duty": each.on_duty,
    }
    new = pg.insert(examiner).values(row)
    uow.connection.execute(new.on_conflict_do_update(index_elements=["user"], set_=row))


def examiners(uow: UnitOfWork) -> list[Examiner]:
    """Give the examiners with the hours of their open orders."""
    e, states = examiner.c, [each.value for each in OPEN]
    load = (
        sa.select(_O.assigned_to, sa.func.sum(_O.hours).label("hours"))
        .where(_O.state.in_(states))
        .group_by(_O.assigned_to)
        .subquery()
    )
    found = sa.select(examiner, load.c.hours).outerjoin(load, load.c.assigned_to == e.user).order_by(e.name)
    return [
        Examiner(r.user, r.name, r.office, frozenset(r.skills), r.on_duty, float(r.hours or 0))
        for r in uow.connection.execute(found)
    ]


def results(uow: UnitOfWork) -> list[tuple[str, int, Decimal]]:
    """Give how often each result was found and the revenue recovered."""
    found = sa.select(_O.result, sa.func.count(), sa.func.coalesce(sa.func.sum(_O.revenue), 0)).where(
        _O.result.is_not(None)
    )
    return [
        (str(code), int(n), Decimal(money))
        for code, n, money in uow.connection.execute(found.group_by(_O.result).order_by(_O.result))
    ]


def history(uow: UnitOfWork, organisation: str, *, since: datetime, until: datetime) -> History:
    """Count what examinations of an organisation's goods found, from a moment to before another."""
    found = _O.result != Result.NO_FINDING.value
    serious = _O.result.in_([each.value for each in Result if each.detains])
    asked = sa.select(
        sa.func.count(),
        sa.func.count().filter(found),
        sa.func.count().filter(serious),
        sa.func.coalesce(sa.func.sum(_O.revenue), 0),
    ).where(_O.organisation == organisation, _O.completed_at >= since, _O.completed_at < until, _O.result.is_not(None))
    examined, findings, grave, revenue = uow.connection.execute(asked).one()
    return History(examined, findings, grave, Decimal(revenue))


def _order(row: sa.Row[Any], steps: list[Step]) -> Order:
    return Order(
        number=row.number,
        declaration=row.declaration,
        organisation=row.organisation,
        office=row.office,
        control=Control(row.control),
        skill=row.skill,
        hours=row.hours,
        reasons=tuple(from_json(each) for each in row.reasons),
        chosen_by=row.chosen_by,
        propensity=row.propensity,
        state=State(row.state),
        assigned_to=row.assigned_to,
        ordered_at=row.ordered_at,
        turn_at=row.turn_at,
        started_at=row.started_at,
        completed_at=row.completed_at,
        result=Result(row.result) if row.result else None,
        item=row.item,
        revenue=Money(row.revenue, row.currency) if row.revenue is not None else None,
        note=row.note,
        steps=tuple(steps),
    )
