"""What the bandit played: each office's share for learning by week, with its propensity and what the week brought."""

from collections.abc import Sequence
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.kernel.database.tables import TABLES, customs_only
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.trade.risk.model import Played, PlayReason
from smartcustoms.trade.risk.store.assessments import risk_assessment

risk_exploration = sa.Table(
    "risk_exploration",
    TABLES,
    sa.Column("office", sa.Text, primary_key=True),
    sa.Column("week", sa.Date, primary_key=True),
    sa.Column("share", sa.Float(53), nullable=False),
    sa.Column("chance", sa.Float(53), nullable=False),
    sa.Column("chances", pg.JSONB, nullable=False),
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("brought", sa.Float(53)),
    sa.Column("played_at", sa.DateTime(timezone=True), nullable=False),
    info=customs_only(),
)


def keep(uow: UnitOfWork, played: Played) -> bool:
    """Keep a week's play; False, and nothing changes, where that office's week was played before."""
    row = {
        "office": played.office, "week": played.week, "share": played.share, "chance": played.chance,
        "chances": [list(each) for each in played.chances], "why": played.why.value, "played_at": uow.at,
    }  # fmt: skip
    statement = pg.insert(risk_exploration).values(row).on_conflict_do_nothing().returning(risk_exploration.c.week)
    return uow.connection.execute(statement).scalar_one_or_none() is not None


def set_brought(uow: UnitOfWork, office: str, week: date, brought: float) -> None:
    """Write what a week's examinations brought an hour."""
    table = risk_exploration
    mine = (table.c.office == office, table.c.week == week)
    uow.connection.execute(sa.update(table).where(*mine).values(brought=brought))


def weeks(uow: UnitOfWork, office: str | None = None, *, most: int = 104) -> list[Played]:
    """Give the latest weeks played, of an office or of all, in order of time."""
    table = risk_exploration
    query = sa.select(table).order_by(table.c.week.desc(), table.c.office).limit(most)
    if office is not None:
        query = query.where(table.c.office == office)
    found = [dict(row) for row in uow.connection.execute(query).mappings()]
    return [
        Played(
            office=row["office"],
            week=row["week"],
            share=row["share"],
            chance=row["chance"],
            chances=tuple((share, chance) for share, chance in row["chances"]),
            why=PlayReason(row["why"]),
            brought=row["brought"],
        )
        for row in reversed(found)
    ]


def brought(uow: UnitOfWork, week: date, *, office: str | None, but: Sequence[str] = ()) -> float | None:
    """Give the revenue recovered an hour by a week's examinations that no rule asked for; None without any result.

    office: one office's; None: of all but those named.
    """
    table = risk_assessment
    mine = table.c.office == office if office is not None else table.c.office.not_in(but)
    query = sa.select(
        sa.func.coalesce(sa.func.sum(table.c.recovered), 0.0), sa.func.coalesce(sa.func.sum(table.c.hours), 0.0)
    ).where(
        mine,
        table.c.current,
        table.c.on >= week,
        table.c.on < week + timedelta(days=7),
        table.c.found.is_not(None),
        table.c.chosen_by != "rule",
    )
    revenue, hours = uow.connection.execute(query).one()
    return float(revenue) / float(hours) if hours else None
