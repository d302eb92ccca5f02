"""What is removed by night: events all are through with, and the history of jobs."""

from datetime import datetime, timedelta
from typing import Final

from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.events import actions as events
from smartcustoms.kernel.jobs import actions as runs
from smartcustoms.kernel.jobs.model import Job

_EVENTS: Final = timedelta(days=30)  # as long as the broker keeps them
_RUNS: Final = timedelta(days=30)  # one job runs each minute


def prune(database: Database, at: datetime) -> None:
    """Remove events older than 30 days that every consumer is through with, and runs that ended 30 days ago."""
    with database.unit(by=PLATFORM, at=at) as uow:
        removed = events.prune(uow, older_than=_EVENTS), runs.prune(uow, older_than=_RUNS)
        uow.note("watch.pruned", "", events=removed[0], runs=removed[1])


jobs = (Job(name="watch.prune", run=prune, schedule="40 1 * * *"),)
