"""The gateway's whole path over real sockets: TCP, decoding, alarm state, stored durably, acknowledged. Simulated locks.

* *floor*: TCP and an acknowledgement of the same length without reading anything: what sockets and this process' own sending allow.
* *parse*: TCP, decode and acknowledge with a sink that keeps nothing on a disk; as a share of the floor in the same run.
* *whole*: the embedded PostgreSQL with fsync on; a fix counts when its acknowledgement came back to the lock.
* *log*: the whole path through a JetStream of its own (nats-server with a folder of its own): acknowledged when the broker has it, kept
  and judged by one worker, then by two; both rates, from the first frame to the last fix in the tables.
* *delay*: the same at a steady rate; each connected lock is cut once. An alarm is kept in the transaction before its fix is acknowledged,
  so its delay is taken from when the deciding fix was due to be sent until the acknowledgement is back: queues here and there count.

The gateway is a process of its own; so is PostgreSQL; this process is the locks (frames are written before the clock starts, it only
sends and counts acknowledgements). Frames: JT/T 808 0x0200, 85 bytes, each lock on a journey of its own on one of 819 routes.

Repeat:  .venv/bin/python -m benchmarks.elocks_gateway            (some minutes; --only parse, whole, log or delay)
"""

import argparse
import asyncio
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from statistics import quantiles

import uvloop

from benchmarks.beside.talking_locks import load, paced
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
    chosen: Sequence[int],
    routes: Sequence[list[list[float]]],
    rounds: int,
    start: datetime,
    *,
    every_s: int = 5,
    advance: float = 0.07,
    cut: bool = False,
) -> list[list[bytes]]:
    """Write one piece of bytes a lock: its fixes of all rounds along its route; with `cut` one of each tells of a cut."""
    pieces: list[list[bytes]] = []
    for n in chosen:
        line, frames = routes[n % ROUTES], []
        for step in range(rounds):
            at, along = start + timedelta(seconds=every_s * step), min(step * advance, len(line) - 1.001)
            corner = line[int(along)]
            further = line[int(along) + 1]
            place = tuple(here + (along % 1) * (there - here) for here, there in zip(corner, further, strict=True))
            items = [
                (0x01, bytes(4)),
                (0x30, b"\x1f"),
                (0x31, b"\x09"),
                (0x2A, b"\0\0"),
                (0xCC, b"89860491192191035485"),
                (0x69, b"\1\x90"),
            ]
            if cut and step == cut_at(n, rounds):
                items = [*items, (0x63, bytes.fromhex("0000000000010e7430") + bytes(2))]  # its sub-lock's seal is open
            body = jt808_writing.location(at, *place, speed_kmh=50, items=items)
            frames.append(jt808_writing.frame(0x0200, number(n), step, body))
        pieces.append(frames)
    return pieces


def cut_at(lock: int, rounds: int) -> int:
    """Give the round in which a lock tells that it was cut: after it left its zone."""
    return rounds // 3 + lock * 7 % (rounds // 2)


class NothingKept(MemorySink):
    """Reads and acknowledges; keeps nothing at all."""

    def keep(self, received: Sequence[Received], at: datetime) -> set[str]:  # noqa: ARG002 # the port's
        """Forget."""
        return set()


class Floor(asyncio.Protocol):
    """Acknowledges as many frames as delimiters say, and reads none."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self.transport: asyncio.Transport = transport  # type: ignore[assignment]
        self.marks = 0

    def data_received(self, data: bytes) -> None:
        """Answer."""
        self.marks += data.count(0x7E)
        whole, self.marks = divmod(self.marks, 2)
        self.transport.write(_ANSWER * whole)


_ANSWER = b"\x7e" + bytes(18) + b"\x7e"


def serve_floor() -> None:
    """Be the floor, until told to stop."""

    async def serve() -> None:
        server = await asyncio.get_running_loop().create_server(Floor, "127.0.0.1", 0)
        print(json.dumps({"jt808": server.sockets[0].getsockname()[1]}), flush=True)
        await server.serve_forever()

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve())


def serve_parsing() -> None:
    """Be a gateway that keeps nothing, until told to stop."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        hub = Hub(Batcher(NothingKept()))
        runner.run(hub.run({"jt808": 0}, "127.0.0.1", lambda taken: print(json.dumps(taken), flush=True)))


@contextmanager
def started(command: Sequence[str], home: Path, log: str = "") -> Iterator[tuple[int, int]]:
    """Run a gateway, or a worker, in a process of its own; give its port and process."""
    own = {"SMARTCUSTOMS_HOME": str(home), "SMARTCUSTOMS_LOG": "error", "SMARTCUSTOMS_NATS": log}
    environment = {**os.environ, **own}
    running = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)  # noqa: S603 # our own
    port = 0
    for line in running.stdout or ():
        if line.startswith("{"):
            port = int(json.loads(line).get("jt808", 0))
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
    """Print the rate of TCP, decoding and acknowledging, beside that of TCP alone; the best of three runs each."""
    frames = written(range(connected), lines(Random(7)), rounds, clock.now() - timedelta(seconds=300))
    print(f"{connected:,} connections, {connected * rounds:,} frames, {window} at a time; best of three")
    best = {}
    for what in ("--serve-floor", "--serve-parsing"):
        rates, costs = [], []
        for _ in range(3):
            with started([sys.executable, "-m", "benchmarks.elocks_gateway", what], home) as (port, process):
                before = cpu_of(process)
                rates.append(uvloop.run(load(port, frames, window)))
                costs.append(connected * rounds / max(cpu_of(process) - before, 0.01))
        best[what] = max(rates), max(costs)
    for name, (rate, cost) in zip(("floor: TCP and an answer", "parse and acknowledge"), best.values(), strict=True):
        print(f"  {name:26} {rate:10,.0f} frames/s   {cost:10,.0f} frames per CPU s of the server")
    (floor, floor_cpu), (own, own_cpu) = best.values()
    print(f"  of the floor: {own / floor:.2f} by the clock, {own_cpu / floor_cpu:.2f} by CPU")


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


def through_log(home: Path, known: int, connected: int, rounds: int, window: int, workers: int) -> None:
    """Print the rates of the whole path through a log, with some workers."""
    program = shutil.which("nats-server")
    if program is None:
        print("through a log: there is no nats-server on this machine")
        return
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    routes, now, log = lines(Random(7)), clock.now(), f"nats://127.0.0.1:{port}"
    words = [program, "-a", "127.0.0.1", "-p", str(port), "-js", "-sd", str(home / "log")]
    broker = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 # our own
    try:
        with opened_for_command(Settings(home=home)) as database, ExitStack() as running:
            register(database, known, routes, now)
            frames = written(range(connected), routes, rounds, now - timedelta(seconds=300))
            told = [running.enter_context(started(worker(16 // workers), home, log)) for _ in range(workers)]
            gateway_port, gateway = running.enter_context(started(command(), home, log))
            before, begun = [cpu_of(gateway), *(cpu_of(each) for _, each in told)], time.perf_counter()
            rate = uvloop.run(load(gateway_port, frames, window))
            wait_for(database, connected * rounds)
            took = time.perf_counter() - begun
            spent = [a - b for a, b in zip([cpu_of(gateway), *(cpu_of(each) for _, each in told)], before, strict=True)]
    finally:
        broker.kill()
        broker.wait(10)
    count = connected * rounds
    print(f"through a log, {workers} worker{'s' * (workers > 1)}: {known:,} locks known, {connected:,} connected")
    print(f"  {rate:,.0f} fixes/s acknowledged, {count / took:,.0f} fixes/s kept and judged;")
    print(f"  gateway {count / spent[0]:,.0f}, workers together {count / sum(spent[1:]):,.0f} fixes per CPU s")


def wait_for(database: Database, count: int) -> None:
    """Wait until so many fixes are kept."""
    end = time.perf_counter() + 600
    while time.perf_counter() < end:
        with database.unit(by=PLATFORM, at=clock.now()) as uow:
            if queries.fixes_kept(uow) == count:
                return
        time.sleep(0.2)
    raise SystemExit("not every fix was kept: the figure would mean nothing")


def worker(most: int) -> list[str]:
    """Give the command line of a worker."""
    return [str(Path(sys.executable).parent / "smartcustoms"), "elocks", "worker", "--most", str(most)]


def delay(home: Path, known: int, connected: int, rate: int, rounds: int) -> None:
    """Print the delay of alarms at a steady rate."""
    routes, now = lines(Random(7)), clock.now()
    with opened_for_command(Settings(home=home)) as database:
        register(database, known, routes, now - timedelta(minutes=10))
        start = now - timedelta(seconds=rounds)  # none is so old that silence would be an alarm by the clock
        frames = written(range(connected), routes, rounds, start, every_s=1, advance=0.03, cut=True)
        with started(command(), home) as (port, process):
            before = cpu_of(process)
            took, sent = uvloop.run(paced(port, frames, rate))
            seconds = cpu_of(process) - before
        with database.unit(by=PLATFORM, at=clock.now()) as uow:
            alarms = queries.statistics(uow).by_type
    if alarms.get("rope_cut") != connected:
        raise SystemExit(f"{connected} locks were cut, alarms: {alarms}: the figure would mean nothing")
    deciding = [own[cut_at(n, rounds)] for n, own in enumerate(took)]
    print(
        f"{known:,} locks known, {connected:,} connected, {sent:,.0f} fixes/s for {connected * rounds / sent:.0f} s, {connected:,} alarms"
    )
    for name, times in (("alarm kept", deciding), ("any fix kept", [each for own in took for each in own])):
        cuts = quantiles(times, n=100)
        print(f"  {name:14} p50 {cuts[49]:6.3f} s   p99 {cuts[98]:6.3f} s   worst {max(times):6.3f} s")
    print(f"  gateway {connected * rounds / seconds:,.0f} fixes per CPU s")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--known", type=int, default=100_000)
    parser.add_argument("--connected", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--window", type=int, default=20)
    parser.add_argument(
        "--rate", type=int, default=5_000, help="fixes a second at which the delay of alarms is measured"
    )
    parser.add_argument("--only", choices=("parse", "whole", "log", "delay"), help="one of the tables")
    parser.add_argument("--serve-parsing", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--serve-floor", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.serve_parsing or chosen.serve_floor:
        (serve_parsing if chosen.serve_parsing else serve_floor)()
        return
    size = (chosen.connected, chosen.rounds, chosen.window)
    tables: dict[str, list[Callable[[Path], None]]] = {
        "parse": [lambda home: parse(home, *size)],
        "whole": [lambda home: whole(home, chosen.known, *size)],
        "log": [partial(_log, chosen.known, size, workers) for workers in (1, 2)],
        "delay": [lambda home: delay(home, chosen.known, 1_000, chosen.rate, 150)],
    }
    for name, table in tables.items():
        for each in table if chosen.only in (None, name) else ():
            with tempfile.TemporaryDirectory() as home:
                each(Path(home))


def _log(known: int, size: tuple[int, int, int], workers: int, home: Path) -> None:
    through_log(home, known, *size, workers)


if __name__ == "__main__":
    main()
