"""The history aggregates by Spark SQL through Spark Connect, beside DuckDB: equal results, and how long each takes.

Without --remote it starts the package pysail on this machine (one node, no Java); with it, any Spark Connect server.
Rows are simulated. Run: python benchmarks/spark.py [--rows 40000] [--remote sc://host:15002]
"""

import argparse
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import numpy as np
import polars as pl

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.scoring import DAY, simulated
from smartcustoms.trade.risk import cluster
from smartcustoms.trade.risk.tallies import FIELDS


@contextmanager
def session(remote: str | None) -> Iterator[Any]:
    """Open a Spark session: at `remote`, or on a server of our own."""
    from pyspark.sql import SparkSession

    if remote:
        yield SparkSession.builder.remote(remote).getOrCreate()
        return
    from pysail.spark import SparkConnectServer

    server = SparkConnectServer(port=0)
    server.start(background=True)
    _, port = server.listening_address
    spark = SparkSession.builder.remote(f"sc://localhost:{port}").getOrCreate()
    try:
        yield spark
    finally:
        spark.stop()
        server.stop()


def spark_state(spark: Any, history: pl.DataFrame, folder: Path, day: date) -> pl.DataFrame:
    """Sum a history into profiles by Spark SQL."""
    path = folder / "history.parquet"
    history.write_parquet(path)
    spark.read.parquet(str(path)).createOrReplaceTempView("history")
    rows = spark.sql(cluster.state_sql(day, spark=True)).collect()
    return _frame([tuple(row) for row in rows])


def duckdb_state(history: pl.DataFrame, day: date) -> pl.DataFrame:
    """Sum the same history by DuckDB."""
    with duckdb.connect() as base:
        base.register("history", history.to_arrow())
        return _frame(base.execute(cluster.state_sql(day)).fetchall())


def _frame(rows: list[tuple[Any, ...]]) -> pl.DataFrame:
    schema = {"entity": pl.String, "key": pl.String, **dict.fromkeys(FIELDS, pl.Float64)}
    return pl.DataFrame(rows, schema=schema, orient="row").sort("entity", "key")


def equal(one: pl.DataFrame, other: pl.DataFrame) -> bool:
    """Tell whether two states hold the same histories and numbers."""
    return one.select("entity", "key").equals(other.select("entity", "key")) and np.allclose(
        one.select(FIELDS).to_numpy(), other.select(FIELDS).to_numpy(), rtol=1e-9
    )


def main() -> None:
    """Print both times and whether the results are equal."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=40_000)
    parser.add_argument("--remote")
    chosen = parser.parse_args()
    history = simulated(chosen.rows)
    began = time.perf_counter()
    mine = duckdb_state(history, DAY)
    print(f"DuckDB         {mine.height:8,d} histories of {chosen.rows:,} rows in {time.perf_counter() - began:6.1f} s")
    with TemporaryDirectory() as folder, session(chosen.remote) as spark:
        began = time.perf_counter()
        theirs = spark_state(spark, history, Path(folder), DAY)
        print(
            f"Spark Connect  {theirs.height:8,d} histories in {time.perf_counter() - began:6.1f} s; equal: {equal(mine, theirs)}"
        )


if __name__ == "__main__":
    main()
