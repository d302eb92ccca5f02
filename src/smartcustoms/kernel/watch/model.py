"""What operators may do here, and what health consists of."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from smartcustoms.kernel.permissions import Permission

SEE: Final = Permission("watch.see", "See queues, dead letters, jobs and workers")
MEND: Final = Permission("watch.mend", "Mend, replay and drop dead letters; stop and retry jobs")
LIVE: Final = "watch"
"""The live topic that workers tell when queues or jobs have changed."""
RUN: Final = Permission("platform.work", "Run the worker")


@dataclass(frozen=True, slots=True)
class Worker:
    """A worker that gave a sign of life: host and process, since when, when last."""

    name: str
    since: datetime
    seen: datetime


@dataclass(frozen=True, slots=True)
class Health:
    """Whether the platform can do its work; `missing` names what is not there: database, migrations, worker."""

    missing: tuple[str, ...]

    @property
    def ready(self) -> bool:
        """Tell whether nothing is missing."""
        return not self.missing


@dataclass(frozen=True, slots=True)
class Stand:
    """How queues and jobs stand at a moment, to compare with another."""

    outbox: int
    queues: tuple[tuple[str, int, int, int], ...]
    runs: tuple[tuple[str, str, str, int | None], ...]
