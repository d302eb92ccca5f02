"""Events a second: recorded, relayed, and run through two steps with an effect each, by one thread on the embedded PostgreSQL.

`python benchmarks/events.py [EVENTS]`. CPU is this process's own, which a busy machine disturbs least.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from smartcustoms.app.discover import discover
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.clock import now
from smartcustoms.kernel.database.cluster import embedded
from smartcustoms.kernel.database.connect import connect, make_tables
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.events.relay import consumers, relay_here
from smartcustoms.kernel.events.steps import StepRunner
from smartcustoms.kernel.settings import Settings
from tests.kernel.events.a_parcel import ParcelOpened, TestReaction, label, make_effects, weigh

REACTION = TestReaction(ParcelOpened, (weigh, label))


def record(database: Database, events: int) -> int:
    """Record events, a hundred a transaction, over a thousand keys."""
    for start in range(0, events, 100):
        with database.unit(by=PLATFORM, at=now()) as uow:
            for each in range(start, min(start + 100, events)):
                uow.record(ParcelOpened(parcel=f"P{each % 1000}", item=each // 1000))
    return events


def relay(database: Database, events: int) -> int:
    """Relay all."""
    while relay_here(database, consumers([REACTION])):
        pass
    return events


def run_steps(database: Database, events: int) -> int:
    """Run both steps of all."""
    ran = StepRunner(database, [REACTION]).turn()
    if ran != 2 * events:
        raise SystemExit(f"{ran} of {2 * events} deliveries ran")
    return ran


def timed(database: Database, events: int, work: Callable[[Database, int], int]) -> None:
    """Print one line: what, how many, a second, and CPU microseconds each."""
    wall, cpu = time.perf_counter(), time.process_time()
    count = work(database, events)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(f"{work.__name__:10} {count:>9,} {count / wall:>9,.0f}/s {cpu / count * 1e6:>9.0f} us CPU each")


def main() -> None:
    """Print the table."""
    events = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    discover()
    with tempfile.TemporaryDirectory() as home:
        Path(home).chmod(0o755)
        cluster = embedded(Settings(home=Path(home)))
        cluster.start()
        try:
            database = connect(cluster.dsn(), pool=4)
            make_tables(database)
            make_effects(database)
            for work in (record, relay, run_steps):
                timed(database, events, work)
            database.close()
        finally:
            cluster.stop()


if __name__ == "__main__":
    main()
