"""Operators, decisions and appeals about them, their reports and figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.business.aeo.lifecycle import HELD
from smartcustoms.business.aeo.model import Appeal, Decision, Deed, Figures, Operator, Report, Standing
from smartcustoms.business.aeo.store.tables import aeo_appeal, aeo_decision, aeo_figures, aeo_operator, aeo_report
from smartcustoms.kernel.database import lists
from smartcustoms.kernel.database.statements import Statement
from smartcustoms.kernel.database.unit import UnitOfWork

_O, _D, _AP, _R, _FI = aeo_operator.c, aeo_decision.c, aeo_appeal.c, aeo_report.c, aeo_figures.c
_OPERATOR = [each for each in _O if each.name != "reminded"]
_REPORT = [each for each in _R if each.name != "reminded"]
_HELD: Final = [each.value for each in HELD]
_SORTS: Final = {
    "number": _O.number, "name": _O.name, "standing": _O.standing, "tier": _O.tier, "until": _O.valid_until,
    "changed": _O.changed_at,
}  # fmt: skip
TRUSTED: Final = Statement(
    sa.select(_O.organisation, _O.parties, _O.tier, _O.valid_from, _O.valid_until, _O.number).where(
        _O.standing == Standing.ACTIVE.value
    )
)
"""Every operator in good standing."""
MARK: Final = Statement(
    sa.select(
        sa.func.count().filter(_O.standing == Standing.ACTIVE.value), sa.func.sum(sa.extract("epoch", _O.changed_at))
    )
)
"""What changes whenever an operator does; others send it along with their own questions.

The sum, not the newest moment: of two changes the earlier may commit last, and a suspension must not go unseen.
"""


@dataclass(frozen=True, slots=True)
class Listed:
    """What a list of operators shows; the empty text and 0 leave all."""

    text: str = ""
    standing: str = ""
    tier: int = 0
    sort: str = "name"
    public: bool = False


def put(uow: UnitOfWork, made: Operator) -> None:
    """Keep an operator as it now is."""
    row = {each.name: getattr(made, each.name) for each in _OPERATOR}
    row |= {"standing": made.standing.value, "parties": list(made.parties)}
    new = pg.insert(aeo_operator).values(row)
    uow.connection.execute(new.on_conflict_do_update(index_elements=["number"], set_=row))


def change(uow: UnitOfWork, number: str, changes: Mapping[str, Any]) -> None:
    """Change columns of an operator."""
    uow.connection.execute(sa.update(aeo_operator).where(_O.number == number).values(dict(changes)))


def one(uow: UnitOfWork, number: str, *, lock: bool = False) -> Operator | None:
    """Give one."""
    found = sa.select(*_OPERATOR).where(_O.number == number)
    row = uow.connection.execute(found.with_for_update() if lock else found).one_or_none()
    return _operator(row) if row is not None else None


def of_organisation(uow: UnitOfWork, organisation: str) -> list[Operator]:
    """Give an organisation's authorisations, the one that holds first, then the newest."""
    held = sa.case((_O.standing.in_(_HELD), 0), else_=1)
    found = sa.select(*_OPERATOR).where(_O.organisation == organisation).order_by(held, _O.since.desc(), _O.number)
    return [_operator(row) for row in uow.connection.execute(found)]


def listed(uow: UnitOfWork, asked: Listed, *, page: int, size: int) -> tuple[list[Operator], int]:
    """Give a page of operators, and how many there are."""
    where: list[sa.ColumnElement[bool]] = [_O.public] if asked.public else []
    if asked.standing:
        where.append(_O.standing == asked.standing)
    if asked.tier:
        where.append(_O.tier == asked.tier)
    if asked.text:
        named = _O.name.icontains(asked.text, autoescape=True)
        own = (
            []
            if asked.public
            else [_O.organisation == asked.text, sa.literal(asked.text.upper()) == sa.any_(_O.parties)]
        )
        where.append(sa.or_(_O.number == asked.text.upper(), named, *own))
    found = sa.select(*_OPERATOR).where(*where)
    order = lists.ordered(asked.sort, _SORTS, otherwise=_O.name, then=_O.number)
    rows, total = lists.page_of(uow, found, order, page=page, size=size)
    return [_operator(row) for row in rows], total


def trusted(uow: UnitOfWork) -> list[tuple[Any, ...]]:
    """Give every operator in good standing: organisation, parties, tier, first and last day, number."""
    (rows,) = uow.ask(TRUSTED.given())
    return rows


def counts(uow: UnitOfWork) -> list[tuple[str, int, int]]:
    """Count the operators by standing and tier."""
    found = sa.select(_O.standing, _O.tier, sa.func.count()).group_by(_O.standing, _O.tier)
    return [(standing, tier, count) for standing, tier, count in uow.connection.execute(found)]


def over(uow: UnitOfWork, *, on: date, limit: int = 500) -> list[str]:
    """Give the numbers of operators whose last day is over."""
    found = sa.select(_O.number).where(_O.standing.in_(_HELD), _O.valid_until < on).order_by(_O.number).limit(limit)
    return list(uow.connection.execute(found).scalars())


def to_begin(uow: UnitOfWork, *, on: date, limit: int = 500) -> list[Operator]:
    """Give operators whose renewed period has begun, held."""
    found = sa.select(*_OPERATOR).where(_O.renewed_from <= on).order_by(_O.number).limit(limit)
    return [_operator(row) for row in uow.connection.execute(found.with_for_update(skip_locked=True))]


def to_remind(uow: UnitOfWork, *, stage: str, until: date, limit: int = 500) -> list[Operator]:
    """Give held operators whose last day is by a day and who were not reminded at this stage."""
    where = (_O.standing.in_(_HELD), _O.valid_until <= until, _O.reminded != stage)
    found = sa.select(*_OPERATOR).where(*where).order_by(_O.number).limit(limit).with_for_update(skip_locked=True)
    return [_operator(row) for row in uow.connection.execute(found)]


def held(uow: UnitOfWork) -> list[Operator]:
    """Give every operator that is active or suspended."""
    found = sa.select(*_OPERATOR).where(_O.standing.in_(_HELD)).order_by(_O.number)
    return [_operator(row) for row in uow.connection.execute(found)]


def propose(uow: UnitOfWork, made: Decision) -> bool:
    """Keep a proposal; False when one waits about the same thing."""
    row = {name: getattr(made, name) for name in _D.keys()} | {"deed": made.deed.value}  # noqa: SIM118 - a column collection
    new = pg.insert(aeo_decision).values(row).on_conflict_do_nothing().returning(_D.id)
    return uow.connection.execute(new).scalar() is not None


def change_decision(uow: UnitOfWork, which: UUID, changes: Mapping[str, Any]) -> None:
    """Change columns of a decision."""
    uow.connection.execute(sa.update(aeo_decision).where(_D.id == which).values(dict(changes)))


def decision(uow: UnitOfWork, which: UUID, *, lock: bool = False) -> Decision | None:
    """Give one decision."""
    found = sa.select(aeo_decision).where(_D.id == which)
    row = uow.connection.execute(found.with_for_update() if lock else found).one_or_none()
    return _decision(row) if row is not None else None


def decisions(uow: UnitOfWork, about: Sequence[str] = (), *, waiting: bool = False) -> list[Decision]:
    """Give the decisions about things, the newest first; or all that wait."""
    where = [_D.agreed.is_(None)] if waiting else [_D.about.in_(list(about))]
    found = sa.select(aeo_decision).where(*where).order_by(_D.proposed_at.desc(), _D.id)
    return [_decision(row) for row in uow.connection.execute(found)]


def insert_appeal(uow: UnitOfWork, made: Appeal) -> bool:
    """Keep an appeal; False when the decision has one."""
    row = {name: getattr(made, name) for name in _AP.keys()}  # noqa: SIM118 - a column collection
    new = pg.insert(aeo_appeal).values(row).on_conflict_do_nothing().returning(_AP.id)
    return uow.connection.execute(new).scalar() is not None


def change_appeal(uow: UnitOfWork, which: UUID, changes: Mapping[str, Any]) -> None:
    """Change columns of an appeal."""
    uow.connection.execute(sa.update(aeo_appeal).where(_AP.id == which).values(dict(changes)))


def appeal(uow: UnitOfWork, which: UUID, *, lock: bool = False) -> Appeal | None:
    """Give one appeal."""
    found = sa.select(aeo_appeal).where(_AP.id == which)
    row = uow.connection.execute(found.with_for_update() if lock else found).one_or_none()
    return Appeal(**row._mapping) if row is not None else None


def appeals(uow: UnitOfWork, about: Sequence[str] = (), *, waiting: bool = False) -> list[Appeal]:
    """Give the appeals about things, the newest first; or all that wait."""
    where = [_AP.upheld.is_(None)] if waiting else [_AP.about.in_(list(about))]
    found = sa.select(aeo_appeal).where(*where).order_by(_AP.lodged_at.desc(), _AP.id)
    return [Appeal(**row._mapping) for row in uow.connection.execute(found)]


def add_reports(uow: UnitOfWork, made: Sequence[Report]) -> None:
    """Keep which reports are owed; those there already stay."""
    rows = [{each.name: getattr(one, each.name) for each in _REPORT} | {"said": dict(one.said)} for one in made]
    if rows:
        uow.connection.execute(pg.insert(aeo_report).values(rows).on_conflict_do_nothing())


def change_report(uow: UnitOfWork, which: UUID, changes: Mapping[str, Any]) -> None:
    """Change columns of a report."""
    uow.connection.execute(sa.update(aeo_report).where(_R.id == which).values(dict(changes)))


def reports(uow: UnitOfWork, operator: str) -> list[Report]:
    """Give an operator's reports in order of their last day."""
    found = sa.select(*_REPORT).where(_R.operator == operator).order_by(_R.due_on)
    return [Report(**row._mapping) for row in uow.connection.execute(found)]


def due_reports(uow: UnitOfWork, *, before: date, stage: str, limit: int = 500) -> list[Report]:
    """Give reports of held operators not lodged, whose last day comes before a day, with nobody reminded at this stage."""
    where = [_R.lodged_at.is_(None), _R.due_on < before, _R.reminded != stage]
    if stage == "soon":
        where.append(_R.reminded != "late")
    holds = sa.select(_O.number).where(_O.standing.in_(_HELD))
    found = sa.select(*_REPORT).where(*where, _R.operator.in_(holds)).order_by(_R.due_on, _R.id).limit(limit)
    return [Report(**row._mapping) for row in uow.connection.execute(found.with_for_update(skip_locked=True))]


def put_figures(uow: UnitOfWork, made: Figures) -> None:
    """Keep an organisation's figures up to a day; counted again they take the place of those."""
    row = {name: getattr(made, name) for name in _FI.keys()}  # noqa: SIM118 - a column collection
    new = pg.insert(aeo_figures).values(row)
    uow.connection.execute(new.on_conflict_do_update(index_elements=["organisation", "until"], set_=row))


def figures(uow: UnitOfWork, organisation: str, *, limit: int = 36) -> list[Figures]:
    """Give an organisation's figures, the newest first."""
    found = sa.select(aeo_figures).where(_FI.organisation == organisation).order_by(_FI.until.desc()).limit(limit)
    return [Figures(**row._mapping) for row in uow.connection.execute(found)]


def _operator(row: sa.Row[Any]) -> Operator:
    kept = dict(row._mapping)
    return Operator(**{**kept, "standing": Standing(kept["standing"]), "parties": tuple(kept["parties"])})


def _decision(row: sa.Row[Any]) -> Decision:
    kept = dict(row._mapping)
    return Decision(**{**kept, "deed": Deed(kept["deed"])})
