"""All compiled forms of a rule mean what `meaning.holds` says, on rows with missing values too."""

from collections.abc import Iterator
from typing import Any

import duckdb
import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smartcustoms.trade.risk.language import sql
from smartcustoms.trade.risk.language.catalogue import Kind
from smartcustoms.trade.risk.language.columns import expression
from smartcustoms.trade.risk.language.masks import MaskRules, code
from smartcustoms.trade.risk.language.meaning import ListUnknown, holds
from smartcustoms.trade.risk.language.reading import read_condition
from smartcustoms.trade.risk.language.single import SingleRow
from smartcustoms.trade.risk.language.tree import Condition
from tests.trade.risk.language.strategies import CATALOGUE, LISTS, SCHEMA, conditions, rows


@pytest.fixture(scope="module")
def duck() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(config={"threads": 1}) as connection:
        yield connection


def expected(several: list[Condition], judged: list[dict[str, Any]]) -> list[tuple[int, ...]]:
    return [tuple(number for number, condition in enumerate(several) if holds(condition, row, LISTS)) for row in judged]


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(several=st.lists(conditions, min_size=1, max_size=5), judged=rows())
def test_every_form_gives_the_hits_that_the_meaning_gives(
    duck: duckdb.DuckDBPyConnection, several: list[Condition], judged: list[dict[str, Any]]
) -> None:
    wanted = expected(several, judged)
    frame = pl.DataFrame(judged, schema=SCHEMA)

    by_columns = frame.select(expression(condition, LISTS).alias(f"c{n}") for n, condition in enumerate(several))
    assert by_columns.null_count().sum_horizontal().sum() == 0
    assert [tuple(np.flatnonzero(hit)) for hit in by_columns.rows()] == wanted

    compiled = MaskRules(several, LISTS)
    found = compiled.hits(code(frame, compiled.fields))
    assert [tuple(np.flatnonzero(hit)) for hit in found.matrix()] == wanted
    assert found.counts().tolist() == [sum(n in hits for hits in wanted) for n in range(len(several))]
    assert list(zip(*(part.tolist() for part in found.pairs()), strict=True)) == [
        (row, n) for row, hits in enumerate(wanted) for n in hits
    ]

    single = SingleRow(several, LISTS)
    assert [single.hits(row) for row in judged] == wanted

    duck.register("goods", frame)
    query = sql.hits_of({str(n): condition for n, condition in enumerate(several)}, "goods", LISTS, sql.Dialect.DUCKDB)
    hits = duck.execute(query.text, dict(query.values)).fetchall()
    assert sorted(hits) == sorted((f"D{row}", 1, str(n)) for row, ns in enumerate(wanted) for n in ns)


@pytest.mark.parametrize("rules", [1, 8, 63, 64, 65, 128, 129, 257, 300])
def test_masks_of_any_width_and_with_second_terms_agree_with_single_rows(rules: int) -> None:
    several = [
        read_condition(f'importer = "I{n}" or value > {n} or (seller = "S{n % 7}" and tax_rate < {n % 5})', CATALOGUE)
        if n % 3
        else read_condition(f'importer in ("I{n}", "I{n + 1}") and value > {n}', CATALOGUE)
        for n in range(rules)
    ]
    random = np.random.default_rng(7)
    frame = pl.DataFrame(
        {
            "importer": [f"I{n}" if n else None for n in random.integers(0, 310, 40_000)],
            "seller": [f"S{n}" for n in random.integers(0, 9, 40_000)],
            "value": np.where(random.random(40_000) < 0.1, np.nan, random.random(40_000) * 300),
            "tax_rate": random.integers(0, 6, 40_000).astype(float),
        }
    )
    compiled, single = MaskRules(several, {}), SingleRow(several, {})
    matrix = compiled.hits(code(frame, compiled.fields)).matrix()
    for row in (*range(0, 40_000, 4_001), 32_767, 32_768, 39_999):
        assert tuple(np.flatnonzero(matrix[row])) == single.hits(frame.row(row, named=True))


def test_tables_of_masks_serve_a_later_batch_with_new_values() -> None:
    compiled = MaskRules([read_condition('importer starts with "NEW"', CATALOGUE)], {})
    first = pl.DataFrame({"importer": ["OLD-1", None]})
    later = pl.DataFrame({"importer": ["NEW-1", "OLD-1", None, "NEW-2"]})
    assert compiled.hits(code(first, compiled.fields)).counts().tolist() == [0]
    assert compiled.hits(code(later, compiled.fields)).matrix()[:, 0].tolist() == [True, False, False, True]


def test_two_text_fields_are_compared_by_word_not_by_code() -> None:
    condition = read_condition("importer = seller", CATALOGUE)
    frame = pl.DataFrame({"importer": ["X-1", "Y-1", None, "Z-1"], "seller": ["Y-1", "Y-1", None, None]})
    compiled = MaskRules([condition], {})
    assert compiled.hits(code(frame, compiled.fields)).matrix()[:, 0].tolist() == [False, True, False, False]


def test_a_rule_with_a_lost_list_is_refused_by_every_form() -> None:
    condition = read_condition('importer in list "lost"', CATALOGUE)
    for compile_it in (
        lambda: holds(condition, {"importer": "A"}, LISTS),
        lambda: expression(condition, LISTS),
        lambda: MaskRules([condition], LISTS),
        lambda: SingleRow([condition], LISTS),
        lambda: sql.where(condition, LISTS, sql.Dialect.DUCKDB),
    ):
        with pytest.raises(ListUnknown, match="'lost'"):
            compile_it()


def test_no_value_of_a_rule_stands_in_the_sql_text() -> None:
    evil = "x'); DROP TABLE goods; --"
    condition = read_condition(f'importer = "{evil}" or description contains "{evil}"', CATALOGUE)
    query = sql.where(condition, {}, sql.Dialect.POSTGRESQL)
    assert evil not in query.text
    assert evil in query.values.values()


def test_the_drawn_fields_are_of_every_kind() -> None:
    assert {entry.field.kind for entry in CATALOGUE.values()} == set(Kind)
