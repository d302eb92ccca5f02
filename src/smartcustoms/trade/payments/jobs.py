"""Work of payments by the clock: each day the late charges that have begun."""

from datetime import datetime

from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.jobs.model import Job
from smartcustoms.trade.payments import actions


def charge_lateness(database: Database, at: datetime) -> None:
    """Raise late charges, a batch a transaction; what was raised already is not raised again."""
    after = ""
    while True:
        with database.unit(by=PLATFORM, at=at) as uow:
            _, after = actions.charge_lateness(uow, after=after)
        if not after:
            return


jobs = [Job(name="payments.late", run=charge_lateness, schedule="30 16 * * *")]
