"""Compiles a condition to SQL that DuckDB and PostgreSQL both read; every value is bound, none is written into the text.

Column names come from the catalogue, whose names are letters, digits and underscores; they are quoted.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final, assert_never

from smartcustoms.trade.risk.language.catalogue import Field, Kind
from smartcustoms.trade.risk.language.meaning import UPPER, Lists, entries_of, lowered
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
    Sign,
    Test,
    Value,
)

MOST_LISTED: Final = 5_000
"""Values that an IN spells out; more go as one array."""


class Dialect(StrEnum):
    """How a bound value is marked; the text is the same otherwise."""

    DUCKDB = "$"
    POSTGRESQL = ":"
    """As SQLAlchemy's `text()` takes it."""


@dataclass(frozen=True, slots=True)
class Sql:
    """A piece of SQL with the values bound to its marks."""

    text: str
    values: Mapping[str, Any]


def where(condition: Condition, lists: Lists, dialect: Dialect) -> Sql:
    """Give a Boolean SQL expression that is never NULL: true where a row meets the condition."""
    writer = _Writer(lists, dialect)
    return Sql(writer.condition(condition), writer.values)


def hits_of(conditions: Mapping[str, Condition], table: str, lists: Lists, dialect: Dialect) -> Sql:
    """Give a query with one row per declaration item and rule hit: `declaration, item, rule`."""
    writer, parts = _Writer(lists, dialect), []
    for code, condition in conditions.items():
        mark = writer.bound(code, "text")
        parts.append(
            f"SELECT declaration, item, {mark} AS rule FROM {_name(table)} WHERE {writer.condition(condition)}"  # noqa: S608 - values are bound, names quoted
        )
    return Sql("\nUNION ALL\n".join(parts), writer.values)


def counts_of(conditions: Mapping[str, Condition], table: str, lists: Lists, dialect: Dialect) -> Sql:
    """Give a query with one row: the hits of each rule, in the order of `conditions`."""
    writer = _Writer(lists, dialect)
    counts = ",\n".join(f"count(*) FILTER (WHERE {writer.condition(condition)})" for condition in conditions.values())
    return Sql(f"SELECT {counts} FROM {_name(table)}", writer.values)  # noqa: S608 - values are bound, names are quoted


class _Writer:
    def __init__(self, lists: Lists, dialect: Dialect) -> None:
        self.values: dict[str, Any] = {}
        self._lists = lists
        self._dialect = dialect

    def condition(self, condition: Condition) -> str:
        match condition:
            case And(parts):
                return "(" + " AND ".join(map(self.condition, parts)) + ")"
            case Or(parts):
                return "(" + " OR ".join(map(self.condition, parts)) + ")"
            case Not(part):
                return f"(NOT {self.condition(part)})"
            case Missing(field, negated):
                return f"({_column(field)} IS {'NOT ' if negated else ''}NULL)"
            case _:
                return f"COALESCE({self._test(condition)}, FALSE)"

    def bound(self, value: Any, type_name: str) -> str:
        name = f"p{len(self.values)}"
        self.values[name] = value
        return f"CAST({self._dialect.value}{name} AS {type_name})"

    def _test(self, test: Test) -> str:
        left = _column(test.field)
        match test:
            case Compare():
                return f"{left} {_sign(test.sign)} {self._right(test.value)}"
            case Between(_, low, high):
                return f"{left} BETWEEN {self._value(low)} AND {self._value(high)}"
            case OneOf(field, values, negated):
                return _turned(left, self._among(left, values, _type(field.kind)), negated)
            case Listed(_, name, by_start, negated):
                entries = sorted(entries_of(self._lists, name))
                return _turned(left, self._starts(left, entries) if by_start else self._among(left, entries), negated)
            case Matching(_, part, texts, negated):
                return _turned(left, self._matches(left, part, texts), negated)
            case Missing():
                return "TRUE" if test.negated else "FALSE"

    def _right(self, right: Value | Scaled) -> str:
        if not isinstance(right, Scaled):
            return self._value(right)
        other = _column(right.field)
        return other if right.factor == 1 else f"({self._value(right.factor)} * {other})"

    def _value(self, value: Value) -> str:
        match value:
            case bool():
                return self.bound(value, "boolean")
            case str():
                return self.bound(value, "text")
            case date():
                return self.bound(value, "date")
            case _:
                return self.bound(value, "double precision")

    def _matches(self, left: str, part: Part, texts: Sequence[str]) -> str:
        match part:
            case Part.START:
                return self._starts(left, texts)
            case Part.END:
                return self._by_length("right", left, texts)
            case Part.ANYWHERE:
                small = f"translate({left}, '{UPPER}', '{UPPER.lower()}')"
                tests = (f"strpos({small}, {self.bound(lowered(text), 'text')}) > 0" for text in texts)
                return "(" + " OR ".join(tests) + ")"
            case _:
                assert_never(part)

    def _starts(self, left: str, texts: Iterable[str]) -> str:
        return self._by_length("left", left, texts)

    def _by_length(self, side: str, left: str, texts: Iterable[str]) -> str:
        by_length = defaultdict[int, list[str]](list)
        for text in texts:
            by_length[len(text)].append(text)
        tests = [self._among(f"{side}({left}, {length})", ends) for length, ends in by_length.items()]
        return "(" + " OR ".join(tests) + ")" if tests else f"({left} IS NULL AND NULL)"

    def _among(self, left: str, entries: Sequence[Value], kind: str = "text") -> str:
        """Test membership. DuckDB hashes the values of an IN (measured 17 times faster than ANY), PostgreSQL those of an ANY."""
        if self._dialect is Dialect.DUCKDB and 0 < len(entries) <= MOST_LISTED:
            return f"{left} IN ({', '.join(self.bound(entry, kind) for entry in entries)})"
        return f"{left} = ANY({self.bound(list(entries), kind + '[]')})"


def _column(field: Field) -> str:
    if field.kind is Kind.NUMBER:
        return f"NULLIF(CAST({_name(field.name)} AS double precision), CAST('NaN' AS double precision))"
    return _name(field.name)


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _type(kind: Kind) -> str:
    return {Kind.TEXT: "text", Kind.NUMBER: "double precision", Kind.DAY: "date", Kind.FLAG: "boolean"}[kind]


def _sign(sign: Sign) -> str:
    return "<>" if sign is Sign.UNEQUAL else sign.value


def _turned(left: str, text: str, negated: bool) -> str:
    """Turn a test round; said aloud that a value must be there, since NULL is "not among" an empty list."""
    return f"({left} IS NOT NULL AND NOT ({text}))" if negated else text
