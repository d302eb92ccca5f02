"""kill -9 under load: what was acknowledged is kept once, with the alarms of an undisturbed run.

Killed are the gateway and the database; with a log in NATS JetStream also its workers and the broker itself. All are the test's own: the
processes, an embedded PostgreSQL with fsync on, a nats-server with a folder of its own. Locks speak over real sockets, connect again when
cut off, and send again what was not acknowledged. SMARTCUSTOMS_TEST_KILLS says how often to kill (30 before a release).
"""

import asyncio
import multiprocessing
import os
import random
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.commands import opened_for_command
from smartcustoms.kernel.database.connect import connect
from smartcustoms.kernel.database.trouble import TROUBLES
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.settings import Settings
from smartcustoms.trade.elocks import actions, store
from smartcustoms.trade.elocks.actions import NewJourney
from smartcustoms.trade.elocks.fixes import fix_of
from smartcustoms.trade.elocks.gateway.sharding import SHARDS
from smartcustoms.trade.elocks.gateway.starting import run_gateway, run_worker
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
PAUSE, AT_A_TIME = 0.15, 3
"""Seconds between two sendings of a lock, and how many frames each has: slow enough that a kill meets locks that speak."""


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


class Spares:
    """Processes of one kind, forked before any of them runs, so that the next one starts at once when one was killed."""

    def __init__(self, what: Callable[..., None], *given: Any) -> None:
        forks = multiprocessing.get_context("fork")
        self._signs = [(forks.Event(), forks.Event()) for _ in range(KILLS + 1)]
        self.processes = [forks.Process(target=what, args=(*given, *each), daemon=True) for each in self._signs]
        for each in self.processes:
            each.start()
        self._next = 0

    async def start(self) -> None:
        """Let the next one begin."""
        begin, ready = self._signs[self._next]
        begin.set()
        assert await asyncio.to_thread(ready.wait, 60), "it did not start in a minute"
        self._next += 1

    async def kill(self) -> None:
        """Kill the one that runs, and start the next."""
        os.kill(self.processes[self._next - 1].pid or 0, signal.SIGKILL)
        await self.start()

    def end(self) -> None:
        for each in self.processes:
            each.kill()
            each.join(10)


def _serve(dsn: str, port: int, log: str, begin: Any, ready: Any) -> None:
    begin.wait()
    run_gateway(connect(dsn, pool=4), {"jt808": port}, "127.0.0.1", lambda _: ready.set(), log=log)


def _work(dsn: str, log: str, begin: Any, ready: Any) -> None:
    begin.wait()
    run_worker(connect(dsn, pool=4), log, most=SHARDS, ready=ready.set)


class OwnBroker:
    """A nats-server of the test's own, which keeps its stream in a folder."""

    def __init__(self, folder: Path) -> None:
        program = shutil.which("nats-server")
        if program is None:
            pytest.skip("there is no nats-server on this machine")
        self.port = free_port()
        self._command = [program, "-a", "127.0.0.1", "-p", str(self.port), "-js", "-sd", str(folder)]
        self._running: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"nats://127.0.0.1:{self.port}"

    async def start(self) -> None:
        self._running = subprocess.Popen(self._command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while True:
            with suppress(OSError):
                socket.create_connection(("127.0.0.1", self.port), 0.5).close()
                return
            await asyncio.sleep(0.05)

    async def kill(self) -> None:
        """Kill it, and start it again on the same folder."""
        self.end()
        await self.start()

    def end(self) -> None:
        if self._running is not None:
            self._running.kill()
            self._running.wait(10)


@dataclass
class Speaker:
    """A lock that sends all its frames until each is acknowledged, connecting again when cut off: with each kill a further share."""

    port: int
    frames: list[bytes]
    kills: int = 0
    acknowledged: set[int] = field(default_factory=set)

    @property
    def left(self) -> list[int]:
        """The frames of its share that are not acknowledged."""
        share = -(-len(self.frames) * (self.kills + 1) // (KILLS + 1))
        return [n for n in range(share) if n not in self.acknowledged]

    async def speak(self) -> None:
        while len(self.acknowledged) < len(self.frames):
            try:
                lock = await Lock(self.port).connect()
            except OSError:
                await asyncio.sleep(0.2)
                continue
            lock.acknowledged = self.acknowledged
            with suppress(OSError):
                await self._send(lock)
            lock.close()

    async def _send(self, lock: Lock) -> None:
        while len(self.acknowledged) < len(self.frames):
            before, chosen = len(self.acknowledged), self.left[:AT_A_TIME]
            if chosen:
                await lock.send([self.frames[n] for n in chosen])
                await lock.hear(before + len(chosen), patience=4.0)
                if len(self.acknowledged) == before:
                    return
            await asyncio.sleep(PAUSE)


class OwnDatabase:
    """The embedded PostgreSQL: one of its server processes is killed, upon which it ends all others and recovers from its log."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def kill(self) -> None:
        other = (
            "select pid from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid() limit 1"
        )
        for _ in range(600):  # a recovery takes its time under load
            with suppress(*TROUBLES), self._database.engine.connect() as connection:
                found = connection.exec_driver_sql(other).scalar()
                if found:
                    os.kill(int(found), signal.SIGKILL)
                    return
            await asyncio.sleep(0.1)
        raise AssertionError("nobody is connected to the database")


async def story(
    port: int, targets: list[Any], starting: list[Any], journeys: list[list[tuple[Fix, bytes]]]
) -> list[set[int]]:
    """Let all locks speak while the targets are killed in turn; give what each lock heard acknowledged."""
    luck, under_load = random.Random(3), 0
    locks = [Speaker(port, [frame for _, frame in sent]) for sent in journeys]
    for each in starting:
        await each.start()
    speaking = [asyncio.create_task(each.speak()) for each in locks]
    for killed in range(KILLS):
        await asyncio.sleep(luck.uniform(0.3, 0.8))
        under_load += any(each.left for each in locks)
        await targets[killed % len(targets)].kill()
        for each in locks:
            each.kills = killed + 1
    assert under_load >= KILLS * 0.6, f"{under_load} of {KILLS} kills met a lock that spoke"
    await asyncio.wait_for(asyncio.gather(*speaking), 600)
    return [each.acknowledged for each in locks]


def prepared(database: Database, ones: list[Simulated], at: datetime) -> None:
    actions.make_days(database, (at - timedelta(days=1)).date(), 4)
    with database.unit(by=PLATFORM, at=at - timedelta(hours=20)) as uow:
        for n, one in enumerate(ones):
            actions.register_lock(uow, ELock(number(n), "jt808", "HK"))
            zones = {str(place): list(each) for place, each in enumerate(one.journey.zones)}
            contract = {"line": [list(each) for each in one.journey.line], "zones": zones, "rules": {}}
            actions.register_journeys(uow, [NewJourney(f"J-{n}", number(n), "", "", "", "", "GD", "HK", contract)])


@pytest.mark.slow
@pytest.mark.parametrize("over", ["the gateway", pytest.param("a log", marks=pytest.mark.services)])
def test_every_acknowledged_fix_is_kept_once_and_the_alarms_are_the_same(tmp_path: Path, over: str) -> None:
    home, port, at = tmp_path / "home", free_port(), clock.now()
    ones = [simulated(40 + n, KINDS[n % len(KINDS)]) for n in range(6)]
    journeys = [moved(one, n, at) for n, one in enumerate(ones)]
    broker = OwnBroker(tmp_path / "log") if over == "a log" else None
    with opened_for_command(Settings(home=home)) as database:
        prepared(database, ones, at)
        dsn, log = database.engine.url.render_as_string(hide_password=False), broker.address if broker else ""
        own = [Spares(_serve, dsn, port, log), *([Spares(_work, dsn, log), broker] if broker else [])]
        try:
            told = awaited(story(port, [*own, OwnDatabase(database)], own[::-1], journeys))
            wait_until_kept(database, journeys)
        finally:
            for each in own:
                each.end()
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


def wait_until_kept(database: Database, journeys: list[list[tuple[Fix, bytes]]]) -> None:
    """Wait until workers have taken in what the log holds."""
    wanted, end = sum(len({fix for fix, _ in sent}) for sent in journeys), time.monotonic() + 120
    while time.monotonic() < end:
        with suppress(*TROUBLES), database.unit(by=PLATFORM, at=clock.now()) as uow:
            if store.fixes.count(uow) >= wanted:
                break
        time.sleep(0.2)
    time.sleep(1.0)  # and what comes twice
