"""The worker: what is recorded anywhere has its effect soon, jobs run, and its sign of life comes and goes."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from smartcustoms.app.worker import run_worker
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.clock import now
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.jobs import actions as jobs
from smartcustoms.kernel.jobs import queries as runs
from smartcustoms.kernel.jobs.model import Job
from smartcustoms.kernel.settings import Settings
from smartcustoms.kernel.watch import queries as watch
from tests.kernel.events.a_parcel import ParcelOpened, TestReaction, effects, label, make_effects, open_parcels, weigh


@contextmanager
def working(database: Database, settings: Settings, *jobs: Job) -> Iterator[None]:
    stop = threading.Event()
    follows = [TestReaction(ParcelOpened, (weigh, label))]
    thread = threading.Thread(
        target=run_worker, args=(settings, database, stop), kwargs={"follows": follows, "jobs": jobs}
    )
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(30)
        assert not thread.is_alive()


def until(said: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not said():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def alive(database: Database) -> int:
    with database.unit(by=PLATFORM, at=now()) as uow:
        return len(watch.workers(uow))


def test_events_take_effect_jobs_run_and_the_worker_is_seen(database: Database, settings: Settings) -> None:
    make_effects(database)
    ran = threading.Event()
    with working(database, settings, Job(name="test.once", run=lambda _database, _at: ran.set())):
        open_parcels(database, ["A", "B"])
        with database.unit(by=PLATFORM, at=now()) as uow:
            number = jobs.start(uow, "test.once")
        until(lambda: len(effects(database)) == 4 and alive(database) == 1)
        assert ran.wait(10)

        def is_over() -> bool:
            with database.unit(by=PLATFORM, at=now()) as uow:
                return runs.run(uow, number).is_over

        until(is_over)
    assert alive(database) == 0
    assert database.on_commit == []
