"""A worker kept running beside the web server: a process of its own, so that no step slows an answer. Further web servers too.

It is started again when it dies, and gone when the web server is gone: its standard input is a pipe that we hold. One byte in the pipe
tells it to go to work; until then it has only imported what it needs, at the same time as the web server did.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Final

from smartcustoms.kernel.settings import Settings

_WORKER: Final = (sys.executable, "-c", "from smartcustoms.app.cli import main; main()", "worker", "--beside")


def told_to_go(stop: threading.Event) -> bool:
    """Wait, in the worker, until its parent says that it may work; False when the parent is gone before.

    From then on a thread sets `stop` when the parent is gone.
    """
    if not sys.stdin.buffer.read(1):
        return False
    threading.Thread(target=_end_with_input, args=(stop,), name="parent", daemon=True).start()
    return True


def _end_with_input(stop: threading.Event) -> None:
    sys.stdin.buffer.read()
    stop.set()


@contextmanager
def worker_beside(settings: Settings, command: Sequence[str] = _WORKER) -> "Iterator[Keeper]":
    """Keep a worker process running beside this one; see `process_beside`.

    Args:
        settings: what the worker is given, as environment.
        command: another worker than `smartcustoms worker --beside`, for tests; it must call `told_to_go`.
    """
    with process_beside(settings, command, what="worker") as keeper:
        yield keeper


@contextmanager
def process_beside(settings: Settings, command: Sequence[str], *, what: str) -> "Iterator[Keeper]":
    """Keep a process running beside this one: started again when it dies, ended with this block or this process.

    It waits until `go` is called on what is given.

    Args:
        settings: what the process is given, as environment.
        command: the program; it must call `told_to_go`.
        what: what it is called in the log.
    """
    keeper = Keeper(settings, command, what)
    thread = threading.Thread(target=keeper.keep, name=f"{what}-keeper", daemon=True)
    thread.start()
    try:
        yield keeper
    finally:
        keeper.over.set()
        thread.join(15)


class Keeper:
    """Holds the process; `go` sends it to work."""

    def __init__(self, settings: Settings, command: Sequence[str], what: str) -> None:
        self.over = threading.Event()
        self._command, self._what = command, what
        self._may_work = threading.Event()
        self._turn = threading.Lock()
        self._child: subprocess.Popen[Any] | None = None
        named = {"SMARTCUSTOMS_" + name.upper(): getattr(settings, name) for name in Settings.__dataclass_fields__}
        told = {
            name: ("yes" if value else "no") if isinstance(value, bool) else str(value) for name, value in named.items()
        }
        self._environment = {**os.environ, **told}

    def go(self) -> None:
        """Let the process work, this one and those started after it."""
        with self._turn:
            self._may_work.set()
            _tell(self._child)

    def keep(self) -> None:
        """Run the process until `over` is set, starting it again whenever it died."""
        rest = 0.2
        while not self.over.is_set():
            child = self._start()
            while child.poll() is None and not self.over.wait(0.2):
                rest = 0.2
            if child.poll() is not None and not self.over.is_set():
                import structlog  # here: its import is slow, and this module is imported before the worker is begun

                log = structlog.get_logger(__name__)
                log.error(f"the {self._what} died and is started again", process=child.pid, status=child.returncode)
                self.over.wait(rest)
                rest = min(rest * 2, 5.0)
            _shut(child)
        _end(child)

    def _start(self) -> "subprocess.Popen[Any]":
        with self._turn:
            self._child = subprocess.Popen(  # noqa: S603 - our own program
                self._command, stdin=subprocess.PIPE, env=self._environment
            )
            if self._may_work.is_set():
                _tell(self._child)
            return self._child


def _tell(child: "subprocess.Popen[Any] | None") -> None:
    if child is not None and child.stdin is not None:
        with suppress(OSError):  # it is dead already: the next one is told
            child.stdin.write(b"g")
            child.stdin.flush()


def _shut(child: "subprocess.Popen[Any]") -> None:
    if child.stdin is not None:
        with suppress(OSError):
            child.stdin.close()


def _end(child: "subprocess.Popen[Any]") -> None:
    try:
        child.wait(12)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
