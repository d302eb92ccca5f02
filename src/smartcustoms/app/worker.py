"""The worker: relays events, runs their steps and the jobs, each in threads of its own. And the command that starts it.

`smartcustoms serve` runs it beside the web server: see `beside.py`.
"""

import os
import signal
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

import click
import structlog

from smartcustoms.app.beside import told_to_go
from smartcustoms.app.discover import gathered, reactions
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.clock import now
from smartcustoms.kernel.commands import Command
from smartcustoms.kernel.database.connect import opened
from smartcustoms.kernel.database.migrate import migrate
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.events.loop import Loop
from smartcustoms.kernel.events.model import Patience, Reaction
from smartcustoms.kernel.events.relay import BATCH, consumers, relay_here
from smartcustoms.kernel.events.steps import StepRunner
from smartcustoms.kernel.jobs.model import Job
from smartcustoms.kernel.jobs.running import LEASE, JobRunner
from smartcustoms.kernel.memory import settle
from smartcustoms.kernel.settings import Settings, read_settings
from smartcustoms.kernel.watch import actions as watch
from smartcustoms.kernel.watch import queries as watched
from smartcustoms.kernel.watch.model import LIVE, RUN, Stand
from smartcustoms.kernel.watch.telemetry import set_up
from smartcustoms.kernel.web.live import publish

if TYPE_CHECKING:
    from smartcustoms.kernel.events.broker import Broker

_STEPS: Final = 2  # threads that run steps
_JOBS: Final = (
    3  # threads that run jobs: the audit's sequencer nearly always has one, and an import must not wait for training
)
_READER: Final = "reactions"
_log = structlog.get_logger(__name__)


def run_worker(
    settings: Settings,
    database: Database,
    stop: threading.Event,
    *,
    follows: Sequence[Reaction] | None = None,
    jobs: Sequence[Job] | None = None,
    patience: Patience | None = None,
    lease: timedelta = LEASE,
) -> None:
    """Work until told to stop: relay, steps, jobs and a sign of life every two seconds.

    Args:
        settings: `nats` chooses whether events go by the broker.
        database: where everything is.
        stop: set it to end; what is under way is finished, for at most ten seconds.
        follows: reactions other than those found in `smartcustoms.reactions`, for tests.
        jobs: jobs other than those the capabilities give, for tests.
        patience: how often a failing step is tried.
        lease: how long a job's run holds when its worker dies.
    """
    found = reactions() if follows is None else follows
    broker = _broker(settings.nats) if settings.nats else None
    loops = _loops(database, broker, found, _runners(database, jobs, lease), patience)
    for loop in loops:
        database.on_commit.append(loop.wake_by_others)
        loop.start()
    with _living(database):
        stop.wait()
    late = [loop.name for loop in loops if not loop.stop()]
    if late:
        _log.warning("stopped in the middle of work, which is resumed by the next worker", loops=late)
    for loop in loops:
        database.on_commit.remove(loop.wake_by_others)
    if broker is not None:
        broker.close()


def _broker(address: str) -> "Broker":
    from smartcustoms.kernel.events.broker import Broker  # here: NATS's client is slow to import, and few use it

    return Broker(address)


def _runners(database: Database, jobs: Sequence[Job] | None, lease: timedelta) -> list[JobRunner]:
    found = gathered("jobs", "jobs") if jobs is None else jobs
    return [JobRunner(database, found, lease=lease) for _ in range(_JOBS)]


def _loops(
    database: Database,
    broker: "Broker | None",
    found: Sequence[Reaction],
    runners: Sequence[JobRunner],
    patience: Patience | None,
) -> list[Loop]:
    whom = consumers(found)
    steps = [
        Loop(f"steps-{number}", StepRunner(database, found, patience=patience).turn, pause=0.5)
        for number in range(_STEPS)
    ]
    work = [Loop(f"jobs-{number}", runner.turn, pause=1.0) for number, runner in enumerate(runners)]
    if broker is None:
        relay = Loop("relay", partial(relay_here, database, whom), pause=0.1)
        relay.then = steps
        first = [relay]
    else:
        from smartcustoms.kernel.events.broker import publish_next, take_in

        relay = Loop("relay", partial(publish_next, database, broker, limit=BATCH), pause=0.1)
        intake = Loop("intake", partial(take_in, database, broker, whom, reader=_READER, limit=BATCH), pause=0.05)
        relay.then, intake.then = [intake], steps
        first = [relay, intake]
    for loop in [*steps, *work]:
        loop.then = [relay]  # what they did may have recorded events
    return [*first, *steps, *work]


@contextmanager
def _living(database: Database) -> Iterator[None]:
    name, since = f"{socket.gethostname()}:{os.getpid()}", now()

    before: Stand | None = None

    def beat() -> int:
        nonlocal before
        with database.unit(by=PLATFORM, at=now()) as uow:
            watch.beat(uow, name, since=since)
            stand = watched.stand(uow)
            if stand != before:
                publish(LIVE, uow=uow)
        before = stand
        return 0

    loop = Loop("heartbeat", beat, pause=2.0)
    loop.start()
    try:
        yield
    finally:
        loop.stop()
        try:
            with database.unit(by=PLATFORM, at=now()) as uow:
                watch.leave(uow, name)
        except Exception as away:  # noqa: BLE001 - ending must not fail because the database is away
            _log.warning("left without a word", error=repr(away)[:300])


@click.command(cls=Command, permission=RUN)
@click.option("--beside", is_flag=True, hidden=True, help="End when standard input ends: run beside a server.")
def worker(beside: bool) -> None:
    """Run the worker: events, reaction steps and jobs. `serve` has one; run more on other machines."""
    settings = read_settings()
    set_up(settings, "worker")
    follows, jobs = reactions(), gathered("jobs", "jobs")  # now, while a server beside imports what it needs
    stop = threading.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: stop.set())
    if beside and not told_to_go(stop):
        return
    with opened(settings, watch=True) as database:
        migrate(database)
        _log.info("worker begins", process=os.getpid())
        settle()
        run_worker(settings, database, stop, follows=follows, jobs=jobs)
    _log.info("worker ends", process=os.getpid())


commands = [worker]
