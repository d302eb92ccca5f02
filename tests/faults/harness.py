"""Starts a served platform, lets clients lodge, kills its processes in turn, and keeps the ledger of what was acknowledged.

The ledger is in the test's own process, so no kill touches it. Everything random is seeded.
"""

import contextlib
import os
import random
import signal
import socket
import subprocess
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psutil  # type: ignore[import-untyped]

from smartcustoms.kernel.database.cluster import Cluster, embedded
from smartcustoms.kernel.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
TARGETS = ("web", "database", "worker")


@dataclass
class Platform:
    """A platform served from a home of its own; `keep` starts it again whenever its server is gone, as a service manager does."""

    home: Path
    command: tuple[str, ...]
    worker_mark: str
    code: Path = ROOT
    port: int = 0
    process: "subprocess.Popen[bytes] | None" = None
    starts: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def settings(self) -> Settings:
        return Settings(home=self.home, port=self.port)

    @property
    def cluster(self) -> Cluster:
        return embedded(self.settings)

    @property
    def environment(self) -> dict[str, str]:
        own = {"SMARTCUSTOMS_HOME": str(self.home), "SMARTCUSTOMS_PORT": str(self.port), "SMARTCUSTOMS_LOG": "warning"}
        return {**os.environ, **own, "PYTHONPATH": str(self.code)}

    def start(self) -> None:
        with (self.home / "log").open("ab") as log:
            self.process = subprocess.Popen(self.command, env=self.environment, cwd=self.code, stdout=log, stderr=log)
        self.starts += 1

    def keep(self) -> None:
        while not self.over.wait(0.1):
            if self.process is None or self.process.poll() is not None:
                self.start()

    def ready(self, patience: float = 300.0) -> None:
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            with contextlib.suppress(httpx.HTTPError):
                if httpx.get(f"{self.address}/health", timeout=5).status_code == 200:
                    return
            time.sleep(0.1)
        raise AssertionError(f"not ready after {patience:.0f} s: {(self.home / 'log').read_text()[-3000:]}")

    def number_of(self, target: str) -> int | None:
        """Give the process number of the web server, the worker or the postmaster; None when it does not run now."""
        with contextlib.suppress(OSError, IndexError, ValueError, psutil.Error):
            if target == "database":
                number = int((self.cluster.folder / "data" / "postmaster.pid").read_text().split()[0])
                return number if psutil.Process(number).name() == "postgres" else None
            if self.process is None or self.process.poll() is not None:
                return None
            if target == "web":
                return self.process.pid
            for child in psutil.Process(self.process.pid).children():
                if self.worker_mark in " ".join(child.cmdline()):
                    return int(child.pid)
        return None

    def kill(self, target: str) -> bool:
        number = self.number_of(target)
        if number is None:
            return False
        with contextlib.suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)
            return True
        return False

    def end(self) -> None:
        self.over.set()
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self.cluster.stop()


@contextlib.contextmanager
def served(platform: Platform) -> Iterator[Platform]:
    """Keep a platform running for a test."""
    keeper = threading.Thread(target=platform.keep, daemon=True)
    keeper.start()
    try:
        platform.ready()
        yield platform
    finally:
        platform.over.set()
        keeper.join(5)
        platform.end()


Send = Callable[[httpx.Client, str], httpx.Response]
"""Lodges one thing under an idempotency key, through a client."""


@dataclass
class Ledger:
    """What clients were told: the number acknowledged for each key, and how often they had to try."""

    acknowledged: dict[str, str] = field(default_factory=dict)
    sent: set[str] = field(default_factory=set)
    tries: Counter[str] = field(default_factory=Counter)
    contradictions: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def tell(self, key: str, number: str) -> None:
        with self.lock:
            if self.acknowledged.setdefault(key, number) != number:
                self.contradictions.append(f"{key}: {self.acknowledged[key]} and then {number}")


def lodging(platform: Platform, send: Send, ledger: Ledger, over: threading.Event, seed: int) -> None:
    """Be one client: lodge, try again with the same key until acknowledged, sometimes ask again, sometimes give up."""
    chance = random.Random(seed)
    with httpx.Client(base_url=platform.address, timeout=10) as client:
        while not over.is_set():
            key = str(uuid.UUID(int=chance.getrandbits(128)))
            ledger.sent.add(key)
            gives_up = chance.random() < 0.05
            while not over.is_set():
                outcome = _once(client, send, ledger, key)
                ledger.tries[outcome] += 1
                if outcome == "acknowledged" or gives_up:
                    break
                time.sleep(0.1)
            time.sleep(0.05)
            if key in ledger.acknowledged and chance.random() < 0.2:
                ledger.tries["asked again: " + _once(client, send, ledger, key)] += 1


def _once(client: httpx.Client, send: Send, ledger: Ledger, key: str) -> str:
    try:
        answer = send(client, key)
    except httpx.HTTPError as cut:
        return type(cut).__name__
    if answer.status_code in (200, 201):
        ledger.tell(key, answer.json()["number"])
        return "acknowledged"
    return str(answer.status_code)


def kill_while_lodging(
    platform: Platform, send: Send, *, kills: int, clients: int, seed: int = 7
) -> tuple[Ledger, Counter[str]]:
    """Let clients lodge while web, worker and database are killed in turn; give the ledger and what was killed."""
    ledger, over, chance = Ledger(), threading.Event(), random.Random(seed)
    crowd = [
        threading.Thread(target=lodging, args=(platform, send, ledger, over, seed + each)) for each in range(clients)
    ]
    for each in crowd:
        each.start()
    killed: Counter[str] = Counter()
    deadline = time.monotonic() + kills * 60  # on a busy machine a start takes a minute; idle, sixty kills take minutes
    try:
        while sum(killed.values()) < kills and time.monotonic() < deadline:
            _await_more(ledger, clients)  # a kill while nothing is under way shows nothing
            time.sleep(chance.uniform(0.1, 1.5))
            target = TARGETS[sum(killed.values()) % len(TARGETS)]
            killed[target] += platform.kill(target)
        platform.ready()
        time.sleep(1)
    finally:
        over.set()
        for each in crowd:
            each.join(30)
    return ledger, killed


def _await_more(ledger: Ledger, more: int, patience: float = 50.0) -> None:
    """Wait until some more declarations are acknowledged; not for ever, so that starts are killed too on a slow machine."""
    wanted, deadline = len(ledger.acknowledged) + more, time.monotonic() + patience
    while len(ledger.acknowledged) < wanted and time.monotonic() < deadline:
        time.sleep(0.02)
