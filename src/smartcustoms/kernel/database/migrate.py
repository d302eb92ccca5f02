"""Bring the schema up to date: Alembic's one line of history in `migrations/`."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from smartcustoms.kernel.database.cluster import DatabaseAway
from smartcustoms.kernel.database.connect import make_role
from smartcustoms.kernel.database.unit import Database

_BESIDE = Path(__file__).resolve().parents[2] / "migrations"  # inside an installed wheel
_CLONE = Path(__file__).resolve().parents[4] / "migrations"  # in a clone


def configuration(database: Database) -> Config:
    """Give Alembic's configuration for a database."""
    config = Config()
    config.set_main_option("script_location", str(_BESIDE if _BESIDE.exists() else _CLONE))
    config.attributes["engine"] = database.engine
    return config


def migrate(database: Database) -> None:
    """Run the migrations that this database has not had; processes starting together take turns.

    Raises:
        DatabaseAway: it does not answer, or lets us not in.
    """
    with _reached(database) as connection, connection.begin():
        connection.exec_driver_sql("select pg_advisory_xact_lock(7201)")
        make_role(connection)
        config = configuration(database)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _reached(database: Database) -> sa.Connection:
    try:
        return database.engine.connect()
    except sa.exc.OperationalError as away:
        address = database.engine.url.set(drivername="postgresql").render_as_string(hide_password=True)
        why = str(away.orig).strip().splitlines()[0]
        raise DatabaseAway(
            f"The database {address} cannot be reached: {why}. Check SMARTCUSTOMS_DSN, and that PostgreSQL runs there and lets us in."
        ) from away
