"""Which days of the history have a Parquet file, and which have changed since it was written."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import sqlalchemy as sa

from smartcustoms.kernel.database.tables import TABLES, customs_only
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.trade.risk.store.profiles import horizon, risk_item

risk_day = sa.Table(
    "risk_day",
    TABLES,
    sa.Column("on", sa.Date, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("rows", sa.Integer, nullable=False),
    sa.Column("until", sa.BigInteger, nullable=False),
    info=customs_only(),
)


class Day(NamedTuple):
    """A day's file, how many rows it holds, and the oldest transaction that may still have been running then."""

    on: date
    name: str
    rows: int
    until: int


def database_name(uow: UnitOfWork) -> str:
    """Give the name of the database, under which its days are kept apart from others'."""
    return str(uow.connection.execute(sa.text("select current_database()")).scalar_one())


def kept(uow: UnitOfWork, *, since: date | None = None) -> list[Day]:
    """Give the days that have a file, in order."""
    query = sa.select(risk_day).order_by(risk_day.c.on)
    if since is not None:
        query = query.where(risk_day.c.on >= since)
    return [Day(*row) for row in uow.connection.execute(query)]


def changed(uow: UnitOfWork, known: Sequence[Day]) -> list[date]:
    """Give the days with rows written or labelled since the known files were, in order.

    After a restore into a new cluster transactions count anew: then every day has changed.
    """
    since = max((day.until for day in known), default=0)
    if since > horizon(uow):
        since = 0
    query = sa.select(risk_item.c.on).where(risk_item.c.changed_in >= since).group_by(risk_item.c.on)
    return sorted(uow.connection.execute(query).scalars())


def keep(uow: UnitOfWork, days: Sequence[Day]) -> None:
    """Note the files of days, in place of earlier ones."""
    if days:
        uow.connection.execute(sa.delete(risk_day).where(risk_day.c.on.in_([day.on for day in days])))
        uow.connection.execute(sa.insert(risk_day), [day._asdict() for day in days])
