"""Each minute: what lies in the folders and on disk is taken in, and what waits is worked off."""

from datetime import datetime

from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.jobs.model import Job
from smartcustoms.kernel.settings import read_settings
from smartcustoms.trade.intake import actions


def _work(database: Database, _at: datetime) -> None:
    actions.everything(database, read_settings())


jobs = [Job(name="intake.work", run=_work, schedule="* * * * *", tries=1)]
