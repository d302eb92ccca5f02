"""kill -9 of the gateway and of the database under load: what was acknowledged is kept once, with the alarms of an undisturbed run.

The gateway is a process of its own over an embedded PostgreSQL of its own with fsync on; locks speak over real sockets, connect again when
cut off, and send again what was not acknowledged. SMARTCUSTOMS_TEST_KILLS says how often to kill (30 before a release).
"""

import asyncio
import multiprocessing
import os
import random
import signal
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.commands import opened_for_command
from smartcustoms.kernel.database.connect import connect
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.settings import Settings
from smartcustoms.trade.elocks import actions, store
from smartcustoms.trade.elocks.actions import NewJourney
from smartcustoms.trade.elocks.fixes import fix_of
from smartcustoms.trade.elocks.gateway.starting import run_gateway
from smartcustoms.trade.elocks.gateway.streams import STREAMS
from smartcustoms.trade.elocks.journey import Fix
from smartcustoms.trade.elocks.judging import alarms
from smartcustoms.trade.elocks.model import ELock
from smartcustoms.trade.elocks.protocols import jt808
from smartcustoms.trade.elocks.simulated import Simulated, simulated
from tests.loops import awaited
from tests.trade.elocks.gateway_client import Lock, free_port, jt808_fix

KILLS = int(os.environ.get("SMARTCUSTOMS_TEST_KILLS", "4"))
KINDS = ("deviation", "lawful", "dwell", "trap: short stop")


def number(n: int) -> str:
    return f"0138000{n:05d}"


def moved(one: Simulated, n: int, at: datetime) -> list[tuple[Fix, bytes]]:
    """Give a journey's fixes so that the last is a few minutes old, each as it is judged, with its frame."""
    fixes = sorted({each.fix for each in one.arrivals if each.fix.lat is not None}, key=lambda fix: fix.t)
    ahead = int(at.timestamp() - 300 - fixes[-1].t)
    sent = []
    for serial, fix in enumerate(fixes):
        frame = jt808_fix(number(n)[1:], serial, datetime.fromtimestamp(fix.t + ahead, UTC), fix.lat or 0, fix.lon or 0)
        (message,) = STREAMS["jt808"].read(frame[1:-1], jt808.Session())
        heard = fix_of(message.positions[0])
        assert heard is not None
        sent.append((heard, frame))
    return sent


class Gateways:
    """Gateways, each a process forked before any of them runs, so that the next one starts at once."""

    def __init__(self, dsn: str, port: int, count: int) -> None:
        forks = multiprocessing.get_context("fork")
        self._signs = [(forks.Event(), forks.Event()) for _ in range(count)]
        self.processes = [forks.Process(target=_serve, args=(dsn, port, *each), daemon=True) for each in self._signs]
        for each in self.processes:
            each.start()
        self._next = 0

    async def start(self) -> int:
        """Let the next one begin; give its process."""
        begin, ready = self._signs[self._next]
        begin.set()
        assert await asyncio.to_thread(ready.wait, 60), "the gateway did not start in a minute"
        self._next += 1
        return self.processes[self._next - 1].pid or 0

    def end(self) -> None:
        for each in self.processes:
            each.kill()
            each.join(10)


def _serve(dsn: str, port: int, begin: Any, ready: Any) -> None:
    begin.wait()
    run_gateway(connect(dsn, pool=4), {"jt808": port}, "127.0.0.1", lambda _: ready.set())


async def speak(port: int, frames: list[bytes], acknowledged: set[int], done: asyncio.Event) -> None:
    """Send all frames a few at a time until each is acknowledged, connecting again when cut off."""
    while len(acknowledged) < len(frames):
        try:
            lock = await Lock(port).connect()
        except OSError:
            await asyncio.sleep(0.2)
            continue
        lock.acknowledged = acknowledged
        with suppress(OSError):
            while left := [n for n in range(len(frames)) if n not in acknowledged][:10]:
                await lock.send([frames[n] for n in left])
                before = len(acknowledged)
                await lock.hear(before + len(left), patience=4.0)
                if len(acknowledged) == before:
                    break
                await asyncio.sleep(0.05)
        lock.close()
    done.set()


def _kill_database(database: Database) -> None:
    """Kill one server process of PostgreSQL, upon which it ends all others and recovers from its log."""
    other = "select pid from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid() limit 1"
    with database.engine.connect() as connection:
        found = connection.exec_driver_sql(other).scalar()
    assert found, "no gateway is connected to the database"
    os.kill(int(found), signal.SIGKILL)


async def story(
    database: Database, port: int, gateways: Gateways, journeys: list[list[tuple[Fix, bytes]]]
) -> list[set[int]]:
    luck, told = random.Random(3), [set[int]() for _ in journeys]
    ends = [asyncio.Event() for _ in journeys]
    speaking = [
        asyncio.create_task(speak(port, [frame for _, frame in sent], heard, end))
        for sent, heard, end in zip(journeys, told, ends, strict=True)
    ]
    for killed in range(KILLS):
        process = await gateways.start()
        await asyncio.sleep(luck.uniform(0.4, 1.2))
        if killed % 2:
            _kill_database(database)
            await asyncio.sleep(luck.uniform(0.5, 1.5))
        os.kill(process, signal.SIGKILL)
    await gateways.start()
    await asyncio.wait_for(asyncio.gather(*speaking), 120)
    return told


def prepared(database: Database, ones: list[Simulated], at: datetime) -> None:
    actions.make_days(database, (at - timedelta(days=1)).date(), 4)
    with database.unit(by=PLATFORM, at=at - timedelta(hours=20)) as uow:
        for n, one in enumerate(ones):
            actions.register_lock(uow, ELock(number(n), "jt808", "HK"))
            zones = {str(place): list(each) for place, each in enumerate(one.journey.zones)}
            contract = {"line": [list(each) for each in one.journey.line], "zones": zones, "rules": {}}
            actions.register_journeys(uow, [NewJourney(f"J-{n}", number(n), "", "", "", "", "GD", "HK", contract)])


@pytest.mark.slow
def test_every_acknowledged_fix_is_kept_once_and_the_alarms_are_the_same(tmp_path: Path) -> None:
    home, port, at = tmp_path / "home", free_port(), clock.now()
    ones = [simulated(40 + n, KINDS[n % len(KINDS)]) for n in range(6)]
    journeys = [moved(one, n, at) for n, one in enumerate(ones)]
    with opened_for_command(Settings(home=home)) as database:
        prepared(database, ones, at)
        gateways = Gateways(database.engine.url.render_as_string(hide_password=False), port, KILLS + 1)
        try:
            told = awaited(story(database, port, gateways, journeys))
        finally:
            gateways.end()
        with database.unit(by=PLATFORM, at=clock.now()) as uow:
            kept = store.fixes.of_journeys(uow, [f"J-{n}" for n in range(len(ones))])
            raised = store.alarms.of_journeys(uow, [f"J-{n}" for n in range(len(ones))])
    for n, (one, sent) in enumerate(zip(ones, journeys, strict=True)):
        assert told[n] == set(range(len(sent)))
        assert sorted(kept[f"J-{n}"]) == sorted({fix for fix, _ in sent}), "each acknowledged fix once, and no other"
        expected = sorted((each.type.value, float(each.at)) for each in alarms(one.journey, [fix for fix, _ in sent]))
        standing = [each for each in raised.get(f"J-{n}", []) if each.withdrawn_at is None]
        # by the clock a lock that has sent all is silent in the end: no alarm of the fixes
        told_now = [
            each
            for each in standing
            if each.type != "signal_loss" or each.at.timestamp() <= max(fix.t for fix, _ in sent)
        ]
        assert sorted((each.type, each.at.timestamp()) for each in told_now) == expected
