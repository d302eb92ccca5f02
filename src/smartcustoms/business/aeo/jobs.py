"""Jobs of the programme: each night what is over ends, who owes is reminded, and each month the operators' figures are counted."""

from datetime import datetime

from smartcustoms.business.aeo import actions
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.jobs.model import Job


def _nightly(database: Database, at: datetime) -> None:
    while True:
        with database.unit(by=PLATFORM, at=at) as uow:
            if not actions.expire_over(uow):
                break
    with database.unit(by=PLATFORM, at=at) as uow:
        actions.remind(uow)


def _figures(database: Database, at: datetime) -> None:
    with database.unit(by=PLATFORM, at=at) as uow:
        actions.ask_for_figures(uow)


jobs = [
    Job(name="aeo.nightly", run=_nightly, schedule="5 16 * * *"),  # 00:05 in Hong Kong
    Job(name="aeo.figures", run=_figures, schedule="30 17 * * 0"),
]
