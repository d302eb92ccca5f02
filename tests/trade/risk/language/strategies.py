"""Draws catalogues, conditions, rules and rows, small enough that rules do hit."""

from datetime import date, timedelta
from typing import Any

import polars as pl
from hypothesis import strategies as st

from smartcustoms.trade.risk.language.catalogue import Catalogue, Field, Kind, catalogue_of
from smartcustoms.trade.risk.language.tree import (
    Between,
    Compare,
    Condition,
    Listed,
    Matching,
    Missing,
    Not,
    OneOf,
    Part,
    Rule,
    Scaled,
    Sign,
    all_of,
    any_of,
)
from smartcustoms.trade.risk.model import Lane

SCHEMA = {
    "declaration": pl.String(),
    "item": pl.Int32(),
    "on": pl.Date(),
    "office": pl.String(),
    "importer": pl.String(),
    "seller": pl.String(),
    "hs_code": pl.String(),
    "description": pl.String(),
    "value": pl.Float64(),
    "tax_rate": pl.Float64(),
    "packages": pl.Int32(),
    "result_on": pl.Date(),
    "importer_is_new": pl.Boolean(),
    "seller_is_new": pl.Boolean(),
}
CATALOGUE: Catalogue = catalogue_of(SCHEMA)
JUDGED = [entry.field for name, entry in CATALOGUE.items() if name not in ("declaration", "item")]
LISTS = {
    "watched": frozenset({"A1", "B2", "220830", "é"}),
    "starts": frozenset({"22", "A", "2208"}),
    "nobody": frozenset[str](),
}
CODES = ["220830", "220840", "080810", "690722"]
TEXTS = ["A1", "a1", "B2", "AB12", "é", "İx", "x İ", "%_", 'say "gift"', "GIFT parts", "禮品 Gift", *CODES]
DAYS = [date(2026, 1, 1) + timedelta(days=step) for step in (0, 1, 2, 30, 364)] + [date(1, 1, 1), date(9999, 12, 31)]
NUMBERS = [0.0, 1.0, -1.0, 0.1, 0.2, 0.30000000000000004, 3.0, 5.0, 5.000000000000001, 1e15, -0.5]

day_fields = [field for field in JUDGED if field.kind is Kind.DAY]


def value(field: Field, *, written: bool) -> st.SearchStrategy[Any]:
    """Draw a value of a field; `written` ones can stand in a rule."""
    match field.kind:
        case Kind.TEXT:
            return st.sampled_from(CODES) if field.name == "hs_code" else st.sampled_from(TEXTS)
        case Kind.DAY:
            return st.sampled_from(DAYS)
        case Kind.FLAG:
            return st.booleans()
        case Kind.NUMBER:
            if field.name == "packages" and not written:
                return st.integers(-2, 6)
            return st.sampled_from(NUMBERS) | st.integers(-3, 6).map(float)


def fields(*kinds: Kind) -> st.SearchStrategy[Field]:
    return st.sampled_from([field for field in JUDGED if field.kind in kinds])


@st.composite
def compares(draw: st.DrawFn) -> Condition:
    field = draw(st.sampled_from(JUDGED))
    ordered = field.kind in (Kind.NUMBER, Kind.DAY)
    sign = draw(st.sampled_from(list(Sign) if ordered else [Sign.EQUAL, Sign.UNEQUAL]))
    if draw(st.integers(0, 3)):
        return Compare(field, sign, draw(value(field, written=True)))
    factor = draw(st.sampled_from([1.0, 0.5, 3.0, -2.0])) if field.kind is Kind.NUMBER else 1.0
    return Compare(field, sign, Scaled(factor, draw(fields(field.kind))))


@st.composite
def betweens(draw: st.DrawFn) -> Condition:
    field = draw(fields(Kind.NUMBER, Kind.DAY))
    low, high = sorted([draw(value(field, written=True)), draw(value(field, written=True))])
    return Between(field, low, high)


@st.composite
def members(draw: st.DrawFn) -> Condition:
    field = draw(fields(Kind.TEXT, Kind.NUMBER, Kind.DAY))
    values = draw(st.lists(value(field, written=True), min_size=1, max_size=4, unique=True))
    return OneOf(field, tuple(values), draw(st.booleans()))


tests = st.one_of(
    compares(),
    betweens(),
    members(),
    st.builds(Listed, fields(Kind.TEXT), st.sampled_from(sorted(LISTS)), st.booleans(), st.booleans()),
    st.builds(
        Matching,
        fields(Kind.TEXT),
        st.sampled_from(Part),
        st.lists(
            st.sampled_from(["2", "22", "A", "1", "gift", "İ", "é", "%", '"', "Part"]),
            min_size=1,
            max_size=3,
            unique=True,
        ).map(tuple),
        st.booleans(),
    ),
    st.builds(Missing, st.sampled_from(JUDGED), st.booleans()),
)
conditions: st.SearchStrategy[Condition] = st.recursive(
    tests,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=4).map(all_of),
        st.lists(inner, min_size=2, max_size=4).map(any_of),
        inner.map(Not),
    ),
    max_leaves=9,
)


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    since, until = sorted([draw(st.sampled_from(DAYS)), draw(st.sampled_from(DAYS))])
    return Rule(
        code=draw(st.text(st.characters(categories=["L", "N", "P", "Zs"]), min_size=1, max_size=40)),
        condition=draw(conditions),
        lane=draw(st.sampled_from(Lane)),
        percent=draw(st.sampled_from([100.0, 80.0, 0.5, 12.25, 1e-5])),
        most_unselected=draw(st.none() | st.integers(1, 1000)),
        since=draw(st.sampled_from([None, since])),
        until=draw(st.sampled_from([None, until])),
        offices=tuple(draw(st.lists(st.sampled_from(TEXTS), max_size=2, unique=True))),
    )


@st.composite
def rows(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Draw rows, each field missing now and then; numbers also as NaN."""
    drawn = []
    for number in range(draw(st.integers(0, 12))):
        row: dict[str, Any] = {"declaration": f"D{number}", "item": 1}
        for field in JUDGED:
            known = value(field, written=False)
            nothing = st.sampled_from([None, float("nan")]) if field.name in ("value", "tax_rate") else st.none()
            row[field.name] = draw(st.one_of(known, known, nothing))
        drawn.append(row)
    return drawn
