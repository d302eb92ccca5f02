"""The one line of history makes exactly the tables that the stores name, with their protection."""

import uuid

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from smartcustoms.app.discover import discover
from smartcustoms.kernel.database.connect import Server, connect, drop_database, make_database
from smartcustoms.kernel.database.migrate import migrate
from smartcustoms.kernel.database.tables import TABLES


def test_migrations_make_the_tables(cluster: Server) -> None:
    discover()
    name = f"migrated_{uuid.uuid4().hex[:8]}"
    make_database(cluster, name)
    database = connect(cluster.dsn(name), pool=2)
    try:
        migrate(database)
        migrate(database)  # the second time has nothing to do
        with database.engine.connect() as connection:
            differences = compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), TABLES)
            secured = sa.text("select relname from pg_class where relkind in ('r', 'p') and relforcerowsecurity")
            on = set(connection.execute(secured).scalars())
            sequences = set(sa.inspect(connection).get_sequence_names())
            granted = sa.text(
                "select table_name from information_schema.role_table_grants where grantee = 'smartcustoms_app'"
            )
            reachable = set(connection.execute(granted).scalars())
    finally:
        database.close()
        drop_database(cluster, name)
    assert [d for d in differences if "alembic_version" not in str(d)] == [], "run: make migration say=..."
    assert {t.name for t in TABLES.sorted_tables if "protected" in t.info} <= on
    assert {t.name for t in TABLES.sorted_tables} <= reachable
    assert set(TABLES._sequences) <= sequences
