"""Jobs of documents: those whose last day is over are marked."""

from datetime import datetime

from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.jobs.model import Job
from smartcustoms.trade.documents import actions


def _expire(database: Database, at: datetime) -> None:
    while True:
        with database.unit(by=PLATFORM, at=at) as uow:
            if not actions.expire_over(uow):
                return


jobs = [Job(name="documents.expire", run=_expire, schedule="10 16 * * *")]
