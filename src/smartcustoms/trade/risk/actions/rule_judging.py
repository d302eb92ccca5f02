"""Judge lodged goods by the rules in force, keep each hit with its propensity, and learn from findings."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

import polars as pl

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.keys import key as key_of
from smartcustoms.kernel.settings import read_settings
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.risk.features import NAMES
from smartcustoms.trade.risk.model import RuleHit
from smartcustoms.trade.risk.queries import rules as queries
from smartcustoms.trade.risk.rule_fields import FEATURES
from smartcustoms.trade.risk.rulebook import RuleBook, RuleDecision
from smartcustoms.trade.risk.store import memory_of, on_behalf_of_platform
from smartcustoms.trade.risk.store import rules as store

BATCH: Final = 500
"""Rows from which on a batch is judged by columns."""


def judge(
    uow: UnitOfWork, book: RuleBook, rows: Sequence[Mapping[str, Any]], *, key: bytes, first: bool = False
) -> dict[tuple[str, int], tuple[RuleDecision, ...]]:
    """Judge goods items as they are lodged, in that order: which rules they hit, and which hits select.

    Keeps every hit with its propensity, and the count of hits without selection. Works in a trader's transaction too.
    A hit decided before (the declaration amended, or assessed again) stays decided as it was.

    Args:
        uow: the unit of work of the lodging.
        book: the rules in force (queries.rule_book; keep it until queries.rules_changed changes).
        rows: risk rows as dicts, with features if rules name any.
        key: secret of the draws, 16 to 64 bytes (kernel.keys.key(settings, "risk.rules")).
        first: the declarations were numbered in this transaction: no hit of theirs can have been decided before.

    Returns:
        The decisions by (declaration, item), of those hit by any rule.
    """
    found = _found(book, rows)
    if not found:
        return {}
    limited = {one.rule.code for one in book.rules if one.rule.most_unselected is not None}
    wanted = [(one.rule.code, str(row["office"])) for row, ones in found for one in ones if one.rule.code in limited]
    with on_behalf_of_platform(uow):
        counters = store.hold_unselected(uow, wanted)
        kept = {} if first else store.decisions(uow, sorted({row["declaration"] for row, _ in found}))
        decided = {
            (row["declaration"], row["item"]): (row, book.decide(ones, row, key=key, unselected=counters, kept=kept))
            for row, ones in found
        }
        store.keep_unselected(uow, {which: count for which, count in counters.items() if which[0] in limited})
        store.add_hits(uow, [_hit(one, row) for row, ones in decided.values() for one in ones])
    return {which: ones for which, (_, ones) in decided.items()}


def rule_hits(
    uow: UnitOfWork,
    rows: Sequence[Mapping[str, Any]],
    *,
    matrix: Any = None,
    mark: tuple[int, int] | None = None,
    first: bool = False,
) -> dict[str, tuple[RuleHit, ...]]:
    """Give, by declaration, the rules whose hits select, as the lanes need them. The rule book is kept warm per process.

    Args:
        uow: the unit of work of the lodging; a trader's too.
        rows: risk rows as dicts, in the order lodged.
        matrix: their features (rows × features.NAMES), so that rules may name these; without it such tests are false.
        mark: what `queries.rules_changed` gives, where it was just asked; None: it is asked here.
        first: as for `judge`.
    """
    with on_behalf_of_platform(uow):
        book, purposes, secret = _warm_book(uow, mark)
    if not book.rules:
        return {}
    wanted = book.features
    if matrix is not None and wanted:
        numbers = {name: place for place, name in enumerate(NAMES)}
        rows = [
            {**row, **{name: float(line[numbers[FEATURES[name]]]) for name in wanted}}
            for row, line in zip(rows, matrix, strict=True)
        ]
    decided = judge(uow, book, rows, key=secret, first=first)
    hits: dict[str, list[RuleHit]] = {}
    for (declaration, item), ones in decided.items():
        hits.setdefault(declaration, []).extend(
            RuleHit(
                one.rule, one.lane, sentence("Rule {code}: {purpose}", code=one.rule, purpose=purposes[one.rule]), item
            )
            for one in ones
            if one.selects
        )
    return {declaration: tuple(ones) for declaration, ones in hits.items() if ones}


def rules_hit(uow: UnitOfWork, rows: Sequence[Mapping[str, Any]]) -> tuple[RuleHit, ...]:
    """Give the rules in force that rows hit and that select, keeping nothing: for goods that are no declaration.

    Each hit is drawn by the same keyed lot as at lodging; no count of hits without selection is moved.
    """
    with on_behalf_of_platform(uow):
        book, purposes, secret = _warm_book(uow, None)
    return tuple(
        RuleHit(
            one.rule,
            one.lane,
            sentence("Rule {code}: {purpose}", code=one.rule, purpose=purposes[one.rule]),
            row["item"],
        )
        for row, ones in _found(book, rows)
        for one in book.decide(ones, row, key=secret, unselected={})
        if one.selects
    )


def _warm_book(uow: UnitOfWork, asked: tuple[int, int] | None) -> tuple[RuleBook, Mapping[str, str], bytes]:
    memory = memory_of(uow)
    mark = (asked or queries.rules_changed(uow), uow.at.date())
    known = memory.get("rule_book")
    if known is None or known[0] != mark:
        purposes = {one.rule.code: purpose for one, purpose in queries.rules_in_force(uow)}
        secret = key_of(read_settings(), "risk.rules")
        known = memory["rule_book"] = (mark, queries.rule_book(uow, on=uow.at.date()), purposes, secret)
    return known[1], known[2], known[3]


def learn(uow: UnitOfWork, declaration: str, item: int | None, *, found: bool, revenue: float, on: date) -> int:
    """Tell the rules that hit a declaration what its examination gave: their hit rates move. Give how many hits learned."""
    with on_behalf_of_platform(uow):
        return store.learn(uow, declaration, item, found=found, revenue=revenue, on=on)


def _found(book: RuleBook, rows: Sequence[Mapping[str, Any]]) -> list[tuple[Mapping[str, Any], Sequence[Any]]]:
    if len(rows) < BATCH:
        return [(row, ones) for row in rows if (ones := book.hits(row))]
    places, rules = book.hits_of(_columns(book, rows)).pairs()
    by_row: dict[int, list[Any]] = {}
    for place, rule in zip(places.tolist(), rules.tolist(), strict=True):
        by_row.setdefault(place, []).append(book.rules[rule])
    return [(rows[place], ones) for place, ones in by_row.items()]


def _columns(book: RuleBook, rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """Turn rows into the columns that the rules read; the others would only cost time."""
    return pl.DataFrame(
        {name: pl.Series(name, [row.get(name) for row in rows], kind) for name, kind in book.columns.items()}
    )


def _hit(one: RuleDecision, row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "rule": one.rule,
        "declaration": row["declaration"],
        "item": row["item"],
        "version": one.version,
        "on": row["on"],
        "office": row["office"],
        "selects": one.selects,
        "propensity": one.propensity,
    }
