"""Compiles a condition to a Polars expression over plain columns of a risk frame."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import reduce
from operator import and_, or_
from typing import assert_never

import polars as pl

from smartcustoms.trade.risk.language.catalogue import Field, Kind
from smartcustoms.trade.risk.language.meaning import SIGNS, UPPER, Lists, entries_of, lowered
from smartcustoms.trade.risk.language.tree import (
    And,
    Between,
    Compare,
    Condition,
    Listed,
    Matching,
    Missing,
    Not,
    OneOf,
    Or,
    Part,
    Scaled,
    Test,
)


def expression(condition: Condition, lists: Lists) -> pl.Expr:
    """Give a Boolean expression without nulls: true where a row meets the condition."""
    match condition:
        case And(parts):
            return reduce(and_, (expression(part, lists) for part in parts))
        case Or(parts):
            return reduce(or_, (expression(part, lists) for part in parts))
        case Not(part):
            return ~expression(part, lists)
        case Missing(field, negated):
            return column(field).is_not_null() if negated else column(field).is_null()
        case _:
            return _test(condition, lists).fill_null(False)


def column(field: Field) -> pl.Expr:
    """Give a field's column in its own kind; NaN becomes missing."""
    match field.kind:
        case Kind.TEXT:
            return pl.col(field.name).cast(pl.String)
        case Kind.NUMBER:
            return pl.col(field.name).cast(pl.Float64).fill_nan(None)
        case Kind.DAY | Kind.FLAG:
            return pl.col(field.name)
        case _:
            assert_never(field.kind)


def _test(test: Test, lists: Lists) -> pl.Expr:
    left = column(test.field)
    match test:
        case Compare(_, sign, Scaled(factor, other)):
            right = column(other) if factor == 1 else column(other) * factor
            return pl.Expr.cast(SIGNS[sign](left, right), pl.Boolean)
        case Compare(_, sign, value):
            return pl.Expr.cast(SIGNS[sign](left, pl.lit(value)), pl.Boolean)
        case Between(_, low, high):
            return (left >= pl.lit(low)) & (left <= pl.lit(high))
        case OneOf(_, values, negated):
            return _turned(left, left.is_in(pl.Series(values).implode()), negated)
        case Listed(_, name, by_start, negated):
            entries = sorted(entries_of(lists, name))
            return _turned(left, _starts(left, entries) if by_start else _among(left, entries), negated)
        case Matching(_, part, texts, negated):
            return _turned(left, _matches(left, part, texts), negated)
        case Missing():
            return pl.lit(test.negated)


def _matches(left: pl.Expr, part: Part, texts: Sequence[str]) -> pl.Expr:
    match part:
        case Part.START:
            return _starts(left, texts)
        case Part.END:
            return reduce(or_, (left.str.ends_with(text) for text in texts))
        case Part.ANYWHERE:
            small = left.str.replace_many(list(UPPER), list(UPPER.lower()))
            return reduce(or_, (small.str.contains(lowered(text), literal=True) for text in texts))
        case _:
            assert_never(part)


def _starts(left: pl.Expr, texts: Iterable[str]) -> pl.Expr:
    """Test by length: one set look-up for each length of start instead of one test for each start."""
    by_length = defaultdict[int, list[str]](list)
    for text in texts:
        by_length[len(text)].append(text)
    tests = [_among(left.str.head(length), starts) for length, starts in by_length.items()]
    return reduce(or_, tests) if tests else left.is_null() & pl.lit(False)


def _among(left: pl.Expr, entries: Sequence[str]) -> pl.Expr:
    return left.is_in(pl.Series(entries, dtype=pl.String).implode())


def _turned(left: pl.Expr, expr: pl.Expr, negated: bool) -> pl.Expr:
    """Turn a test round; said aloud that a value must be there, since null is "not among" an empty list."""
    return left.is_not_null() & ~expr if negated else expr
