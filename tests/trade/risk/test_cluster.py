"""The cluster's history aggregates equal the single machine's, through Spark Connect."""

from pathlib import Path

import pytest

from benchmarks.scoring import DAY, simulated
from benchmarks.spark import cluster, days_in, equal
from smartcustoms.kernel.settings import Settings
from smartcustoms.trade.risk.peers import month_of, peer_table
from smartcustoms.trade.risk.profiles import state_of
from smartcustoms.trade.risk.sums_gateway import DuckDbSums, SparkSums, sums_of


def test_duckdb_over_the_days_files_sums_what_polars_sums(tmp_path: Path) -> None:
    history = simulated(4000)
    files = days_in(tmp_path, history)
    assert len(files) > 100
    assert equal(DuckDbSums().state(files, before=DAY), state_of(history, before=DAY))
    month = month_of(DAY)
    peers = DuckDbSums().peers(files, month=month)
    assert peers.height
    assert equal(peers, peer_table(history, month=month))


def test_the_setting_chooses_the_engine() -> None:
    assert isinstance(sums_of(Settings()), DuckDbSums)
    assert isinstance(sums_of(Settings(spark="sc://localhost:15002")), SparkSums)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # the Spark client's own
def test_spark_sums_the_same_profiles_and_peers(tmp_path: Path) -> None:
    files = days_in(tmp_path, simulated(1500))
    month = month_of(DAY)
    with cluster(None) as spark:
        assert equal(DuckDbSums().state(files, before=DAY), spark.state(files, before=DAY))
        assert equal(DuckDbSums().peers(files, month=month), spark.peers(files, month=month))
