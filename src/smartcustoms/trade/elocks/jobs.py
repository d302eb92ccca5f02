"""By the clock: partitions for the coming days, and alarms that nobody took up."""

from datetime import datetime, timedelta

from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.jobs.model import Job
from smartcustoms.trade.elocks import actions


def _days(database: Database, at: datetime) -> None:
    actions.make_days(database, at.date() - timedelta(days=1), 8)


def _overdue(database: Database, at: datetime) -> None:
    with database.unit(by=PLATFORM, at=at) as uow:
        actions.escalate_overdue(uow)


jobs = [
    Job(name="elocks.days", run=_days, schedule="17 * * * *", tries=3),
    Job(name="elocks.overdue", run=_overdue, schedule="* * * * *", tries=1),
]
