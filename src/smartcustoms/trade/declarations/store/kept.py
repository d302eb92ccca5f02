"""Keep declarations: one with its parts, or many by COPY."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.kernel.database.statements import Rows, Statement
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.trade.declarations.model import Checked, Declaration, GoodsItem
from smartcustoms.trade.declarations.store.tables import (
    declaration,
    declaration_draft,
    declaration_original,
    declaration_serial,
    declaration_step,
    declaration_version,
    goods_item,
    lodging_key,
)
from smartcustoms.trade.declarations.store.written import header_row, item_row

_CLAIM = Statement(
    pg.insert(lodging_key)
    .on_conflict_do_nothing()
    .returning(sa.func.nextval(sa.literal_column("'declaration_serial'"))),
    columns=("organisation", "key", "hash", "at"),
)
_ANSWER = Statement(
    sa.update(lodging_key)
    .where(lodging_key.c.organisation == sa.bindparam("of"), lodging_key.c.key == sa.bindparam("under"))
    .values(answer=sa.bindparam("given"))
)
_ORIGINAL = Rows(declaration_original, ("hash", "organisation", "content"), once=True)
_DECLARATION = Rows(declaration, [column.name for column in declaration.columns])
_ITEMS = Rows(goods_item, [column.name for column in goods_item.columns])
_ITEMS_AT_ONCE = 50
_NEXT = sa.select(declaration_serial.next_value())
_MANY = sa.text("select nextval('declaration_serial') from generate_series(1, :count)")


def claim_key(uow: UnitOfWork, key: str, digest: str) -> tuple[int | None, str, Mapping[str, Any] | None]:
    """Claim an idempotency key for what has this hash, waiting for others who claim it at the same moment.

    Returns:
        A serial number if the key is now ours, else None; the hash that holds the key; and its kept answer.
    """
    own = {"organisation": uow.by.organisation, "key": key}
    (claimed,) = uow.ask(_CLAIM.given(**own, hash=digest, at=uow.at))
    if claimed:
        return int(claimed[0][0]), digest, None
    held = sa.select(lodging_key.c.hash, lodging_key.c.answer).filter_by(**own)
    row = uow.connection.execute(held).one()
    return None, row.hash, row.answer


def answer_key(uow: UnitOfWork, key: str, answer: Mapping[str, Any]) -> None:
    """Keep the answer that was given under a key."""
    uow.later(_ANSWER.given(of=uow.by.organisation, under=key, given=answer))


def serials(uow: UnitOfWork, count: int) -> list[int]:
    """Take serial numbers; those of a transaction that fails are never given again."""
    if count == 1:
        return [int(uow.connection.execute(_NEXT).scalar_one())]
    return [int(each) for each in uow.connection.execute(_MANY, {"count": count}).scalars()]


def keep_original(uow: UnitOfWork, digest: str, content: bytes) -> None:
    """Keep what was sent, under its hash."""
    row = {"hash": digest, "organisation": uow.by.organisation, "content": content}
    uow.later(_ORIGINAL.given([row]))


def add_declaration(uow: UnitOfWork, row: Mapping[str, Any], found: Checked) -> None:
    """Add a declaration with its items; `row` has the columns that do not follow from what was declared."""
    uow.later(_DECLARATION.given([{**row, **header_row(found)}]))
    _add_items(uow, row, found.items)


def _add_items(uow: UnitOfWork, row: Mapping[str, Any], items: Sequence[GoodsItem]) -> None:
    own = {name: row[name] for name in ("number", "lodged_on", "organisation")}
    rows = [{**own, **item_row(item)} for item in items]
    for start in range(0, len(rows), _ITEMS_AT_ONCE):
        uow.later(_ITEMS.given(rows[start : start + _ITEMS_AT_ONCE]))


def add_many(
    uow: UnitOfWork,
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    item_columns: Sequence[str],
    items: Iterable[Sequence[Any]],
) -> None:
    """Add many declarations and their items."""
    uow.copy(declaration, columns, rows)
    uow.copy(goods_item, item_columns, items)


def change(uow: UnitOfWork, number: str, lodged_on: date, **columns: Any) -> None:
    """Change columns of one declaration."""
    own = (declaration.c.number == number) & (declaration.c.lodged_on == lodged_on)
    uow.connection.execute(sa.update(declaration).where(own).values(**columns))


def replace_items(uow: UnitOfWork, old: Declaration, found: Checked) -> None:
    """Put other goods items in the place of a declaration's own."""
    own = (goods_item.c.number == old.number) & (goods_item.c.lodged_on == old.lodged_on)
    uow.connection.execute(sa.delete(goods_item).where(own))
    row = {"number": old.number, "lodged_on": old.lodged_on, "organisation": old.organisation}
    _add_items(uow, row, found.items)


def add_version(uow: UnitOfWork, old: Declaration, body: Mapping[str, Any], because: str) -> None:
    """Keep a declaration as it was before an amendment."""
    row = {"number": old.number, "lodged_on": old.lodged_on, "version": old.version, "organisation": old.organisation}
    made = {"replaced_at": uow.at, "replaced_by": uow.by.user, "because": because, "body": body}
    uow.connection.execute(sa.insert(declaration_version), {**row, **made})


def add_step(uow: UnitOfWork, of: Declaration, deed: str, *, version: int, because: str = "") -> None:
    """Add an entry to a declaration's timeline."""
    row = {"number": of.number, "lodged_on": of.lodged_on, "organisation": of.organisation, "at": uow.at}
    uow.connection.execute(
        sa.insert(declaration_step), {**row, "deed": deed, "by": uow.by.user, "version": version, "because": because}
    )


def keep_draft(uow: UnitOfWork, draft_id: UUID, body: Mapping[str, Any]) -> None:
    """Keep a draft, or what it has become."""
    made = {"id": draft_id, "organisation": uow.by.organisation, "changed_at": uow.at, "body": body}
    kept = pg.insert(declaration_draft).values(made)
    new = {"changed_at": kept.excluded.changed_at, "body": kept.excluded.body}
    uow.connection.execute(kept.on_conflict_do_update(index_elements=["id"], set_=new))


def drop_draft(uow: UnitOfWork, draft_id: UUID) -> None:
    """Remove a draft; nothing happens when it is not there."""
    uow.connection.execute(sa.delete(declaration_draft).where(declaration_draft.c.id == draft_id))
