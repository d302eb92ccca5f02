"""All SQL of courses and of who takes them."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.boundary.training.model import Course, Enrolment, Level
from smartcustoms.boundary.training.store.tables import training_course, training_enrolment
from smartcustoms.kernel.database.lists import ordered, page_of
from smartcustoms.kernel.database.unit import UnitOfWork

_C, _E = training_course.c, training_enrolment.c
_COURSE = tuple(_C["titles" if name == "names" else name].label(name) for name in Course.__slots__)
_LEVELS = ("easiest", "hardest", "pass_level")
SORTS: dict[str, Any] = {
    "officer": _E.officer,
    "course": _E.course,
    "done": _E.done,
    "reached": _E.reached,
    "passed": _E.passed,
    "assigned_at": _E.assigned_at,
    "ended_at": _E.ended_at,
}


def insert_course(uow: UnitOfWork, course: Course) -> bool:
    """Keep a course; False where its number is taken."""
    row = {name: getattr(course, name) for name in Course.__slots__ if name != "names"}
    row |= {"titles": dict(course.names), "categories": list(course.categories)}
    row |= {name: getattr(course, name).value for name in _LEVELS}
    new = pg.insert(training_course).values(row).on_conflict_do_nothing().returning(_C.number)
    return uow.connection.execute(new).scalar() is not None


def courses(uow: UnitOfWork) -> list[Course]:
    """Give the courses, the newest first."""
    found = sa.select(*_COURSE).order_by(_C.at.desc(), _C.number)
    return [_course(row) for row in uow.connection.execute(found)]


def course(uow: UnitOfWork, number: str) -> Course | None:
    """Give one course."""
    found = sa.select(*_COURSE).where(_C.number == number)
    row = uow.connection.execute(found).one_or_none()
    return None if row is None else _course(row)


def change_course(uow: UnitOfWork, number: str, changes: dict[str, Any]) -> None:
    """Change columns of a course."""
    uow.connection.execute(sa.update(training_course).where(_C.number == number).values(changes))


def insert_enrolment(uow: UnitOfWork, enrolment: Enrolment) -> bool:
    """Keep that an officer takes a course; False where he takes it already."""
    row = {name: getattr(enrolment, name) for name in Enrolment.__slots__}
    new = pg.insert(training_enrolment).values(row).on_conflict_do_nothing().returning(_E.number)
    return uow.connection.execute(new).scalar() is not None


def enrolment(uow: UnitOfWork, number: str, *, lock: bool = False) -> Enrolment | None:
    """Give an officer's course; locked till the end of the transaction when asked."""
    found = sa.select(*(_E[name] for name in Enrolment.__slots__)).where(_E.number == number)
    row = uow.connection.execute(found.with_for_update() if lock else found).one_or_none()
    return None if row is None else _enrolment(row)


def open_enrolment(uow: UnitOfWork, course: str, officer: str) -> Enrolment | None:
    """Give the enrolment of an officer in a course that he has not ended."""
    found = sa.select(*(_E[name] for name in Enrolment.__slots__))
    found = found.where(_E.course == course, _E.officer == officer, _E.ended_at.is_(None))
    row = uow.connection.execute(found).one_or_none()
    return None if row is None else _enrolment(row)


def enrolments(
    uow: UnitOfWork, *, officer: str = "", course: str = "", sort: str = "-assigned_at", page: int = 1, size: int = 50
) -> tuple[list[Enrolment], int]:
    """Give a page of enrolments, and how many there are in all."""
    found = sa.select(*(_E[name] for name in Enrolment.__slots__))
    for asked, column in ((officer, _E.officer), (course, _E.course)):
        if asked:
            found = found.where(column == asked)
    order = ordered(sort, SORTS, otherwise=_E.assigned_at, then=_E.number)
    rows, total = page_of(uow, found, order, page=page, size=size)
    return [_enrolment(row) for row in rows], total


def change_enrolment(uow: UnitOfWork, number: str, changes: dict[str, Any]) -> None:
    """Change columns of an enrolment."""
    uow.connection.execute(sa.update(training_enrolment).where(_E.number == number).values(changes))


def forget(uow: UnitOfWork, *, before: datetime) -> int:
    """Forget enrolments that ended before a time; give how many."""
    return int(uow.connection.execute(sa.delete(training_enrolment).where(_E.ended_at < before)).rowcount)


def _enrolment(row: sa.Row[Any]) -> Enrolment:
    return Enrolment(**row._asdict())


def _course(row: sa.Row[Any]) -> Course:
    return Course(
        **row._asdict() | {"categories": tuple(row.categories)} | {name: Level(getattr(row, name)) for name in _LEVELS}
    )
