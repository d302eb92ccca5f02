"""By the clock: partitions for the coming days, alarms that nobody took up, and new fixes into the log of evidence."""

from datetime import datetime, timedelta

from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.jobs.model import Job
from smartcustoms.kernel.settings import read_settings
from smartcustoms.trade.elocks import actions


def _days(database: Database, at: datetime) -> None:
    actions.make_days(database, at.date() - timedelta(days=1), 8)


def _overdue(database: Database, at: datetime) -> None:
    with database.unit(by=PLATFORM, at=at) as uow:
        actions.escalate_overdue(uow)


def _attest(database: Database, _at: datetime) -> None:
    keys = actions.keys_of(read_settings())
    while True:
        with database.unit(by=PLATFORM, at=clock.now()) as uow:
            if actions.attest(uow, keys=keys) == 0:
                return


jobs = [
    Job(name="elocks.attest", run=_attest, schedule="* * * * *", tries=1),
    Job(name="elocks.days", run=_days, schedule="17 * * * *", tries=3),
    Job(name="elocks.overdue", run=_overdue, schedule="* * * * *", tries=1),
]
