"""Gathers what connections sent into batches, has each kept in one transaction, and only then acknowledges it.

One thread keeps batches, in order; while it does, the sockets go on being read. A batch that cannot be kept (the database is away) is
tried again until it is: nothing of it is acknowledged before, and the connections are not read further when too much waits.
"""

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Protocol

import structlog

from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.trouble import TROUBLES
from smartcustoms.kernel.database.unit import Database
from smartcustoms.trade.elocks import actions
from smartcustoms.trade.elocks.gateway.http_stream import REFUSED, TAKEN
from smartcustoms.trade.elocks.gateway.reading import read_batch
from smartcustoms.trade.elocks.gateway.said import Item, Reading, Refusal
from smartcustoms.trade.elocks.gateway.sharding import LogAway
from smartcustoms.trade.elocks.journey import Received

MOST: Final = 4_000
"""Frames in one batch."""
GATHER: Final = 0.05
"""Seconds that a batch waits for more."""
FULL: Final = 40_000
"""Frames that may wait; then no connection is read until half of them are kept."""
AWAY: Final[tuple[type[Exception], ...]] = (*TROUBLES, LogAway)
"""What passes: a database or a log that is away."""
_REFUSALS: Final = 2_000
_FRAME: Final = 1_024
_log = structlog.get_logger(__name__)


class Sink(Protocol):
    """Where fixes go."""

    def keep(self, received: Sequence[Received], at: datetime) -> set[str]:
        """Keep fixes durably; give the locks among them that are not registered."""

    def refuse(self, refusals: Iterable[dict[str, Any]], at: datetime) -> None:
        """Count refused frames."""

    def tick(self, at: datetime) -> None:
        """Let time pass."""


@dataclass(slots=True)
class MemorySink:
    """The memory twin: keeps fixes in a list."""

    received: list[Received] = field(default_factory=list)
    refused: list[dict[str, Any]] = field(default_factory=list)

    def keep(self, received: Sequence[Received], at: datetime) -> set[str]:  # noqa: ARG002 # the port's
        """Keep fixes in memory; every lock is known."""
        self.received += received
        return set()

    def refuse(self, refusals: Iterable[dict[str, Any]], at: datetime) -> None:  # noqa: ARG002 # the port's
        """Keep refusals in memory."""
        self.refused += refusals

    def tick(self, at: datetime) -> None:
        """Nothing passes."""


@dataclass(slots=True)
class StoreSink:
    """The platform's tables, by the one batched action."""

    database: Database
    watches: actions.Watches = field(default_factory=actions.Watches)

    def keep(self, received: Sequence[Received], at: datetime) -> set[str]:
        """Keep and judge in one transaction; a batch that fails leaves nothing behind, here or there."""
        if not received:
            return set()
        try:
            with self.database.unit(by=PLATFORM, at=at) as uow:
                strangers = actions.take(uow, received, self.watches)
        except BaseException:
            self.watches.forget([each.lock for each in received])
            raise
        return set(strangers)

    def refuse(self, refusals: Iterable[dict[str, Any]], at: datetime) -> None:
        """Count refused frames in the tables."""
        with self.database.unit(by=PLATFORM, at=at) as uow:
            actions.count_refused(uow, list(refusals))

    def tick(self, at: datetime) -> None:
        """Raise what silence amounts to."""
        try:
            with self.database.unit(by=PLATFORM, at=at) as uow:
                actions.tick(uow, self.watches)
        except BaseException:
            self.watches.by_lock.clear()
            raise


class Batcher:
    """What waits, and the thread that keeps it."""

    def __init__(self, sink: Sink) -> None:
        self.sink = sink
        self.waiting: deque[Item] = deque()
        self.waits = 0
        """How many frames wait; an item may hold several."""
        self.connections: dict[str, Any] = {}
        self.frames = self.fixes = self.refused = 0
        self._come = asyncio.Event()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="elocks")
        self._refusals: dict[tuple[str, str, str], dict[str, Any]] = {}
        self._paused: set[Any] = set()
        self._ticked = time.monotonic()
        self.answered: Callable[[str, str, bytes], None] = lambda _protocol, _device, _frame: None

    def put(self, items: Iterable[Item]) -> bool:
        """Let frames wait; False when too much waits, and their connection should not be read for a while."""
        for each in items:
            self.waiting.append(each)
            self.waits += each.frames or 1
        self._come.set()
        return self.waits < FULL

    def pause(self, connection: Any) -> None:
        """Read a connection again when less waits."""
        self._paused.add(connection)

    async def run(self) -> None:
        """Keep batches until cancelled; then what still waits, and the count of what was refused."""
        try:
            while True:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._come.wait(), 1.0)
                if self.waits < MOST:
                    await asyncio.sleep(GATHER)
                self._come.clear()
                await self._turn()
        except asyncio.CancelledError:
            if self.waiting:
                await self._turn()
            with contextlib.suppress(*AWAY):
                await asyncio.get_running_loop().run_in_executor(self._thread, self._flush)
            raise

    async def _turn(self) -> None:
        while self.waiting:
            await self._keep(self._next())
            if self._paused and self.waits < FULL // 2:
                paused, self._paused = self._paused, set()
                for each in paused:
                    each.go_on()
        if time.monotonic() - self._ticked >= 2.0:
            self._ticked = time.monotonic()
            await self._in_thread(self._flush)

    def _next(self) -> list[Item]:
        """Take what waits, up to as many frames as a batch may have."""
        batch, frames = [], 0
        while self.waiting and frames < MOST:
            batch.append(self.waiting.popleft())
            frames += batch[-1].frames or 1
        self.waits -= frames
        return batch

    async def _keep(self, batch: list[Item]) -> None:
        at = clock.now()
        reading: Reading = await self._in_thread(lambda: read_batch(batch, at))
        strangers = await self._kept(reading.received, at)
        self._acknowledge(reading, strangers)
        self.frames += sum(each.frames or 1 for each in batch)
        self.fixes += len(reading.received)

    async def _kept(self, received: Sequence[Received], at: datetime) -> set[str]:
        """Have fixes kept; one that no table can keep is found by halving, told, and not acknowledged."""
        try:
            return set(await self._in_thread(lambda: self.sink.keep(received, at)))
        except Exception as fault:  # noqa: BLE001 - whatever one fix brings about, the others are kept
            _log.exception("elocks.unkeepable", fixes=len(received))
            if len(received) <= 1:
                for each in received:
                    self._refuse(Refusal(each.protocol, each.lock, f"value: cannot be kept: {fault!r:.100}", b""))
                return {each.lock for each in received}
            half = len(received) // 2
            return await self._kept(received[:half], at) | await self._kept(received[half:], at)

    async def _in_thread(self, do: Any) -> Any:
        """Do something that needs the database or the log, again until it is there."""
        pause = 0.2
        while True:
            try:
                return await asyncio.get_running_loop().run_in_executor(self._thread, do)
            except AWAY as away:
                _log.warning("elocks.away", because=repr(away)[:200])
                await asyncio.sleep(pause)
                pause = min(pause * 2, 5.0)

    def _acknowledge(self, reading: Reading, strangers: set[str]) -> None:
        answers: dict[Any, list[bytes]] = {}
        for connection, device, answer in reading.acknowledgements:
            if device not in strangers:
                answers.setdefault(connection, []).append(answer)
        for connection, pieces in answers.items():
            connection.send(b"".join(pieces))
        for connection, rebuff in [*reading.rebuffs, *_to_strangers(reading, strangers)]:
            connection.send(rebuff)
        self.connections.update(reading.said)
        for protocol, device, frame in reading.answers:
            self.answered(protocol, device, frame)
        for each in reading.refusals:
            self._refuse(each)
        for device in strangers:
            self._refuse(Refusal("", device, "unknown: the lock is not registered", b""))

    def _refuse(self, each: Refusal) -> None:
        self.refused += 1
        word = each.reason.split(":")[0]
        key = (each.protocol, each.device[:40], word)
        if key not in self._refusals and len(self._refusals) >= _REFUSALS:
            key = (each.protocol, "*", word)
        before = self._refusals.get(key, {"count": 0})
        self._refusals[key] = {
            "protocol": key[0], "device": key[1], "reason": word, "count": before["count"] + 1, "says": each.reason[:400],
            "frame": each.frame[:_FRAME],
        }  # fmt: skip

    def _flush(self) -> None:
        """Keep the count of what was refused; where the database is away, it is kept for the next time."""
        at = clock.now()
        if self._refusals:
            self.sink.refuse(self._refusals.values(), at)
            self._refusals = {}
        self.sink.tick(at)


def _to_strangers(reading: Reading, strangers: set[str]) -> list[tuple[Any, bytes]]:
    """Give what is sent to locks that are not registered, where they wait for an answer."""
    return [
        (connection, b"" if answer == b"kept" else REFUSED)
        for connection, device, answer in reading.acknowledgements
        if device in strangers and answer in {b"kept", TAKEN}
    ]
