"""Several web processes share one port: each answers, one that dies is started again, and none outlives the first."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import psutil
import pytest

from smartcustoms.kernel.database.cluster import Cluster
from smartcustoms.kernel.database.connect import drop_database, make_database


def until(holds: Callable[[], bool], patience: float = 120.0) -> None:
    deadline = time.monotonic() + patience
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/api/v1/token", timeout=5).status_code == 200
    except httpx.HTTPError:
        return False


def takers(port: int) -> set[int]:
    """Open some connections, and give the processes that took them."""
    with contextlib.ExitStack() as doors:
        opened = [doors.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(40)]
        own = {door.getsockname()[1] for door in opened}
        time.sleep(0.5)
        return {
            each.pid
            for each in psutil.net_connections("tcp")
            if each.pid and each.laddr and each.laddr.port == port and each.raddr and each.raddr.port in own
        }


@pytest.mark.slow
def test_two_processes_share_the_port(cluster: Cluster, tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    name = f"serve_{port}"
    make_database(cluster, name)
    own = {"HOME": str(tmp_path), "DSN": cluster.dsn(name), "PORT": str(port), "WEB_PROCESSES": "2", "LOG": "error"}
    command = [sys.executable, "-c", "from smartcustoms.app.cli import main; main()", "serve", "--no-worker"]
    environment = {**os.environ, **{f"SMARTCUSTOMS_{key}": value for key, value in own.items()}}
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as server:
        tree = psutil.Process(server.pid)
        try:
            until(lambda: answers(port))
            until(lambda: len(takers(port)) == 2)
            (second,) = tree.children()
            os.kill(second.pid, signal.SIGKILL)
            until(lambda: answers(port))
            until(lambda: len(takers(port) - {second.pid}) == 2)
            (third,) = tree.children()
        finally:
            server.kill()
            server.wait()
    until(lambda: not third.is_running() or third.status() == psutil.STATUS_ZOMBIE)
    assert not answers(port)
    drop_database(cluster, name)
