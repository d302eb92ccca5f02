"""Which PostgreSQL: the one in the settings, else the embedded cluster; and how its schema is made."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

import sqlalchemy as sa

from smartcustoms.kernel.database.cluster import embedded
from smartcustoms.kernel.database.sending import drop_the_dead
from smartcustoms.kernel.database.tables import APP_ROLE, TABLES, protection
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.settings import Settings

_ROLE = f"""
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{APP_ROLE}') THEN CREATE ROLE {APP_ROLE} NOLOGIN NOBYPASSRLS; END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$
"""


class Server(Protocol):
    """A PostgreSQL that holds databases: the embedded cluster, or one that others run."""

    def dsn(self, database: str = "postgres") -> str:
        """Give the address of one of its databases."""
        ...


def connect(dsn: str, *, pool: int = 20) -> Database:
    """Connect to a PostgreSQL database by its address (postgresql://...)."""
    address = re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", dsn)
    engine = sa.create_engine(
        address,
        pool_size=pool,
        max_overflow=pool,
        hide_parameters=True,  # what a failed statement was given is personal data or a secret: no log holds it
        connect_args={"connect_timeout": 10, "options": "-c timezone=UTC", "prepare_threshold": 2},
    )
    sa.event.listen(engine, "checkout", drop_the_dead)
    return Database(engine)


@contextmanager
def opened(settings: Settings, *, name: str = "smartcustoms", watch: bool = False) -> Iterator[Database]:
    """Open the platform's database, starting the embedded cluster when no address is set.

    Args:
        settings: where the database is.
        name: database in the embedded cluster, made when it is not there.
        watch: keep the embedded server running, starting it again when it dies (web and worker do).
    """
    if settings.dsn:
        database = connect(settings.dsn)
        try:
            yield database
        finally:
            database.close()
        return
    cluster = embedded(settings)
    cluster.start()
    try:
        if watch:
            cluster.watch()
        make_database(cluster, name)
        database = connect(cluster.dsn(name))
        try:
            yield database
        finally:
            database.close()
    finally:
        cluster.release()


def make_database(server: Server, name: str, *, template: str | None = None) -> None:
    """Make a database in a server when it is not there, as a copy of a template if one is named."""
    with _commands(server.dsn()) as connection:
        there = connection.execute(sa.text("select 1 from pg_database where datname = :name"), {"name": name}).scalar()
        if not there:
            copied = f' TEMPLATE "{template}"' if template else ""
            connection.exec_driver_sql(f'CREATE DATABASE "{name}"{copied}')


def drop_database(server: Server, name: str) -> None:
    """Remove a database from a server, closing its connections."""
    with _commands(server.dsn()) as connection:
        connection.exec_driver_sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def _commands(dsn: str) -> Iterator[sa.Connection]:
    database = connect(dsn, pool=1)
    try:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            yield connection
    finally:
        database.close()


def make_role(connection: sa.Connection) -> None:
    """Make the role in whose rights every unit of work runs; it owns no table and cannot pass row-level security."""
    connection.exec_driver_sql(_ROLE)
    connection.exec_driver_sql(f"GRANT USAGE ON SCHEMA public TO {APP_ROLE}")
    connection.exec_driver_sql(f"ALTER DEFAULT PRIVILEGES GRANT USAGE ON SEQUENCES TO {APP_ROLE}")
    connection.exec_driver_sql(f"GRANT {APP_ROLE} TO CURRENT_USER")


def make_tables(database: Database) -> None:
    """Make every known table at once, with its protection: for tests and throw-away databases. Others are migrated."""
    with database.engine.begin() as connection:
        make_role(connection)
        TABLES.create_all(connection)
        for table in TABLES.sorted_tables:
            for statement in protection(table):
                connection.exec_driver_sql(statement)
