"""Fixtures for every test: one embedded cluster a run, a made template, a copied database a test."""

import hashlib
import os
import shutil
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import hypothesis
import pytest
import sqlalchemy as sa

from smartcustoms.app.discover import discover
from smartcustoms.kernel.database.cluster import Cluster, embedded
from smartcustoms.kernel.database.connect import Server, connect, drop_database, make_database, make_tables
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.settings import Settings

hypothesis.settings.register_profile("untimed", deadline=None)  # no test is a timed one: the machine may be busy
hypothesis.settings.load_profile("untimed")

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
SECRET = os.environ.setdefault("SMARTCUSTOMS_SECRET", "a secret for tests only, long enough: 1")
"""One secret for every machine: the keyed random sample draws the same declarations wherever the tests run."""


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(home=tmp_path_factory.mktemp("home"), secret=SECRET)


@dataclass(frozen=True)
class Served:
    """A PostgreSQL that runs already: tests make and drop databases of their own in it."""

    address: str

    def dsn(self, database: str = "postgres") -> str:
        return sa.make_url(self.address).set(database=database).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Server]:
    """The embedded cluster of this checkout's tests; workers share it, and the last one stops it.

    With SMARTCUSTOMS_TEST_DSN set, the PostgreSQL that answers there; none answering, what asks for it is skipped.
    """
    if asked := os.environ.get("SMARTCUSTOMS_TEST_DSN"):
        yield _answering(Served(asked))
        return
    found = embedded(Settings(home=Path(os.environ.get("SMARTCUSTOMS_TEST_HOME") or _home())))
    found.start()
    _forget_safety(found)
    yield found
    found.release()


def _home() -> Path:
    """Give where this checkout's cluster lies: in memory where there is room, since each test copies a database of some 7 MB.

    On a disk that was written to for a while a copy took 0.4 to 0.9 s, in memory 0.08 s.
    """
    checkout, memory = Path(__file__).resolve().parents[1], Path("/dev/shm")  # noqa: S108 # of tests only
    if memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 2 * 1024**3:
        return memory / f"smartcustoms-tests-{os.getuid()}-{hashlib.sha256(str(checkout).encode()).hexdigest()[:12]}"
    return checkout / "var" / "tests"


def _answering(server: Served) -> Served:
    database = connect(server.dsn(), pool=1)
    try:
        database.engine.connect().close()
    except sa.exc.OperationalError as away:
        pytest.skip(f"SMARTCUSTOMS_TEST_DSN: no PostgreSQL lets us in there: {str(away.orig).splitlines()[0]}")
    finally:
        database.close()
    return server


def _forget_safety(found: Cluster) -> None:
    """Nothing here must outlive a power cut; the tests of faults start clusters of their own, with fsync on."""
    database = connect(found.dsn(), pool=1)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as commands:
        for setting in ("fsync = off", "full_page_writes = off", "synchronous_commit = off"):
            commands.exec_driver_sql(f"ALTER SYSTEM SET {setting}")
        commands.exec_driver_sql("SELECT pg_reload_conf()")
    database.close()


@pytest.fixture(scope="session")
def template(cluster: Server) -> Iterator[str]:
    """A database with every table, made once a worker and copied for each test."""
    discover()
    name = f"template_{uuid.uuid4().hex[:12]}"
    make_database(cluster, name)
    made = connect(cluster.dsn(name), pool=1)
    make_tables(made)
    made.close()
    yield name
    drop_database(cluster, name)


@pytest.fixture
def database(cluster: Server, template: str) -> Iterator[Database]:
    """A fresh database with every table and no rows."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    make_database(cluster, name, template=template)
    made = connect(cluster.dsn(name), pool=8)
    yield made
    made.close()
    drop_database(cluster, name)
