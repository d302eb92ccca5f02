"""Table of the kept files. The same bytes kept by two organisations are two rows and one object."""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.kernel.database.tables import TABLES, owned_by, personal
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.files.model import FileKept

file_kept = sa.Table(
    "file_kept",
    TABLES,
    sa.Column("hash", sa.Text, primary_key=True),
    sa.Column("organisation", sa.Text, primary_key=True),
    sa.Column(
        "name",
        sa.Text,
        primary_key=True,
        info=personal("name the file had at the sender; may name a person; to find it again; as long as the file"),
    ),
    sa.Column("media_type", sa.Text, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("hash ~ '^[0-9a-f]{64}$'", name="hash_is_sha256"),
    info=owned_by("organisation"),
)


def add(uow: UnitOfWork, file: FileKept) -> None:
    """Add a row for a kept file; the same file of the same owner and name stays one row."""
    row = {
        "hash": file.hash,
        "organisation": file.owner,
        "name": file.name,
        "media_type": file.media_type,
        "size": file.size,
        "kept_at": file.kept_at,
    }
    uow.connection.execute(pg.insert(file_kept).values(row).on_conflict_do_nothing())


def by_hash(uow: UnitOfWork, digest: str) -> FileKept | None:
    """Give the first row of a hash that row-level security lets this unit of work see."""
    found = uow.connection.execute(
        sa.select(file_kept).where(file_kept.c.hash == digest).order_by(file_kept.c.kept_at).limit(1)
    ).one_or_none()
    return None if found is None else _file(found)


def every(uow: UnitOfWork) -> Iterator[FileKept]:
    """Give every visible row, ordered by hash."""
    for row in uow.connection.execute(sa.select(file_kept).order_by(file_kept.c.hash)):
        yield _file(row)


def _file(row: sa.Row[tuple[object, ...]]) -> FileKept:
    r = row._mapping
    return FileKept(r["hash"], r["name"], r["media_type"], r["size"], r["organisation"], r["kept_at"])
