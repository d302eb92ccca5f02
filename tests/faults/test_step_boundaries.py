"""A kill at every boundary of relay, intake, steps and jobs, each once and each later: no difference to an undisturbed run."""

import os
import socket
import subprocess
import sys
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.clock import now
from smartcustoms.kernel.database.cluster import Cluster
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.events import queries as deliveries
from smartcustoms.kernel.events.broker import Broker
from smartcustoms.kernel.events.failpoints import FAILPOINTS
from smartcustoms.kernel.jobs import actions as jobs
from smartcustoms.kernel.jobs import queries as runs
from tests.faults.small_worker import ITEMS
from tests.kernel.events.a_parcel import effects, make_effects, open_parcels

pytestmark = [pytest.mark.slow, pytest.mark.release]
ROOT = Path(__file__).resolve().parents[2]
PARCELS = ["A", "B", "C"]
ONLY_WITH_BROKER = {"relay.after_publish", "intake.before_commit", "intake.after_commit", "intake.after_ack"}
WANTED = Counter(
    {(step, parcel, item): 1 for step in ("weigh", "label") for parcel in PARCELS for item in range(ITEMS)}
    | {("job", key, item): 1 for key in ("x", "y") for item in range(ITEMS)}
)


@pytest.fixture
def stream() -> Iterator[str]:
    """The address of a stream of its own, removed afterwards."""
    try:
        socket.create_connection(("127.0.0.1", 4222), 0.5).close()
    except OSError:
        pytest.skip("no NATS answers at 127.0.0.1:4222")
    address = f"nats://127.0.0.1:4222/fault-{uuid.uuid4().hex[:10]}"
    yield address
    broker = Broker(address)
    broker.remove()
    broker.close()


def dsn_of(cluster: Cluster, database: Database) -> str:
    return cluster.dsn(str(database.engine.url.database))


def worker(dsn: str, nats: str, failpoint: str = "") -> "subprocess.Popen[bytes]":
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "SMARTCUSTOMS_FAILPOINT": failpoint}
    return subprocess.Popen(
        [sys.executable, "-m", "tests.faults.small_worker", dsn, nats],
        env=environment,
        cwd=ROOT,
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )


def is_over(database: Database) -> bool:
    with database.unit(by=PLATFORM, at=now()) as uow:
        empty = deliveries.outbox(uow).waiting == 0 and not deliveries.queues(uow)
        return empty and not runs.runs_under_way(uow)


def run_with_a_kill(database: Database, dsn: str, nats: str, failpoint: str) -> None:
    make_effects(database)
    with database.unit(by=PLATFORM, at=now()) as uow:
        numbers = [jobs.start(uow, "test.count", key=key) for key in ("x", "y")]
    open_parcels(database, PARCELS, items=ITEMS)
    first = worker(dsn, nats, failpoint)
    assert first.wait(60) == -9, f"{failpoint} was never reached"
    second = worker(dsn, nats)
    try:
        deadline = time.monotonic() + 60
        while sum(Counter(effects(database)).values()) < sum(WANTED.values()) or not is_over(database):
            assert time.monotonic() < deadline, f"not over a minute after a kill at {failpoint}"
            assert second.poll() is None
            time.sleep(0.1)
    finally:
        second.terminate()
        second.wait(20)
    found = effects(database)
    assert Counter(found) == WANTED
    for step in ("weigh", "label"):
        for parcel in PARCELS:
            order = [item for each, about, item in found if (each, about) == (step, parcel)]
            assert order == sorted(order), f"{step} of {parcel} out of order after a kill at {failpoint}"
    with database.unit(by=PLATFORM, at=now()) as uow:
        assert [runs.run(uow, number).state for number in numbers] == ["done", "done"]


@pytest.mark.parametrize(
    "failpoint",
    [f"{each}:1" for each in FAILPOINTS if each not in ONLY_WITH_BROKER]
    + ["step.before_commit:3", "job.before_step_commit:4"],
)
def test_in_one_process(database: Database, cluster: Cluster, failpoint: str) -> None:
    run_with_a_kill(database, dsn_of(cluster, database), "-", failpoint)


@pytest.mark.services
@pytest.mark.parametrize("place", [each for each in FAILPOINTS if each.startswith(("relay", "intake", "step.b"))])
def test_over_the_broker(database: Database, cluster: Cluster, stream: str, place: str) -> None:
    run_with_a_kill(database, dsn_of(cluster, database), stream, f"{place}:1")
