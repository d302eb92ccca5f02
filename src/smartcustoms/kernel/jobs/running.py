"""Runs jobs: orders those that are due, takes up one run at a time, keeps its lease, and resumes what a dead worker left."""

import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar
from uuid import UUID

import structlog

from smartcustoms.kernel.actor import PLATFORM, Actor
from smartcustoms.kernel.clock import now
from smartcustoms.kernel.database.unit import Database, UnitOfWork
from smartcustoms.kernel.events.failpoints import reached
from smartcustoms.kernel.events.trace import following
from smartcustoms.kernel.jobs import actions, queries
from smartcustoms.kernel.jobs.actions import Claim, LostTurn
from smartcustoms.kernel.jobs.clockwork import schedule
from smartcustoms.kernel.jobs.model import Job, NotAJob

T = TypeVar("T")
LEASE: Final = timedelta(seconds=10)
"""How long a claim holds without being kept: after a kill a run goes on at most so much later."""
DEATHS: Final = 30
"""A run whose worker died so often is failed: it may be what kills it, by its hunger for memory say."""

_log = structlog.get_logger(__name__)


class RunningWork:
    """The work of one claimed run; see `model.Work`."""

    def __init__(self, database: Database, claimed: Claim) -> None:
        self._database = database
        self._claimed = claimed
        with database.unit(by=PLATFORM, at=now()) as uow:
            self._kept = queries.finished_steps(uow, claimed.number)
        self._named: set[str] = set()

    @property
    def number(self) -> UUID:
        """Number of the run."""
        return self._claimed.number

    @property
    def key(self) -> str:
        """What the run is about."""
        return self._claimed.key

    @property
    def arguments(self) -> Mapping[str, Any]:
        """What `start` was given."""
        return self._claimed.arguments

    @property
    def by(self) -> Actor:
        """Who asked for the run."""
        return self._claimed.by

    @property
    def at(self) -> datetime:
        """When the run was asked for."""
        return self._claimed.at

    @property
    def database(self) -> Database:
        """For reads between steps."""
        return self._database

    def step(self, name: str, do: Callable[[UnitOfWork], T], *, done: int | None = None, total: int | None = None) -> T:
        """Do something once and keep its result; see `model.Work.step`."""
        if name in self._named:
            raise NotAJob(f"job {self._claimed.name} has two steps named {name!r}; name each by what it does")
        self._named.add(name)
        if name in self._kept:
            kept: T = self._kept[name]
            return kept
        with self._database.unit(by=self.by, at=now()) as uow:
            actions.tell(
                uow, self._claimed, done=done, total=total, note=None
            )  # first: holds the run's row, as its fence
            result = do(uow)
            actions.record_step(uow, self._claimed, name, result)
            reached("job.before_step_commit")
        reached("job.after_step_commit")
        return result

    def tell(self, *, done: int | None = None, total: int | None = None, note: str | None = None) -> None:
        """Tell progress outside a step."""
        with self._database.unit(by=PLATFORM, at=now()) as uow:
            actions.tell(uow, self._claimed, done=done, total=total, note=note)


class JobRunner:
    """Takes up runs of the jobs it knows; several may work in threads and processes."""

    def __init__(self, database: Database, jobs: Sequence[Job], *, lease: timedelta = LEASE) -> None:
        self.database = database
        self.jobs = {job.name: job for job in jobs}
        self.lease = lease
        if len(self.jobs) != len(jobs):
            names = [job.name for job in jobs]
            raise NotAJob(f"two jobs share a name: {sorted({name for name in names if names.count(name) > 1})}")
        self._schedules = {job.name: schedule(job.schedule) for job in jobs if job.schedule}
        self._since = now()

    def turn(self) -> int:
        """Order what the clock says and run one run; give how many were run."""
        at = now()
        self._order(at)
        with self.database.unit(by=PLATFORM, at=at) as uow:
            claimed = actions.claim(uow, list(self.jobs), lease=self.lease)
        if claimed is None:
            return 0
        reached("job.after_claim")
        if claimed.turn - claimed.tries >= DEATHS:
            self._give_up(claimed)
        else:
            self._run(claimed)
        return 1

    def _order(self, at: datetime) -> None:
        """Ask for scheduled runs that have come due since the last time; a long sleep is made up for by one run."""
        if not self._schedules:
            return
        with self.database.unit(by=PLATFORM, at=at) as uow:
            last = queries.last_due(uow)
            for name, plan in self._schedules.items():
                due = plan.after(last.get(name, self._since))
                if due <= at:
                    while (later := plan.after(due)) <= at:
                        due = later
                    actions.order(uow, name, due)

    def _give_up(self, claimed: Claim) -> None:
        error = f"its worker died {DEATHS} times while running it; see the workers' logs and memory, then retry"
        with self.database.unit(by=PLATFORM, at=now()) as uow:
            actions.fail(uow, claimed, error=error, tries=0)
        _log.error("run given up", job=claimed.name, run=str(claimed.number), because=error)

    def _run(self, claimed: Claim) -> None:
        job = self.jobs[claimed.name]
        with _Keeping(self.database, claimed, self.lease):
            try:
                with following(None, f"job {claimed.name}"):
                    self._call(job, claimed)
                reached("job.before_finish")
            except LostTurn as lost:
                _log.warning("run given up", job=claimed.name, run=str(claimed.number), because=str(lost))
                return
            except Exception as failure:  # noqa: BLE001 - a job may fail in any way; the runner goes on
                self._failed(job, claimed, failure)
                return
            with self.database.unit(by=PLATFORM, at=now()) as uow:
                actions.finish(uow, claimed)
            reached("job.after_finish")

    def _call(self, job: Job, claimed: Claim) -> None:
        if job.work is not None:
            job.work(RunningWork(self.database, claimed))
        elif job.run is not None:
            job.run(self.database, claimed.at)

    def _failed(self, job: Job, claimed: Claim, failure: Exception) -> None:
        error = f"{type(failure).__name__}: {failure}"[:2000]
        with self.database.unit(by=PLATFORM, at=now()) as uow:
            over = actions.fail(uow, claimed, error=error, tries=job.tries)
        _log.error("run failed", job=job.name, run=str(claimed.number), tries=claimed.tries, over=over, error=error)


class _Keeping:
    """Prolongs a claim in a thread of its own while its run goes on."""

    def __init__(self, database: Database, claimed: Claim, lease: timedelta) -> None:
        self._database, self._claimed, self._lease = database, claimed, lease
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="job-lease", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _keep(self) -> None:
        while not self._over.wait(self._lease.total_seconds() / 4):
            try:
                with self._database.unit(by=PLATFORM, at=now()) as uow:
                    if not actions.keep(uow, self._claimed, lease=self._lease):
                        return
            except Exception as away:  # noqa: BLE001 - the database is away; the fence keeps the run right meanwhile
                _log.warning("lease not kept", run=str(self._claimed.number), error=repr(away)[:300])
