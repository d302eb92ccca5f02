"""The same stories with fixes kept by the gateway itself and by workers behind NATS JetStream; and what only a log has to keep."""

import os
import socket
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartcustoms.kernel import clock
from smartcustoms.kernel.database.unit import Database
from smartcustoms.trade.elocks import store
from smartcustoms.trade.elocks.gateway.batching import Sink, StoreSink
from smartcustoms.trade.elocks.gateway.jetstream import FixLog
from smartcustoms.trade.elocks.gateway.sending import LogSink
from smartcustoms.trade.elocks.gateway.sharding import SHARDS, LogAway, NoBatch, batches, read_batch_of, shard_of
from smartcustoms.trade.elocks.gateway.working import Worker
from smartcustoms.trade.elocks.journey import Received
from smartcustoms.trade.elocks.model import Closure, Motor
from tests.cast import ESI
from tests.trade.elocks.gateway_client import Lock, jt808_fix, position
from tests.trade.elocks.test_gateway import gateway, on_the_way, ready, run, soon
from tests.trade.elocks.test_judging import _FIXES

ADDRESS = os.environ.get("SMARTCUSTOMS_TEST_NATS", "nats://127.0.0.1:4222")
NUMBERS = [f"0138{n:08d}" for n in range(12)]


@dataclass
class Way:
    """How fixes are kept: the gateway's sink for a database, and what must run beside it."""

    sink: Callable[[Database], Sink]
    beside: Callable[[Database], Any]


@contextmanager
def nothing(_database: Database) -> Iterator[None]:
    yield


@contextmanager
def working(database: Database, address: str, most: int = SHARDS) -> Iterator[Worker]:
    """A worker in a thread of its own."""
    stop = threading.Event()
    with closing(FixLog(address)) as log:
        worker = Worker(database, log, most=most)
        thread = threading.Thread(target=worker.run, args=(stop,))
        thread.start()
        try:
            yield worker
        finally:
            stop.set()
            thread.join(20)


@pytest.fixture
def address() -> Iterator[str]:
    """A log of its own in the NATS that answers on this machine."""
    asked = urlsplit(ADDRESS)
    try:
        socket.create_connection((asked.hostname, asked.port or 4222), 0.5).close()
    except OSError:
        pytest.skip(f"no NATS answers at {asked.hostname}:{asked.port or 4222}")
    address = f"{ADDRESS}/test-{uuid.uuid4().hex[:10]}"
    yield address
    with closing(FixLog(address)) as log:
        log.remove()


@pytest.fixture(params=["by the gateway", pytest.param("over NATS", marks=pytest.mark.services)])
def way(request: pytest.FixtureRequest) -> Iterator[Way]:
    if request.param == "by the gateway":
        yield Way(StoreSink, nothing)
        return
    where = request.getfixturevalue("address")
    with closing(FixLog(where)) as log:
        yield Way(lambda database: LogSink(database, log), lambda database: working(database, where))


def until(database: Database, holds: Callable[[Any], bool], patience: float = 30.0) -> None:
    """Wait until something holds in the tables."""
    end = time.monotonic() + patience
    while True:
        with database.unit(by=ESI, at=clock.now()) as uow:
            if holds(uow):
                return
        assert time.monotonic() < end, "it never held"
        time.sleep(0.1)


def test_what_is_acknowledged_is_kept_once(database: Database, way: Way) -> None:
    ready(database, *((each, "jt808") for each in NUMBERS))
    fixes = [on_the_way(n) for n in range(10)]

    async def story() -> None:
        async with gateway(way.sink(database), "jt808") as (_, ports):
            for number in NUMBERS:
                lock = await Lock(ports["jt808"]).connect()
                frames = [
                    jt808_fix(number[1:], n, each.time, each.latitude, each.longitude)  # type: ignore[arg-type]
                    for n, each in enumerate(fixes)
                ]
                for _ in range(2):  # a lock that heard no answer sends all again
                    await lock.send(frames)
                    assert await lock.hear(len(fixes)) == set(range(len(fixes)))
                    lock.acknowledged.clear()
                lock.close()

    with way.beside(database):
        run(story)
        until(database, lambda uow: store.fixes.count(uow) >= len(NUMBERS) * len(fixes))
    with database.unit(by=ESI, at=clock.now()) as uow:
        found = store.fixes.of_journeys(uow, [f"J-{each}" for each in NUMBERS])
    assert {len(each) for each in found.values()} == {len(fixes)}


def test_a_cut_rope_becomes_an_alarm_and_an_unknown_lock_is_counted(database: Database, way: Way) -> None:
    number = "7000000001"
    ready(database, (number, "jt600"))
    from smartcustoms.trade.elocks.protocols import devices

    async def story() -> None:
        async with gateway(way.sink(database), "jt600") as (hub, ports):
            lock = await Lock(ports["jt600"]).connect()
            sent = [devices.jt701(number, n, on_the_way(n)) for n in range(8)]
            cut = position(on_the_way(8).time, 22.524, 114.0, rope=Closure.CUT, motor=Motor.LOCKED)  # type: ignore[arg-type]
            await lock.send([*sent, devices.jt701(number, 8, cut), devices.jt701("7000000009", 1, on_the_way(1))])
            await soon(lambda: hub.batcher.fixes >= 10 and hub.batcher.refused >= 1)
            lock.close()

    with way.beside(database):
        run(story)
        until(
            database,
            lambda uow: any(
                each.type == "rope_cut"
                for each in store.alarms.of_journeys(uow, [f"J-{number}"]).get(f"J-{number}", ())
            ),
        )
    with database.unit(by=ESI, at=clock.now()) as uow:
        refused = uow.connection.exec_driver_sql("select device, reason from elock_refused").all()
        told = uow.connection.exec_driver_sql(
            "select body ->> 'what' from event_outbox where name = 'ELockTampered'"
        ).all()
    assert [tuple(each) for each in refused] == [("7000000009", "unknown")]
    assert [tuple(each) for each in told] == [("rope_cut",)]


@pytest.mark.services
def test_workers_share_the_shards_and_one_takes_over_when_another_ends(database: Database, address: str) -> None:
    ready(database, *((each, "jt808") for each in NUMBERS))
    sent = _received(9)  # of one moment: a second later they would be other fixes
    with closing(FixLog(address)) as log, working(database, address) as second:
        assert _soon(lambda: len(second.held) == SHARDS)
        with working(database, address) as waiting:
            time.sleep(1.5)
            assert not waiting.held, "a shard has one holder"
            _end_sessions_that_hold_shards(database)  # all is free, and either may have it
            assert _soon(lambda: len(waiting.held | second.held) == SHARDS and not waiting.held & second.held)
            log.publish(batches(sent[: 5 * len(NUMBERS)]))
            until(database, lambda uow: store.fixes.count(uow) == 5 * len(NUMBERS))
        log.publish(batches(sent))  # it has ended; what it held goes to the other
        until(database, lambda uow: store.fixes.count(uow) == 9 * len(NUMBERS))
        assert _soon(lambda: len(second.held) == SHARDS)


@pytest.mark.services
def test_what_no_worker_acknowledged_is_taken_in_by_the_next_one_and_no_bytes_stop_it(
    database: Database, address: str
) -> None:
    ready(database, *((each, "jt808") for each in NUMBERS))
    with closing(FixLog(address)) as log:
        sent = _received(3)
        log.publish([(0, b"no batch"), *batches(sent), *batches(sent)])
        with working(database, address):
            until(database, lambda uow: store.fixes.count(uow) == 3 * len(NUMBERS))
            assert _soon(lambda: not log.fetch([0]))


def test_a_broker_that_is_away_is_told_and_nothing_taken_as_published() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with closing(FixLog(f"nats://127.0.0.1:{port}")) as log, pytest.raises(LogAway):
        log.publish(batches(_received(1)))


def _received(count: int) -> list[Received]:
    from smartcustoms.trade.elocks.fixes import fix_of

    fixes = [fix_of(on_the_way(n, seconds=60)) for n in range(count)]
    at = clock.now()
    return [Received(number, None, fix, at, "jt808") for fix in fixes if fix for number in NUMBERS]


def _end_sessions_that_hold_shards(database: Database) -> None:
    holders = (
        "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and classid = 7211 and objid = 0"
    )
    with database.engine.begin() as connection:
        connection.exec_driver_sql(holders)


def _soon(holds: Callable[[], bool], patience: float = 15.0) -> bool:
    end = time.monotonic() + patience
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.1)
    return True


_RECEIVED = st.builds(
    Received,
    lock=st.text(min_size=1, max_size=20),
    journey=st.none(),
    fix=_FIXES,
    received_at=st.datetimes(datetime(2001, 1, 1), datetime(2099, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 # bounds are naive
    protocol=st.sampled_from(["jt808", "native"]),
    signed=st.none() | st.binary(max_size=40),
)


@given(received=st.lists(_RECEIVED, max_size=40))
def test_what_is_written_is_read_again_and_each_lock_keeps_its_shard_and_order(received: list[Received]) -> None:
    read = [(shard, each) for shard, message in batches(received) for each in read_batch_of(message)]
    assert all(shard == shard_of(each.lock) for shard, each in read)
    for lock in {each.lock for each in received}:
        sent, got = ([each for each in some if each.lock == lock] for some in (received, [one for _, one in read]))
        assert [(each.fix, each.protocol, each.signed) for each in sent] == [
            (each.fix, each.protocol, each.signed) for each in got
        ]
        assert all(abs((a.received_at - b.received_at).total_seconds()) < 1e-3 for a, b in zip(sent, got, strict=True))


@given(raw=st.binary(max_size=60))
def test_other_bytes_are_no_batch(raw: bytes) -> None:
    with suppress(NoBatch):
        read_batch_of(raw)
