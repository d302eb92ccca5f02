"""Locks' ends of connections to a gateway: they send what was written before, and count or time what is acknowledged."""

import asyncio
import time
from collections.abc import Sequence


class Locks(asyncio.Protocol):
    """One connection's end: counts acknowledgements (frames that end, two delimiters each)."""

    def __init__(self, tally: "Tally") -> None:
        self.tally = tally
        self.transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self.transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        """Count."""
        self.tally.marks += data.count(0x7E)
        if self.tally.marks >= self.tally.wanted:
            self.tally.done.set()


class Tally:
    """Delimiters heard, and how many are wanted."""

    def __init__(self, wanted: int) -> None:
        self.marks, self.wanted, self.done = 0, wanted * 2, asyncio.Event()


async def load(port: int, frames: Sequence[Sequence[bytes]], window: int) -> float:
    """Send each lock's frames in windows, the next one when all of the last are acknowledged; give fixes a second."""
    loop, tally = asyncio.get_running_loop(), Tally(0)
    ends = [(await loop.create_connection(lambda: Locks(tally), "127.0.0.1", port))[1] for _ in frames]
    total, began = 0, time.perf_counter()
    for at in range(0, len(frames[0]), window):
        tally.marks, tally.wanted = 0, 2 * sum(len(each[at : at + window]) for each in frames)
        tally.done.clear()
        for end, own in zip(ends, frames, strict=True):
            end.transport.write(b"".join(own[at : at + window]))
        await asyncio.wait_for(tally.done.wait(), 60)
        total += tally.wanted // 2
    took = time.perf_counter() - began
    for end in ends:
        end.transport.abort()
    return total / took


class Timed(asyncio.Protocol):
    """One connection's end: acknowledgements come in the order of its frames, so each is timed from when its frame was due."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport
        self.due: list[float] = []
        self.took: list[float] = []
        self._marks = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self.transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        """Time what is acknowledged: two delimiters each."""
        now, self._marks = time.perf_counter(), self._marks + data.count(0x7E)
        for place in range(len(self.took), self._marks // 2):
            self.took.append(now - self.due[place])


async def paced(port: int, frames: Sequence[Sequence[bytes]], rate: int) -> tuple[list[list[float]], float]:
    """Send all locks' fixes, in turn, at a steady rate; give how long each lock's took until acknowledged, and the rate that was kept."""
    loop = asyncio.get_running_loop()
    ends = [(await loop.create_connection(Timed, "127.0.0.1", port))[1] for _ in frames]
    line = [
        (end, frame)
        for step in range(len(frames[0]))
        for end, frame in zip(ends, (own[step] for own in frames), strict=True)
    ]
    began, place = time.perf_counter(), 0
    while place < len(line):
        until = min(len(line), int((time.perf_counter() - began) * rate))
        for number_of, (end, frame) in enumerate(line[place:until], place):
            end.due.append(began + number_of / rate)
            end.transport.write(frame)
        place = until
        await asyncio.sleep(0.005)
    sent = len(line) / (time.perf_counter() - began)
    while any(len(end.took) < len(end.due) for end in ends):
        if time.perf_counter() - began > 2 * len(line) / rate + 120:
            raise SystemExit("not every fix was acknowledged")
        await asyncio.sleep(0.05)
    for end in ends:
        end.transport.abort()
    return [end.took for end in ends], sent
