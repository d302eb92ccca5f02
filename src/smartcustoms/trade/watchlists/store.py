"""Tables of watchlists and all SQL on them."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.kernel.database.statements import Statement
from smartcustoms.kernel.database.tables import TABLES, customs_only, personal
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.trade.watchlists.model import Entry, Subject, Watchlist

_OFFICER = "number of the officer who acted; to answer for it; as long as the list"

watchlist = sa.Table(
    "watchlist",
    TABLES,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("owner", sa.Text, nullable=False, info=personal(_OFFICER)),
    sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("changes", sa.BigInteger, nullable=False, server_default="0"),
    info=customs_only(),
)

watchlist_entry = sa.Table(
    "watchlist_entry",
    TABLES,
    sa.Column("number", pg.UUID(as_uuid=True), primary_key=True),
    sa.Column("watchlist", sa.Text, sa.ForeignKey("watchlist.name"), nullable=False),
    sa.Column(
        "value",
        sa.Text,
        nullable=False,
        info=personal("number of a company (may be one person's), goods, bill or address watched; as long as the list"),
    ),
    sa.Column("since", sa.Date, nullable=False),
    sa.Column("until", sa.Date, nullable=True),
    sa.Column("reason", sa.Text, nullable=False, info=personal("why; may tell of a person; as long as the list")),
    sa.Column("added_by", sa.Text, nullable=False, info=personal(_OFFICER)),
    sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("removal_asked_by", sa.Text, nullable=True, info=personal(_OFFICER)),
    sa.Column(
        "removal_reason", sa.Text, nullable=True, info=personal("why; may tell of a person; as long as the list")
    ),
    sa.Column("removed_by", sa.Text, nullable=True, info=personal(_OFFICER)),
    sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
    sa.Index(
        "uq_watchlist_entry_holding",
        "watchlist",
        "value",
        unique=True,
        postgresql_where=sa.text("removed_at is null"),
    ),
    info=customs_only(),
)


def add_list(uow: UnitOfWork, made: Watchlist) -> None:
    """Put a new list in."""
    row = {"name": made.name, "subject": made.subject.value, "purpose": made.purpose, "owner": made.owner}
    uow.connection.execute(sa.insert(watchlist).values(**row, made_at=made.made_at, changed_at=made.made_at, changes=0))


def lists(uow: UnitOfWork, on: date) -> list[Watchlist]:
    """Give all lists by name, each with the number of entries that hold on a day."""
    holding = sa.select(watchlist_entry.c.watchlist, sa.func.count().label("entries")).where(_holding(on))
    counted = holding.group_by(watchlist_entry.c.watchlist).subquery()
    joined = watchlist.outerjoin(counted, counted.c.watchlist == watchlist.c.name)
    query = sa.select(watchlist, sa.func.coalesce(counted.c.entries, 0).label("entries")).select_from(joined)
    rows = uow.connection.execute(query.order_by(watchlist.c.name)).mappings()
    return [
        Watchlist(row["name"], Subject(row["subject"]), row["purpose"], row["owner"], row["made_at"], row["entries"])
        for row in rows
    ]


def add_entries(uow: UnitOfWork, entries: Iterable[Entry]) -> int:
    """Put entries in; a value that holds already stays as it is. Give how many are new."""
    columns = ("number", "watchlist", "value", "since", "until", "reason", "added_by", "added_at")
    rows = [{name: getattr(entry, name) for name in columns} for entry in entries]
    if not rows:
        return 0
    statement = pg.insert(watchlist_entry).on_conflict_do_nothing().returning(watchlist_entry.c.number)
    return len(uow.connection.execute(statement, rows).all())


def entry(uow: UnitOfWork, number: UUID) -> Entry | None:
    """Give one entry, held for change until the transaction ends."""
    query = sa.select(watchlist_entry).where(watchlist_entry.c.number == number).with_for_update()
    row = uow.connection.execute(query).mappings().one_or_none()
    return None if row is None else Entry(**row)


def change_entry(uow: UnitOfWork, number: UUID, values: Mapping[str, Any]) -> None:
    """Change an entry."""
    uow.connection.execute(sa.update(watchlist_entry).where(watchlist_entry.c.number == number).values(**values))


def touch(uow: UnitOfWork, name: str) -> None:
    """Count a change of a list, so that whoever keeps it in memory reads it again."""
    uow.connection.execute(
        sa.update(watchlist).where(watchlist.c.name == name).values(changed_at=uow.at, changes=watchlist.c.changes + 1)
    )


def entries(uow: UnitOfWork, name: str, *, text: str, limit: int, offset: int) -> tuple[list[Entry], int]:
    """Give a page of a list's entries that are not taken off, newest first, and how many there are."""
    wanted = (watchlist_entry.c.watchlist == name) & watchlist_entry.c.removed_at.is_(None)
    if text:
        wanted &= watchlist_entry.c.value.icontains(text, autoescape=True)
    total = uow.connection.execute(sa.select(sa.func.count()).select_from(watchlist_entry).where(wanted)).scalar_one()
    query = (
        sa.select(watchlist_entry).where(wanted).order_by(watchlist_entry.c.added_at.desc(), watchlist_entry.c.value)
    )
    rows = uow.connection.execute(query.limit(limit).offset(offset)).mappings()
    return [Entry(**row) for row in rows], int(total)


def values_on(uow: UnitOfWork, on: date) -> list[tuple[str, str]]:
    """Give (list, value) of every entry that holds on a day."""
    query = sa.select(watchlist_entry.c.watchlist, watchlist_entry.c.value).where(_holding(on))
    return [(row[0], row[1]) for row in uow.connection.execute(query)]


def changes(uow: UnitOfWork) -> int:
    """Count all changes ever made to lists."""
    (found,) = uow.ask(CHANGES.given())
    return int(found[0][0])


CHANGES: Final = Statement(sa.select(sa.func.coalesce(sa.func.sum(watchlist.c.changes + 1), 0)))


def _holding(on: date) -> sa.ColumnElement[bool]:
    begun = watchlist_entry.c.removed_at.is_(None) & (watchlist_entry.c.since <= on)
    return begun & (watchlist_entry.c.until.is_(None) | (watchlist_entry.c.until >= on))
