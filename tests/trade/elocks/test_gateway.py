"""The gateway over real sockets: what is acknowledged is kept, once, and judged; what is bad is refused and counted."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest

from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.errors import Refused
from smartcustoms.trade.elocks import actions, store
from smartcustoms.trade.elocks.actions.life import NewJourney
from smartcustoms.trade.elocks.gateway.batching import Batcher, MemorySink, StoreSink
from smartcustoms.trade.elocks.gateway.serving import Hub
from smartcustoms.trade.elocks.gateway.sharding import LogAway
from smartcustoms.trade.elocks.model import Closure, ELock, Motor, Position
from smartcustoms.trade.elocks.protocols import devices, jt808_writing
from tests.cast import ESI
from tests.loops import awaited
from tests.trade.elocks.gateway_client import Lock, jt808_fix, position

LINE = [[22.50 + n / 100, 114.00] for n in range(20)]
ZONES = {"origin": LINE[0], "destination": LINE[-1]}


def ready(database: Database, *locks: tuple[str, str]) -> None:
    """Register locks, each with a journey of its own."""
    actions.make_days(database, clock.now().date() - timedelta(days=1), 3)
    with database.unit(by=PLATFORM, at=clock.now()) as uow:
        for number, protocol in locks:
            actions.register_lock(uow, ELock(number, protocol, "HK"))
        contract = {"line": LINE, "zones": ZONES, "rules": {}}
        new = [
            NewJourney(f"J-{number}", number, "bela-trading", "", "AB 1234", "13-63", "GD", "HK", contract)
            for number, _ in locks
        ]
        actions.register_journeys(uow, new)


@asynccontextmanager
async def gateway(
    sink: StoreSink | MemorySink, *names: str, database: Database | None = None
) -> AsyncIterator[tuple[Hub, dict[str, int]]]:
    hub, ports = Hub(Batcher(sink), database), {}
    told = asyncio.Event()

    def heard(found: dict[str, int]) -> None:
        ports.update(found)
        told.set()

    running = asyncio.create_task(hub.run(dict.fromkeys(names, 0), "127.0.0.1", heard))
    await told.wait()
    try:
        yield hub, ports
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running


def run(story: Callable[[], Awaitable[None]]) -> None:
    awaited(story())  # type: ignore[arg-type]


async def soon(holds: Callable[[], bool], patience: float = 30.0) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(patience):
        while not holds():
            await asyncio.sleep(0.05)


def on_the_way(n: int, seconds: int = 20) -> Position:
    at = (clock.now() - timedelta(minutes=30) + timedelta(seconds=n * seconds)).replace(microsecond=0)
    return position(at, 22.50 + n * 0.003, 114.0)


@pytest.mark.parametrize("count", [5, 60])  # one by one, and in columns
def test_what_is_acknowledged_is_kept_once(database: Database, count: int) -> None:
    ready(database, ("013800000001", "jt808"))

    async def story() -> None:
        async with gateway(StoreSink(database), "jt808") as (_, ports):
            lock = await Lock(ports["jt808"]).connect()
            fixes = [on_the_way(n) for n in range(count)]
            frames = [
                jt808_fix("13800000001", n, each.time, each.latitude, each.longitude) for n, each in enumerate(fixes)
            ]  # type: ignore[arg-type]
            for _ in range(2):  # a lock that heard no answer sends all again
                await lock.send(frames)
                assert await lock.hear(count) == set(range(count))
                lock.acknowledged.clear()
            lock.close()

    run(story)
    with database.unit(by=ESI, at=clock.now()) as uow:
        assert store.fixes.count(uow) == count
        assert len(store.fixes.of_journeys(uow, ["J-013800000001"])["J-013800000001"]) == count


def test_a_cut_rope_becomes_an_alarm_and_an_event(database: Database) -> None:
    number = "7000000001"
    ready(database, (number, "jt600"))

    async def story() -> None:
        async with gateway(StoreSink(database), "jt600") as (hub, ports):
            lock = await Lock(ports["jt600"]).connect()
            sent = [devices.jt701(number, n, on_the_way(n)) for n in range(8)]
            cut = position(on_the_way(8).time, 22.524, 114.0, rope=Closure.CUT, motor=Motor.LOCKED)  # type: ignore[arg-type]
            await lock.send([*sent, devices.jt701(number, 8, cut)])
            await soon(lambda: hub.batcher.fixes >= 9)
            lock.close()

    run(story)
    with database.unit(by=ESI, at=clock.now()) as uow:
        found = store.alarms.of_journeys(uow, [f"J-{number}"])[f"J-{number}"]
        (alarm,) = [
            each for each in found if each.type != "signal_loss"
        ]  # half an hour old, it is silent by the clock too
        assert (alarm.type, alarm.state.value, alarm.number) == ("rope_cut", "raised", alarm.number)
        told = uow.connection.exec_driver_sql(
            "select name, body ->> 'what' from event_outbox where name <> 'AlarmsChanged'"
        ).all()
    assert [tuple(each) for each in told] == [("ELockTampered", "rope_cut")]


def test_bad_frames_and_strangers_are_counted_and_kept_for_study(database: Database) -> None:
    ready(database, ("013800000001", "jt808"))

    async def story() -> None:
        async with gateway(StoreSink(database), "jt808") as (hub, ports):
            lock = await Lock(ports["jt808"]).connect()
            fix = on_the_way(1)
            good = jt808_fix("13800000001", 1, fix.time, 22.5, 114.0)  # type: ignore[arg-type]
            wrong = good[:-2] + bytes([good[-2] ^ 1, 0x7E])
            old = jt808_fix("13800000001", 2, clock.now() - timedelta(days=400), 22.5, 114.0)
            stranger = jt808_fix("13800000009", 3, fix.time, 22.5, 114.0)  # type: ignore[arg-type]
            await lock.send([wrong, wrong, old, stranger, good])
            assert await lock.hear(2, patience=3) == {1, 2}
            await soon(lambda: hub.batcher.refused >= 4)
            lock.close()  # what was refused is counted every two seconds, and when the gateway ends

    run(story)
    with database.unit(by=ESI, at=clock.now()) as uow:
        found = {(each["device"], each["reason"]): each["count"] for each in store.devices.refused(uow)}
        assert store.fixes.count(uow) == 1
    assert found == {("013800000001", "checksum"): 2, ("013800000001", "date"): 1, ("013800000009", "unknown"): 1} or found == {
        ("", "checksum"): 2, ("013800000001", "date"): 1, ("013800000009", "unknown"): 1
    }  # fmt: skip


def test_what_was_refused_is_counted_though_the_database_was_away_when_it_should_have_been() -> None:
    class Away(MemorySink):
        times = 0

        def refuse(self, refusals: Iterable[dict[str, Any]], at: datetime) -> None:
            self.times += 1
            if self.times == 1:
                raise LogAway("nothing answers")
            super().refuse(refusals, at)

    sink = Away()

    async def story() -> None:
        async with gateway(sink, "jt808") as (_, ports):
            lock = await Lock(ports["jt808"]).connect()
            good = jt808_fix("13800000001", 1, clock.now(), 22.5, 114.0)
            await lock.send([good[:-2] + bytes([good[-2] ^ 1, 0x7E])])
            await soon(lambda: bool(sink.refused))
            lock.close()

    run(story)
    assert [(each["reason"], each["count"]) for each in sink.refused] == [("checksum", 1)]
    assert sink.times == 2


@pytest.mark.parametrize("name", ["jt808", "jt600", "eseal", "gt06", "teltonika"])
def test_every_stream_is_heard(name: str) -> None:
    sink = MemorySink()

    async def story() -> None:
        async with gateway(sink, name) as (hub, ports):
            lock = await Lock(ports[name]).connect()
            device = {"jt808": "13800000001", "jt600": "7000000001"}.get(name, "868120111111111")
            login = {
                "gt06": devices.gt06_login(device, 1, timedelta(0)), "teltonika": len(device).to_bytes(2, "big") + device.encode(),
            }.get(name)  # fmt: skip
            frames = [devices.WRITERS[name](device, n, on_the_way(n)) for n in range(3)]
            await lock.send([*([login] if login else []), *frames])  # type: ignore[list-item]
            await soon(lambda: hub.batcher.fixes >= 3)
            lock.close()

    run(story)
    assert len(sink.received) == 3
    assert sink.refused == []
    assert [round(each.fix.lat or 0, 4) for each in sink.received] == [22.5, 22.503, 22.506]


def test_a_command_is_sent_again_until_the_lock_answers(database: Database) -> None:
    ready(database, ("013800000001", "jt808"))
    with database.unit(by=ESI, at=clock.now()) as uow:
        number = actions.command(uow, "013800000001", "interval", seconds=30)

    async def story() -> None:
        async with gateway(StoreSink(database), "jt808", database=database) as (_, ports):
            lock = await Lock(ports["jt808"]).connect()
            fix = on_the_way(1)
            await lock.send([jt808_fix("13800000001", 1, fix.time, 22.5, 114.0)])  # type: ignore[arg-type]
            await lock.hear(1)
            await lock.hear(2, patience=3)
            (command,) = lock.commands
            assert command[:2] == b"\x81\x03"
            answer = command[10:12] + command[:2] + b"\x00"
            await lock.send([jt808_writing.frame(0x0001, "13800000001", 2, answer)])
            await asyncio.sleep(0.5)
            lock.close()

    run(story)
    with database.unit(by=ESI, at=clock.now()) as uow:
        (told,) = store.devices.commands(uow, "013800000001")
    assert (told["number"], told["state"], told["tries"]) == (number, "done", 1)


def test_a_refused_command_says_why(database: Database) -> None:
    ready(database, ("7000000001", "jt600"))
    with database.unit(by=ESI, at=clock.now()) as uow, pytest.raises(Refused, match="by its protocol"):
        actions.command(uow, "7000000001", "arm")
