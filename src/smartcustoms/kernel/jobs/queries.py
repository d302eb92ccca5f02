"""What runs there are and how far they have come. Traders see their own organisation's, customs all."""

from datetime import datetime
from typing import Any
from uuid import UUID

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.errors import NotFound
from smartcustoms.kernel.jobs import store
from smartcustoms.kernel.jobs.model import Run
from smartcustoms.kernel.words.model import sentence


class NoSuchRun(NotFound):
    """There is no such run, or it is not the asker's to see."""


def run(uow: UnitOfWork, number: UUID) -> Run:
    """Give one run with its progress.

    Raises:
        NoSuchRun: it is not there, or not the asker's to see.
    """
    found = store.select_run(uow, number)
    if found is None:
        raise NoSuchRun(
            sentence("There is no job run {number}", number=str(number)), mend=sentence("Check the number of the run")
        )
    return found


def runs(uow: UnitOfWork, *, name: str | None = None, key: str | None = None, limit: int = 50) -> list[Run]:
    """Give the newest runs, of one job or key when named: history and what is under way."""
    return store.select_runs(uow, name, key, (), limit)


def runs_under_way(uow: UnitOfWork, *, limit: int = 200) -> list[Run]:
    """Give the runs that wait or run."""
    return store.select_runs(uow, None, None, ("waiting", "running"), limit)


def finished_steps(uow: UnitOfWork, number: UUID) -> dict[str, Any]:
    """Give the kept results of a run's finished steps, by their names."""
    return store.step_results(uow, number)


def last_due(uow: UnitOfWork) -> dict[str, datetime]:
    """Tell for which due moment each scheduled job was last asked for."""
    return store.last_due(uow)
