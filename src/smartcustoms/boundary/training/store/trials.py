"""All SQL of clean pictures, settings and trials. The truth leaves it only with a trial that was told, or to decide one.

A trial is told when `told_at` is set: at once after the answer, of a test's pictures when the whole test is over.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.boundary.training.model import (
    Answer,
    Answered,
    Clean,
    Level,
    Open,
    Part,
    Purpose,
    Result,
    Setting,
    Step,
    Tally,
    Trial,
    Truth,
    Wanted,
)
from smartcustoms.boundary.training.store.tables import training_clean, training_setting, training_trial
from smartcustoms.kernel.database.lists import ordered, page_of, within
from smartcustoms.kernel.database.unit import UnitOfWork

_C, _S, _T = training_clean.c, training_setting.c, training_trial.c
_OPEN = ("number", "officer", "file", "columns", "rows", "began_at", "time_limit_s", "purpose", "part_of", "place")
_CATEGORY, _LEVEL = _T.truth["category"].astext, _T.truth["level"].astext
_SECONDS = sa.extract("epoch", _T.decided_at - _T.began_at)
SORTS: Final[dict[str, Any]] = {
    "number": _T.number,
    "officer": _T.officer,
    "result": _T.result,
    "category": _CATEGORY,
    "seconds": _SECONDS,
    "at": _T.decided_at,
}


def insert_clean(uow: UnitOfWork, clean: Clean) -> bool:
    """Keep a clean picture; False when it is kept already."""
    row = {name: getattr(clean, name) for name in Clean.__slots__}
    new = pg.insert(training_clean).values(row).on_conflict_do_nothing().returning(_C.number)
    return uow.connection.execute(new).scalar() is not None


def cleans(uow: UnitOfWork, *, used_only: bool = False) -> list[Clean]:
    """Give the clean pictures, the newest first."""
    found = sa.select(*(_C[name] for name in Clean.__slots__)).order_by(_C.at.desc(), _C.number)
    if used_only:
        found = found.where(_C.used)
    return [Clean(*row) for row in uow.connection.execute(found)]


def use(uow: UnitOfWork, number: str, used: bool) -> bool:
    """Take a clean picture in or out of use; False when there is none."""
    changed = sa.update(training_clean).where(_C.number == number).values(used=used).returning(_C.number)
    return uow.connection.execute(changed).scalar() is not None


def insert_setting(uow: UnitOfWork, setting: Setting) -> None:
    """Keep a newly chosen setting."""
    row = {name: getattr(setting, name) for name in Setting.__slots__} | {"categories": list(setting.categories)}
    uow.connection.execute(sa.insert(training_setting).values(row))


def settings(uow: UnitOfWork, *, limit: int) -> list[Setting]:
    """Give the settings that were chosen, the newest first."""
    found = sa.select(*(_S[name] for name in Setting.__slots__)).order_by(_S.number.desc()).limit(limit)
    return [Setting(**{**row._asdict(), "categories": tuple(row.categories)}) for row in uow.connection.execute(found)]


def insert(uow: UnitOfWork, trial: Open, clean: str, truth: Truth | None, *, scale: float | None = None) -> bool:
    """Keep a trial that begins, with its truth; False where the officer has one open there already."""
    row = {name: getattr(trial, name) for name in _OPEN} | {"purpose": trial.purpose.value}
    kept = (
        None if truth is None else {name: getattr(truth, name) for name in Truth.__slots__} | {"box": list(truth.box)}
    )
    row |= {"clean": clean, "truth": kept or sa.null(), "scale": scale}
    new = pg.insert(training_trial).values(row).on_conflict_do_nothing().returning(_T.number)
    return uow.connection.execute(new).scalar() is not None


def open_of(uow: UnitOfWork, officer: str, part_of: str = "") -> Open | None:
    """Give the trial an officer has not answered: a free one, or of a course or a test."""
    found = sa.select(*(_T[name] for name in _OPEN)).where(_T.officer == officer, _T.decided_at.is_(None))
    row = uow.connection.execute(found.where(_T.part_of == part_of)).one_or_none()
    return None if row is None else _open(row)


def by_number(uow: UnitOfWork, number: str, *, lock: bool = False) -> Open | Answered | Trial | None:
    """Give a trial; its truth only when it is told."""
    found = sa.select(training_trial).where(_T.number == number)
    row = uow.connection.execute(found.with_for_update() if lock else found).one_or_none()
    if row is None:
        return None
    if row.told_at:
        return _trial(row)
    if row.decided_at:
        said = {"answer": Answer(row.answer), "part": Part(row.part) if row.part else None, "late": row.late}
        return Answered(**_of_open(row), decided_at=row.decided_at, **said)
    return _open(row)


def truth_of(uow: UnitOfWork, number: str) -> Truth | None:
    """Give what was put into a trial's picture: for the decision alone."""
    return _truth(uow.connection.execute(sa.select(_T.truth).where(_T.number == number)).scalar_one())


def decide(uow: UnitOfWork, number: str, decision: dict[str, Any]) -> None:
    """Keep an answer and what it was worth."""
    uow.connection.execute(sa.update(training_trial).where(_T.number == number).values(decision))


def told(uow: UnitOfWork, wanted: Wanted, *, page: int, size: int) -> tuple[list[Trial], int]:
    """Give a page of told trials, and how many there are in all."""
    rows, total = page_of(uow, _wanted(wanted), _order(wanted.sort), page=page, size=size)
    return [_trial(row) for row in rows], total


def every(uow: UnitOfWork, wanted: Wanted, *, at_once: int = 2000) -> Iterator[Trial]:
    """Give all told trials, however many: some are fetched at once, so that memory does not grow with them."""
    found = _wanted(wanted).order_by(*_order(wanted.sort)).execution_options(yield_per=at_once)
    for row in uow.connection.execute(found):
        yield _trial(row)


def tallies(uow: UnitOfWork, *, officer: str = "", since: datetime, purposes: Sequence[Purpose]) -> list[Tally]:
    """Count the told trials by officer, category, level and result; the database counts, so none is left out."""
    right = sa.func.count().filter(_T.in_place.is_(True), _T.result == Result.HIT.value)
    placed = sa.func.count().filter(_T.in_place.is_not(None), _T.result == Result.HIT.value)
    by = (_T.officer, sa.func.coalesce(_CATEGORY, ""), _LEVEL, _T.result)
    found = (
        sa.select(*by, sa.func.count(), sa.func.sum(_SECONDS), placed, right)
        .where(_T.told_at.is_not(None), _T.decided_at >= since, _T.purpose.in_([each.value for each in purposes]))
        .group_by(*by)
    )
    if officer:
        found = found.where(_T.officer == officer)
    return [
        Tally(who, category, Level(level) if level else None, Result(result), count, float(seconds), *places)
        for who, category, level, result, count, seconds, *places in uow.connection.execute(found)
    ]


def kept_of(uow: UnitOfWork, part_of: str) -> dict[int, Result]:
    """Give what the answers of a test were worth so far by their place: to end the test alone."""
    found = sa.select(_T.place, _T.result).where(_T.part_of == part_of, _T.decided_at.is_not(None))
    return {place: Result(result) for place, result in uow.connection.execute(found)}


def run_out(uow: UnitOfWork, part_of: str, *, at: datetime) -> None:
    """Decide the pictures of a test that were shown and not answered in its time: they count as wrong."""
    worth = sa.case((_T.truth.is_(None), Result.FALSE_ALARM.value), else_=Result.MISS.value)
    mine = sa.update(training_trial).where(_T.part_of == part_of, _T.decided_at.is_(None))
    uow.connection.execute(mine.values(decided_at=at, late=True, result=worth))


def tell(uow: UnitOfWork, part_of: str, *, at: datetime) -> None:
    """Let the pictures of a test be told."""
    uow.connection.execute(sa.update(training_trial).where(_T.part_of == part_of).values(told_at=at))


def steps(uow: UnitOfWork, part_of: str) -> list[Step]:
    """Give the told pictures of a course in their order."""
    found = sa.select(_T.place, _T.scale, _CATEGORY, _LEVEL, _T.result)
    found = found.where(_T.part_of == part_of, _T.told_at.is_not(None)).order_by(_T.place)
    return [
        Step(place, scale or 0.0, category or "", Level(level) if level else None, Result(result))
        for place, scale, category, level, result in uow.connection.execute(found)
    ]


def forget(uow: UnitOfWork, *, before: datetime) -> int:
    """Forget trials that began before a time; give how many."""
    return int(uow.connection.execute(sa.delete(training_trial).where(_T.began_at < before)).rowcount)


def _wanted(wanted: Wanted) -> sa.Select[Any]:
    found = sa.select(training_trial).where(_T.told_at.is_not(None))
    wheres = within(wanted.since, wanted.until, _T.decided_at)
    for asked, column in (
        (wanted.officer, _T.officer),
        (wanted.part_of, _T.part_of),
        (wanted.purpose and wanted.purpose.value, _T.purpose),
        (wanted.category, _CATEGORY),
        (wanted.level and wanted.level.value, _LEVEL),
        (wanted.result and wanted.result.value, _T.result),
    ):
        if asked:
            wheres.append(column == asked)
    return found.where(*wheres)


def _order(sort: str) -> list[sa.ColumnElement[Any]]:
    return ordered(sort, SORTS, otherwise=_T.decided_at, then=_T.number)


def _of_open(row: sa.Row[Any]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _OPEN} | {"purpose": Purpose(row.purpose)}


def _open(row: sa.Row[Any]) -> Open:
    return Open(**_of_open(row))


def _trial(row: sa.Row[Any]) -> Trial:
    return Trial(
        **_of_open(row),
        decided_at=row.decided_at,
        answer=Answer(row.answer) if row.answer else None,
        part=Part(row.part) if row.part else None,
        late=row.late,
        result=Result(row.result),
        in_place=row.in_place,
        truth=_truth(row.truth),
    )


def _truth(kept: dict[str, Any] | None) -> Truth | None:
    if kept is None:
        return None
    left, top, wide, high = kept["box"]
    return Truth(**kept | {"box": (left, top, wide, high), "level": Level(kept["level"])})
