"""Runs the migrations on the connection it is handed. The tables of every capability are known through discovery."""

from alembic import context

from smartcustoms.app.discover import discover
from smartcustoms.kernel.database.tables import TABLES

discover()
attributes = context.config.attributes


def run() -> None:
    options = {
        "target_metadata": TABLES,
        "compare_type": True,
        "process_revision_directives": attributes.get("directives"),
    }
    if attributes.get("connection") is not None:
        context.configure(connection=attributes["connection"], **options)
        context.run_migrations()
        return
    with attributes["engine"].begin() as connection:
        context.configure(connection=connection, **options)
        context.run_migrations()


run()
