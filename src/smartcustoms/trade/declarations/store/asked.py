"""Ask for declarations, their timeline and versions, drafts, and files."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from smartcustoms.kernel.database import lists
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.trade.declarations.fields import HEADER, ITEM
from smartcustoms.trade.declarations.model import (
    Declaration,
    Direction,
    Draft,
    Drafted,
    FileLodged,
    ListPage,
    RefusedRow,
    Status,
    Step,
    Version,
    Wanted,
)
from smartcustoms.trade.declarations.reading import cells, typed
from smartcustoms.trade.declarations.store.tables import (
    declaration,
    declaration_draft,
    declaration_file,
    declaration_file_part,
    declaration_original,
    declaration_refused_row,
    declaration_step,
    declaration_version,
    goods_item,
)
from smartcustoms.trade.declarations.store.written import declaration_of, fault_of, listed_of

SORTABLE = (
    "lodged_at",
    "declared_on",
    "number",
    "office",
    "status",
    "lane",
    "importer",
    "items",
    "total",
    "first_hs_code",
    "reference",
)


def parties(uow: UnitOfWork, numbers: Sequence[str]) -> list[sa.Row[Any]]:
    """Give the codes of the parties of declarations: number, direction, importer, declarant, seller, courier."""
    c = declaration.c
    wanted = sa.select(c.number, c.direction, c.importer, c.declarant, c.seller, c.courier)
    return list(uow.connection.execute(wanted.where(c.number.in_(list(numbers)))))


def senders(uow: UnitOfWork, numbers: Sequence[str]) -> list[sa.Row[Any]]:
    """Give the sellers that import declarations name: number, seller, its name and address."""
    c = declaration.c
    columns = (c.number, c.seller, c.seller_name, c.seller_address)
    wanted = sa.select(*columns).where(c.number.in_(list(numbers)), c.direction == Direction.IMPORT.value)
    return list(uow.connection.execute(wanted.where(c.seller.is_not(None))))


def by_number(uow: UnitOfWork, number: str, *, to_change: bool = False) -> Declaration | None:
    """Give a declaration with its items; `to_change` holds it until the transaction ends."""
    wanted = sa.select(declaration).where(declaration.c.number == number)
    row = uow.connection.execute(wanted.with_for_update() if to_change else wanted).mappings().one_or_none()
    if row is None:
        return None
    own = (goods_item.c.number == number) & (goods_item.c.lodged_on == row["lodged_on"])
    items = uow.connection.execute(sa.select(goods_item).where(own).order_by(goods_item.c.item)).mappings()
    return declaration_of(dict(row), [dict(each) for each in items])


def by_numbers(uow: UnitOfWork, numbers: Sequence[str]) -> list[Declaration]:
    """Give the declarations there are of some numbers, with their items, in the order of the numbers: two statements for all."""
    wanted = sa.select(declaration).where(declaration.c.number.in_(numbers))
    rows = {row["number"]: dict(row) for row in uow.connection.execute(wanted).mappings()}
    own = goods_item.c.number.in_(rows) & goods_item.c.lodged_on.in_({row["lodged_on"] for row in rows.values()})
    items: dict[str, list[Mapping[str, Any]]] = {number: [] for number in rows}
    for item in uow.connection.execute(sa.select(goods_item).where(own).order_by(goods_item.c.item)).mappings():
        items[item["number"]].append(dict(item))
    return [declaration_of(rows[number], items[number]) for number in dict.fromkeys(numbers) if number in rows]


def count_lodged(uow: UnitOfWork, organisation: str, *, since: datetime, until: datetime) -> int:
    """Count what an organisation lodged from a moment to before another and did not withdraw."""
    table = declaration
    where = (table.c.organisation == organisation, table.c.lodged_at >= since, table.c.lodged_at < until)
    asked = sa.select(sa.func.count()).where(*where, table.c.status != Status.WITHDRAWN.value)
    return int(uow.connection.execute(asked).scalar_one())


def original_of(uow: UnitOfWork, digest: str) -> bytes | None:
    """Give what was sent, by its hash."""
    wanted = sa.select(declaration_original.c.content).where(declaration_original.c.hash == digest).limit(1)
    return uow.connection.execute(wanted).scalar()


def page_of(uow: UnitOfWork, wanted: Wanted) -> ListPage:
    """Give one page of a list, and how many match."""
    where = _where(wanted)
    total = uow.connection.execute(sa.select(sa.func.count()).select_from(declaration).where(*where)).scalar_one()
    rows = sa.select(declaration).where(*where).order_by(*_order(wanted))
    page = rows.limit(wanted.per_page).offset((wanted.page - 1) * wanted.per_page)
    found = uow.connection.execute(page).mappings()
    return ListPage(tuple(listed_of(dict(row)) for row in found), total, wanted.page, wanted.per_page)


def rows_for_export(uow: UnitOfWork, wanted: Wanted, at_most: int) -> Iterator[Mapping[str, Any]]:
    """Give the rows of a list whole, in its order."""
    joined = declaration.join(
        goods_item, (goods_item.c.number == declaration.c.number) & (goods_item.c.lodged_on == declaration.c.lodged_on)
    )
    mine = [
        declaration.c[name] for name in ("number", "lodged_at", "status", "lane", "version", *(f.name for f in HEADER))
    ]
    its = [goods_item.c[name] for name in ("item", *(f.name for f in ITEM))]
    rows = (
        sa.select(*mine, *its).select_from(joined).where(*_where(wanted)).order_by(*_order(wanted), goods_item.c.item)
    )
    for row in uow.connection.execute(rows.limit(at_most)).mappings():
        yield dict(row)


def _where(wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    equal = {"status": wanted.status, "lane": wanted.lane, "direction": wanted.direction, "office": wanted.office}
    where: list[sa.ColumnElement[bool]] = [declaration.c[name] == str(value) for name, value in equal.items() if value]
    if wanted.since:
        where.append(declaration.c.declared_on >= wanted.since)
    if wanted.until:
        where.append(declaration.c.declared_on <= wanted.until)
    if wanted.text:
        among = (declaration.c.number, declaration.c.reference, declaration.c.importer, declaration.c.first_hs_code)
        where.append(lists.begins(wanted.text, *among))
    return where


def _order(wanted: Wanted) -> list[sa.ColumnElement[Any]]:
    by = {name: declaration.c[name] for name in SORTABLE}
    return lists.ordered(wanted.sort, by, otherwise=declaration.c.lodged_at, then=declaration.c.number)


def steps_of(uow: UnitOfWork, number: str) -> list[Step]:
    """Give the entries of a declaration's timeline after its lodging."""
    rows = sa.select(declaration_step).where(declaration_step.c.number == number).order_by(declaration_step.c.sequence)
    return [Step(row.at, row.deed, row.by, row.version, row.because) for row in uow.connection.execute(rows)]


def versions_of(uow: UnitOfWork, number: str) -> list[Version]:
    """Give the versions that were amended away, oldest first."""
    rows = sa.select(declaration_version).where(declaration_version.c.number == number)
    found = []
    for row in uow.connection.execute(rows.order_by(declaration_version.c.version)):
        header, items = typed(Drafted(row.body["header"], tuple(row.body["items"])))
        found.append(Version(row.version, row.replaced_at, row.replaced_by, row.because, header, items))
    return found


def draft_by_id(uow: UnitOfWork, draft_id: UUID) -> Draft | None:
    """Give a draft."""
    row = uow.connection.execute(sa.select(declaration_draft).where(declaration_draft.c.id == draft_id)).one_or_none()
    return _draft(row) if row else None


def drafts_of(uow: UnitOfWork, at_most: int) -> list[Draft]:
    """Give the newest drafts of the actor's own organisation: a draft is nobody else's business, customs' neither."""
    own = declaration_draft.c.organisation == uow.by.organisation
    rows = sa.select(declaration_draft).where(own).order_by(declaration_draft.c.changed_at.desc()).limit(at_most)
    return [_draft(row) for row in uow.connection.execute(rows)]


def _draft(row: Any) -> Draft:
    items = tuple(cells(each, ITEM) for each in row.body["items"])
    return Draft(row.id, row.organisation, row.changed_at, Drafted(cells(row.body["header"], HEADER), items))


def file_by_id(uow: UnitOfWork, file: UUID) -> FileLodged | None:
    """Give a file and how far it has come."""
    found = _files(uow, declaration_file.c.id == file, 1)
    return found[0] if found else None


def files_of(uow: UnitOfWork, at_most: int) -> list[FileLodged]:
    """Give the newest files."""
    return _files(uow, sa.true(), at_most)


def _files(uow: UnitOfWork, where: sa.ColumnElement[bool], at_most: int) -> list[FileLodged]:
    rows = sa.select(declaration_file).where(where).order_by(declaration_file.c.started_at.desc()).limit(at_most)
    found = []
    for row in uow.connection.execute(rows).mappings().all():
        parts = (
            uow.connection.execute(sa.select(declaration_file_part).where(declaration_file_part.c.file == row["id"]))
            .mappings()
            .all()
        )
        counted = {name: sum(part[name] for part in parts) for name in ("taken", "refused", "declarations")}
        lanes: dict[str, int] = {}
        for part in parts:
            for lane, count in part["lanes"].items():
                lanes[lane] = lanes.get(lane, 0) + count
        found.append(FileLodged(**dict(row), **counted, lanes=lanes))
    return found


def refused_rows(uow: UnitOfWork, file: UUID, at_most: int) -> list[RefusedRow]:
    """Give a file's refused rows in its order."""
    kept = declaration_refused_row
    rows = (
        sa.select(kept.c.row, kept.c.fault).where(kept.c.file == file).order_by(kept.c.row, kept.c.place).limit(at_most)
    )
    return [RefusedRow(row.row, fault_of(row.fault)) for row in uow.connection.execute(rows)]


def lodged_numbers(uow: UnitOfWork, file: UUID, at_most: int) -> list[str]:
    """Give the numbers of the declarations that came with a file."""
    rows = (
        sa.select(declaration.c.number).where(declaration.c.file == file).order_by(declaration.c.number).limit(at_most)
    )
    return list(uow.connection.execute(rows).scalars())


def completed(uow: UnitOfWork, organisation: str, named: str) -> str | None:
    """Give the organisation's declaration of a number or, failing that, the oldest of an own reference that was not withdrawn."""
    d = declaration.c
    own = sa.func.upper(d.reference) == named.upper()
    mine = (d.organisation == organisation) & ((d.number == named) | (own & (d.status != "withdrawn")))
    found = sa.select(d.number).where(mine).order_by((d.number == named).desc(), d.lodged_at, d.number).limit(1)
    return uow.connection.execute(found).scalar()


def completing(uow: UnitOfWork, organisation: str, names: Sequence[str]) -> list[str]:
    """Give the numbers of the organisation's declarations that name one of some as the one they complete, oldest first."""
    d = declaration.c
    mine = (d.organisation == organisation) & d.previous.in_(names) & (d.status != "withdrawn")
    return list(
        uow.connection.execute(sa.select(d.number).where(mine).order_by(d.lodged_at, d.number).limit(100)).scalars()
    )


def numbers_of_reference(uow: UnitOfWork, organisation: str, reference: str) -> list[str]:
    """Give the numbers of an organisation's declarations of an own reference that were not withdrawn, at most ten."""
    d = declaration.c
    mine = (d.organisation == organisation) & (d.reference == reference) & (d.status != "withdrawn")
    return list(uow.connection.execute(sa.select(d.number).where(mine).order_by(d.number).limit(10)).scalars())
