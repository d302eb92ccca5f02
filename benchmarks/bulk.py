"""A file of 45,519 declarations: read, checked, stored, assessed, with lanes and reasons.

    python benchmarks/bulk.py --data ../shared/data/declarations-kcs

Both files of the set are brought as one. Wall time, this process's own CPU time (which other work on the machine disturbs
least) and the largest resident size are printed.
"""

import argparse
import resource
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
from beside.own_database import own_database

from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import Actor, Kind
from smartcustoms.kernel.database.unit import Database, UnitOfWork
from smartcustoms.trade.declarations import actions, queries

TRADER = Actor(user="benchmark", organisation="benchmark", kind=Kind.TRADER, roles=frozenset({"trader"}))


def bring(database: Database, content: bytes) -> None:
    """Bring the file and print the table."""
    walls, cpus = time.perf_counter(), time.process_time()
    read = actions.read_file(content, name="all.csv", by="declarations-kcs")
    tell("read and mapped", walls, cpus)
    with database.unit(by=TRADER, at=clock.now()) as uow:
        file = actions.begin_file(uow, content, name="all.csv", by="declarations-kcs")

    def run(name: str, do: Callable[[UnitOfWork], Any], done: int) -> None:
        wall, cpu = time.perf_counter(), time.process_time()
        with database.unit(by=TRADER, at=clock.now()) as uow:
            do(uow)
        tell(f"{name}, to row {done}", wall, cpu)

    actions.bring(run, file, read)
    tell("whole", walls, cpus)
    with database.unit(by=TRADER, at=clock.now()) as uow:
        found = queries.file_lodged(uow, file)
    print(f"{found.declarations} declarations, {found.refused} rows refused, lanes {dict(found.lanes)}")
    print(f"largest resident size {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


def tell(what: str, wall: float, cpu: float) -> None:
    """Print a line."""
    print(f"{what:26} {time.perf_counter() - wall:7.2f} s wall {time.process_time() - cpu:7.2f} s CPU")


def main() -> None:
    """Make a database, bring the file, remove the database."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--data", type=Path, default=Path("../shared/data/declarations-kcs"))
    asked.add_argument("--home", type=Path, default=Path("var/benchmarks"))
    given = asked.parse_args()
    files = [pl.read_csv(given.data / name, infer_schema=False) for name in ("train.csv", "valid.csv")]
    with own_database(given.home) as database:
        bring(database, pl.concat(files).write_csv().encode())


if __name__ == "__main__":
    main()
