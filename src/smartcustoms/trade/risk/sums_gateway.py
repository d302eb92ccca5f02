"""Engines that sum a long history: DuckDB in this process, or a cluster by Spark Connect. Equal results (`cluster.py`).

DuckDB reads the days' Parquet files column by column and spills to disk, so the history need not fit into memory.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from tempfile import TemporaryDirectory
from typing import Any, Final, Protocol

import polars as pl

from smartcustoms.kernel.settings import Settings, SettingUnusable
from smartcustoms.trade.risk import cluster
from smartcustoms.trade.risk.peers import TABLE_COLUMNS
from smartcustoms.trade.risk.profiles import STATE_COLUMNS

_STATE: Final = {"entity": pl.String(), "key": pl.String(), **dict.fromkeys(STATE_COLUMNS[2:], pl.Float64())}
_PEERS: Final = {"level": pl.String(), "key": pl.String(), **dict.fromkeys(TABLE_COLUMNS[2:], pl.Float64())}


class Sums(Protocol):
    """An engine over Parquet files of risk rows with labels."""

    def state(self, files: Sequence[str], *, before: date) -> pl.DataFrame:
        """Sum the files into profiles as known at the start of a day (columns profiles.STATE_COLUMNS), ordered."""

    def peers(self, files: Sequence[str], *, month: date) -> pl.DataFrame:
        """Give a month's peer table (columns peers.TABLE_COLUMNS), ordered."""


class DuckDbSums:
    """DuckDB, on as many threads as it finds."""

    def state(self, files: Sequence[str], *, before: date) -> pl.DataFrame:
        """Sum the files into profiles."""
        return self._asked(files, cluster.state_sql(before), _STATE)

    def peers(self, files: Sequence[str], *, month: date) -> pl.DataFrame:
        """Give a month's peer table."""
        return self._asked(files, cluster.peers_sql(month), _PEERS)

    def _asked(self, files: Sequence[str], query: str, schema: dict[str, Any]) -> pl.DataFrame:
        import duckdb

        # One table, read once: the query asks for the history once a key. It goes to the folder where memory ends.
        with TemporaryDirectory() as folder, duckdb.connect(config={"temp_directory": folder}) as base:
            base.execute("set enable_progress_bar = false")
            base.execute(
                "create table history as select * from read_parquet($files, hive_partitioning = false)",
                {"files": list(files)},
            )
            return _in_order(pl.from_arrow(base.sql(query).to_arrow_table()), schema)


class SparkSums:
    """A cluster, by Spark Connect; the package `pyspark-client` must be installed beside the platform."""

    def __init__(self, remote: str) -> None:
        self._remote = remote

    def state(self, files: Sequence[str], *, before: date) -> pl.DataFrame:
        """Sum the files into profiles."""
        return self._asked(files, cluster.state_sql(before, spark=True), _STATE)

    def peers(self, files: Sequence[str], *, month: date) -> pl.DataFrame:
        """Give a month's peer table."""
        return self._asked(files, cluster.peers_sql(month, spark=True), _PEERS)

    def _asked(self, files: Sequence[str], query: str, schema: dict[str, Any]) -> pl.DataFrame:
        with self._session() as spark:
            spark.read.parquet(*files).createOrReplaceTempView("history")
            rows = [tuple(row) for row in spark.sql(query).collect()]
        return _in_order(pl.DataFrame(rows, schema=schema, orient="row"), schema)

    @contextmanager
    def _session(self) -> Iterator[Any]:
        main = sys.modules["__main__"]
        if main.__spec__ is None and not hasattr(main, "__file__"):
            main.__file__ = "-c"  # else pyspark takes `python -c` for a doctest of its own and ends the process
        try:
            from pyspark.sql.connect.session import SparkSession
        except ImportError as missing:
            raise SettingUnusable(
                "SMARTCUSTOMS_SPARK is set but the package pyspark-client is not installed: pip install pyspark-client"
            ) from missing
        spark = SparkSession.builder.remote(self._remote).create()
        try:
            yield spark
        finally:
            spark.stop()


def _in_order(found: Any, schema: dict[str, Any]) -> pl.DataFrame:
    columns = [pl.col(name).cast(kind) for name, kind in schema.items()]
    return pl.DataFrame(found).select(columns).sort(*list(schema)[:2])


def sums_of(settings: Settings) -> Sums:
    """Give the engine that the settings name."""
    return SparkSums(settings.spark) if settings.spark else DuckDbSums()
