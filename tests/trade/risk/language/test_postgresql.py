"""The SQL form on PostgreSQL gives the hits that the meaning gives, missing values and NaN included."""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smartcustoms.kernel.database.unit import Database
from smartcustoms.trade.risk.language import sql
from smartcustoms.trade.risk.language.meaning import holds
from smartcustoms.trade.risk.language.tree import Condition
from tests.trade.risk.language.strategies import LISTS, SCHEMA, conditions, rows

KINDS = {"String": "text", "Int32": "integer", "Float64": "double precision", "Date": "date", "Boolean": "boolean"}


@pytest.fixture
def goods(database: Database) -> Iterator[sa.Connection]:
    columns = ", ".join(f'"{name}" {KINDS[str(kind)]}' for name, kind in SCHEMA.items())
    with database.engine.connect() as connection:
        connection.execute(sa.text(f"create temporary table goods ({columns})"))
        yield connection


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(several=st.lists(conditions, min_size=1, max_size=4), judged=rows())
def test_postgresql_gives_the_hits_that_the_meaning_gives(
    goods: sa.Connection, several: list[Condition], judged: list[dict[str, Any]]
) -> None:
    goods.execute(sa.text("truncate goods"))
    if judged:
        marks = ", ".join(f":{name}" for name in SCHEMA)
        goods.execute(sa.text(f"insert into goods values ({marks})"), judged)
    query = sql.hits_of({str(n): one for n, one in enumerate(several)}, "goods", LISTS, sql.Dialect.POSTGRESQL)
    found = {tuple(row) for row in goods.execute(sa.text(query.text), dict(query.values))}
    assert found == {
        (row["declaration"], 1, str(n)) for row in judged for n, one in enumerate(several) if holds(one, row, LISTS)
    }
    counts = sql.counts_of({str(n): one for n, one in enumerate(several)}, "goods", LISTS, sql.Dialect.POSTGRESQL)
    counted = goods.execute(sa.text(counts.text), dict(counts.values)).one()
    assert list(counted) == [sum(rule == str(n) for _, _, rule in found) for n in range(len(several))]
