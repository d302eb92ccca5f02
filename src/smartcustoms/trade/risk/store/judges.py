"""The registry of judges (each by the hash of its bytes), budgets of offices, and overrides."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.kernel.database.tables import TABLES, customs_only, personal
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.trade.risk.model import Lane, Override

risk_judge = sa.Table(
    "risk_judge",
    TABLES,
    sa.Column("hash", sa.Text, primary_key=True),
    sa.Column("content", sa.LargeBinary, nullable=False),
    sa.Column("card", pg.JSONB, nullable=False),
    sa.Column("trained_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("promoted_at", sa.DateTime(timezone=True)),
    sa.Column("promoted_by", sa.Text, info=personal("officer who promoted it; accountability; ten years")),
    info=customs_only(),
)

risk_plan = sa.Table(
    "risk_plan",
    TABLES,
    sa.Column("office", sa.Text, primary_key=True),
    sa.Column("plan", pg.JSONB, nullable=False),
    sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("changed_by", sa.Text, nullable=False, info=personal("supervisor who set it; accountability; ten years")),
    info=customs_only(),
)

risk_override = sa.Table(
    "risk_override",
    TABLES,
    sa.Column("number", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("declaration", sa.Text, nullable=False, index=True),
    sa.Column("was", sa.Text, nullable=False),
    sa.Column("to", sa.Text, nullable=False),
    sa.Column("because", sa.Text, nullable=False),
    sa.Column("asked_by", sa.Text, nullable=False, info=personal("officer; accountability; ten years")),
    sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("decided_by", sa.Text, info=personal("second officer; accountability; ten years")),
    sa.Column("agreed", sa.Boolean),
    info=customs_only(),
)


def keep_judge(uow: UnitOfWork, name: str, content: bytes, card: dict[str, Any]) -> None:
    """Keep a judge's bytes and card under its hash; the same judge stays one row."""
    row = {"hash": name, "content": content, "card": card, "trained_at": uow.at}
    uow.connection.execute(pg.insert(risk_judge).values(row).on_conflict_do_nothing())


def promote(uow: UnitOfWork, name: str) -> None:
    """Make a judge the one that decides from now on."""
    uow.connection.execute(
        sa.update(risk_judge).where(risk_judge.c.hash == name).values(promoted_at=uow.at, promoted_by=uow.by.user)
    )


def champion(uow: UnitOfWork) -> str | None:
    """Give the hash of the judge promoted last; None if there is none."""
    return uow.connection.execute(
        sa.select(risk_judge.c.hash)
        .where(risk_judge.c.promoted_at.is_not(None))
        .order_by(risk_judge.c.promoted_at.desc(), risk_judge.c.hash)
        .limit(1)
    ).scalar_one_or_none()


def content(uow: UnitOfWork, name: str) -> bytes | None:
    """Give a judge's bytes."""
    return uow.connection.execute(sa.select(risk_judge.c.content).where(risk_judge.c.hash == name)).scalar_one_or_none()


def cards(uow: UnitOfWork) -> list[dict[str, Any]]:
    """Give every judge's hash, card and dates, newest first."""
    columns = [column for column in risk_judge.columns if column.name != "content"]
    found = uow.connection.execute(sa.select(*columns).order_by(risk_judge.c.trained_at.desc()))
    return [dict(row) for row in found.mappings()]


def plans(uow: UnitOfWork) -> dict[str, dict[str, Any]]:
    """Give every office's plan."""
    found = uow.connection.execute(sa.select(risk_plan.c.office, risk_plan.c.plan))
    return {str(row[0]): row[1] for row in found}


def plans_changed_at(uow: UnitOfWork) -> datetime | None:
    """Give when a plan was last changed."""
    changed: datetime | None = uow.connection.execute(sa.select(sa.func.max(risk_plan.c.changed_at))).scalar_one()
    return changed


def keep_plan(uow: UnitOfWork, office: str, plan: dict[str, Any]) -> None:
    """Set an office's plan ("*": all without their own)."""
    row = {"office": office, "plan": plan, "changed_at": uow.at, "changed_by": uow.by.user}
    statement = pg.insert(risk_plan).values(row)
    changed = {name: statement.excluded[name] for name in ("plan", "changed_at", "changed_by")}
    uow.connection.execute(statement.on_conflict_do_update(index_elements=["office"], set_=changed))


def ask_override(uow: UnitOfWork, declaration: str, was: Lane, to: Lane, because: str) -> int:
    """Write a request for another lane; give its number."""
    row = {
        "declaration": declaration, "was": was.value, "to": to.value, "because": because, "asked_by": uow.by.user,
        "asked_at": uow.at,
    }  # fmt: skip
    return int(
        uow.connection.execute(sa.insert(risk_override).values(row).returning(risk_override.c.number)).scalar_one()
    )


def override(uow: UnitOfWork, number: int) -> Override | None:
    """Give one request, locked until the transaction ends."""
    row = (
        uow.connection.execute(sa.select(risk_override).where(risk_override.c.number == number).with_for_update())
        .mappings()
        .one_or_none()
    )
    return None if row is None else _override(row)


def decide_override(uow: UnitOfWork, number: int, *, agreed: bool) -> None:
    """Write the second officer's decision."""
    uow.connection.execute(
        sa.update(risk_override).where(risk_override.c.number == number).values(decided_by=uow.by.user, agreed=agreed)
    )


def overrides(uow: UnitOfWork, *, open_only: bool = False, declaration: str | None = None) -> list[Override]:
    """Give requests, newest first."""
    query = sa.select(risk_override).order_by(risk_override.c.number.desc()).limit(200)
    if open_only:
        query = query.where(risk_override.c.agreed.is_(None))
    if declaration is not None:
        query = query.where(risk_override.c.declaration == declaration)
    return [_override(row) for row in uow.connection.execute(query).mappings()]


def _override(row: Any) -> Override:
    return Override(**{**dict(row), "was": Lane(row["was"]), "to": Lane(row["to"])})
