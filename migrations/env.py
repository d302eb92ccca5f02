"""Runs the migrations on the connection it is handed. The tables of every capability are known through discovery."""

from alembic import context

from smartcustoms.app.discover import discover
from smartcustoms.kernel.database.tables import TABLES

discover()


def run() -> None:
    connection = context.config.attributes.get("connection")
    if connection is not None:
        context.configure(connection=connection, target_metadata=TABLES, compare_type=True)
        context.run_migrations()
        return
    with context.config.attributes["engine"].begin() as fresh:
        context.configure(connection=fresh, target_metadata=TABLES, compare_type=True)
        context.run_migrations()


run()
