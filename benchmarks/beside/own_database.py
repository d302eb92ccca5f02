"""A database of its own for a benchmark, in an embedded cluster that is apart from the platform's."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from smartcustoms.app.discover import discover
from smartcustoms.kernel.database.cluster import embedded
from smartcustoms.kernel.database.connect import connect, drop_database, make_database, make_tables
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.settings import Settings


@contextmanager
def own_database(home: Path) -> Iterator[Database]:
    """Make a database with every table in the cluster of a folder, and remove it at the end."""
    discover()
    cluster = embedded(replace(Settings(), home=home.resolve()))
    cluster.start()
    name = f"benchmark_{secrets.token_hex(4)}"
    make_database(cluster, name)
    database = connect(cluster.dsn(name))
    try:
        make_tables(database)
        yield database
    finally:
        database.close()
        drop_database(cluster, name)
        cluster.release()
