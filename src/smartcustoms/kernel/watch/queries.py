"""Whether the platform is ready, and which workers live."""

from datetime import datetime, timedelta
from functools import cache
from typing import Final

from alembic.script import ScriptDirectory

from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.migrate import configuration
from smartcustoms.kernel.database.unit import Database, UnitOfWork
from smartcustoms.kernel.events import queries as deliveries
from smartcustoms.kernel.jobs import queries as runs
from smartcustoms.kernel.watch import store
from smartcustoms.kernel.watch.model import Health, Stand, Worker

SILENT: Final = timedelta(seconds=15)
"""A worker not seen for so long counts as gone; it gives a sign every two seconds."""


def workers(uow: UnitOfWork) -> list[Worker]:
    """Give the workers that live."""
    return store.workers(uow, uow.at - SILENT)


def health(database: Database, *, at: datetime) -> Health:
    """Ask what is missing; answers also when the database does not."""
    try:
        version = store.schema_version(database)
        if version is None or version != _head(database):
            return Health(("migrations",))
        with database.unit(by=PLATFORM, at=at) as uow:
            return Health(() if workers(uow) else ("worker",))
    except Exception:  # noqa: BLE001 - whatever stops us from asking, the answer is the same
        return Health(("database",))


@cache
def _head(database: Database) -> str | None:
    return ScriptDirectory.from_config(configuration(database)).get_current_head()


def stand(uow: UnitOfWork) -> Stand:
    """Give what the watch page shows of queues and jobs, but for ages: it differs when the page should be drawn anew."""
    queues = tuple((each.consumer, each.waiting, each.retried, each.dead) for each in deliveries.queues(uow))
    under_way = tuple((each.name, str(each.number), each.state.value, each.done) for each in runs.runs(uow, limit=30))
    return Stand(deliveries.outbox(uow).waiting, queues, under_way)
