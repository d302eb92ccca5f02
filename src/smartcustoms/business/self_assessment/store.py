"""The table of kept self-assessments and all its SQL."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.business.self_assessment.model import Assessment, Grade
from smartcustoms.kernel.database.tables import TABLES, owned_by, personal
from smartcustoms.kernel.database.unit import UnitOfWork

_TIME = sa.DateTime(timezone=True)

self_assessment = sa.Table(
    "self_assessment",
    TABLES,
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("organisation", sa.Text, nullable=False),
    sa.Column("tier", sa.SmallInteger, nullable=False),
    sa.Column("version", sa.Text, nullable=False),
    sa.Column("answers", pg.JSONB, nullable=False),
    sa.Column("begun_at", _TIME, nullable=False),
    sa.Column("changed_at", _TIME, nullable=False),
    sa.Column(
        "changed_by", sa.Text, nullable=False, info=personal("who answered last; kept as long as the self-assessment")
    ),
    sa.Column("finished_at", _TIME),
    sa.Column("score", sa.Numeric(5, 2)),
    sa.Column("grade", sa.Text),
    sa.Index("ix_self_assessment_organisation_begun_at", "organisation", "begun_at"),
    sa.Index(
        "uq_self_assessment_draft",
        "organisation",
        "tier",
        unique=True,
        postgresql_where=sa.text("finished_at is null"),
    ),
    info=owned_by("organisation"),
)
_S = self_assessment.c


def insert(uow: UnitOfWork, made: Assessment, *, by: str) -> bool:
    """Keep a new draft; False when the business has one of this tier already."""
    row = {
        "number": made.number,
        "organisation": made.organisation,
        "tier": made.tier,
        "version": made.version,
        "answers": dict(made.answers),
        "begun_at": made.begun_at,
        "changed_at": made.changed_at,
        "changed_by": by,
    }
    new = pg.insert(self_assessment).values(row).on_conflict_do_nothing().returning(_S.number)
    return uow.connection.execute(new).scalar() is not None


def change(uow: UnitOfWork, number: str, changes: Mapping[str, Any]) -> None:
    """Change columns of a self-assessment."""
    uow.connection.execute(sa.update(self_assessment).where(_S.number == number).values(dict(changes)))


def by_number(uow: UnitOfWork, number: str, *, lock: bool = False) -> Assessment | None:
    """Give one; locked till the end of the transaction when asked."""
    found = sa.select(self_assessment).where(_S.number == number)
    row = uow.connection.execute(found.with_for_update() if lock else found).one_or_none()
    return _assessment(row) if row is not None else None


def draft(uow: UnitOfWork, organisation: str, tier: int) -> Assessment | None:
    """Give a business's draft of a tier."""
    found = sa.select(self_assessment).where(_S.organisation == organisation, _S.tier == tier, _S.finished_at.is_(None))
    row = uow.connection.execute(found).one_or_none()
    return _assessment(row) if row is not None else None


def newest_finished(uow: UnitOfWork, organisation: str, tier: int) -> Assessment | None:
    """Give a business's newest finished self-assessment of a tier."""
    found = sa.select(self_assessment).where(
        _S.organisation == organisation, _S.tier == tier, _S.finished_at.is_not(None)
    )
    row = uow.connection.execute(found.order_by(_S.finished_at.desc(), _S.number).limit(1)).one_or_none()
    return _assessment(row) if row is not None else None


def of_organisation(uow: UnitOfWork, organisation: str, *, limit: int, offset: int = 0) -> tuple[list[Assessment], int]:
    """Give a business's self-assessments, the newest first, and how many there are."""
    found = sa.select(self_assessment).where(_S.organisation == organisation)
    total = uow.connection.execute(sa.select(sa.func.count()).select_from(found.subquery())).scalar_one()
    rows = uow.connection.execute(found.order_by(_S.begun_at.desc(), _S.number).limit(limit).offset(offset))
    return [_assessment(row) for row in rows], total


def _assessment(row: sa.Row[Any]) -> Assessment:
    return Assessment(
        number=row.number,
        organisation=row.organisation,
        tier=row.tier,
        version=row.version,
        answers=row.answers,
        begun_at=row.begun_at,
        changed_at=row.changed_at,
        finished_at=row.finished_at,
        score=row.score,
        grade=Grade(row.grade) if row.grade else None,
    )
