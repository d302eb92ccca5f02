"""Keep how far a file of declarations has come, and which of its rows were refused."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.trade.declarations.store.tables import (
    declaration_file,
    declaration_file_part,
    declaration_refused_row,
)


def add_file(uow: UnitOfWork, row: Mapping[str, Any]) -> UUID:
    """Add a file; the same bytes with the same mapping are one file of an organisation, whose number is given."""
    made = pg.insert(declaration_file).on_conflict_do_nothing().returning(declaration_file.c.id)
    found = uow.connection.execute(made, {**row, "organisation": uow.by.organisation, "started_at": uow.at}).scalar()
    if found is not None:
        return UUID(str(found))
    own = {"organisation": uow.by.organisation, "original": row["original"], "mapping": row["mapping"]}
    return UUID(str(uow.connection.execute(sa.select(declaration_file.c.id).filter_by(**own)).scalar_one()))


def add_part(uow: UnitOfWork, file: UUID, part: int, counts: Mapping[str, Any]) -> None:
    """Write a part into the ledger. Two that lodge the same part at once collide here, and one of them rolls back."""
    row = {"file": file, "part": part, "organisation": uow.by.organisation, **counts}
    uow.connection.execute(sa.insert(declaration_file_part), row)


def add_refused(uow: UnitOfWork, file: UUID, rows: Iterable[tuple[int, int, str]]) -> None:
    """Add refused rows: row, place among the row's faults, fault as JSON text."""
    own = uow.by.organisation
    columns = ("file", "organisation", "row", "place", "fault")
    uow.copy(declaration_refused_row, columns, ((file, own, *each) for each in rows))


def finish_file(uow: UnitOfWork, file: UUID, *, rows: int | None, fault: str = "") -> None:
    """Say that a file has been read to its end, or why it cannot be."""
    ended = sa.update(declaration_file).where(declaration_file.c.id == file)
    uow.connection.execute(ended.values(rows=rows, fault=fault, finished_at=uow.at))


def part_is_there(uow: UnitOfWork, file: UUID, part: int) -> bool:
    """Tell whether the ledger has a part: its declarations were lodged with it."""
    kept = declaration_file_part
    there = sa.select(kept.c.part).where((kept.c.file == file) & (kept.c.part == part))
    return uow.connection.execute(there).scalar() is not None


def original_of_file(uow: UnitOfWork, file: UUID) -> str:
    """Give the hash of a file's bytes."""
    return str(
        uow.connection.execute(sa.select(declaration_file.c.original).where(declaration_file.c.id == file)).scalar_one()
    )
