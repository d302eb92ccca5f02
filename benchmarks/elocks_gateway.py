"""The gateway's whole path over real sockets: TCP, decoding, alarm state, stored durably, acknowledged. Simulated locks.

* *parse*: TCP, decode and acknowledge with a sink that keeps nothing on a disk.
* *whole*: the embedded PostgreSQL with fsync on; a fix counts when its acknowledgement came back to the lock.

The gateway is a process of its own; so is PostgreSQL; this process is the locks (frames are written before the clock starts, it only
sends and counts acknowledgements). Frames: JT/T 808 0x0200, 85 bytes, each lock on a journey of its own on one of 819 routes.

Repeat:  .venv/bin/python benchmarks/elocks_gateway.py            (about a minute)
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import uvloop

from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.commands import opened_for_command
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.settings import Settings
from smartcustoms.trade.elocks import actions, queries
from smartcustoms.trade.elocks.actions.life import NewJourney
from smartcustoms.trade.elocks.gateway.batching import Batcher, MemorySink
from smartcustoms.trade.elocks.gateway.serving import Hub
from smartcustoms.trade.elocks.journey import Received
from smartcustoms.trade.elocks.model import ELock
from smartcustoms.trade.elocks.protocols import jt808_writing

ROUTES = 819


def lines(draw: Random) -> list[list[list[float]]]:
    """Draw the routes: about 20 km each, a corner a kilometre."""
    found = []
    for _ in range(ROUTES):
        north, east = 22 + draw.random(), 113 + draw.random()
        found.append([[round(north + n * 0.009, 6), round(east + (n % 3) * 0.001, 6)] for n in range(20)])
    return found


def number(lock: int) -> str:
    """Give a lock's number."""
    return str(13_800_000_000 + lock)


def register(database: Database, locks: int, routes: Sequence[list[list[float]]], at: datetime) -> None:
    """Register locks, each on a journey."""
    actions.make_days(database, at.date() - timedelta(days=1), 3)
    with database.unit(by=PLATFORM, at=at) as uow:
        actions.register_locks(uow, [ELock("0" + number(n), "jt808", "HK") for n in range(locks)])
        new = []
        for n in range(locks):
            line = routes[n % ROUTES]
            contract = {"line": line, "zones": {"origin": line[0], "destination": line[-1]}, "rules": {}}
            new.append(NewJourney(f"J-{n}", "0" + number(n), "", "", "", str(n % ROUTES), "GD", "HK", contract))
        actions.register_journeys(uow, new)


def written(
    chosen: Sequence[int], routes: Sequence[list[list[float]]], rounds: int, start: datetime
) -> list[list[bytes]]:
    """Write one piece of bytes a lock: its fixes of all rounds along its route, 5 seconds apart."""
    pieces: list[list[bytes]] = []
    for n in chosen:
        line, frames = routes[n % ROUTES], []
        for step in range(rounds):
            at, along = start + timedelta(seconds=5 * step), min(step * 0.07, len(line) - 1.001)
            corner = line[int(along)]
            place = corner[0] + (along % 1) * 0.009, corner[1] + 0.0002
            items = [
                (0x01, bytes(4)),
                (0x30, b"\x1f"),
                (0x31, b"\x09"),
                (0x2A, b"\0\0"),
                (0xCC, b"89860491192191035485"),
                (0x69, b"\1\x90"),
            ]
            body = jt808_writing.location(at, *place, speed_kmh=50, items=items)
            frames.append(jt808_writing.frame(0x0200, number(n), step, body))
        pieces.append(frames)
    return pieces


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


class NothingKept(MemorySink):
    """Reads and acknowledges; keeps nothing at all."""

    def keep(self, received: Sequence[Received], at: datetime) -> set[str]:  # noqa: ARG002 # the port's
        """Forget."""
        return set()


def serve_parsing() -> None:
    """Be a gateway that keeps nothing, until told to stop."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        hub = Hub(Batcher(NothingKept()))
        runner.run(hub.run({"jt808": 0}, "127.0.0.1", lambda taken: print(json.dumps(taken), flush=True)))


@contextmanager
def started(command: Sequence[str], home: Path) -> Iterator[tuple[int, int]]:
    """Run a gateway in a process of its own; give its port and process."""
    environment = {**os.environ, "SMARTCUSTOMS_HOME": str(home), "SMARTCUSTOMS_LOG": "error"}
    running = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)  # noqa: S603 # our own
    port = 0
    for line in running.stdout or ():
        if line.startswith("{"):
            port = int(json.loads(line)["jt808"])
            break
    try:
        yield port, running.pid
    finally:
        running.terminate()
        running.wait(20)


def command() -> list[str]:
    """Give the command line of the real gateway."""
    program = str(Path(sys.executable).parent / "smartcustoms")
    return [program, "elocks", "gateway", "--listen", "jt808:0", "--host", "127.0.0.1"]


def cpu_of(process: int) -> float:
    """Give the CPU seconds that a process and its children that ended have used."""
    usage = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(usage[11]) + int(usage[12])) / os.sysconf("SC_CLK_TCK")


def parse(home: Path, connected: int, rounds: int, window: int) -> None:
    """Print the rate of TCP, decoding and acknowledging."""
    frames = written(range(connected), lines(Random(7)), rounds, clock.now() - timedelta(seconds=300))
    with started([sys.executable, __file__, "--serve-parsing"], home) as (port, process):
        before = cpu_of(process)
        rate = uvloop.run(load(port, frames, window))
        seconds = cpu_of(process) - before
    count = connected * rounds
    print(
        f"parse and acknowledge: {connected:,} connections, {count:,} frames, {window} at a time: {rate:,.0f} frames/s;"
    )
    print(f"  gateway {count / seconds:,.0f} frames per CPU s")


def whole(home: Path, known: int, connected: int, rounds: int, window: int) -> None:
    """Print the rate of the whole path."""
    routes, now = lines(Random(7)), clock.now()
    with opened_for_command(Settings(home=home)) as database:
        register(database, known, routes, now)
        frames = written(range(connected), routes, rounds, now - timedelta(seconds=300))
        with started(command(), home) as (port, process):
            before = cpu_of(process)
            rate = uvloop.run(load(port, frames, window))
            seconds = cpu_of(process) - before
            with database.unit(by=PLATFORM, at=clock.now()) as uow:
                kept = queries.fixes_kept(uow)
            if kept != connected * rounds:
                raise SystemExit(
                    f"{connected * rounds} fixes were acknowledged, {kept} kept: the figure would mean nothing"
                )
            print(
                f"whole path, one process: {known:,} locks known, {connected:,} connected: {rate:,.0f} fixes/s, all kept;"
            )
            print(f"  gateway {kept / seconds:,.0f} fixes per CPU s")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--known", type=int, default=100_000)
    parser.add_argument("--connected", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--window", type=int, default=20)
    parser.add_argument("--serve-parsing", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.serve_parsing:
        serve_parsing()
        return
    with tempfile.TemporaryDirectory() as home:
        parse(Path(home), chosen.connected, chosen.rounds, chosen.window)
        whole(Path(home), chosen.known, chosen.connected, chosen.rounds, chosen.window)


if __name__ == "__main__":
    main()
