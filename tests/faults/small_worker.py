"""A worker of the tests' own, run as a process: real relay, steps and jobs over parcels. Arguments: DSN, NATS address or "-", "beside"."""

import signal
import sys
import threading
from datetime import timedelta

from smartcustoms.app.beside import told_to_go
from smartcustoms.app.worker import run_worker
from smartcustoms.kernel.database.connect import connect
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.jobs.model import Job, Work
from smartcustoms.kernel.settings import Settings
from tests.kernel.events.a_parcel import ParcelOpened, TestReaction, effect, label, weigh

ITEMS = 6
LEASE = timedelta(seconds=2)  # the product's is ten; the order of things is the same


def count_parcels(work: Work) -> None:
    """A job of a few steps, each with one effect."""
    for item in range(ITEMS):

        def count(uow: UnitOfWork, item: int = item) -> int:
            effect(uow, "job", ParcelOpened(parcel=work.key, item=item))
            return item

        work.step(f"item {item}", count, done=item + 1, total=ITEMS)


def main() -> None:
    """Work until terminated."""
    dsn, nats = sys.argv[1:3]
    beside = len(sys.argv) > 3
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    if beside and not told_to_go(stop):
        return
    settings = Settings(dsn=dsn, nats="" if nats == "-" else nats)
    reaction = TestReaction(ParcelOpened, (weigh, label))
    run_worker(
        settings, connect(dsn), stop, follows=[reaction], jobs=[Job(name="test.count", work=count_parcels)], lease=LEASE
    )


if __name__ == "__main__":
    main()
