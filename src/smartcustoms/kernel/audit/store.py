"""Tables of the tree and its checkpoints, all append-only, and the SQL over them and the journal."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.kernel.audit.leaf import JournalRow
from smartcustoms.kernel.audit.model import Deed
from smartcustoms.kernel.database.outbox import audit_journal
from smartcustoms.kernel.database.tables import TABLES, open_to_all
from smartcustoms.kernel.database.unit import UnitOfWork

_EVIDENCE = {"append_only": True}

audit_leaf = sa.Table(
    "audit_leaf",
    TABLES,
    sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("id", pg.UUID(as_uuid=True), nullable=False, unique=True),
    sa.Column("hash", sa.LargeBinary, nullable=False),
    info=open_to_all("hashes only") | _EVIDENCE,
)

audit_subtree = sa.Table(
    "audit_subtree",
    TABLES,
    sa.Column("level", sa.SmallInteger, primary_key=True, autoincrement=False),
    sa.Column("index", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("hash", sa.LargeBinary, nullable=False),
    info=open_to_all("hashes only") | _EVIDENCE,
)

audit_checkpoint = sa.Table(
    "audit_checkpoint",
    TABLES,
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    info=open_to_all("meant to be shown to everyone") | _EVIDENCE,
)

audit_sweep = sa.Table(
    "audit_sweep",
    TABLES,
    sa.Column("one", sa.SmallInteger, primary_key=True, autoincrement=False),
    sa.Column("swept_to", pg.UUID(as_uuid=True), nullable=False),
    info=open_to_all("a bookmark, no evidence"),
)

sa.Index("ix_audit_journal_about", audit_journal.c.about, audit_journal.c.id)
sa.Index("ix_audit_journal_who", audit_journal.c.who, audit_journal.c.id)

# exact seconds as text: see leaf.JournalRow
_EXACT = (
    audit_journal.c.id,
    sa.cast(sa.func.extract("epoch", audit_journal.c.at), sa.Text).label("at"),
    audit_journal.c.who,
    audit_journal.c.organisation,
    audit_journal.c.deed,
    audit_journal.c.about,
    sa.cast(audit_journal.c.facts, sa.Text).label("facts"),
)


class CheckpointRow(NamedTuple):
    """A checkpoint as the database has it; only the note is signed, the rest must agree with it."""

    number: int
    size: int
    at: datetime | None
    note: str


def take_turn(uow: UnitOfWork) -> bool:
    """Become the only sequencer until this transaction ends; False when another is at it."""
    return bool(uow.connection.execute(sa.text("select pg_try_advisory_xact_lock(7204)")).scalar())


def waiting(uow: UnitOfWork, *, above: UUID, below: UUID | None, limit: int) -> list[JournalRow]:
    """Give journal rows with ids in (above, below] that have no leaf yet, the lowest first."""
    query = (
        sa.select(*_EXACT)
        .outerjoin(audit_leaf, audit_leaf.c.id == audit_journal.c.id)
        .where(audit_leaf.c.id.is_(None), audit_journal.c.id > above)
        .order_by(audit_journal.c.id)
        .limit(limit)
    )
    if below is not None:
        query = query.where(audit_journal.c.id <= below)
    return [JournalRow(*row) for row in uow.connection.execute(query)]


def end_of_lot(uow: UnitOfWork, *, above: UUID, length: int) -> UUID | None:
    """Give the id that ends the next lot of a sweep over the journal; None when fewer rows remain."""
    query = sa.select(audit_journal.c.id).where(audit_journal.c.id > above).order_by(audit_journal.c.id)
    found: UUID | None = uow.connection.execute(query.offset(length - 1).limit(1)).scalar()
    return found


def swept_to(uow: UnitOfWork) -> UUID:
    """Give how far the sweep has come."""
    found: UUID | None = uow.connection.execute(sa.select(audit_sweep.c.swept_to)).scalar()
    return found or UUID(int=0)


def set_swept_to(uow: UnitOfWork, id: UUID) -> None:  # noqa: A002 - the column's name
    """Bookmark the sweep."""
    row = pg.insert(audit_sweep).values(one=1, swept_to=id)
    uow.connection.execute(row.on_conflict_do_update(index_elements=["one"], set_={"swept_to": id}))


def size(uow: UnitOfWork) -> int:
    """Give the number of leaves."""
    last = uow.connection.execute(sa.select(sa.func.max(audit_leaf.c.position))).scalar()
    return 0 if last is None else int(last) + 1


def add_leaves(uow: UnitOfWork, leaves: Sequence[tuple[int, UUID, bytes]]) -> None:
    """Append leaves (position, id, hash)."""
    uow.copy(audit_leaf, ("position", "id", "hash"), leaves)


def add_subtrees(uow: UnitOfWork, subtrees: Sequence[tuple[int, int, bytes]]) -> None:
    """Append completed subtrees (level, index, hash)."""
    uow.copy(audit_subtree, ("level", "index", "hash"), subtrees)


def hashes(uow: UnitOfWork, level: int, start: int, end: int) -> dict[int, bytes]:
    """Give the stored hashes of a level (0: leaves) from index `start` up to, not including, `end`."""
    if level == 0:
        column, table = audit_leaf.c.position, audit_leaf
        query = sa.select(column, table.c.hash)
    else:
        column, table = audit_subtree.c.index, audit_subtree
        query = sa.select(column, table.c.hash).where(table.c.level == level)
    rows = uow.connection.execute(query.where(column >= start, column < end))
    return {int(index): bytes(found) for index, found in rows}


def last_checkpoint(uow: UnitOfWork) -> CheckpointRow | None:
    """Give the newest checkpoint."""
    found = uow.connection.execute(
        sa.select(audit_checkpoint).order_by(audit_checkpoint.c.number.desc()).limit(1)
    ).one_or_none()
    return None if found is None else CheckpointRow(*found)


def checkpoint_over(uow: UnitOfWork, position: int) -> CheckpointRow | None:
    """Give the first checkpoint whose tree has a position."""
    found = uow.connection.execute(
        sa.select(audit_checkpoint)
        .where(audit_checkpoint.c.size > position)
        .order_by(audit_checkpoint.c.number)
        .limit(1)
    ).one_or_none()
    return None if found is None else CheckpointRow(*found)


def add_checkpoint(uow: UnitOfWork, row: CheckpointRow) -> None:
    """Append a checkpoint."""
    uow.connection.execute(sa.insert(audit_checkpoint).values(row._asdict()))


def checkpoints_after(uow: UnitOfWork, number: int) -> list[CheckpointRow]:
    """Give the checkpoints with a higher number, in order; `at` as None when it is outside the calendar."""
    # a forged time such as 'infinity' must be found by verification, not stop it
    at = sa.case((sa.func.isfinite(audit_checkpoint.c.at), audit_checkpoint.c.at), else_=None)
    columns = (audit_checkpoint.c.number, audit_checkpoint.c.size, at, audit_checkpoint.c.note)
    query = sa.select(*columns).where(audit_checkpoint.c.number > number).order_by(audit_checkpoint.c.number)
    return [CheckpointRow(*row) for row in uow.connection.execute(query)]


def trail(uow: UnitOfWork) -> Iterator[tuple[int, UUID, bytes, JournalRow | None]]:
    """Give every leaf in order with its journal row (None: gone), without holding them all in memory."""
    query = (
        sa.select(audit_leaf.c.position, audit_leaf.c.id, audit_leaf.c.hash, *_EXACT)
        .outerjoin(audit_journal, audit_journal.c.id == audit_leaf.c.id)
        .order_by(audit_leaf.c.position)
    )
    for row in uow.connection.execution_options(stream_results=True, yield_per=5000).execute(query):
        yield row[0], row[1], bytes(row[2]), None if row[3] is None else JournalRow(*row[3:])


def subtrees(uow: UnitOfWork) -> dict[tuple[int, int], bytes]:
    """Give every stored subtree: one for each 256 leaves."""
    rows = uow.connection.execute(sa.select(audit_subtree))
    return {(int(level), int(index)): bytes(found) for level, index, found in rows}


def not_sequenced(uow: UnitOfWork) -> list[tuple[UUID, str]]:
    """Give the journal rows without a leaf: id and exact seconds, at most 100,000."""
    query = (
        sa.select(_EXACT[0], _EXACT[1])
        .outerjoin(audit_leaf, audit_leaf.c.id == audit_journal.c.id)
        .where(audit_leaf.c.id.is_(None))
        .order_by(audit_journal.c.id)
        .limit(100_000)
    )
    return [(row[0], row[1]) for row in uow.connection.execute(query)]


def leaf_of(uow: UnitOfWork, id: UUID) -> tuple[int, JournalRow] | None:  # noqa: A002 - the column's name
    """Give a deed's position and journal row; None when it is not in the tree."""
    query = sa.select(audit_leaf.c.position, *_EXACT).join(audit_journal, audit_journal.c.id == audit_leaf.c.id)
    found = uow.connection.execute(query.where(audit_leaf.c.id == id)).one_or_none()
    return None if found is None else (int(found[0]), JournalRow(*found[1:]))


def deeds(uow: UnitOfWork, filters: dict[str, Any], *, before: UUID | None, limit: int) -> list[Deed]:
    """Give deeds, the newest first, by exact `who`, `about` and `organisation`, start of `deed`, and ids between two moments."""
    journal = audit_journal.c
    query = sa.select(audit_journal, audit_leaf.c.position).outerjoin(audit_leaf, audit_leaf.c.id == journal.id)
    for name in ("who", "about", "organisation"):
        if filters.get(name):
            query = query.where(journal[name] == filters[name])
    if filters.get("deed"):
        query = query.where(journal.deed.startswith(filters["deed"], autoescape=True))
    if filters.get("after"):
        query = query.where(journal.id >= filters["after"])
    if filters.get("until"):
        query = query.where(journal.id < filters["until"])
    if before is not None:
        query = query.where(journal.id < before)
    return [Deed(*row) for row in uow.connection.execute(query.order_by(journal.id.desc()).limit(limit))]
