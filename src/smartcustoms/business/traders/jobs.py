"""Each night: compare all traders and keep the pairs that may be one."""

from datetime import datetime

from smartcustoms.business.traders import actions
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.jobs.model import Job


def _find(database: Database, at: datetime) -> None:
    with database.unit(by=PLATFORM, at=at) as uow:
        actions.find_duplicates(uow)


jobs = [Job(name="traders.find_duplicates", run=_find, schedule="40 2 * * *", tries=3)]
