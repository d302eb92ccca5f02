"""SQL of what agencies keep for themselves: officers, absences, templates; and which organisation each agency is."""

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.trade.agencies.model import WORKED, Absence, Officer, Template
from smartcustoms.trade.agencies.store.tables import (
    agency_organisation,
    review_absence,
    review_officer,
    review_step,
    review_template,
)

_O, _A, _T = review_officer.c, review_absence.c, review_template.c


def put_officer(uow: UnitOfWork, officer: Officer) -> None:
    """Keep an officer's name, skills and duty; an officer of another organisation is left as he is."""
    row = {
        "user": officer.user,
        "organisation": officer.organisation,
        "name": officer.name,
        "skills": sorted(officer.skills),
        "on_duty": officer.on_duty,
    }
    new = pg.insert(review_officer).values(row)
    mine = _O.organisation == officer.organisation
    uow.connection.execute(new.on_conflict_do_update(index_elements=["user"], set_=row, where=mine))


def officers(uow: UnitOfWork, organisation: str) -> list[Officer]:
    """Give an agency's officers with the number of steps in their hands."""
    s = review_step.c
    load = (
        sa.select(s.assigned_to, sa.func.count().label("steps"))
        .where(s.organisation == organisation, s.state.in_([each.value for each in WORKED]))
        .group_by(s.assigned_to)
        .subquery()
    )
    found = sa.select(review_officer, load.c.steps).outerjoin(load, load.c.assigned_to == _O.user)
    rows = uow.connection.execute(found.where(_O.organisation == organisation).order_by(_O.name, _O.user))
    return [Officer(r.user, r.organisation, r.name, frozenset(r.skills), r.on_duty, r.steps or 0) for r in rows]


def add_absence(uow: UnitOfWork, absence: Absence) -> None:
    """Keep an absence."""
    row = {
        "id": absence.id,
        "organisation": absence.organisation,
        "user": absence.user,
        "to": absence.to,
        "from_day": absence.from_day,
        "until": absence.until,
    }
    uow.connection.execute(sa.insert(review_absence).values(row))


def drop_absence(uow: UnitOfWork, which: UUID, *, organisation: str) -> bool:
    """Take an absence back; False when there is none."""
    gone = sa.delete(review_absence).where(_A.id == which, _A.organisation == organisation).returning(_A.id)
    return uow.connection.execute(gone).scalar() is not None


def absences(uow: UnitOfWork, organisation: str, *, on: date) -> list[Absence]:
    """Give an agency's absences that are not over on a day."""
    found = sa.select(review_absence).where(_A.organisation == organisation, _A.until >= on).order_by(_A.from_day)
    return [Absence(r.id, r.organisation, r.user, r.to, r.from_day, r.until) for r in uow.connection.execute(found)]


def put_template(uow: UnitOfWork, template: Template) -> None:
    """Keep words that are used again."""
    row = {
        "organisation": template.organisation,
        "code": template.code,
        "kind": template.kind,
        "says": dict(template.says),
    }
    new = pg.insert(review_template).values(row)
    uow.connection.execute(new.on_conflict_do_update(index_elements=["organisation", "code"], set_=row))


def drop_template(uow: UnitOfWork, code: str, *, organisation: str) -> bool:
    """Take words away; False when there are none."""
    gone = sa.delete(review_template).where(_T.code == code, _T.organisation == organisation).returning(_T.code)
    return uow.connection.execute(gone).scalar() is not None


def templates(uow: UnitOfWork, organisation: str) -> list[Template]:
    """Give an agency's templates."""
    found = sa.select(review_template).where(_T.organisation == organisation).order_by(_T.kind, _T.code)
    return [Template(r.organisation, r.code, r.kind, r.says) for r in uow.connection.execute(found)]


def put_organisation(uow: UnitOfWork, code: str, organisation: str) -> None:
    """Say which organisation an agency is."""
    row = {"code": code, "organisation": organisation}
    new = pg.insert(agency_organisation).values(row)
    uow.connection.execute(new.on_conflict_do_update(index_elements=["code"], set_=row))


def organisations(uow: UnitOfWork) -> dict[str, str]:
    """Give the organisations that an administrator named, by the agency's code."""
    c = agency_organisation.c
    rows = uow.connection.execute(sa.select(c.code, c.organisation))
    return {str(code): str(organisation) for code, organisation in rows}
