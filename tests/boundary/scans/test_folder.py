"""A scanner drops files: each is taken once, whole, whatever happens meanwhile; detection runs on what came."""

import json
import os
from datetime import timedelta
from pathlib import Path

import pytest

from smartcustoms.app.discover import reactions
from smartcustoms.boundary.detection import queries as detection
from smartcustoms.boundary.scans import actions, package, queries
from smartcustoms.boundary.scans.actions import folder as module
from smartcustoms.boundary.scans.model import Kind, Taken
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.audit import queries as audit
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.events.relay import consumers, relay_here
from smartcustoms.kernel.events.steps import StepRunner
from smartcustoms.kernel.files.object_gateway import in_memory
from tests.boundary.scans.packages import a_package
from tests.cast import AMINA
from tests.conftest import NOON

PLACE = in_memory()
GOOD = package.written(a_package(seed=31))


@pytest.fixture
def watched(tmp_path: Path) -> actions.Folder:
    (tmp_path / "in").mkdir()
    return actions.Folder(tmp_path)


def dropped(watched: actions.Folder, name: str, content: bytes, *, seconds_ago: float = 5) -> Path:
    path = watched.path / "in" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    touched = NOON.timestamp() - seconds_ago
    os.utime(path, (touched, touched))
    return path


def looked(database: Database, watched: actions.Folder, *, after: float = 0) -> Taken:
    return actions.take_folder(database, watched, by=PLATFORM, at=NOON + timedelta(seconds=after), through=PLACE)


def names(watched: actions.Folder, part: str) -> list[str]:
    return sorted(each.name for each in (watched.path / part).iterdir() if each.is_file())


def test_a_dropped_scan_is_taken_once_and_the_same_bytes_again_are_the_same_scan(
    database: Database, watched: actions.Folder
) -> None:
    dropped(watched, "one.scan.zip", GOOD)
    (number,) = looked(database, watched).scans
    assert names(watched, "in") == []
    assert names(watched, "taken") == [f"{number}-one.scan.zip"]
    dropped(watched, "two.scan.zip", GOOD)
    assert looked(database, watched).scans == [number]
    with database.unit(by=AMINA, at=NOON) as uow:
        assert queries.scans(uow)[1] == 1


def test_what_is_still_on_its_way_is_waited_for(database: Database, watched: actions.Folder) -> None:
    growing = dropped(watched, "growing.scan.zip", GOOD[:900], seconds_ago=0.5)
    dropped(watched, "named.scan.zip.part", GOOD)
    dropped(watched, ".hidden.scan.zip", GOOD)
    assert looked(database, watched) == Taken([], [], 1)
    assert looked(database, watched, after=10) == Taken([], [], 1), "settled, but not whole: the writer may have paused"
    growing.write_bytes(GOOD)
    os.utime(growing, (NOON.timestamp() + 20, NOON.timestamp() + 20))
    assert len(looked(database, watched, after=30).scans) == 1
    assert names(watched, "in") == [".hidden.scan.zip", "named.scan.zip.part"]


def test_what_is_no_scan_is_put_aside_with_the_reason_when_patience_ends(
    database: Database, watched: actions.Folder
) -> None:
    dropped(watched, "half.scan.zip", GOOD[:900], seconds_ago=300)
    dropped(watched, "notes.txt", b"call me", seconds_ago=300)
    assert sorted(looked(database, watched).refused) == ["half.scan.zip", "notes.txt"]
    assert names(watched, "in") == []
    kept = names(watched, "refused")
    assert len(kept) == 4
    (reason,) = [each for each in kept if each.endswith("notes.txt.json")]
    told = json.loads((watched.path / "refused" / reason).read_text())
    assert (told["code"], told["file"]) == ("scan_unreadable", "notes.txt")
    assert told["says"]
    with database.unit(by=PLATFORM, at=NOON) as uow:
        deeds = [each.deed for each in audit.deeds(uow)]
    assert deeds.count("scan.refused") == 2


def test_a_kill_between_keeping_and_moving_brings_nothing_twice(
    database: Database, watched: actions.Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    dropped(watched, "one.scan.zip", GOOD)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as until:
        until.setattr(module, "_move", killed)
        with pytest.raises(KeyboardInterrupt):
            looked(database, watched)
    with database.unit(by=AMINA, at=NOON) as uow:
        ((kept,), total) = queries.scans(uow)
    assert total == 1
    assert looked(database, actions.Folder(watched.path)).scans == [kept.number]
    assert names(watched, "in") == []


def test_links_and_pipes_are_left_alone_and_a_folder_names_the_kind(
    database: Database, watched: actions.Folder, tmp_path: Path
) -> None:
    outside = tmp_path / "secret.scan.zip"
    outside.write_bytes(GOOD)
    (watched.path / "in" / "link.scan.zip").symlink_to(outside)
    os.mkfifo(watched.path / "in" / "pipe.scan.zip")
    dropped(watched, "parcel/p.scan.zip", package.written(a_package(seed=32, kind=Kind.PARCEL)))
    (number,) = looked(database, watched).scans
    with database.unit(by=AMINA, at=NOON) as uow:
        assert queries.scan(uow, number).kind is Kind.PARCEL
    assert outside.exists()


def test_detection_runs_on_what_was_dropped(database: Database, watched: actions.Folder) -> None:
    dropped(watched, "one.scan.zip", GOOD)
    (number,) = actions.take_folder(database, watched, by=PLATFORM, at=NOON).scans
    found = reactions()
    whom, runner = consumers(found), StepRunner(database, found)
    while relay_here(database, whom) + runner.turn():
        pass
    with database.unit(by=AMINA, at=NOON) as uow:
        assert detection.examined(uow, number).scan == number
