"""A history's sums by Spark SQL through Spark Connect, beside DuckDB, over the same days' Parquet files: equal results, and times.

Without --remote it starts the package pysail on this machine (one node, no Java); with it, any Spark Connect server that
reaches the files. Rows are simulated. Run: python benchmarks/spark.py [--rows 40000] [--remote sc://host:15002]
"""

import argparse
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import polars as pl

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.scoring import DAY, simulated
from smartcustoms.trade.risk.peers import month_of
from smartcustoms.trade.risk.sums_gateway import DuckDbSums, SparkSums, Sums


@contextmanager
def cluster(remote: str | None) -> Iterator[SparkSums]:
    """Give Spark at `remote`, or on a server of our own."""
    if remote:
        yield SparkSums(remote)
        return
    from pysail.spark import SparkConnectServer

    server = SparkConnectServer(port=0)
    server.start(background=True)
    try:
        yield SparkSums(f"sc://localhost:{server.listening_address[1]}")
    finally:
        server.stop()


def days_in(folder: Path, history: pl.DataFrame) -> list[str]:
    """Write a history as Parquet files, one a day."""
    paths = []
    for part in history.partition_by("on"):
        path = folder / f"{part['on'][0]}.parquet"
        part.write_parquet(path)
        paths.append(str(path))
    return sorted(paths)


def equal(one: pl.DataFrame, other: pl.DataFrame) -> bool:
    """Tell whether two tables hold the same keys (first two columns) and numbers."""
    numbers = one.columns[2:]
    return one.select(one.columns[:2]).equals(other.select(one.columns[:2])) and np.allclose(
        one.select(numbers).to_numpy(), other.select(numbers).to_numpy(), rtol=1e-9
    )


def timed(sums: Sums, files: list[str]) -> tuple[pl.DataFrame, pl.DataFrame, float]:
    """Give profiles, peers and the seconds both took."""
    began = time.perf_counter()
    state, peers = sums.state(files, before=DAY), sums.peers(files, month=month_of(DAY))
    return state, peers, time.perf_counter() - began


def main() -> None:
    """Print both times and whether the results are equal."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=40_000)
    parser.add_argument("--remote")
    chosen = parser.parse_args()
    with TemporaryDirectory() as folder, cluster(chosen.remote) as spark:
        files = days_in(Path(folder), simulated(chosen.rows))
        state, peers, took = timed(DuckDbSums(), files)
        print(f"DuckDB         {state.height:8,d} histories of {chosen.rows:,} rows in {took:6.1f} s")
        theirs, their_peers, took = timed(spark, files)
        same = equal(state, theirs) and equal(peers, their_peers)
        print(f"Spark Connect  {theirs.height:8,d} histories in {took:6.1f} s; equal: {same}")


if __name__ == "__main__":
    main()
