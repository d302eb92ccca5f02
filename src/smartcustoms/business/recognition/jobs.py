"""Exchange messages with partner administrations, each minute; tell what is late; make lookup keys of what is new; thin the quarantine."""

from datetime import datetime

from smartcustoms.business.recognition import actions
from smartcustoms.business.recognition.post_gateway import post_of
from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.jobs.model import Job
from smartcustoms.kernel.settings import read_settings

_MOST_BATCHES = 100


def _exchange(database: Database, _at: datetime) -> None:
    settings = read_settings()
    through = post_of(settings)
    with database.unit(by=PLATFORM, at=clock.now()) as uow:
        actions.reconcile_due(uow, settings)
    if through is not None:
        actions.exchange(database, through, settings, at=clock.now())
    with database.unit(by=PLATFORM, at=clock.now()) as uow:
        actions.tell_late(uow)
        actions.thin_quarantine(uow)
        actions.forget_looked(uow)
    for _ in range(_MOST_BATCHES):
        with database.unit(by=PLATFORM, at=clock.now()) as uow:
            if not actions.index_operators(uow, settings):
                break


jobs = [Job(name="recognition.exchange", run=_exchange, schedule="* * * * *", tries=1)]
