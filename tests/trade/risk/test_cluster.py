"""The cluster's history aggregates equal the single machine's, through Spark Connect."""

from pathlib import Path

import pytest

from benchmarks.scoring import DAY, simulated
from benchmarks.spark import duckdb_state, equal, session, spark_state
from smartcustoms.trade.risk.profiles import state_of


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # the Spark client's own
def test_spark_duckdb_and_polars_sum_the_same_profiles(tmp_path: Path) -> None:
    history = simulated(1500)
    mine = duckdb_state(history, DAY)
    with session(None) as spark:
        assert equal(mine, spark_state(spark, history, tmp_path, DAY))
    assert equal(mine, state_of(history, before=DAY))
