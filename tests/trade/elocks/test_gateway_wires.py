"""Signed locks over MQTT and phones over HTTP: an answer means kept."""

import asyncio
import json
import os
import socket
import uuid
from datetime import timedelta

import pytest
from gmqtt import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.trade.elocks import actions, store
from smartcustoms.trade.elocks.actions import NewJourney
from smartcustoms.trade.elocks.gateway.batching import Batcher, StoreSink
from smartcustoms.trade.elocks.gateway.http_stream import split
from smartcustoms.trade.elocks.gateway.keybook import Keybook
from smartcustoms.trade.elocks.gateway.mqtt import Subscriber
from smartcustoms.trade.elocks.gateway.reading import read_batch
from smartcustoms.trade.elocks.gateway.said import Item
from smartcustoms.trade.elocks.gateway.streams import STREAMS
from smartcustoms.trade.elocks.journey import Fix
from smartcustoms.trade.elocks.model import ELock
from smartcustoms.trade.elocks.proofs.packing import Chain
from smartcustoms.trade.elocks.signing.suites import SigningKey
from tests.cast import ESI
from tests.trade.elocks.gateway_client import jt808_fix
from tests.trade.elocks.test_gateway import LINE, ZONES, gateway, run, soon

BROKER = os.environ.get("SMARTCUSTOMS_TEST_MQTT", "mqtt://127.0.0.1:1883")


def registered(database: Database, *locks: ELock) -> None:
    actions.make_days(database, clock.now().date() - timedelta(days=1), 3)
    with database.unit(by=PLATFORM, at=clock.now()) as uow:
        for each in locks:
            actions.register_lock(uow, each)
            contract = {"line": LINE, "zones": ZONES, "rules": {}}
            actions.register_journeys(
                uow, [NewJourney(f"J-{each.number}", each.number, "", "", "", "", "GD", "HK", contract)]
            )


def fixes(count: int) -> list[Fix]:
    start = int(clock.now().timestamp()) - 300
    return [
        Fix(start + n * 10, round(22.5 + n * 0.001, 7), 114.0, 40.0, rope=True, motor=True, cover=True)
        for n in range(count)
    ]


async def _published(topic: str, payloads: list[bytes]) -> None:
    sender = Client(f"lock-{uuid.uuid4().hex[:8]}")
    await sender.connect("127.0.0.1", int(BROKER.rpartition(":")[2]))
    for each in payloads:
        sender.publish(topic, each, qos=1)
    await asyncio.sleep(0.5)
    await sender.disconnect()


@pytest.mark.services
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("suite", ["ed25519", "sm2"])
def test_signed_events_over_the_broker_are_kept_as_they_came(database: Database, suite: str) -> None:
    with socket.socket() as probe:
        probe.settimeout(1)
        if probe.connect_ex(("127.0.0.1", int(BROKER.rpartition(":")[2]))):
            pytest.skip("no MQTT broker answers at 127.0.0.1:1883 (Mosquitto)")
    key, number = SigningKey.of(suite, bytes([5]) * 32), f"SC-{uuid.uuid4().hex[:8]}"
    registered(database, ELock(number, "native", "HK", suite, key.public.raw))
    chain = Chain(number, f"J-{number}", key)
    good = [chain.add(each) for each in fixes(5)]
    forged = Chain(number, f"J-{number}", SigningKey.of("ed25519", bytes([6]) * 32)).add(fixes(1)[0])

    async def story() -> None:
        batcher = Batcher(StoreSink(database))
        running = asyncio.create_task(batcher.run())
        subscriber = Subscriber(BROKER, batcher, Keybook(database), name=f"test-{uuid.uuid4().hex[:8]}")
        await subscriber.start()
        await asyncio.sleep(0.3)
        await _published(f"elocks/{number}/events", [*good, good[2], forged, b"no event"])
        await soon(lambda: batcher.frames >= 8)
        await subscriber.stop()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        assert (batcher.fixes, batcher.refused) == (5, 3)

    run(story)
    with database.unit(by=ESI, at=clock.now()) as uow:
        kept = store.fixes.track(uow, f"J-{number}", most=100)
    assert [each[3] for each in kept] == good


async def _asked(port: int, requests: bytes, answers: int) -> list[bytes]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(requests)
    heard = b""
    while heard.count(b"\r\n\r\n") < answers:
        heard += await asyncio.wait_for(reader.read(4096), 10)
    writer.close()
    return [each.partition(b"\r\n")[0] for each in heard.split(b"\r\n\r\n") if each]


def test_a_phone_reports_over_http(database: Database) -> None:
    registered(database, ELock("phone-1", "osmand", "HK"))
    now = int(clock.now().timestamp())
    place = {"latitude": 22.51, "longitude": 114.0}
    body = json.dumps({"device_id": "phone-1", "location": {"timestamp": now - 5, "coords": place}}).encode()
    requests = (
        f"GET /?id=phone-1&lat=22.5&lon=114.0&timestamp={now - 30} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
        + b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + str(len(body)).encode() + b"\r\n\r\n" + body
        + b"GET /?id=phone-1&lat=95&lon=0 HTTP/1.1\r\n\r\n" + b"GET /?id=stranger&lat=22&lon=114 HTTP/1.1\r\n\r\n"
    )  # fmt: skip

    async def story() -> None:
        async with gateway(StoreSink(database), "osmand") as (_, ports):
            answers = await _asked(ports["osmand"], requests, 4)
        assert sorted(each.split()[1] for each in answers) == [b"200", b"200", b"400", b"400"]

    run(story)
    with database.unit(by=ESI, at=clock.now()) as uow:
        assert [each[0].lat for each in store.fixes.track(uow, "J-phone-1", most=9)] == [22.5, 22.51]


def test_requests_are_cut_by_their_lengths() -> None:
    one = b"POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc"
    assert split(one + one[:-1]) == ([one], one[:-1])
    assert split(b"GET / HTTP/1.1\r\n") == ([], b"GET / HTTP/1.1\r\n")


@given(
    name=st.sampled_from(sorted(STREAMS)),
    pieces=st.lists(st.binary(max_size=80), min_size=1, max_size=40),
    good=st.booleans(),
)
@settings(max_examples=300, deadline=None)
def test_any_bytes_on_any_stream_are_read_or_refused(name: str, pieces: list[bytes], good: bool) -> None:
    stream = STREAMS[name]
    session = stream.begin()
    seed = jt808_fix("13800000001", 1, clock.now(), 22.5, 114.0)
    frames, rest = stream.split(b"".join([*pieces, seed] if good else pieces))
    assert len(rest) <= sum(map(len, pieces)) + len(seed)
    raw = [*frames, *(each for each in pieces if b"~" not in each)]
    together = [Item(None, stream, session, each, 1 if stream.in_columns else 0) for each in raw]
    found = read_batch(together, clock.now())
    assert all(refusal.reason.split(":")[0].isalpha() for refusal in found.refusals)
