"""What a job is, what one run of it shows, and what a long job's code is given to work with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol, TypeVar
from uuid import UUID

from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.database.unit import Database, UnitOfWork

T = TypeVar("T")


class NotAJob(ValueError):
    """A `Job` is declared wrongly; start-up stops."""


class State(StrEnum):
    """Where a run stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


class Work(Protocol):
    """What a long job's code is given: who asked for what, and steps that each happen once.

    Code outside steps runs again after a kill; what is in a step does not.
    """

    @property
    def number(self) -> UUID:
        """Number of the run."""

    @property
    def key(self) -> str:
        """What the run is about; two runs of one job with the same key never run at the same time."""

    @property
    def arguments(self) -> Mapping[str, Any]:
        """What `start` was given, as plain JSON values."""

    @property
    def by(self) -> Actor:
        """Who asked for the run: steps act in his name. The platform for scheduled runs."""

    @property
    def at(self) -> datetime:
        """When the run was asked for (or due); the same after a resume."""

    @property
    def database(self) -> Database:
        """For reads between steps. Writes belong into steps."""

    def step(self, name: str, do: Callable[[UnitOfWork], T], *, done: int | None = None, total: int | None = None) -> T:
        """Do something once, in a transaction of its own, and give its result (plain JSON values).

        The step's record commits with its effect. When the run is resumed after a kill, a finished step is not done
        again: its kept result is given.

        Args:
            name: the step's name, the same on every resume and no other in this run, such as "rows 0".
            do: the effect, through the unit of work it is given.
            done: progress after this step, in the job's own units (rows, days).
            total: how many there are in all, once known.
        """

    def tell(self, *, done: int | None = None, total: int | None = None, note: str | None = None) -> None:
        """Tell progress outside a step; `note` is a short word such as "day 12 of 90"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job a capability gives in its `jobs.py`.

    Exactly one of `run` and `work` is given: `run(database, at)` for what is safe to do again from the start, `work(work)`
    for what goes in steps. `schedule` is cron in UTC ("0 2 * * *", five fields); None: only on demand by `start`.
    A run that raises is tried again, `tries` times in all, with growing pauses.
    """

    name: str
    run: Callable[[Database, datetime], None] | None = None
    work: Callable[[Work], None] | None = None
    schedule: str | None = None
    tries: int = 3

    def __post_init__(self) -> None:
        if (self.run is None) == (self.work is None):
            raise NotAJob(f"job {self.name} needs either run or work, and not both")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of a job, as people see it."""

    number: UUID
    name: str
    key: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    organisation: str
    asked_by: str
    asked_at: datetime
    state: State
    tries: int
    done: int | None
    total: int | None
    note: str
    error: str
    started_at: datetime | None
    finished_at: datetime | None

    @property
    def share(self) -> float | None:
        """Progress from 0 to 1; None when the total is not known."""
        if self.state is State.DONE:
            return 1.0
        return self.done / self.total if self.total and self.done is not None else None

    @property
    def is_over(self) -> bool:
        """Tell whether nothing more will happen to this run."""
        return self.state in (State.DONE, State.FAILED, State.STOPPED)
