"""Lets simulated locks speak to a gateway, over TCP or a broker of MQTT, at a steady rate."""

import asyncio
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from smartcustoms.trade.elocks.spoken import Plan, Spoken, hello, number


@dataclass(slots=True)
class Heard:
    """What was sent and heard."""

    sent: int = 0
    forged: int = 0
    heard_bytes: int = 0
    seconds: float = 0.0
    broken: int = 0
    """Connections that the gateway ended."""


async def speak(plan: Plan, frames: Iterable[Spoken], to: str, *, rate: float, most: int) -> Heard:
    """Send up to so many frames, so many a second; give what was sent and heard. OSError where nobody listens."""
    heard, sending = Heard(), _Broker(to) if to.startswith("mqtt") else _Sockets(plan, to)
    await sending.open()
    begun = time.perf_counter()
    try:
        for each in frames:
            if heard.sent >= most:
                break
            ahead = heard.sent / rate - (time.perf_counter() - begun)
            if ahead > 0.01:
                await asyncio.sleep(ahead)
            await sending.send(each)
            heard.sent += 1
            heard.forged += not each.good
        await asyncio.sleep(1.0)
    finally:
        heard.seconds = time.perf_counter() - begun
        await sending.close()
    heard.heard_bytes, heard.broken = sending.heard_bytes, sending.broken
    return heard


class _Sockets:
    """A connection for each lock, made when it first speaks, and again when it was ended."""

    def __init__(self, plan: Plan, to: str) -> None:
        host, _, port = to.rpartition(":")
        self._plan, self._host, self._port = plan, host or "127.0.0.1", int(port)
        self._places = {number(plan, n): n for n in range(plan.locks)}
        self._writers: dict[str, asyncio.StreamWriter] = {}
        self._hearing: set[asyncio.Task[None]] = set()
        self.heard_bytes = self.broken = 0

    async def open(self) -> None:
        """Look whether somebody listens."""
        _, writer = await asyncio.open_connection(self._host, self._port)
        writer.close()

    async def send(self, each: Spoken) -> None:
        """Send a frame on its lock's connection."""
        writer = self._writers.get(each.lock)
        if writer is None or writer.is_closing():
            reader, writer = await asyncio.open_connection(self._host, self._port)
            self._writers[each.lock] = writer
            task = asyncio.create_task(self._hear(reader, writer))
            self._hearing.add(task)
            task.add_done_callback(self._hearing.discard)
            writer.write(hello(self._plan, self._places[each.lock]))
        with suppress(OSError):
            writer.write(each.frame)
            await writer.drain()

    async def _hear(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(65536):
                self.heard_bytes += len(data)
        self.broken += 1
        writer.close()

    async def close(self) -> None:
        """End all connections."""
        for task in list(self._hearing):
            task.cancel()
        await asyncio.gather(*self._hearing, return_exceptions=True)
        for writer in self._writers.values():
            writer.close()


class _Broker:
    """One client that publishes for all locks, as their network would."""

    def __init__(self, to: str) -> None:
        from gmqtt import Client  # here: the client is for who has a broker

        made: Any = Client  # the package has no types
        self._parts = urlsplit(to)
        self._client: Any = made("smartcustoms-simulated-locks")
        self.heard_bytes = self.broken = 0

    async def open(self) -> None:
        """Connect."""
        await self._client.connect(self._parts.hostname or "localhost", self._parts.port or 1883)

    async def send(self, each: Spoken) -> None:
        """Publish an event."""
        self._client.publish(f"elocks/{each.lock}/events", each.frame, qos=1)
        await asyncio.sleep(0)

    async def close(self) -> None:
        """Leave."""
        await self._client.disconnect()
