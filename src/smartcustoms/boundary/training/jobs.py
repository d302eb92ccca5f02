"""Each night trials older than two years are forgotten; every five minutes tests whose time is over are ended."""

from datetime import datetime

from smartcustoms.boundary.training import actions
from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.jobs.model import Job


def _forget(database: Database, _at: datetime) -> None:
    with database.unit(by=PLATFORM, at=clock.now()) as uow:
        actions.forget_old(uow)


def _end_tests(database: Database, _at: datetime) -> None:
    with database.unit(by=PLATFORM, at=clock.now()) as uow:
        actions.end_overdue(uow)


jobs = [
    Job(name="training.forget", run=_forget, schedule="40 2 * * *"),
    Job(name="training.end_tests", run=_end_tests, schedule="*/5 * * * *"),
]
