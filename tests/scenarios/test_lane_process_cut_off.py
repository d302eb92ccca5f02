"""The centre and `smartcustoms crossing lane` as two processes: the line between them is cut for 15 minutes, then nothing differs.

The centre is the real application in this process, the lane the real command in its own, and between them a line that can be cut. Both
read one clock, which the story moves.
"""

import json
import socket
import socketserver
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from click.testing import CliRunner

from smartcustoms.app.web import make_app
from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.people import actions as people
from smartcustoms.kernel.settings import Settings
from smartcustoms.trade.crossing import actions, queries
from smartcustoms.trade.crossing.cli import crossing
from smartcustoms.trade.crossing.journal import digest, read_line
from smartcustoms.trade.crossing.model import Answer, Expected, Lane, Wanted
from smartcustoms.trade.crossing.signed import public_of
from smartcustoms.trade.intake import queries as slips
from tests.cast import ESI, OTIS
from tests.scenarios.test_centre_cut_for_fifteen_minutes import reading
from tests.trade.crossing.builders import a_lane, a_truck

LANE = "LMC-OUT-01"


class Line:
    """A TCP line to a port that can be cut and mended; its own port stays the same."""

    def __init__(self, to: int) -> None:
        self.to, self.port, self.sockets = to, 0, list[socket.socket]()
        self.mend()

    def mend(self) -> None:
        line = self

        class Pass(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                with suppress(OSError), socket.create_connection(("127.0.0.1", line.to)) as further:
                    line.sockets += [self.request, further]
                    back = threading.Thread(target=_pump, args=(further, self.request), daemon=True)
                    back.start()
                    _pump(self.request, further)

        class Door(socketserver.ThreadingTCPServer):
            allow_reuse_address, daemon_threads, block_on_close = True, True, False

        self.door = Door(("127.0.0.1", self.port), Pass)
        self.port = int(self.door.server_address[1])
        threading.Thread(target=self.door.serve_forever, args=(0.02,), daemon=True).start()

    def cut(self) -> None:
        self.door.shutdown()
        self.door.server_close()
        for each in self.sockets:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        self.sockets.clear()


def _pump(come: socket.socket, go: socket.socket) -> None:
    with suppress(OSError):
        while some := come.recv(65536):
            go.sendall(some)
    with suppress(OSError):
        go.shutdown(socket.SHUT_WR)


class Moment:
    """The clock of both processes."""

    def __init__(self, file: Path, at: datetime) -> None:
        self.file, self.at = file, at
        self.go()

    def __call__(self) -> datetime:
        return self.at

    def go(self, **ahead: float) -> None:
        self.at += timedelta(**ahead)
        new = self.file.with_suffix(".new")
        new.write_text(self.at.isoformat(), "ascii")
        new.replace(self.file)


@contextmanager
def centre(database: Database, settings: Settings) -> Iterator[int]:
    """Serve the application; gives its port."""
    app = make_app(replace(settings, demo=True), database)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        until(lambda: server.started)
        yield int(server.servers[0].sockets[0].getsockname()[1])
    finally:
        server.should_exit = True
        thread.join(10)


def until(holds: Callable[[], bool]) -> None:
    ends = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < ends
        time.sleep(0.02)


@contextmanager
def lane_running(moment: Moment, folder: Path, port: int, token: str) -> Iterator[subprocess.Popen[str]]:
    """Run the command; what it says of troubles comes with its answers."""
    secret = folder.with_name("token")
    secret.write_text(token)
    words = ["lane", LANE, "--folder", str(folder), "--centre", f"http://127.0.0.1:{port}", "--token-file", str(secret)]
    command = [sys.executable, "-m", "tests.trade.crossing.lane_process", str(moment.file), *words, "--every", "0.1"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    with subprocess.Popen(command, text=True, bufsize=1, **pipes) as running:  # type: ignore[call-overload]
        try:
            yield running
        finally:
            running.kill()


def comes(lane: "subprocess.Popen[str]", one: Expected, **more: Any) -> dict[str, Any]:
    """A truck comes; gives what the lane answers."""
    assert lane.stdin
    lane.stdin.write(reading(one, **more) + "\n")
    lane.stdin.flush()
    return json.loads(heard(lane, "{"))  # type: ignore[no-any-return]


def heard(lane: "subprocess.Popen[str]", begins: str) -> str:
    """Give the lane's next line that begins so."""
    assert lane.stdout
    return next(line for line in lane.stdout if line.startswith(begins))


def begun(database: Database, settings: Settings, folder: Path, trucks: list[Expected], at: datetime) -> str:
    """Trucks are expected, the lane is registered and enrolled; gives a machine's token for it."""
    words = ["enrol", str(folder), "--centre-key", queries.centre_key(settings)]
    public = CliRunner().invoke(crossing, words, catch_exceptions=False).output
    with database.unit(by=PLATFORM, at=at) as uow:
        people.make_demo_cast(uow)
        actions.register_lane(uow, a_lane(LANE))
        actions.enrol_lane(uow, LANE, public_key=public.strip())
        for each in trucks:
            actions.expect(uow, each)
        people.give_roles(uow, "otis", ["operator", "lane"])
    with database.unit(by=replace(OTIS, roles=OTIS.roles | {"lane"}), at=at) as uow:
        return people.make_token(uow, name="Lane 1", given=["lane"], scopes=["crossing.run"], days=1)[1]


def test_what_a_lane_process_decided_alone_comes_in_whole(
    database: Database, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment, folder = Moment(tmp_path / "clock", clock.now()), tmp_path / "lane"
    monkeypatch.setattr(clock, "now", moment)
    trucks = [a_truck(number, at=moment.at) for number in range(1, 7)]
    token = begun(database, settings, folder, trucks, moment.at)
    with centre(database, settings) as port:
        line = Line(port)
        with lane_running(moment, folder, line.port, token) as lane:
            first = comes(lane, trucks[0])
            assert (first["answer"], first["alone"]) == ("go", False)
            until(lambda: here(database).place == 1)
            line.cut()
            heard(lane, "alone:")
            fifteen_minutes_alone(database, moment, lane, trucks)
            assert here(database).place == 1
            line.mend()
            until(lambda: here(database).place == 5)
            books = here(database).serial
            until(lambda: here(database).serial > books)  # the turn that brought the journal in is over
            assert comes(lane, trucks[5])["reasons"] == ["selected"]
            assert lane.stdin
            lane.stdin.close()
            assert lane.wait(30) == 0
        line.cut()
    check_no_difference(database, folder, moment.at)


def here(database: Database) -> Lane:
    """The lane as the centre knows it."""
    with database.unit(by=ESI, at=clock.now()) as uow:
        return queries.lane(uow, LANE)


def fifteen_minutes_alone(
    database: Database, moment: Moment, lane: "subprocess.Popen[str]", trucks: list[Expected]
) -> None:
    """The lane decides by its book until 15 minutes are over to the second, then by slips."""
    moment.go(minutes=5)
    second = comes(lane, trucks[1])
    assert (second["answer"], second["alone"]) == ("go", True)
    assert comes(lane, trucks[2], rfid=trucks[3].rfid)["answer"] == "inspect"
    with database.unit(by=ESI, at=moment.at) as uow:  # decided while nobody can tell the lane
        actions.expect(uow, replace(trucks[5], answer=Answer.INSPECT))
    moment.go(minutes=9, seconds=59)
    assert comes(lane, trucks[3])["answer"] == "go"
    moment.go(seconds=1)
    late = comes(lane, trucks[4])
    assert (late["answer"], late["reasons"], bool(late["slip"])) == ("inspect", ["no_book"], True)


def check_no_difference(database: Database, folder: Path, at: datetime) -> None:
    """What the lane's journal says is what the centre has, each once and in order; and no slip is left over."""
    lane = here(database)
    with database.unit(by=ESI, at=at) as uow:
        kept, total = queries.passages(uow, Wanted())
        counts = slips.slip_counts(uow)
    texts = (folder / "journal.jws").read_text("ascii").splitlines()
    public = public_of(lane.public_key)
    there = [read_line(each, public, lane=LANE).passage for each in texts]
    assert (lane.place, lane.digest, total) == (6, digest(texts[-1]), 6)
    by_place = sorted((each.passage for each in kept), key=lambda each: each.place)
    assert [(p.place, p.at, p.answer, p.reasons, p.seen, p.alone) for p in by_place] == [
        (p.place, p.at, p.answer, p.reasons, p.seen, p.alone) for p in there
    ]
    assert [each.alone for each in there] == [False, True, True, True, True, False]
    assert by_place[4].bundle == "BN1005"  # the slip's truck is known now
    assert (counts.get("written", 0), counts["settled"]) == (0, 1)
