"""The workers' signs of life and the schema's version, and all SQL on them."""

from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.kernel.database.tables import TABLES, open_to_all
from smartcustoms.kernel.database.unit import Database, UnitOfWork
from smartcustoms.kernel.watch.model import Worker

worker_heartbeat: Final = sa.Table(
    "worker_heartbeat",
    TABLES,
    sa.Column("worker", sa.Text, primary_key=True),
    sa.Column("since", sa.DateTime(timezone=True), nullable=False),
    sa.Column("seen", sa.DateTime(timezone=True), nullable=False),
    info=open_to_all("host and process number of each worker and when it was last seen; no personal or trade data"),
)


def beat(uow: UnitOfWork, worker: str, since: datetime) -> None:
    """Note that a worker lives; forget those silent for an hour."""
    row = pg.insert(worker_heartbeat).values(worker=worker, since=since, seen=uow.at)
    uow.connection.execute(row.on_conflict_do_update(index_elements=["worker"], set_={"seen": uow.at}))
    old = worker_heartbeat.c.seen < uow.at - timedelta(hours=1)
    uow.connection.execute(sa.delete(worker_heartbeat).where(old))


def remove(uow: UnitOfWork, worker: str) -> None:
    """Note that a worker ended in good order."""
    uow.connection.execute(sa.delete(worker_heartbeat).where(worker_heartbeat.c.worker == worker))


def workers(uow: UnitOfWork, since: datetime) -> list[Worker]:
    """Load the workers seen since a moment."""
    w = worker_heartbeat.c
    query = sa.select(w.worker, w.since, w.seen).where(w.seen >= since).order_by(w.worker)
    return [Worker(row.worker, row.since, row.seen) for row in uow.connection.execute(query)]


def schema_version(database: Database) -> str | None:
    """Read which migration the database has come to; None when it was never migrated.

    Outside a unit of work: the table belongs to the migrations, and the role of units of work has no right to it.
    """
    with database.engine.connect() as connection:
        if connection.execute(sa.text("select to_regclass('alembic_version')")).scalar() is None:
            return None
        version: str | None = connection.execute(sa.text("select version_num from alembic_version")).scalar()
        return version
