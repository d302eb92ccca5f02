"""A worker beside a server: waits to be told, is started again when it dies, and is gone when its parent is."""

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from smartcustoms.app.beside import worker_beside
from smartcustoms.kernel.settings import Settings

PROGRAM = """
import os, sys, threading, time
from smartcustoms.app.beside import told_to_go
stop = threading.Event()
place = sys.argv[1]
open(place + "/begun", "a").write(f"{os.getpid()}\\n")
if told_to_go(stop):
    open(place + "/works", "a").write(f"{os.getpid()}\\n")
    stop.wait()
open(place + "/ended", "a").write(f"{os.getpid()}\\n")
"""


def lines(path: Path) -> list[str]:
    return path.read_text().split() if path.exists() else []


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_it_works_when_told_and_again_after_it_died(tmp_path: Path) -> None:
    command = (sys.executable, "-c", PROGRAM, str(tmp_path))
    begun, works, ended = tmp_path / "begun", tmp_path / "works", tmp_path / "ended"
    with worker_beside(Settings(), command) as beside:
        until(lambda: len(lines(begun)) == 1)
        time.sleep(0.3)
        assert lines(works) == []
        beside.go()
        until(lambda: len(lines(works)) == 1)
        os.kill(int(lines(works)[0]), signal.SIGKILL)
        until(lambda: len(lines(works)) == 2)
    assert lines(ended) == lines(works)[1:]


def test_never_told_it_ends_with_its_parent(tmp_path: Path) -> None:
    with worker_beside(Settings(), (sys.executable, "-c", PROGRAM, str(tmp_path))):
        until(lambda: len(lines(tmp_path / "begun")) == 1)
    assert lines(tmp_path / "ended") == lines(tmp_path / "begun")
    assert lines(tmp_path / "works") == []
