"""Commands in every protocol that can say them: sent, sent again until the lock answers, and what it answers noted."""

import asyncio
import socket
import uuid
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from gmqtt import Client
from hypothesis import given
from hypothesis import strategies as st

from smartcustoms.kernel import clock
from smartcustoms.kernel.database.unit import Database
from smartcustoms.trade.elocks import actions, store
from smartcustoms.trade.elocks.gateway.batching import Batcher, StoreSink
from smartcustoms.trade.elocks.gateway.keybook import Keybook
from smartcustoms.trade.elocks.gateway.mqtt import Subscriber
from smartcustoms.trade.elocks.gateway.serving import Hub
from smartcustoms.trade.elocks.model import ELock, FrameRefused
from smartcustoms.trade.elocks.proofs.packing import Chain
from smartcustoms.trade.elocks.protocols import devices
from smartcustoms.trade.elocks.protocols.checksums import crc16_arc, crc16_x25
from smartcustoms.trade.elocks.protocols.commanding import (
    CAN,
    SPEECHES,
    Answered,
    Order,
    codec_12,
    read_answer,
    read_order,
    signed_answer,
    signed_order,
)
from smartcustoms.trade.elocks.signing.suites import PublicKey, SigningKey
from tests.cast import ESI
from tests.trade.elocks.test_gateway import gateway, on_the_way, ready, run
from tests.trade.elocks.test_gateway_wires import BROKER, fixes, registered

IMEI = "123456789012345"


def gt06_says(command: bytes, text: bytes) -> bytes:
    """0x15 to a 0x80: its flag, and text."""
    inner = b"\x15" + bytes([4 + len(text)]) + command[5:9] + text + b"\x00\x02" + b"\x00\x07"
    inner = bytes([len(inner) + 2]) + inner
    return b"\x78\x78" + inner + crc16_x25(inner).to_bytes(2, "big") + b"\r\n"


def teltonika_says(_command: bytes, text: bytes) -> bytes:
    body = b"\x0c\x01\x06" + len(text).to_bytes(4, "big") + text + b"\x01"
    return bytes(4) + len(body).to_bytes(4, "big") + body + crc16_arc(body).to_bytes(4, "big")


def eseal_says(_command: bytes, _text: bytes) -> bytes:
    return devices.eseal("7000000001", 9, on_the_way(9)).replace(b",Normal,", b",Event-RC-Unlock,")


def jt600_says(_command: bytes, text: bytes) -> bytes:
    return b"(7000000001,P43," + (b"1" if text == b"OK" else b"0") + b")"


LOCKS: dict[str, tuple[str, list[bytes], bytes, Callable[[bytes, bytes], bytes]]] = {
    "gt06": (IMEI, [devices.gt06_login(IMEI, 1)], b"RELAY,0#", gt06_says),
    "teltonika": (IMEI, [b"\x00\x0f" + IMEI.encode()], b"setdigout 0", teltonika_says),
    "eseal": ("7000000001", [], b"RC-Unlock", eseal_says),
    "jt600": ("7000000001", [], b"P43", jt600_says),
}


@pytest.mark.parametrize("protocol", sorted(LOCKS))
@pytest.mark.parametrize(("text", "state"), [(b"OK", "done"), (b"Command FAILED", "failed")])
def test_an_unlock_is_sent_and_the_answer_noted(database: Database, protocol: str, text: bytes, state: str) -> None:
    number, hello, said, says = LOCKS[protocol]
    if protocol == "eseal" and state == "failed":
        pytest.skip("eSeal tells of what it did only")
    ready(database, (number, protocol))
    with database.unit(by=ESI, at=clock.now()) as uow:
        actions.command(uow, number, "unlock")

    async def story() -> None:
        async with gateway(StoreSink(database), protocol, database=database) as (_, ports):
            reader, writer = await asyncio.open_connection("127.0.0.1", ports[protocol])
            fix = devices.WRITERS[protocol](number, 2, on_the_way(1))
            assert isinstance(fix, bytes)
            writer.write(b"".join([*hello, fix]))
            heard = b""
            while said not in heard:
                heard += await asyncio.wait_for(reader.read(4096), 15)
            begin = heard.rfind(b"\x78\x78") if protocol == "gt06" else 0
            writer.write(says(heard[begin:], text))
            for _ in range(60):
                await asyncio.sleep(0.1)
                with database.unit(by=ESI, at=clock.now()) as uow:
                    if store.devices.commands(uow, number)[0]["answered_at"]:
                        break
            writer.close()

    run(story)
    with database.unit(by=ESI, at=clock.now()) as uow:
        (told,) = store.devices.commands(uow, number)
    assert (told["state"], told["tries"] >= 1) == (state, True)


async def _obeyed(
    orders: list[tuple[Order, int]], customs: PublicKey, key: SigningKey, client: Client, topic: str, payload: bytes,
    _qos: int, _more: object,
) -> int:  # fmt: skip
    """Be a lock: take the order, let a forger answer first, and answer."""
    order, at = read_order(payload, customs)
    orders.append((order, at))
    to, forged = topic.replace("/commands", "/answers"), SigningKey.of("ed25519", bytes([6]) * 32)
    client.publish(to, signed_answer(order.lock, order.serial, forged, done=False), qos=1)
    client.publish(to, signed_answer(order.lock, order.serial, key, done=True), qos=1)
    return 0


def _ask_for_an_interval(database: Database, number: str, key: SigningKey) -> None:
    registered(database, ELock(number, "native", "HK", "ed25519", key.public.raw))
    with database.unit(by=ESI, at=clock.now()) as uow:
        actions.command(uow, number, "interval", seconds=60)


async def _answered(database: Database, number: str) -> None:
    """Wait until a command of the lock is answered."""
    for _ in range(100):
        await asyncio.sleep(0.1)
        with database.unit(by=ESI, at=clock.now()) as uow:
            if store.devices.commands(uow, number)[0]["answered_at"]:
                return


@pytest.mark.services
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_our_own_lock_is_commanded_over_the_broker_and_answers_signed(database: Database) -> None:
    with socket.socket() as probe:
        probe.settimeout(1)
        if probe.connect_ex(("127.0.0.1", int(BROKER.rpartition(":")[2]))):
            pytest.skip("no MQTT broker answers at 127.0.0.1:1883 (Mosquitto)")
    key, customs = SigningKey.of("ed25519", bytes([5]) * 32), SigningKey.of("ed25519", bytes([8]) * 32)
    number, orders = f"SC-{uuid.uuid4().hex[:8]}", list[tuple[Order, int]]()
    _ask_for_an_interval(database, number, key)

    async def story() -> None:
        hub = Hub(Batcher(StoreSink(database)), database)
        running = asyncio.create_task(hub.run({}, "127.0.0.1", lambda _: None))
        subscriber = Subscriber(
            BROKER, hub.batcher, Keybook(database), key=customs, name=f"test-{uuid.uuid4().hex[:8]}"
        )
        subscriber.heard = hub.heard
        await subscriber.start()
        lock = Client(f"lock-{uuid.uuid4().hex[:8]}")
        told = partial(_obeyed, orders, customs.public, key)
        lock.on_message = told
        await lock.connect("127.0.0.1", int(BROKER.rpartition(":")[2]))
        lock.subscribe(f"elocks/{number}/commands", qos=1)
        await asyncio.sleep(0.3)
        lock.publish(f"elocks/{number}/events", Chain(number, f"J-{number}", key).add(fixes(1)[0]), qos=1)
        await _answered(database, number)
        await lock.disconnect()
        await subscriber.stop()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    run(story)
    with database.unit(by=ESI, at=clock.now()) as uow:
        (command,) = store.devices.commands(uow, number)
    assert command["state"] == "done"
    assert orders[0][0] == Order(number, orders[0][0].serial, "interval", 60)


def test_teltonikas_own_example_is_written_as_its_maker_writes_it() -> None:
    assert codec_12(b"getinfo") == bytes.fromhex("000000000000000f0c010500000007676574696e666f0100004312")


def test_what_a_protocol_cannot_say_is_not_offered() -> None:
    assert {name: sorted(can) for name, can in CAN.items() if len(can) < 3} == {
        "eseal": ["arm", "unlock"], "jt600": ["interval", "unlock"],
    }  # fmt: skip
    assert "osmand" not in CAN


@given(frame=st.binary(max_size=60), name=st.sampled_from(sorted(SPEECHES)))
def test_any_bytes_are_an_answer_or_none(frame: bytes, name: str) -> None:
    try:
        told = SPEECHES[name].answered(frame)
    except FrameRefused:
        return
    assert told is None or isinstance(told, Answered)


def test_an_order_is_of_the_administration_and_an_answer_of_the_lock_or_neither_counts() -> None:
    lock, customs, other = (SigningKey.of("ed25519", bytes([n]) * 32) for n in (1, 2, 3))
    order = Order("SC-1", 7, "unlock")
    raw = signed_order(order, customs, at=1_800_000_000)
    assert read_order(raw, customs.public) == (order, 1_800_000_000)
    with pytest.raises(FrameRefused):
        read_order(raw, other.public)
    answer = signed_answer("SC-1", 7, lock, done=True)
    keys = {"SC-1": lock.public}
    assert read_answer(answer, keys.get) == ("SC-1", Answered(7, done=True))
    for forged in (signed_answer("SC-1", 7, other, done=True), signed_answer("SC-2", 7, lock, done=True), raw):
        with pytest.raises(FrameRefused):
            read_answer(forged, keys.get)


def test_a_command_that_is_never_answered_fails_after_its_tries(database: Database) -> None:
    ready(database, (IMEI, "gt06"))
    at = clock.now()
    with database.unit(by=ESI, at=at) as uow:
        actions.command(uow, IMEI, "unlock")
    sent = 0
    for n in range(9):
        with database.unit(by=ESI, at=at + timedelta(seconds=11 * n)) as uow:
            sent += len(actions.commands_due(uow, [IMEI]))
    with database.unit(by=ESI, at=at) as uow:
        (told,) = store.devices.commands(uow, IMEI)
    assert (sent, told["state"]) == (6, "failed")
