"""Tables of clean pictures, settings and trials, and all their SQL. The truth leaves it only with a decided trial, or to decide one."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.boundary.training.model import Answer, Clean, Level, Open, Part, Result, Setting, Trial, Truth
from smartcustoms.kernel.database.tables import TABLES, customs_only, personal
from smartcustoms.kernel.database.unit import UnitOfWork

_TIME = sa.DateTime(timezone=True)

training_clean = sa.Table(
    "training_clean",
    TABLES,
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("file", sa.Text, nullable=False, unique=True),
    sa.Column("simulated", sa.Boolean, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("by", sa.Text, nullable=False, info=personal("who added the picture; kept as long as it is used")),
    sa.Column("at", _TIME, nullable=False),
    sa.Column("used", sa.Boolean, nullable=False),
    info=customs_only(),
)
training_setting = sa.Table(
    "training_setting",
    TABLES,
    sa.Column("number", sa.Integer, sa.Identity(), primary_key=True),
    sa.Column("ratio", sa.Double, nullable=False),
    sa.Column("time_limit_s", sa.Integer, nullable=False),
    sa.Column("most_superposition", sa.Double, nullable=False),
    sa.Column("categories", pg.ARRAY(sa.Text), nullable=False),
    sa.Column("because", sa.Text, nullable=False),
    sa.Column("by", sa.Text, nullable=False, info=personal("supervisor who chose it; kept for good")),
    sa.Column("at", _TIME, nullable=False),
    info=customs_only(),
)
training_trial = sa.Table(
    "training_trial",
    TABLES,
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("officer", sa.Text, nullable=False, info=personal("officer who trains; his results, kept for two years")),
    sa.Column("clean", sa.Text, sa.ForeignKey("training_clean.number"), nullable=False),
    sa.Column("file", sa.Text, nullable=False),
    sa.Column("columns", sa.Integer, nullable=False),
    sa.Column("rows", sa.Integer, nullable=False),
    sa.Column("began_at", _TIME, nullable=False),
    sa.Column("time_limit_s", sa.Integer, nullable=False),
    sa.Column("truth", pg.JSONB),
    sa.Column("decided_at", _TIME),
    sa.Column("answer", sa.Text),
    sa.Column("part", sa.Text),
    sa.Column("late", sa.Boolean),
    sa.Column("result", sa.Text),
    sa.Column("in_place", sa.Boolean),
    sa.Index("ix_training_trial_officer_decided_at", "officer", "decided_at"),
    info=customs_only(),
)
_C, _S, _T = training_clean.c, training_setting.c, training_trial.c
_OPEN = ("number", "officer", "file", "columns", "rows", "began_at", "time_limit_s")


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


def insert(uow: UnitOfWork, trial: Open, clean: str, truth: Truth | None) -> None:
    """Keep a trial that begins, with its truth."""
    row = {name: getattr(trial, name) for name in _OPEN}
    kept = (
        None if truth is None else {name: getattr(truth, name) for name in Truth.__slots__} | {"box": list(truth.box)}
    )
    uow.connection.execute(sa.insert(training_trial).values(row | {"clean": clean, "truth": kept or sa.null()}))


def open_of(uow: UnitOfWork, officer: str) -> Open | None:
    """Give the trial an officer has not answered."""
    found = sa.select(*(_T[name] for name in _OPEN)).where(_T.officer == officer, _T.decided_at.is_(None))
    row = uow.connection.execute(found.order_by(_T.began_at).limit(1)).one_or_none()
    return None if row is None else Open(*row)


def by_number(uow: UnitOfWork, number: str, *, lock: bool = False) -> Open | Trial | None:
    """Give a trial; its truth only when it is decided."""
    found = sa.select(training_trial).where(_T.number == number)
    row = uow.connection.execute(found.with_for_update() if lock else found).one_or_none()
    if row is None:
        return None
    return _trial(row) if row.decided_at else Open(**{name: getattr(row, name) for name in _OPEN})


def truth_of(uow: UnitOfWork, number: str) -> Truth | None:
    """Give what was put into a trial's picture: for the decision alone."""
    return _truth(uow.connection.execute(sa.select(_T.truth).where(_T.number == number)).scalar_one())


def decide(uow: UnitOfWork, number: str, decision: dict[str, Any]) -> None:
    """Keep an answer and what it was worth."""
    uow.connection.execute(sa.update(training_trial).where(_T.number == number).values(decision))


def decided(
    uow: UnitOfWork, *, officer: str = "", since: datetime | None = None, limit: int, offset: int = 0
) -> list[Trial]:
    """Give decided trials, the newest first."""
    found = sa.select(training_trial).where(_T.decided_at.is_not(None))
    if officer:
        found = found.where(_T.officer == officer)
    if since is not None:
        found = found.where(_T.decided_at >= since)
    ordered = found.order_by(_T.decided_at.desc(), _T.number).limit(limit).offset(offset)
    return [_trial(row) for row in uow.connection.execute(ordered)]


def forget(uow: UnitOfWork, *, before: datetime) -> int:
    """Forget trials that began before a time; give how many."""
    return int(uow.connection.execute(sa.delete(training_trial).where(_T.began_at < before)).rowcount)


def _trial(row: sa.Row[Any]) -> Trial:
    return Trial(
        **{name: getattr(row, name) for name in _OPEN},
        decided_at=row.decided_at,
        answer=Answer(row.answer),
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
