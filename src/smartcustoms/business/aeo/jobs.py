"""Jobs of the programme: each night ends and renewed periods begin, who owes is reminded; each month figures are counted."""

from datetime import datetime

from smartcustoms.business.aeo import actions
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.jobs.model import Job


def _nightly(database: Database, at: datetime) -> None:
    for all_of in (actions.expire_over, actions.begin_renewed):
        while True:
            with database.unit(by=PLATFORM, at=at) as uow:
                if not all_of(uow):
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
