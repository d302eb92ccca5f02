"""The online profiles: one table, moved by an append-only log of changes that every process follows.

A lodging or a finding appends one row per goods item to `risk_change`, in its own transaction: no hot row is locked.
Each process follows the log: it reads what is visible among transactions since the oldest that was still running
when it last looked, but for what it applied already; so a finding counts as soon as it is committed, none is missed
and none counts twice, however commits overtake each other. A job folds old changes into `risk_profile`.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import polars as pl
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.kernel.database.statements import Ready, Rows, Statement
from smartcustoms.kernel.database.tables import TABLES, customs_only, personal
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.trade.risk.model import FACTS, LABELS

_THIS_TRANSACTION = sa.text("(pg_current_xact_id()::text)::bigint")
_NUMBERS = ("seen", "n", "s", "dn", "ds", "revenue", "first")

risk_profile = sa.Table(
    "risk_profile",
    TABLES,
    sa.Column("entity", sa.Text, primary_key=True),
    sa.Column(
        "key",
        sa.Text,
        primary_key=True,
        info=personal(
            "may hold an importer's, seller's or declarant's number; to judge risk; as long as the party trades"
        ),
    ),
    *(sa.Column(name, sa.Float(53), nullable=False) for name in _NUMBERS),
    info=customs_only(),
)

risk_change = sa.Table(
    "risk_change",
    TABLES,
    sa.Column("number", sa.BigInteger, sa.Identity(), primary_key=True),
    # A number and not a text to be cast: under row-level security PostgreSQL looks nothing up by a cast, but reads every row.
    sa.Column("transaction", sa.BigInteger, nullable=False, server_default=_THIS_TRANSACTION),
    sa.Column(
        "texts",
        pg.ARRAY(sa.Text),
        nullable=False,
        info=personal("parts of a goods item with its parties' numbers; to move profiles; folded within a day"),
    ),
    sa.Column("change", pg.ARRAY(sa.Float(53)), nullable=False),
    sa.Column("folded", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Index("ix_risk_change_transaction", "transaction"),
    info=customs_only(),
)

risk_peers = sa.Table(
    "risk_peers",
    TABLES,
    sa.Column("month", sa.Date, primary_key=True),
    sa.Column("level", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("numbers", pg.ARRAY(sa.Float(53)), nullable=False),
    info=customs_only(),
)

_KINDS: dict[pl.DataType, Any] = {
    pl.String(): sa.Text,
    pl.Int32(): sa.Integer,
    pl.Float64(): sa.Float(53),
    pl.Date(): sa.Date,
}
_PARTIES = ("declarant", "importer", "seller", "courier", "description")

risk_item = sa.Table(
    "risk_item",
    TABLES,
    *(
        sa.Column(
            name,
            _KINDS[kind],
            primary_key=name in ("declaration", "item"),
            info=personal("a party to the trade; to learn risk; ten years") if name in _PARTIES else {},
        )
        for name, kind in FACTS.items()
    ),
    sa.Column("finding", sa.SmallInteger),
    sa.Column("revenue", sa.Float(53)),
    sa.Column("result_on", sa.Date),
    sa.Column("chosen_by", sa.Text),
    sa.Column("propensity", sa.Float(53)),
    sa.Column("changed_in", sa.BigInteger, nullable=False, server_default=_THIS_TRANSACTION),
    sa.Index("ix_risk_item_on", "on"),
    sa.Index("ix_risk_item_changed_in", "changed_in", postgresql_using="brin"),
    info=customs_only(),
)

_HISTORY_COLUMNS = tuple(column.name for column in risk_item.columns if column.name != "changed_in")


_NUMBERS_BUT = sa.bindparam("but", type_=pg.ARRAY(sa.BigInteger))


class Change(NamedTuple):
    """One goods item's change: its parts' texts and the seven numbers to add."""

    texts: tuple[str, ...]
    change: tuple[float, ...]


class Logged(NamedTuple):
    """A change with its number in the log, its transaction, and whether the profile table holds it."""

    number: int
    transaction: int
    folded: bool
    what: Change


_CHANGES = Rows(risk_change, ("texts", "change"))
_ITEMS = Rows(risk_item, tuple(FACTS))
_FEW = 20
"""Rows that go in one statement; more go in several, or by COPY."""


def keep_new_items(uow: UnitOfWork, rows: Sequence[Mapping[str, Any]], changes: Sequence[Change]) -> None:
    """Keep the risk rows of declarations numbered in this transaction, and their changes: none can be there yet."""
    for start in range(0, len(rows), _FEW):
        uow.later(_ITEMS.given(rows[start : start + _FEW]))
    moves = [{"texts": list(one.texts), "change": list(one.change)} for one in changes]
    for start in range(0, len(moves), _FEW):
        uow.later(_CHANGES.given(moves[start : start + _FEW]))


def append(uow: UnitOfWork, changes: Sequence[Change]) -> None:
    """Append changes to the log (many: by COPY)."""
    rows = [{"texts": list(one.texts), "change": list(one.change)} for one in changes]
    if len(rows) > 50:
        uow.copy(risk_change, ("texts", "change"), ((row["texts"], row["change"]) for row in rows))
    elif rows:
        uow.connection.execute(sa.insert(risk_change), rows)


def horizon(uow: UnitOfWork) -> int:
    """Give the oldest transaction that may still be running: all before it are settled."""
    return int(uow.connection.execute(sa.text("select pg_snapshot_xmin(pg_current_snapshot())::text")).scalar_one())


def changes_since(uow: UnitOfWork, since: int, *, but: Sequence[int] = (), unfolded: bool = False) -> list[Logged]:
    """Give the visible changes of transactions from a number on, but for some, in the log's order.

    With `unfolded`, also those of earlier transactions that the profile table does not hold yet. The asking
    transaction's own changes are left out: they may yet be rolled back.
    """
    (found,) = uow.ask(logged(since, but, unfolded=unfolded))
    return [read(row) for row in found]


_LOGGED = (
    "select number, transaction, folded, texts, change from risk_change where {which}"
    " and transaction is distinct from (pg_current_xact_id_if_assigned()::text)::bigint"
    " and not (number = any(:but)) order by number"
)
_SINCE = Statement(sa.text(_LOGGED.format(which="transaction >= :since")).bindparams(_NUMBERS_BUT))
_UNFOLDED = Statement(sa.text(_LOGGED.format(which="(transaction >= :since or not folded)")).bindparams(_NUMBERS_BUT))


def logged(since: int, but: Sequence[int], *, unfolded: bool = False) -> Ready:
    """Give the question that `changes_since` asks, to be asked together with others; `read` reads its rows."""
    return (_UNFOLDED if unfolded else _SINCE).given(since=since, but=list(but))


def read(row: Sequence[Any]) -> Logged:
    """Read a row of the log."""
    number, transaction, folded, texts, change = row
    return Logged(number, transaction, folded, Change(tuple(texts), tuple(change)))


def lock(uow: UnitOfWork, *, shared: bool) -> None:
    """Wait for folding to end (shared), or keep others from warming while folding (not shared); until commit."""
    kind = "_shared" if shared else ""
    uow.connection.execute(sa.text(f"select pg_advisory_xact_lock{kind}(723015)"))


def state(uow: UnitOfWork) -> pl.DataFrame:
    """Give the profile table as a state frame."""
    found = uow.connection.execute(sa.select(risk_profile)).all()
    schema = {"entity": pl.String, "key": pl.String, **dict.fromkeys(_NUMBERS, pl.Float64)}
    return pl.DataFrame([tuple(row) for row in found], schema=schema, orient="row")


def replace_state(uow: UnitOfWork, frame: pl.DataFrame) -> None:
    """Put a whole state in place of the profile table, and count every change so far as folded."""
    uow.connection.execute(sa.delete(risk_profile))
    uow.copy(risk_profile, frame.columns, frame.iter_rows())


def still(uow: UnitOfWork) -> None:
    """Wait for every lodging and finding under way, and make later ones wait, until this transaction ends."""
    uow.connection.execute(sa.text("lock table risk_change, risk_item in share row exclusive mode"))


def mark_folded(uow: UnitOfWork) -> None:
    """Note that every change so far is in the profile table; only after `still`."""
    uow.connection.execute(sa.update(risk_change).where(~risk_change.c.folded).values(folded=True))


def forget_folded(uow: UnitOfWork, until: int) -> None:
    """Delete folded changes of transactions before a number that every process has passed."""
    uow.connection.execute(sa.text("delete from risk_change where folded and transaction < :until"), {"until": until})


def keep_items(uow: UnitOfWork, rows: pl.DataFrame) -> set[tuple[str, int]]:
    """Keep risk rows as history; give those that are new, by (declaration, item).

    A declaration assessed anew replaces its facts and keeps its labels. Many rows go by COPY.
    """
    names = [name for name in _HISTORY_COLUMNS if name in rows.columns]
    if rows.height <= 20:
        statement = pg.insert(risk_item)
        facts = {name: statement.excluded[name] for name in FACTS if name in names} | {"changed_in": _THIS_TRANSACTION}
        statement = statement.on_conflict_do_update(index_elements=["declaration", "item"], set_=facts)
        fresh: sa.ColumnElement[bool] = sa.literal_column("xmax = 0")
        found = [
            uow.connection.execute(statement.returning(risk_item.c.declaration, risk_item.c.item, fresh), row).one()
            for row in rows.select(names).to_dicts()
        ]
        return {(declaration, item) for declaration, item, is_fresh in found if is_fresh}
    return _copy_items(uow, rows.select(names))


def _copy_items(uow: UnitOfWork, rows: pl.DataFrame) -> set[tuple[str, int]]:
    quoted = ", ".join(f'"{name}"' for name in rows.columns)
    facts = ", ".join(f'"{name}" = excluded."{name}"' for name in FACTS if name in rows.columns)
    facts += f", changed_in = {_THIS_TRANSACTION.text}"
    with uow.aside(risk_item, rows.columns, rows.iter_rows()) as passing:
        statement = (
            f"insert into risk_item ({quoted}) select {quoted} from {passing} on conflict (declaration, item)"  # noqa: S608 - names of our own columns
            f" do update set {facts} returning declaration, item, xmax = 0"
        )
        found = uow.connection.execute(sa.text(statement)).all()
    return {(declaration, item) for declaration, item, is_fresh in found if is_fresh}


def items(uow: UnitOfWork, declaration: str) -> list[dict[str, Any]]:
    """Give a declaration's risk rows with labels, by item."""
    found = uow.connection.execute(
        sa.select(risk_item).where(risk_item.c.declaration == declaration).order_by(risk_item.c.item)
    )
    return [dict(row) for row in found.mappings()]


def label(
    uow: UnitOfWork, declaration: str, item: int, *, finding: bool, revenue: float, on: date, chosen_by: str | None,
    propensity: float | None,
) -> None:  # fmt: skip
    """Write an examination's result beside the facts."""
    uow.connection.execute(
        sa.update(risk_item)
        .where(risk_item.c.declaration == declaration, risk_item.c.item == item)
        .values(
            finding=int(finding),
            revenue=revenue,
            result_on=on,
            chosen_by=chosen_by,
            propensity=propensity,
            changed_in=_THIS_TRANSACTION,
        )
    )


def history(uow: UnitOfWork, *, days: Sequence[date]) -> pl.DataFrame:
    """Give some days' history as risk rows with labels, in the order of days."""
    columns = [risk_item.c[name] for name in _HISTORY_COLUMNS]
    query = sa.select(*columns).order_by(risk_item.c.on, risk_item.c.declaration, risk_item.c.item)
    found = uow.connection.execute(query.where(risk_item.c.on.in_(days))).all() if days else []
    return pl.DataFrame([tuple(row) for row in found], schema={**FACTS, **LABELS}, orient="row")


def keep_peers(uow: UnitOfWork, month: date, table: pl.DataFrame) -> None:
    """Keep a month's peer table in place of an earlier one of that month."""
    uow.connection.execute(sa.delete(risk_peers).where(risk_peers.c.month == month))
    rows = ((month, row[0], row[1], list(row[2:])) for row in table.iter_rows())
    uow.copy(risk_peers, ("month", "level", "key", "numbers"), rows)


def peers_for(uow: UnitOfWork, month: date) -> tuple[date | None, list[tuple[Any, ...]]]:
    """Give the newest peer table not after a month: its month (None: there is none) and rows (level, key, numbers...)."""
    newest = uow.connection.execute(
        sa.select(sa.func.max(risk_peers.c.month)).where(risk_peers.c.month <= month)
    ).scalar_one()
    found = uow.connection.execute(
        sa.select(risk_peers.c.level, risk_peers.c.key, risk_peers.c.numbers)
        .where(risk_peers.c.month == newest)
        .order_by(risk_peers.c.level, risk_peers.c.key)
    )
    return newest, [(level, key, *numbers) for level, key, numbers in found]
