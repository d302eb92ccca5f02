"""What scanners send is kept, taken or refused: by the folder and by the port, once for the same bytes, whatever a file is called."""

import json
import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from smartcustoms.boundary.scans import actions, package, queries, store
from smartcustoms.boundary.scans.actions import folder as module
from smartcustoms.boundary.scans.intake import (
    Arrival,
    Came,
    NotToDealWith,
    NotToTryAgain,
    Outcome,
    Shown,
    Source,
    Wanted,
    kept_for,
    plain,
)
from smartcustoms.boundary.scans.jobs import jobs
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.audit import queries as audit
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.words.say import say
from tests.boundary.scans.packages import a_package
from tests.boundary.scans.test_folder import dropped, looked, names
from tests.cast import AMINA, OTIS
from tests.conftest import NOON

GOOD = package.written(a_package(seed=41))
BAD = b"no scan at all"
OLD = 300  # seconds: longer than a file that cannot be read is waited for


@pytest.fixture
def watched(tmp_path: Path) -> actions.Folder:
    (tmp_path / "in").mkdir()
    return actions.Folder(tmp_path)


def listed(database: Database, wanted: Wanted | None = None) -> list[Arrival]:
    with database.unit(by=OTIS, at=NOON) as uow:
        return queries.arrivals(uow, wanted or Wanted())[0]


def only(database: Database) -> Arrival:
    (found,) = listed(database)
    return found


def deeds(database: Database) -> list[str]:
    with database.unit(by=PLATFORM, at=NOON) as uow:
        return [each.deed for each in audit.deeds(uow)]


def refused_file(database: Database, watched: actions.Folder, name: str = "bad.zip", content: bytes = BAD) -> str:
    dropped(watched, name, content, seconds_ago=OLD)
    assert looked(database, watched).refused
    return next(each.number for each in listed(database) if each.name == Path(name).name)


def again(database: Database, number: str, folder: Path | str, *, after: float = 60) -> list[str]:
    with database.unit(by=OTIS, at=NOON + timedelta(seconds=after)) as uow:
        return actions.try_again(uow, number, folder=str(folder))


def test_what_the_folder_takes_is_a_line_with_its_scan(database: Database, watched: actions.Folder) -> None:
    dropped(watched, "bag/one.scan.zip", GOOD)
    (number,) = looked(database, watched).scans
    found = only(database)
    assert (found.outcome, found.scan, found.source) == (Outcome.TAKEN, number, Source.FOLDER)
    assert (found.name, found.size, found.times, found.kind) == ("one.scan.zip", len(GOOD), 1, "bag")
    assert (found.brought_by, found.brought_name) == (PLATFORM.user, PLATFORM.name)
    assert found.first_at == found.last_at == NOON
    assert found.file == "", "lists tell no hash of a scan: docs/decisions/0036"


def test_what_the_folder_refuses_is_a_line_that_can_be_said_in_three_languages(
    database: Database, watched: actions.Folder
) -> None:
    refused_file(database, watched, "notes.txt")
    found = only(database)
    assert (found.outcome, found.code, found.scan) == (Outcome.REFUSED, "scan_unreadable", "")
    assert found.is_open
    assert len(found.file) == 64
    assert found.says is not None
    assert len({say(found.says, language) for language in ("en", "zh-Hant", "zh-Hans")}) == 3


def test_the_same_bytes_are_one_line_however_often_they_come(database: Database, watched: actions.Folder) -> None:
    dropped(watched, "one.scan.zip", GOOD)
    looked(database, watched)
    dropped(watched, "two.scan.zip", GOOD)
    looked(database, watched, after=90)
    found = only(database)
    assert (found.times, found.name) == (2, "two.scan.zip")
    assert (found.first_at, found.last_at) == (NOON, NOON + timedelta(seconds=90))


def test_a_kill_before_the_move_counts_a_file_once(
    database: Database, watched: actions.Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    dropped(watched, "one.scan.zip", GOOD)
    dropped(watched, "bad.zip", BAD, seconds_ago=OLD)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    for _ in range(3):
        with monkeypatch.context() as until:
            until.setattr(module, "_move", killed)
            with pytest.raises(KeyboardInterrupt):
                looked(database, watched)
    refused = only(database)
    assert (refused.outcome, refused.times) == (Outcome.REFUSED, 1)
    looked(database, actions.Folder(watched.path))
    assert sorted((each.outcome.value, each.times) for each in listed(database)) == [("refused", 1), ("taken", 1)]
    assert deeds(database).count("scan.refused") == 1


def test_a_scan_and_its_line_are_kept_together_or_not_at_all(
    database: Database, watched: actions.Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    dropped(watched, "one.scan.zip", GOOD)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as until:
        until.setattr(module, "keep_taken", killed)
        with pytest.raises(KeyboardInterrupt):
            looked(database, watched)
    with database.unit(by=AMINA, at=NOON) as uow:
        assert queries.scans(uow)[1] == 0
    assert listed(database) == []
    assert names(watched, "in") == ["one.scan.zip"]


@pytest.mark.parametrize(
    "name",
    [
        b"bag\x1b[31m\n\r\t.zip",
        b"<script>alert(1)</script>.zip".replace(b"/", b"\\"),
        b"=cmd|' '!A0.zip",
        b"\xff\xfe\x80.zip",
        b"x" * 251 + b".zip",
        "\u202egpj.zip".encode(),
        b"a\\..\\..\\passwd.json",
        b"%s%n{name}{0.__class__}.zip",
    ],
)
def test_a_file_of_any_name_is_listed_and_stops_nothing(
    database: Database, watched: actions.Folder, name: bytes
) -> None:
    dropped(watched, os.fsdecode(name), BAD, seconds_ago=OLD)
    dropped(watched, "good.scan.zip", GOOD)
    found = looked(database, watched)
    assert len(found.scans) == len(found.refused) == 1
    json.dumps(found.refused, ensure_ascii=False).encode()
    (refused,) = listed(database, Wanted(outcome=Shown.REFUSED))
    assert refused.name.isprintable()
    assert len(refused.name) <= 200
    assert names(watched, "in") == []
    assert len(again(database, refused.number, watched.path)) == 1
    assert len(looked(database, watched, after=120).refused) == 1
    (later,) = listed(database, Wanted(outcome=Shown.REFUSED))
    assert later.name == refused.name or b"\xff" in name, "the whole name, though only its end was put back"


def test_a_refused_file_is_tried_again_and_refused_again(database: Database, watched: actions.Folder) -> None:
    number = refused_file(database, watched, "bag/bad.zip")
    assert again(database, number, watched.path) == ["bad.zip"]
    assert [each.name for each in (watched.path / "in" / "bag").iterdir()] == ["bad.zip"]
    assert names(watched, "refused") == [], "its reason went too"
    waits = only(database)
    assert (waits.waits_again, waits.may_be_tried_again, waits.again_by) == (True, False, OTIS.user)
    looked(database, watched, after=120)
    found = only(database)
    assert (found.times, found.waits_again, found.may_be_tried_again) == (2, False, True)
    assert deeds(database).count("scan.refused") == 2
    assert "scan.tried_again" in deeds(database)


def test_a_file_mended_where_it_was_put_aside_is_taken_as_a_new_one(
    database: Database, watched: actions.Folder
) -> None:
    number = refused_file(database, watched)
    (aside,) = [each for each in (watched.path / "refused").iterdir() if each.suffix != ".json"]
    aside.write_bytes(GOOD)
    long_ago = NOON.timestamp() - 100
    os.utime(aside, (long_ago, long_ago))
    again(database, number, watched.path)
    assert len(looked(database, watched, after=90).scans) == 1
    by_outcome = {each.outcome: each for each in listed(database)}
    assert by_outcome[Outcome.TAKEN].name == "bad.zip"
    assert by_outcome[Outcome.REFUSED].is_open
    with database.unit(by=OTIS, at=NOON) as uow:
        assert not actions.deal_with(uow, number, note="Mended by hand").is_open


def test_what_waits_in_the_folder_is_not_overwritten(database: Database, watched: actions.Folder) -> None:
    number = refused_file(database, watched)
    dropped(watched, "bad.zip", GOOD, seconds_ago=0)
    (name,) = again(database, number, watched.path)
    assert name.endswith("-bad.zip")
    assert (watched.path / "in" / "bad.zip").read_bytes() == GOOD


def test_where_the_folder_has_no_links_a_file_is_renamed(
    database: Database, watched: actions.Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(*_: object, **__: object) -> None:
        raise PermissionError(1, "no links here")

    number = refused_file(database, watched)
    dropped(watched, "bad.zip", GOOD, seconds_ago=0)
    monkeypatch.setattr(os, "link", none)
    (name,) = again(database, number, watched.path)
    assert (watched.path / "in" / name).read_bytes() == BAD
    assert (watched.path / "in" / "bad.zip").read_bytes() == GOOD


def test_what_cannot_be_tried_again_says_why(database: Database, watched: actions.Folder, tmp_path: Path) -> None:
    number = refused_file(database, watched)
    for folder in ("", tmp_path / "other"):
        with pytest.raises(NotToTryAgain, match="does not watch"):
            again(database, number, folder)
    for each in (watched.path / "refused").iterdir():
        each.unlink()
    with pytest.raises(NotToTryAgain, match="any more"):
        again(database, number, watched.path)
    (watched.path / "refused").rmdir()
    with pytest.raises(NotToTryAgain, match="cannot be read"):
        again(database, number, watched.path)
    dropped(watched, "one.scan.zip", GOOD)
    looked(database, watched)
    (taken,) = listed(database, Wanted(outcome=Shown.TAKEN))
    with pytest.raises(NotToTryAgain, match="was taken"):
        again(database, taken.number, watched.path)
    with database.unit(by=OTIS, at=NOON) as uow, pytest.raises(NotToDealWith):
        actions.deal_with(uow, taken.number)


def test_a_link_among_the_refused_is_never_moved(database: Database, watched: actions.Folder, tmp_path: Path) -> None:
    number = refused_file(database, watched)
    (aside,) = [each for each in (watched.path / "refused").iterdir() if each.suffix != ".json"]
    aside.unlink()
    aside.symlink_to(tmp_path / "secret")
    with pytest.raises(NotToTryAgain, match="any more"):
        again(database, number, watched.path)


def test_a_refusal_is_dealt_with_and_opened_again(database: Database, watched: actions.Folder) -> None:
    number = refused_file(database, watched)
    with database.unit(by=OTIS, at=NOON) as uow:
        found = actions.deal_with(uow, number, note=" The tunnel\x00 was\n cleaned ")
    assert (found.dealt_by, found.dealt_note, found.is_open) == (OTIS.user, "The tunnel� was� cleaned", False)
    assert listed(database, Wanted(outcome=Shown.OPEN)) == []
    with database.unit(by=OTIS, at=NOON) as uow:
        assert actions.reopen(uow, number).is_open
        actions.deal_with(uow, number)
    dropped(watched, "bad.zip", BAD, seconds_ago=OLD)
    looked(database, watched, after=60)
    assert only(database).is_open, "it was refused again: what was done did not help"
    assert {"scan.refusal_dealt_with", "scan.refusal_reopened"} <= set(deeds(database))


def test_all_that_a_list_shows_are_tried_again(database: Database, watched: actions.Folder) -> None:
    numbers = [refused_file(database, watched, f"bad{n}.zip", BAD + bytes([n])) for n in range(4)]
    with database.unit(by=OTIS, at=NOON) as uow:
        actions.deal_with(uow, numbers[0])
    next(each for each in (watched.path / "refused").iterdir() if each.name.endswith("bad1.zip")).unlink()
    with database.unit(by=OTIS, at=NOON + timedelta(seconds=9)) as uow:
        moved, left = actions.try_all_again(uow, Wanted(text="bad"), folder=str(watched.path))
    assert (sorted(moved), left) == (sorted(numbers[2:]), [numbers[1]])
    assert names(watched, "in") == ["bad2.zip", "bad3.zip"]


def test_lists_are_filtered_and_ordered(database: Database, watched: actions.Folder) -> None:
    refused = refused_file(database, watched, "100%.zip")
    dropped(watched, "one.scan.zip", GOOD)
    (scan,) = looked(database, watched, after=3600 * 24).scans
    day = NOON.date()

    def found(**asked: object) -> list[str]:
        return [each.name for each in listed(database, Wanted(**asked))]  # type: ignore[arg-type]

    assert found() == ["one.scan.zip", "100%.zip"]
    assert found(sort="last_at") == ["100%.zip", "one.scan.zip"]
    assert found(sort="name") == ["100%.zip", "one.scan.zip"]
    assert found(outcome=Shown.TAKEN) == ["one.scan.zip"]
    assert found(outcome=Shown.OPEN) == found(outcome=Shown.REFUSED) == ["100%.zip"]
    assert found(source=Source.PORT) == []
    for text, names_found in (
        ("ONE.scan", ["one.scan.zip"]), ("0%", ["100%.zip"]), ("%", ["100%.zip"]), (scan, ["one.scan.zip"]),
        (refused, ["100%.zip"]), ("unreadable", ["100%.zip"]), ("\x00", ["one.scan.zip", "100%.zip"]), ("nothing", []),
    ):  # fmt: skip
        assert found(text=text) == names_found, text
    assert found(until=day) == ["100%.zip"]
    assert found(since=day + timedelta(days=1)) == ["one.scan.zip"]


def test_the_hash_of_a_taken_file_finds_nothing(database: Database, watched: actions.Folder) -> None:
    dropped(watched, "one.scan.zip", GOOD)
    looked(database, watched)
    with database.unit(by=OTIS, at=NOON) as uow:
        kept = store.arrivals(uow, Wanted(), page=1, size=1)[0][0].file
    assert len(kept) == 64
    assert listed(database, Wanted(text=kept)) == []


def test_who_is_to_decide_on_a_scan_is_not_told_its_size(database: Database, watched: actions.Folder) -> None:
    dropped(watched, "one.scan.zip", GOOD)
    (scan,) = looked(database, watched).scans
    with database.unit(by=AMINA, at=NOON) as uow:
        actions.give_sight(uow, scan, AMINA.user)
        assert queries.arrivals(uow, Wanted())[0][0].size is None
        assert [each.size for each in queries.every_arrival(uow, Wanted())] == [None]
    assert only(database).size == len(GOOD)


def test_figures_tell_today_what_is_open_and_what_waits(database: Database, watched: actions.Folder) -> None:
    refused_file(database, watched)
    dropped(watched, "one.scan.zip", GOOD)
    looked(database, watched)
    with database.unit(by=OTIS, at=NOON) as uow:
        found = queries.figures(uow)
    assert (found[Source.FOLDER].taken_today, found[Source.FOLDER].refused_today, found[Source.FOLDER].open) == (
        1,
        1,
        1,
    )
    assert found[Source.PORT].last_at is None
    with database.unit(by=OTIS, at=NOON + timedelta(days=1)) as uow:
        later = queries.figures(uow)[Source.FOLDER]
    assert (later.taken_today, later.refused_today, later.open, later.last_at) == (0, 0, 1, NOON)
    dropped(watched, "next.zip", GOOD)
    dropped(watched, "bag/next.zip.part", GOOD)
    assert queries.waiting(str(watched.path)) == 1
    assert queries.waiting(str(watched.path / "nowhere")) is None


def test_what_came_long_ago_is_forgotten_and_its_scan_stays(database: Database, watched: actions.Folder) -> None:
    refused_file(database, watched)
    dropped(watched, "one.scan.zip", GOOD)
    looked(database, watched, after=60)
    days = kept_for(NOON.date())
    assert days == timedelta(days=90)
    (job,) = [each for each in jobs if each.name == "scans.forget_intake"]
    job.run(database, NOON + days)
    assert len(listed(database)) == 2
    job.run(database, NOON + days + timedelta(seconds=30))
    assert only(database).outcome is Outcome.TAKEN
    job.run(database, NOON + days * 2)
    assert listed(database) == []
    with database.unit(by=AMINA, at=NOON) as uow:
        assert queries.scans(uow)[1] == 1


def test_a_file_that_a_later_reader_takes_is_taken(database: Database, watched: actions.Folder) -> None:
    refused_file(database, watched, "one.scan.zip")
    found = only(database)
    with database.unit(by=OTIS, at=NOON) as uow:
        actions.deal_with(uow, found.number)
    dropped(watched, "good.scan.zip", GOOD)
    (scan,) = looked(database, watched).scans
    with database.unit(by=PLATFORM, at=NOON) as uow:
        came = Came(source=Source.FOLDER, name="one.scan.zip", file=found.file, size=len(BAD))
        actions.keep_taken(uow, came, queries.scan(uow, scan))
    (now,) = [each for each in listed(database) if each.number == found.number]
    assert (now.outcome, now.scan, now.code, now.says, now.dealt_at) == (Outcome.TAKEN, scan, "", None, None)
    assert replace(now, times=2) == now


@pytest.mark.parametrize("text", ["a" * 300, "\ud800\x00b", "../../../etc/passwd", "\x85\u2028x"])
def test_any_text_can_be_kept(text: str) -> None:
    said = plain(text)
    assert said.isprintable()
    assert len(said.encode()) <= 800
