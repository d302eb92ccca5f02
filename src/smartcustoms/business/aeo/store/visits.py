"""Visits with their points, and corrective actions."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.business.aeo.model import ActionState, Correction, Met, Point, Severity, Visit
from smartcustoms.business.aeo.store.tables import aeo_correction, aeo_point, aeo_visit
from smartcustoms.kernel.database.unit import UnitOfWork

_V, _P, _C = aeo_visit.c, aeo_point.c, aeo_correction.c
_CORRECTION = [each for each in _C if each.name != "reminded"]


def insert(uow: UnitOfWork, made: Visit) -> bool:
    """Keep a new visit; False when its number is there."""
    row = {name: getattr(made, name) for name in _V.keys()} | {"officers": list(made.officers)}  # noqa: SIM118 - a column collection
    new = pg.insert(aeo_visit).values(row).on_conflict_do_nothing().returning(_V.number)
    return uow.connection.execute(new).scalar() is not None


def change(uow: UnitOfWork, number: str, changes: Mapping[str, Any]) -> None:
    """Change columns of a visit."""
    uow.connection.execute(sa.update(aeo_visit).where(_V.number == number).values(dict(changes)))


def one(uow: UnitOfWork, number: str, *, lock: bool = False) -> Visit | None:
    """Give one with its points."""
    found = sa.select(aeo_visit).where(_V.number == number)
    row = uow.connection.execute(found.with_for_update() if lock else found).one_or_none()
    if row is None:
        return None
    asked = sa.select(_P.code, _P.met, _P.note, _P.photos, _P.by, _P.at).where(_P.visit == number).order_by(_P.code)
    points = tuple(
        Point(code, Met(met), note, tuple(photos), by, at)
        for code, met, note, photos, by, at in uow.connection.execute(asked)
    )
    return _visit(row, points)


def about(uow: UnitOfWork, *numbers: str) -> list[Visit]:
    """Give the visits about an application or operator, without points, the newest first."""
    found = sa.select(aeo_visit).where(_V.about.in_(list(numbers))).order_by(_V.planned_on.desc(), _V.number)
    return [_visit(row, ()) for row in uow.connection.execute(found)]


def planned(uow: UnitOfWork, officer: str, *, limit: int = 50) -> list[Visit]:
    """Give an officer's open visits, the next first."""
    found = sa.select(aeo_visit).where(_V.closed_at.is_(None), sa.literal(officer) == sa.any_(_V.officers))
    return [_visit(row, ()) for row in uow.connection.execute(found.order_by(_V.planned_on, _V.number).limit(limit))]


def put_point(uow: UnitOfWork, visit: Visit, made: Point) -> None:
    """Keep what was found of a point; a later answer takes the place of an earlier one, photos are added."""
    row: dict[str, Any] = {
        "visit": visit.number,
        "code": made.code,
        "organisation": visit.organisation,
        "met": made.met.value,
    }
    row |= {"note": made.note, "photos": list(made.photos), "by": made.by, "at": made.at}
    new = pg.insert(aeo_point).values(row)
    newly = sa.func.array_cat(_P.photos, new.excluded.photos)
    photos = sa.case((_P.photos.contains(new.excluded.photos), _P.photos), else_=newly)
    changes = {"met": new.excluded.met, "note": new.excluded.note, "photos": photos, "by": made.by, "at": made.at}
    uow.connection.execute(new.on_conflict_do_update(index_elements=["visit", "code"], set_=changes))


def insert_correction(uow: UnitOfWork, made: Correction) -> None:
    """Keep a finding."""
    row = {each.name: getattr(made, each.name) for each in _CORRECTION}
    uow.connection.execute(
        sa.insert(aeo_correction).values(row | {"severity": made.severity.value, "state": made.state.value})
    )


def change_correction(uow: UnitOfWork, which: UUID, changes: Mapping[str, Any]) -> None:
    """Change columns of a finding."""
    uow.connection.execute(sa.update(aeo_correction).where(_C.id == which).values(dict(changes)))


def correction(uow: UnitOfWork, which: UUID, *, lock: bool = False) -> Correction | None:
    """Give one finding."""
    found = sa.select(*_CORRECTION).where(_C.id == which)
    row = uow.connection.execute(found.with_for_update() if lock else found).one_or_none()
    return _correction(row) if row is not None else None


def corrections(uow: UnitOfWork, *numbers: str) -> list[Correction]:
    """Give the findings about applications and operators, in order of their last day."""
    found = sa.select(*_CORRECTION).where(_C.about.in_(list(numbers))).order_by(_C.due_on, _C.id)
    return [_correction(row) for row in uow.connection.execute(found)]


def due_corrections(uow: UnitOfWork, *, before: date, stage: str, limit: int = 500) -> list[Correction]:
    """Give open findings whose last day comes before a day and of which nobody was reminded at this stage."""
    where = [_C.state == ActionState.OPEN.value, _C.due_on < before, _C.reminded != stage]
    if stage == "soon":
        where.append(_C.reminded != "late")
    found = (
        sa.select(*_CORRECTION).where(*where).order_by(_C.due_on, _C.id).limit(limit).with_for_update(skip_locked=True)
    )
    return [_correction(row) for row in uow.connection.execute(found)]


def _visit(row: sa.Row[Any], points: tuple[Point, ...]) -> Visit:
    kept = dict(row._mapping)
    return Visit(**{**kept, "officers": tuple(kept["officers"])}, points=points)


def _correction(row: sa.Row[Any]) -> Correction:
    kept = dict(row._mapping)
    return Correction(**{**kept, "severity": Severity(kept["severity"]), "state": ActionState(kept["state"])})
