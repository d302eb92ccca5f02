"""The belt keeps its beat, tells what came late, and feeds a folder and the HTTP port of a machine's token."""

from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from smartcustoms.boundary.scans import belt, package
from smartcustoms.boundary.scans.port_gateway import FolderPort, HttpPort, MemoryPort, PortAway, PortRefused
from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.people import actions as people
from smartcustoms.kernel.settings import Settings
from tests.boundary.scans.packages import a_package
from tests.cast import ADA, OTIS
from tests.conftest import NOON
from tests.web_client import client


class Time:
    """A clock that moves when somebody waits, or when told."""

    def __init__(self) -> None:
        self.now = 100.0

    def wait(self, seconds: float) -> None:
        self.now += seconds


def some(count: int, time: Time, takes: float = 0.0) -> list[belt.Bag]:
    time.now += takes
    return [belt.Bag(f"bag-{n}.scan.zip", package.written(a_package(seed=n)), "") for n in range(count)]


def test_bags_come_at_the_beat_of_the_belt() -> None:
    time, port = Time(), MemoryPort()
    sent = [
        each
        for _, each in belt.run(iter(some(5, time)), port, a_minute=20, count=4, clock=lambda: time.now, wait=time.wait)
    ]
    assert time.now == pytest.approx(100 + 3 * 3)
    assert [name for name, _ in port.sent] == [f"bag-{n}.scan.zip" for n in range(4)]
    assert not any(each.is_late for each in sent)


def test_a_port_that_is_away_gets_the_same_bag_again_and_late_ones_are_told() -> None:
    time, port = Time(), MemoryPort(away=3)
    sent = [
        each
        for _, each in belt.run(iter(some(3, time)), port, a_minute=60, count=3, clock=lambda: time.now, wait=time.wait)
    ]
    assert len({name for name, _ in port.sent}) == len(port.sent) == 3
    told = belt.summary(sent, a_minute=60)
    assert (told["sent"], told["late"], told["refused"]) == (3, 2, 0)
    away = belt.run(
        iter(some(1, time)), MemoryPort(away=99), a_minute=60, count=1, clock=lambda: time.now, wait=time.wait
    )
    with pytest.raises(PortAway):
        list(away)


def test_a_folder_port_never_shows_half_a_file(tmp_path: Path) -> None:
    FolderPort(tmp_path).send("a.scan.zip", b"whole")
    assert [each.name for each in (tmp_path / "in").iterdir()] == ["a.scan.zip"]
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(PortAway):
        FolderPort(tmp_path / "file").send("a.scan.zip", b"x")


def test_a_machines_token_brings_scans_and_does_nothing_else(database: Database, settings: Settings) -> None:
    with database.unit(by=PLATFORM, at=NOON) as uow:
        people.make_demo_cast(uow)
    with database.unit(by=ADA, at=NOON) as uow:
        people.give_roles(uow, OTIS.user, ["operator", "scanner"])
    maker = replace(OTIS, roles=OTIS.roles | {"scanner"})
    with database.unit(by=maker, at=clock.now()) as uow:
        _, secret = people.make_token(uow, name="Scanner 3", given=["scanner"], scopes=["scans.import"], days=30)
    with client(database, settings) as served:
        port = HttpPort("http://testserver", secret, served)
        content = package.written(a_package(seed=41))
        number = port.send("one.scan.zip", content)
        assert port.send("again.scan.zip", content) == number
        with pytest.raises(PortRefused, match="422"):
            port.send("bad", b"nonsense")
        assert served.get(f"/api/v1/scans/{number}", headers={"Authorization": f"Bearer {secret}"}).status_code == 403
        with pytest.raises(PortRefused, match="401"):
            HttpPort("http://testserver", "sc_wrong", served).send("one.scan.zip", content)
    gone = httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(503)))
    with pytest.raises(PortAway):
        HttpPort("http://nowhere", secret, gone).send("one", b"x")
