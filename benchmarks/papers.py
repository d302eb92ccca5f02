"""A simple licence, from lodging to its signed PDF; issuing alone; and an agency's queue of 100,000 steps.

`python benchmarks/papers.py [LICENCES] [STEPS]`. The licence is lodged through the action, the worker's reactions run beside it in this
process, a rule decides, and the time ends when the paper is kept. Limits: 2 s for the licence at 99 %, 300 ms for the queue at 99 %.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa

from benchmarks.beside.own_database import own_database
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.clock import now
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.papers import queries as papers
from smartcustoms.kernel.settings import read_settings
from smartcustoms.trade.agencies import queries as reviews
from smartcustoms.trade.agencies.model import Wanted
from smartcustoms.trade.documents import actions, catalogue, queries
from tests.cast import BELA
from tests.kernel.papers.issuing import issued
from tests.reactions.line import follow
from tests.trade.agencies.reviewing import OLGA, begun
from tests.trade.documents.builders import content_for

LICENCE_LIMIT_S, QUEUE_LIMIT_S = 2.0, 0.3


def licence(database: Database, _place: int) -> bool:
    """Lodge a notification, let the reactions run, and tell whether its paper is kept (one in twenty goes to an officer)."""
    content = content_for(catalogue.shipped()["RTA-TN"].form)
    with database.unit(by=BELA, at=now()) as uow:
        number = actions.lodge_new(uow, "RTA-TN", content, original=b"x").number
    follow(database)
    with database.unit(by=BELA, at=now()) as uow:
        queries.document(uow, number)
        return papers.paper(uow, number) is not None


def issue(database: Database, place: int) -> bool:
    """Issue one paper, in a transaction of its own."""
    with database.unit(by=PLATFORM, at=now()) as uow:
        issued(uow, read_settings(), number=f"L{place:09}")
    return True


def fill(database: Database, steps: int) -> None:
    """Put reviews of one agency into the queue, copies of a real one, all but a fifth of them decided."""
    made = begun(database, at=now(), about="FILL")
    with database.unit(by=PLATFORM, at=now()) as uow:
        for table, key in (("review", "number"), ("review_step", "review")):
            found = uow.connection.execute(
                sa.text("select column_name from information_schema.columns where table_name = :t"), {"t": table}
            ).scalars()
            names = [f'"{each}"' for each in found]
            state = "case when n % 5 = 0 then state when :t = 'review' then 'granted' else 'decided' end"
            given = {f'"{key}"': f"\"{key}\" || '-' || n", '"about"': "'F' || n", '"state"': state}
            values = ", ".join(given.get(each, each) for each in names)
            uow.connection.execute(
                sa.text(
                    f"insert into {table} ({', '.join(names)}) select {values} from {table}, generate_series(1, :n) n"  # noqa: S608
                    f" where {key} = :number"
                ),
                {"t": table, "n": steps, "number": made.number},
            )
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("vacuum analyze review, review_step"))


def queue(database: Database, place: int) -> bool:
    """Ask for a page of the agency's queue: plain, searched, late, far back."""
    asked = (Wanted(), Wanted(text="F500"), Wanted(late=True), Wanted(page=200), Wanted(state="decided", page=50))
    at = now() + timedelta(days=place % 3)
    with database.unit(by=OLGA, at=at) as uow:
        return bool(reviews.queue(uow, replace(asked[place % len(asked)]))[1])


def timed(name: str, work: Callable[[Database, int], bool], database: Database, times: int, limit: float) -> None:
    """Print one line: how often, and the seconds at 50, 90 and 99 % against the limit."""
    work(database, 0)  # the first one reads fonts and imports
    took: list[float] = []
    kept = 0
    for place in range(1, times + 1):
        begun_at = time.perf_counter()
        kept += work(database, place)
        took.append(time.perf_counter() - begun_at)
    parts = [_at(sorted(took), each) for each in (0.5, 0.9, 0.99)]
    told = "  ".join(f"{each * 1e3:>7.0f} ms" for each in parts)
    print(f"{name:28} {times:>6,} ({kept:,})  {told}  p99 is {parts[2] / limit:.2f} of {limit * 1e3:.0f} ms")


def _at(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def main() -> None:
    """Print the table."""
    licences = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    steps = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    print(f"{'what':28} {'times':>6} (true)  {'50 %':>10}  {'90 %':>10}  {'99 %':>10}")
    with tempfile.TemporaryDirectory() as home, own_database(Path(home)) as database:
        timed("licence, lodged to paper", licence, database, licences, LICENCE_LIMIT_S)
        timed("issue alone", issue, database, licences, LICENCE_LIMIT_S)
        fill(database, steps)
        timed(f"queue of {steps:,}", queue, database, licences, QUEUE_LIMIT_S)


if __name__ == "__main__":
    main()
