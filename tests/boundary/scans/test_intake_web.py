"""The page of the scanner intake, its JSON and command, and what the HTTP port keeps."""

import csv
import io
import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from smartcustoms.boundary.scans import actions, package, queries
from smartcustoms.boundary.scans.cli import scans
from smartcustoms.boundary.scans.intake import Source, Wanted
from smartcustoms.boundary.scans.web import pages
from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM, Actor, Kind
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.people.queries import may
from smartcustoms.kernel.settings import Settings
from tests.boundary.scans.packages import a_package
from tests.cast import ADA, AMINA, BELA, DAOUD, ESI, INES, OTIS
from tests.web_client import Client, client

GOOD = package.written(a_package(seed=51))
BAD = b"no scan at all"
PAGE = "/scans/intake"
HOSTILE = (
    "<script>alert(1)</script>.zip",
    "=HYPERLINK(1).zip",
    "../../../etc/passwd",
    "x" * 300 + ".zip",
    "bag\x1b[2J\x07.zip",
    "\u202egpj.exe",
)


def sent(opened: Client, name: str, content: bytes) -> Any:
    heads = {"x-csrf-token": opened.get("/api/v1/token").json()["token"]}
    return opened.post("/api/v1/scans", files={"file": (name, content, "application/zip")}, headers=heads)


def refused_in(database: Database, folder: Path, *names: str) -> dict[str, str]:
    """Let the folder refuse files of these names; give their numbers."""
    (folder / "in").mkdir(exist_ok=True)
    now = clock.now()
    for n, name in enumerate(names):
        path = folder / "in" / name
        path.write_bytes(BAD + bytes([65 + n]))
        os.utime(path, (now.timestamp() - 300, now.timestamp() - 300))
    assert len(actions.take_folder(database, actions.Folder(folder), by=PLATFORM, at=now).refused) == len(names)
    with database.unit(by=OTIS, at=now) as uow:
        return {each.name: each.number for each in queries.every_arrival(uow, Wanted(source=Source.FOLDER))}


def test_what_the_port_takes_and_refuses_is_kept_once(database: Database, settings: Settings) -> None:
    with client(database, settings, as_=OTIS) as otis:
        first = sent(otis, "bag.scan.zip", GOOD).json()["number"]
        assert sent(otis, "again.scan.zip", GOOD).json()["number"] == first
        for _ in range(3):
            answer = sent(otis, "bad.zip", BAD)
            assert (answer.status_code, answer.json()["code"]) == (422, "scan_unreadable")
        told = otis.get(f"/api/v1{PAGE}").json()
    refused, taken = told["arrivals"]
    assert told["total"] == 2
    assert (taken["outcome"], taken["scan"], taken["times"], taken["sha256"]) == ("taken", first, 2, "")
    assert (refused["outcome"], refused["code"], refused["times"], refused["open"]) == (
        "refused",
        "scan_unreadable",
        3,
        True,
    )
    assert (refused["source"], refused["name"], refused["size"]) == ("port", "bad.zip", len(BAD))
    assert len(refused["sha256"]) == 64
    assert refused["message"]
    assert refused["mend"]
    assert told["figures"]["port"] | {"last_at": ""} == {"taken_today": 1, "refused_today": 1, "open": 1, "last_at": ""}
    assert (told["folder"], told["waiting"]) == (False, None)


def test_what_was_seen_tells_no_place_in_memory(database: Database, settings: Settings) -> None:
    with client(database, settings, as_=OTIS) as otis:
        told = sent(otis, "broken.png", b"\x89PNG\r\n\x1a\nbroken").json()
    assert told["seen"].startswith("UnidentifiedImageError")
    assert "0x" not in told["seen"]


def test_more_than_may_be_sent_is_refused_as_such_and_kept_whole(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "LARGEST_SENT", 1000)
    with client(database, settings, as_=OTIS) as otis:
        answer = sent(otis, "large.zip", GOOD)
        assert (answer.status_code, answer.json()["field"]) == (422, "file")
        assert "larger" in answer.json()["message"]
        (kept,) = otis.get(f"/api/v1{PAGE}").json()["arrivals"]
    assert kept["size"] == len(GOOD)


def test_hostile_names_break_neither_page_nor_csv(database: Database, settings: Settings) -> None:
    with client(database, settings, as_=OTIS) as otis:
        for n, name in enumerate(HOSTILE):
            assert sent(otis, name, BAD + bytes([65 + n])).status_code == 422
        shown = otis.get(PAGE).text
        assert "<script>alert" not in shown
        assert "&lt;script&gt;alert(1)" in shown
        answer = otis.get(PAGE, params={"format": "csv"})
        assert answer.headers["content-type"].startswith("text/csv")
        rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
        kept = otis.get(f"/api/v1{PAGE}").json()["arrivals"]
    assert len(rows) == len(kept) == len(HOSTILE)
    assert not [row for row in rows if row["name"].startswith(("=", "+", "-", "@"))]
    assert all(each["name"].isprintable() and len(each["name"]) <= 200 for each in kept)


def test_the_page_is_read_in_three_languages_and_filtered(database: Database, settings: Settings) -> None:
    with client(database, settings, as_=DAOUD) as daoud:
        assert "No files like this came in." in daoud.get(PAGE, params={"lang": "en"}).text
        number = sent(daoud, "good.scan.zip", GOOD).json()["number"]
        sent(daoud, "bad.zip", BAD)
        for language, says in (("en", "Refused today"), ("zh-Hant", "今日拒收"), ("zh-Hans", "今日拒收")):
            shown = daoud.get(PAGE, params={"lang": language}).text
            assert says in shown
            assert f'href="/scans/{number}"' in shown
        for query, yes, no in (
            ({"outcome": "taken"}, "good.scan", "bad.zip"), ({"outcome": "open"}, "bad.zip", "good.scan"),
            ({"text": "unreadable"}, "bad.zip", "good.scan"), ({"source": "port", "text": "bad"}, "bad.zip", "good.scan"),
        ):  # fmt: skip
            shown = daoud.get(PAGE, params={"lang": "en", **query}).text
            assert yes in shown, query
            assert no not in shown, query
        for query in ({"source": "folder"}, {"since": "2999-01-01"}, {"until": "1999-01-01"}, {"page": "3"}):
            assert "bad.zip" not in daoud.get(PAGE, params=query).text
        assert "bad.zip" in daoud.get(PAGE, params={"outcome": "nonsense", "since": "x", "sort": "-size"}).text
        assert daoud.get(PAGE, params={"text": "x" * 201}).status_code == 422
        assert "/scans/intake" in daoud.get("/scans").text


def test_a_refused_file_is_tried_again_by_the_page(database: Database, settings: Settings, tmp_path: Path) -> None:
    number = refused_in(database, tmp_path, "bad.zip")["bad.zip"]
    with client(database, replace(settings, scans_folder=str(tmp_path)), as_=OTIS) as otis:
        shown = otis.get(PAGE, params={"lang": "en"}).text
        assert f"{PAGE}/{number}/again" in shown
        answer = otis.fill(f"{PAGE}/{number}/again?outcome=open&text=bad%0d%0aX: 1", page=PAGE)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith(f"{PAGE}?outcome=open&text=bad%0D%0AX")
        assert [each.name for each in (tmp_path / "in").iterdir()] == ["bad.zip"]
        assert answer.headers["location"].endswith(f"#{number}")
        assert "it has not come again yet" in otis.get(PAGE, params={"lang": "en"}).text
        gone = otis.fill(f"{PAGE}/{number}/again", page=PAGE)
        assert gone.status_code == 409
        assert "not in the folder" in gone.text
        assert otis.get(f"/api/v1{PAGE}").json()["waiting"] == 1
        assert otis.fill(f"{PAGE}/SF26000000000X/again", page=PAGE).status_code == 404


def test_all_that_the_filters_show_are_tried_again(database: Database, settings: Settings, tmp_path: Path) -> None:
    refused_in(database, tmp_path, "lane1.zip", "lane2.zip", "belt.zip")
    with client(database, replace(settings, scans_folder=str(tmp_path)), as_=OTIS) as otis:
        answer = otis.fill(f"{PAGE}/again?text=lane&page=2&sort=name", page=PAGE)
        assert answer.headers["location"] == f"{PAGE}?text=lane&moved=2&left=0"
        assert sorted(each.name for each in (tmp_path / "in").iterdir()) == ["lane1.zip", "lane2.zip"]
        assert "Put back into the folder: 2." in otis.get(f"{answer.headers['location']}&lang=en").text
        told = otis.call("POST", f"{PAGE}/again").json()
    assert (len(told["moved"]), told["left"]) == (1, [])


def test_a_folder_that_cannot_be_read_is_told_as_unknown(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    with client(database, replace(settings, scans_folder=str(tmp_path / "away")), as_=OTIS) as otis:
        assert "unknown: it cannot be read" in otis.get(PAGE, params={"lang": "en"}).text
        told = otis.get(f"/api/v1{PAGE}").json()
    assert (told["folder"], told["waiting"]) == (True, None)


def test_a_refusal_is_dealt_with_and_opened_again(database: Database, settings: Settings) -> None:
    with client(database, settings, as_=ESI) as esi:
        sent(esi, "bad.zip", BAD)
        (kept,) = esi.get(f"/api/v1{PAGE}").json()["arrivals"]
        own = f"{PAGE}/{kept['number']}"
        assert esi.fill(f"{own}/dealt-with", {"note": "<b>told the lane</b>"}, page=PAGE).status_code == 303
        shown = esi.get(PAGE, params={"lang": "en"}).text
        assert "&lt;b&gt;told the lane" in shown
        assert "Officer Esi" in shown or "Esi" in shown
        assert esi.get(f"/api/v1{own}").json()["open"] is False
        assert esi.fill(f"{own}/reopening", page=PAGE).status_code == 303
        assert esi.call("POST", f"{own}/dealt-with", {"note": "again"}).json()["note"] == "again"
        assert esi.call("POST", f"{own}/dealt-with").json()["open"] is False
        assert esi.call("POST", f"{own}/reopening").json()["open"] is True
        assert esi.call("POST", f"{own}/again").json()["code"] == "scan_not_to_try_again"
        assert esi.call("POST", f"{own}/dealt-with", {"note": "x" * 501}).status_code == 422


@pytest.mark.parametrize("who", [BELA, INES, ADA])
def test_who_has_no_part_in_scans_sees_nothing(database: Database, settings: Settings, who: Actor) -> None:
    with client(database, settings, as_=who) as opened:
        for path in (PAGE, f"{PAGE}?format=csv", f"/api/v1{PAGE}"):
            assert opened.get(path).status_code == 403
        assert opened.fill(f"{PAGE}/again", page="/").status_code == 403


def test_a_scanner_brings_and_mends_nothing(database: Database, settings: Settings) -> None:
    machine = Actor("machine:K", "customs", Kind.CUSTOMS, frozenset({"scanner"}))
    with client(database, settings, as_=AMINA) as opened:
        routes = {route.path: route for route in _routes(opened.app) if PAGE in route.path and "POST" in route.methods}
    assert len(routes) == 8
    for path, route in routes.items():
        asked = [found for each in route.dependant.dependencies if (found := getattr(each.call, "permission", None))]
        assert not all(may(machine, each) for each in asked), path


def _routes(app: Any) -> Any:
    for each in app.routes:
        yield from [each] if hasattr(each, "dependant") else _routes(getattr(each, "original_router", None) or each)


def test_the_command_lists_what_came(database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    from contextlib import contextmanager

    from smartcustoms.boundary.scans import cli

    @contextmanager
    def here() -> Any:
        yield database

    with client(database, settings, as_=OTIS) as otis:
        sent(otis, "good.scan.zip", GOOD)
        sent(otis, "bad\n.zip", BAD)
    monkeypatch.setattr(cli, "opened_for_command", here)
    answer = CliRunner().invoke(scans, ["intake", "--outcome", "open"])
    assert answer.exit_code == 0
    assert len(answer.output.splitlines()) == 2
    assert "scan_unreadable" in answer.output
    told = json.loads(CliRunner().invoke(scans, ["intake", "--source", "port", "--text", "good", "--json"]).output)
    assert told["total"] == 1
    assert told["arrivals"][0]["outcome"] == "taken"
    assert told["arrivals"][0]["file"] == ""
