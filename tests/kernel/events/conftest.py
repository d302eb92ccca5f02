"""How events are carried in these tests: in the process, and over NATS JetStream where one answers."""

import os
import socket
import uuid
from collections.abc import Iterator
from typing import Protocol
from urllib.parse import urlsplit

import pytest

from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.events.actions import Consumers
from smartcustoms.kernel.events.broker import Broker, publish_next, take_in
from smartcustoms.kernel.events.model import Patience
from smartcustoms.kernel.events.relay import consumers, relay_here
from smartcustoms.kernel.events.steps import StepRunner
from tests.kernel.events.a_parcel import TestReaction

AT_ONCE = Patience(tries=3, first=0.0, most=0.0)


def over(broker: Broker, database: Database, whom: Consumers) -> None:
    """Carry every waiting event over a broker, in batches that divide neither."""
    while publish_next(database, broker, limit=7):
        pass
    while take_in(database, broker, whom, reader="here", limit=5):
        pass


class Run(Protocol):
    """Carries every waiting event to the reactions' steps, then takes one turn of the steps."""

    def __call__(self, database: Database, *reactions: TestReaction, patience: Patience = AT_ONCE) -> None: ...


@pytest.fixture
def broker() -> Iterator[Broker]:
    """A stream of its own in the NATS that answers on this machine."""
    address = os.environ.get("SMARTCUSTOMS_TEST_NATS", "nats://127.0.0.1:4222")
    asked = urlsplit(address)
    try:
        socket.create_connection((asked.hostname, asked.port or 4222), 0.5).close()
    except OSError:
        pytest.skip(f"no NATS answers at {asked.hostname}:{asked.port or 4222}")
    made = Broker(f"{address}/test-{uuid.uuid4().hex[:10]}")
    yield made
    made.remove()
    made.close()


def run_here(database: Database, *reactions: TestReaction, patience: Patience = AT_ONCE) -> None:
    """Carry every waiting event in the process, then take one turn: for tests about something else."""
    while relay_here(database, consumers(reactions)):
        pass
    StepRunner(database, reactions, patience=patience).turn()


@pytest.fixture(params=["in process", pytest.param("over NATS", marks=pytest.mark.services)])
def run(request: pytest.FixtureRequest) -> Run:
    if request.param == "in process":
        return run_here
    broker = request.getfixturevalue("broker")

    def carry(database: Database, *reactions: TestReaction, patience: Patience = AT_ONCE) -> None:
        over(broker, database, consumers(reactions))
        StepRunner(database, reactions, patience=patience).turn()

    return carry
