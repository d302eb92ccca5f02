"""One declaration by API: durable, assessed, answered with lane and reasons. Open loop at a rate, then as fast as it goes.

    python benchmarks/lodging.py --rate 50 --seconds 20

The real `smartcustoms serve` runs as a process tree of its own with the demo world's history, judge and rules (simulated);
the client (`beside/lodging_client.py`) is another process with kept-alive connections. All share this machine's cores, so the
processor time of each part for one declaration is printed beside the wall time: on a machine shared with other work, read that.
"""

import argparse
import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil

from smartcustoms.app.discover import discover
from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM, Actor, Kind
from smartcustoms.kernel.database.cluster import embedded
from smartcustoms.kernel.database.connect import opened
from smartcustoms.kernel.people import actions as people
from smartcustoms.kernel.people.queries import person
from smartcustoms.kernel.settings import Settings

HERE = Path(__file__).parent


def started(home: Path, port: int, processes: int, worker: bool) -> "subprocess.Popen[bytes]":
    """Start `smartcustoms serve` and wait until it is ready."""
    environment = {
        **os.environ, "SMARTCUSTOMS_HOME": str(home), "SMARTCUSTOMS_DEMO": "yes", "SMARTCUSTOMS_LOG": "error",
        "SMARTCUSTOMS_DSN": "", "SMARTCUSTOMS_WEB_PROCESSES": str(processes),
    }  # fmt: skip
    command = [sys.executable, "-c", "from smartcustoms.app.cli import main; main()", "serve", "--port", str(port)]
    server = subprocess.Popen(  # noqa: S603 - our own program
        [*command, "--worker" if worker else "--no-worker"], env=environment, stdout=subprocess.DEVNULL
    )
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/token", timeout=5):
                return server  # /health is not asked: without a worker it says "not ready"
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    server.terminate()
    raise RuntimeError("the server was not ready within five minutes")


def token_for_a_machine(home: Path) -> str:
    """Make a trader's machine token in the server's database."""
    discover()
    settings = replace(Settings(), home=home, demo=True)
    with opened(settings) as database:
        with database.unit(by=PLATFORM, at=clock.now()) as uow:
            bela = person(uow, "bela")
        if bela is None:
            raise RuntimeError("the demo world has no trader Bela")
        actor = Actor(bela.number, bela.organisation, Kind.TRADER, frozenset({"trader"}))
        with database.unit(by=actor, at=clock.now()) as uow:
            return people.make_token(uow, name="benchmark", given=["trader"], scopes=["declarations.lodge"], days=1)[1]


def serving(server: int, port: int) -> list[int]:
    """Give the processes of the server's tree that listen on its port."""
    tree = psutil.Process(server)
    return [
        each.pid
        for each in [tree, *tree.children(recursive=True)]
        if any(door.laddr.port == port and door.status == "LISTEN" for door in each.net_connections("tcp"))
    ]


class Meter:
    """Processor time of the web processes, the worker, PostgreSQL and the client, so far."""

    def __init__(self, server: int, home: Path) -> None:
        cluster = embedded(replace(Settings(), home=home))
        postmaster = int((cluster.folder / "data" / "postmaster.pid").read_text().split()[0])
        tree = psutil.Process(server)
        beside = [each for each in tree.children(recursive=True) if "worker" in each.cmdline()]
        web = [tree, *(each for each in tree.children(recursive=True) if each not in beside)]
        self._parts = {"web": web, "worker": beside}
        self._postmaster = psutil.Process(postmaster)

    def read(self) -> dict[str, float]:
        """Give seconds of processor time by part."""
        postgres = [self._postmaster, *self._postmaster.children(recursive=True)]
        parts = {name: [each for each in ones if each not in postgres] for name, ones in self._parts.items()}
        return {name: sum(map(_seconds, ones)) for name, ones in (parts | {"PostgreSQL": postgres}).items()}


def _seconds(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(times.user + times.system)


def load(port: int, token: str, *asked: str) -> dict[str, Any]:
    """Run the client in its own process; give what it measured."""
    command = [sys.executable, str(HERE / "beside" / "lodging_client.py"), "--port", str(port), *asked]
    done = subprocess.run(  # noqa: S603 - our own program
        command, input=token.encode(), stdout=subprocess.PIPE, check=True
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def tell(what: str, found: dict[str, Any], before: dict[str, float], after: dict[str, float]) -> None:
    """Print a line."""
    count, at = found["lodged"], found["ms"]
    used = {name: 1000 * (after[name] - before[name]) / count for name in after} | {
        "client": 1000 * found["cpu"] / count
    }
    told = "  ".join(f"{name} {ms:.2f}" for name, ms in used.items())
    print(
        f"{what:26} {count:6} lodged {count / found['seconds']:7.1f}/s  p50 {at['0.5']:7.1f}  p95 {at['0.95']:7.1f}"
        f"  p99 {at['0.99']:7.1f} ms | processor ms each: {told}  all {sum(used.values()):.2f}"
    )


def main() -> None:
    """Start the server, measure, stop it."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rate", type=int, default=50)
    asked.add_argument("--seconds", type=int, default=20)
    asked.add_argument("--clients", type=int, default=16)
    asked.add_argument("--port", type=int, default=8931)
    asked.add_argument("--processes", type=int, default=1)
    asked.add_argument("--worker", action=argparse.BooleanOptionalAction, default=False)
    asked.add_argument("--home", type=Path, default=Path("var/benchmarks"))
    given = asked.parse_args()
    home = given.home.resolve()
    server = started(home, given.port, given.processes, given.worker)
    try:
        token = token_for_a_machine(home)
        deadline = time.monotonic() + 120
        while len(serving(server.pid, given.port)) < given.processes and time.monotonic() < deadline:
            time.sleep(0.3)
        for _ in range(2):  # each process reads the histories at its first declaration
            load(given.port, token, "--clients", "32", "--seconds", "4")
        meter = Meter(server.pid, home)
        web = len(serving(server.pid, given.port))
        print(
            f"{web} web process(es), worker {'running' if given.worker else 'not running'}, {os.cpu_count()} cores,"
            f" load {os.getloadavg()[0]:.1f} before; simulated declarations of 1 to 3 goods items"
        )
        for what, how in (
            (f"open loop at {given.rate}/s", ("--rate", str(given.rate))),
            (f"{given.clients} clients, closed loop", ("--clients", str(given.clients))),
        ):
            before = meter.read()
            tell(what, load(given.port, token, "--seconds", str(given.seconds), *how), before, meter.read())
        print(f"load {os.getloadavg()[0]:.1f} after")
    finally:
        server.terminate()
        server.wait(30)


if __name__ == "__main__":
    main()
