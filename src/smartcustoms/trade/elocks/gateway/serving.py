"""Sockets: one port for each protocol, uvloop where it is there, and commands out to the locks that are connected."""

import asyncio
import contextlib
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

import structlog

from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.trouble import TROUBLES
from smartcustoms.kernel.database.unit import Database
from smartcustoms.trade.elocks import actions
from smartcustoms.trade.elocks.gateway.batching import Batcher
from smartcustoms.trade.elocks.gateway.said import Item
from smartcustoms.trade.elocks.gateway.streams import LONGEST, STREAMS, Stream
from smartcustoms.trade.elocks.protocols.commanding import SPEECHES, Answered, Order

IDLE: Final = 900.0
"""Seconds without a byte after which a connection is closed."""
_log = structlog.get_logger(__name__)


class Connection(asyncio.Protocol):
    """One lock's connection."""

    __slots__ = ("_batcher", "_buffer", "_hub", "_session", "_stream", "_transport", "heard")

    def __init__(self, stream: Stream, hub: "Hub") -> None:
        self._stream, self._hub, self._batcher = stream, hub, hub.batcher
        self._session = stream.begin()
        self._buffer = b""
        self._transport: Any = None
        self.heard = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport, self.heard = transport, time.monotonic()
        self._hub.connections.add(self)

    def data_received(self, data: bytes) -> None:
        """Cut what came into frames and let them wait."""
        self.heard = time.monotonic()
        frames, self._buffer = self._stream.split(self._buffer + data if self._buffer else data)
        if len(self._buffer) > LONGEST:
            self.end()
            return
        if not self._batcher.put(self._items(frames)):
            self._transport.pause_reading()
            self._batcher.pause(self)

    def _items(self, frames: list[bytes]) -> list[Item]:
        stream, session = self._stream, self._session
        together = b"\x7e".join(frames)
        if not stream.in_columns or not frames or together.count(b"\x7e") != len(frames) - 1:
            return [Item(self, stream, session, frame) for frame in frames]
        return [Item(self, stream, session, together, len(frames))]

    def send(self, data: bytes) -> None:
        """Write to the lock, if it is still there."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(data)

    @property
    def is_there(self) -> bool:
        """Tell whether the lock is connected."""
        return self._transport is not None and not self._transport.is_closing()

    def order(self, order: Order) -> None:
        """Send a command, if its protocol can say it."""
        speech = SPEECHES.get(self._stream.name)
        if speech is not None and order.what in speech.can:
            self.send(speech.write(order))

    def go_on(self) -> None:
        """Read again."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.resume_reading()

    def end(self) -> None:
        """Close the connection."""
        if self._transport is not None:
            self._transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 # asyncio's
        """End."""
        self._transport = None
        self._hub.connections.discard(self)


class Hub:
    """All that a gateway's process listens to and sends."""

    def __init__(self, batcher: Batcher, database: Database | None = None) -> None:
        self.batcher, self.database = batcher, database
        self.connections: set[Connection] = set()
        self.servers: list[asyncio.Server] = []
        self._sent: dict[tuple[str, int], int] = {}
        self._last: dict[str, int] = {}
        self._serial = 0
        self._loop: asyncio.AbstractEventLoop
        batcher.answered = self._answered

    async def listen(self, ports: Mapping[str, int], host: str) -> dict[str, int]:
        """Listen on one port for each protocol, port 0 being a free one; give the ports."""
        loop, taken = asyncio.get_running_loop(), {}
        for name, port in ports.items():
            server = await loop.create_server(
                partial(Connection, STREAMS[name], self), host, port, reuse_port=True, backlog=4096
            )
            self.servers.append(server)
            taken[name] = int(server.sockets[0].getsockname()[1])
        _log.info("elocks.listening", **taken)
        return taken

    async def sweep(self) -> None:
        """Close what was silent for long, and send the commands that wait, until cancelled."""
        while True:
            await asyncio.sleep(1.0)
            now = time.monotonic()
            for each in [one for one in self.connections if now - one.heard > IDLE]:
                each.end()
            if self.database is not None:
                with contextlib.suppress(*TROUBLES):
                    await asyncio.to_thread(self._due)

    def _due(self) -> None:
        """Take the commands for locks that are connected here."""
        here = {lock: one for lock, one in list(self.batcher.connections.items()) if one.is_there}
        if not here or self.database is None:
            return
        loop = self._loop
        with self.database.unit(by=PLATFORM, at=clock.now()) as uow:
            due = actions.commands_due(uow, list(here))
        for number, lock, what, seconds in due:
            loop.call_soon_threadsafe(self._send, here[lock], number, lock, what, seconds)

    def _send(self, connection: Any, number: int, lock: str, what: str, seconds: int | None) -> None:
        self._serial = self._serial % 0xFFFF + 1
        self._sent[lock, self._serial] = number
        self._last[lock] = self._serial
        connection.order(Order(lock, self._serial, what, seconds))

    def _answered(self, protocol: str, lock: str, frame: bytes) -> None:
        """Match what may be an answer with the command that it answers."""
        speech = SPEECHES.get(protocol)
        told = speech.answered(frame) if speech is not None else None
        if told is not None:
            self.heard(lock, told)

    def heard(self, lock: str, told: Answered) -> None:
        """Note a lock's answer; one that names no command is to the last one sent."""
        serial = self._last.get(lock, 0) if told.serial is None else told.serial
        number = self._sent.pop((lock, serial), None)
        if number is not None and self.database is not None:
            asyncio.get_running_loop().run_in_executor(None, self._note, number, told.done)

    def _note(self, number: int, done: bool) -> None:
        if self.database is not None:
            with self.database.unit(by=PLATFORM, at=clock.now()) as uow:
                actions.note_answer(uow, number, done=done)

    async def run(self, ports: Mapping[str, int], host: str, ready: Callable[[dict[str, int]], None]) -> None:
        """Listen, keep and send until cancelled."""
        self._loop = asyncio.get_running_loop()
        ready(await self.listen(ports, host))
        work = [asyncio.create_task(self.batcher.run()), asyncio.create_task(self.sweep())]
        try:
            await asyncio.gather(*work)
        finally:
            for server in self.servers:
                server.close()
            for each in work:
                each.cancel()
            await asyncio.gather(*work, return_exceptions=True)
