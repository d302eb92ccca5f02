"""What telling values per kg far outside like goods' costs a file: the same rows brought with and without, by turns, in one run.

    python benchmarks/unusual_prices.py --data ../shared/data/declarations-kcs --rows 10000 --rounds 3

Processor time of this process is compared, which other work on the machine disturbs least; the figure is the ratio of the medians.
The peers are the rows' own, put where those of the newest month stand.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
from beside.own_database import own_database

from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM, Actor, Kind
from smartcustoms.kernel.database.unit import Database, UnitOfWork
from smartcustoms.trade.declarations import actions
from smartcustoms.trade.declarations.actions import bringing
from smartcustoms.trade.declarations.actions.pricing import currencies_in, factors, newest_day
from smartcustoms.trade.declarations.facts import risk_frame
from smartcustoms.trade.risk import store as risk_store
from smartcustoms.trade.risk.peers import WINDOW, month_of, peer_table

TRADER = Actor(user="benchmark", organisation="benchmark", kind=Kind.TRADER, roles=frozenset({"trader"}))


def know_peers(database: Database, read: actions.bringing.Bringing) -> int:
    """Keep the rows' own peers for the month of each part's newest day; give how many peer groups there are."""
    known, begin = 0, 0
    for end in read.ends:
        chunk = read.rows.slice(begin, end - begin)
        begin, day = end, newest_day(chunk)
        rows = risk_frame(chunk.with_columns(declaration=pl.lit("x")), factors=factors(currencies_in(chunk), on=day))
        month = month_of(day)
        inside = rows.with_columns(on=pl.lit(month - WINDOW / 2))
        with database.unit(by=PLATFORM, at=clock.now()) as uow:
            table = peer_table(inside, month=month)
            risk_store.profiles.keep_peers(uow, month, table)
        known += table.height
    return known


def bring(database: Database, content: bytes, name: str) -> tuple[float, int]:
    """Bring the rows once; give processor seconds and how many rows were told of their value per kg."""
    told = 0
    asked = bringing.unusual_rows

    def counted(uow: UnitOfWork, named: pl.DataFrame) -> Any:
        nonlocal told
        found = asked(uow, named)
        told += len(found)
        return found

    bringing.unusual_rows = counted
    try:
        read = actions.read_file(content, name=name, by="declarations-kcs")
        with database.unit(by=TRADER, at=clock.now()) as uow:
            file = actions.begin_file(uow, content + name.encode(), name=name, by="declarations-kcs")
        began = time.process_time()
        actions.bring(lambda _name, do, _done: _in_unit(database, do), file, read)
        return time.process_time() - began, told
    finally:
        bringing.unusual_rows = asked


def _in_unit(database: Database, do: Callable[[UnitOfWork], Any]) -> None:
    with database.unit(by=TRADER, at=clock.now()) as uow:
        do(uow)


def measure(database: Database, content: bytes, rounds: int) -> None:
    """Print the table."""
    peers = know_peers(database, actions.read_file(content, name="peers", by="declarations-kcs"))
    bring(database, content, "warm")
    real = bringing.unusual_rows
    taken: dict[str, list[float]] = {"without": [], "with": []}
    told = 0
    for number in range(rounds):
        for kind in taken:
            bringing.unusual_rows = real if kind == "with" else lambda _uow, _named: []
            seconds, found = bring(database, content, f"{kind} {number}")
            taken[kind].append(seconds)
            told = max(told, found)
    bringing.unusual_rows = real
    middle = {kind: statistics.median(each) for kind, each in taken.items()}
    print(f"{peers} peer groups, {told} rows told")
    for kind, each in taken.items():
        print(f"{kind:8} {middle[kind]:6.2f} s CPU (least {min(each):.2f}, most {max(each):.2f})")
    print(f"ratio    {middle['with'] / middle['without']:6.3f}")


def main() -> None:
    """Make a database, bring the rows by turns, remove the database."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--data", type=Path, default=Path("../shared/data/declarations-kcs"))
    asked.add_argument("--home", type=Path, default=Path("var/benchmarks"))
    asked.add_argument("--rows", type=int, default=10_000)
    asked.add_argument("--rounds", type=int, default=3)
    given = asked.parse_args()
    content = pl.read_csv(given.data / "train.csv", infer_schema=False).head(given.rows).write_csv().encode()
    with own_database(given.home) as database:
        measure(database, content, given.rounds)


if __name__ == "__main__":
    main()
