"""Each minute what is due is posted; each night what is old is forgotten."""

from datetime import datetime

from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.jobs.model import Job
from smartcustoms.kernel.settings import read_settings
from smartcustoms.trade.webhooks import actions
from smartcustoms.trade.webhooks.post_gateway import post_gateway

_ROUNDS = 20


def _send(database: Database, _at: datetime) -> None:
    settings = read_settings()
    through = post_gateway(settings)
    for _ in range(_ROUNDS):
        if not any(actions.send_due(database, settings, through).values()):
            return


def _forget(database: Database, _at: datetime) -> None:
    with database.unit(by=PLATFORM, at=clock.now()) as uow:
        actions.forget_old(uow)


jobs = [
    Job(name="webhooks.send", run=_send, schedule="* * * * *", tries=1),
    Job(name="webhooks.forget", run=_forget, schedule="50 1 * * *"),
]
