"""Carry copies of messages out, each minute."""

from datetime import datetime

from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.jobs.model import Job
from smartcustoms.kernel.notify import actions
from smartcustoms.kernel.settings import read_settings


def _send(database: Database, _at: datetime) -> None:
    settings = read_settings()
    through = actions.gateways(settings)
    while True:
        with database.unit(by=PLATFORM, at=clock.now()) as uow:
            if not actions.send_due(uow, through, origin=settings.address):
                return


jobs = [Job(name="notify.send", run=_send, schedule="* * * * *", tries=1)]
