"""Locks that speak to a gateway over real sockets, for tests and benchmarks. Simulated."""

import asyncio
import socket
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from smartcustoms.trade.elocks.gateway.streams import STREAMS
from smartcustoms.trade.elocks.model import Closure, LockState, Motor, Position
from smartcustoms.trade.elocks.protocols import devices, jt808, jt808_writing


def position(at: datetime, latitude: float, longitude: float, kmh: float = 50.0, **lock: object) -> Position:
    state = LockState(rope=Closure.CLOSED, motor=Motor.LOCKED, back_cover=Closure.CLOSED)
    return Position(at, latitude, longitude, True, kmh, lock=LockState(**{**_said(state), **lock}))  # type: ignore[arg-type]


def _said(state: LockState) -> dict[str, object]:
    return {"rope": state.rope, "motor": state.motor, "back_cover": state.back_cover}


def jt808_fix(number: str, serial: int, at: datetime, latitude: float, longitude: float) -> bytes:
    body = jt808_writing.location(
        at, latitude, longitude, status=2, speed_kmh=50, items=[(0x01, bytes(4)), (0x30, b"\x1f"), (0x31, b"\x09")]
    )
    return jt808_writing.frame(0x0200, number, serial, body)


@dataclass
class Lock:
    """A lock's end of a connection: what it sent and which serials were acknowledged (JT/T 808)."""

    port: int
    reader: asyncio.StreamReader = field(init=False)
    writer: asyncio.StreamWriter = field(init=False)
    acknowledged: set[int] = field(default_factory=set)
    commands: list[bytes] = field(default_factory=list)
    rest: bytes = b""

    async def connect(self) -> "Lock":
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        return self

    async def send(self, frames: Sequence[bytes]) -> None:
        self.writer.write(b"".join(frames))
        await self.writer.drain()

    async def hear(self, until: int, patience: float = 10.0) -> set[int]:
        """Read until so many serials are acknowledged, or time is over."""
        end = asyncio.get_running_loop().time() + patience
        while len(self.acknowledged) < until and (left := end - asyncio.get_running_loop().time()) > 0:
            try:
                data = await asyncio.wait_for(self.reader.read(65536), left)
            except TimeoutError:
                break
            if not data:
                break
            pieces, self.rest = STREAMS["jt808"].split(self.rest + data)
            for piece in pieces:
                frame = jt808.unescape(piece)
                if frame[:2] == b"\x80\x01":
                    self.acknowledged.add(int.from_bytes(frame[jt808.header(frame).body_at :][:2], "big"))
                else:
                    self.commands.append(frame)
        return self.acknowledged

    def close(self) -> None:
        self.writer.close()


def jt701_number(number: int) -> str:
    return str(7_000_000_000 + number)


def jt701(number: str, serial: int, fix: Position) -> bytes:
    return devices.jt701(number, serial, fix)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def minutes_ago(now: datetime, minutes: float) -> datetime:
    return (now - timedelta(minutes=minutes)).astimezone(UTC).replace(microsecond=0)
