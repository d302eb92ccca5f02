"""Each minute: declarations for which no bill was found look again, if a bill came since they last looked."""

from datetime import datetime

from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.jobs.model import Job
from smartcustoms.trade.cargo_reports import actions


def _match(database: Database, at: datetime) -> None:
    with database.unit(by=PLATFORM, at=at) as uow:
        actions.match_waiting(uow)


jobs = [Job(name="cargo_reports.match", run=_match, schedule="* * * * *", tries=1)]
