"""What is sent is stamped first and worked off later, at its first time, in its sender's name; nothing is lost while the rest is down."""

import json
import os
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from smartcustoms.app.web import make_app
from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM, Actor, Kind
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.edifact.reading import read
from smartcustoms.kernel.people import actions as people
from smartcustoms.kernel.people.model import Organisation
from smartcustoms.kernel.settings import Settings
from smartcustoms.trade.declarations import queries as declarations
from smartcustoms.trade.declarations.wco.reading import Matter
from smartcustoms.trade.declarations.wco.reading import read as read_wco
from smartcustoms.trade.documents import catalogue
from smartcustoms.trade.intake import actions, queries
from smartcustoms.trade.intake.actions import taking, working
from smartcustoms.trade.intake.model import NoSuchSubmission, NotSendable, SlipState, SlipTaken, State, Wanted, Way
from tests.cast import BELA, CHEN, ESI
from tests.conftest import NOON
from tests.trade.cargo_reports.builders import HOUSE_CUSCAR, XFZB
from tests.trade.declarations.builders import entered
from tests.trade.declarations.test_by_message import amendment
from tests.trade.declarations.test_life import GOOD
from tests.trade.documents.builders import content_for
from tests.trade.intake.builders import CUSDEC
from tests.web_client import Client, client


def send(database: Database, content: bytes, *, who: Actor = BELA, at: datetime = NOON) -> str:
    with database.unit(by=who, at=at) as uow:
        return actions.accept(uow, content, name="a.edi", way=Way.HTTPS).number


def after(database: Database, number: str, who: Actor = BELA) -> tuple[State, dict[str, Any]]:
    actions.work_off(database)
    with database.unit(by=who, at=clock.now()) as uow:
        found = queries.submission(uow, number)
    return found.state, dict(found.answer)


def test_a_cusdec_becomes_a_declaration_at_the_moment_it_first_came(database: Database) -> None:
    number = send(database, CUSDEC)
    state, answer = after(database, number)
    assert (state, answer["accepted"]) == (State.TAKEN, True)
    (told,) = answer["messages"]
    with database.unit(by=BELA, at=clock.now()) as uow:
        lodged = declarations.declaration(uow, told["number"])
    assert (lodged.lodged_at, lodged.organisation, lodged.header.reference) == (NOON, "bela-trading", "BELA-77")
    assert (lodged.header.importer, lodged.header.seller, lodged.header.transport) == ("7JD1S2X", "8WDKMC6", "40")
    (item,) = lodged.items
    assert (item.hs_code, item.origin, item.packages, str(item.gross_mass_kg)) == ("690722", "CN", 24, "11800")
    response = read(answer["cusres"].encode())
    assert response.faults == ()
    text = next(response.messages()).text
    assert f"RFF+ABT:{told['number']}'" in text
    assert "BGM+962+" in text
    assert read(answer["contrl"][0].encode()).is_accepted


def test_a_fault_of_the_declaration_names_the_segment_it_came_from(database: Database) -> None:
    number = send(database, CUSDEC.replace(b"LOC+27+CN", b"LOC+27+XX").replace(b"LOC+35+CN", b"LOC+35+QQ"))
    state, answer = after(database, number)
    assert state is State.REFUSED
    errors = answer["messages"][0]["errors"]
    assert [(each["code"], each["path"], each["field"], each["value"]) for each in errors] == [
        ("country_unknown", "5/LOC/2.1", "departure", "QQ"),
        ("country_unknown", "15/LOC/2.1", "items[0].origin", "XX"),
    ]
    text = next(read(answer["cusres"].encode()).messages()).text
    assert "BGM+963+" in text
    assert "ERP+:15/LOC/2.1:15'ERC+12'FTX+AAO++country_unknown+Country of origin" in text
    with database.unit(by=PLATFORM, at=clock.now()) as uow:
        assert uow.connection.execute(sa.text("select count(*) from declaration")).scalar_one() == 0


def test_broken_syntax_is_answered_by_contrl_alone(database: Database) -> None:
    state, answer = after(database, send(database, CUSDEC.replace(b"UNT+21", b"UNT+20")))
    assert (state, answer["errors"][0]["path"], "cusres" in answer) == (State.REFUSED, "22/UNT/1", False)
    assert "UCM+M1+CUSDEC:D:96B:UN+4+29+UNT+1'" in answer["contrl"][0]


def test_cargo_reports_come_the_same_way(database: Database) -> None:
    state, answer = after(database, send(database, HOUSE_CUSCAR, who=CHEN), CHEN)
    assert (state, [each["bill"] for each in answer["messages"]]) == (State.TAKEN, ["BL001"])
    state, answer = after(database, send(database, XFZB, who=CHEN), CHEN)
    assert (state, answer["reports"][0]["bill"]) == (State.TAKEN, "H-1")
    state, answer = after(database, send(database, b"hello", who=CHEN), CHEN)
    assert (state, answer["errors"][0]["code"]) == (State.REFUSED, "cargo_file_unreadable")


def test_others_see_nothing_of_it(database: Database) -> None:
    number = send(database, CUSDEC)
    with database.unit(by=CHEN, at=NOON) as uow:
        assert queries.submissions(uow, Wanted()) == ([], 0)
        with pytest.raises(NoSuchSubmission):
            queries.submission(uow, number)
        with pytest.raises(NotSendable):
            actions.accept(uow, b"", name="", way=Way.HTTPS)


def test_while_the_rest_is_down_it_waits_and_keeps_its_time(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = send(database, CUSDEC)
    other = send(database, HOUSE_CUSCAR, who=CHEN, at=NOON + timedelta(minutes=1))
    whole = working.lodge

    def down(uow: Any, content: bytes, *, number: str) -> Any:
        if content == CUSDEC:
            raise TimeoutError("risk does not answer (simulated)")
        return whole(uow, content, number=number)

    monkeypatch.setattr(working, "lodge", down)  # the rest of the platform, which no twin stands for
    assert after(database, number)[0] is State.WAITING
    assert after(database, other, CHEN)[0] is State.TAKEN
    monkeypatch.setattr(working, "lodge", whole)
    state, answer = after(database, number)
    with database.unit(by=BELA, at=clock.now()) as uow:
        assert state is State.TAKEN
        assert declarations.declaration(uow, answer["messages"][0]["number"]).lodged_at == NOON
    assert actions.work_off(database) == 0


@pytest.fixture
def dropped(database: Database, tmp_path: Path, settings: Settings) -> tuple[Path, Settings]:
    with database.unit(by=PLATFORM, at=NOON) as uow:
        people.found_organisation(uow, Organisation("chen-co", "Chen & Co", Kind.TRADER))
    (tmp_path / "chen-co" / "in").mkdir(parents=True)
    (tmp_path / "nobody" / "in").mkdir(parents=True)
    return tmp_path, replace(settings, intake_folder=str(tmp_path), home=tmp_path / "home")


def old(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    os.utime(path, (1_700_000_000, 1_700_000_000))
    return path


def test_a_folder_is_taken_in_with_a_receipt(database: Database, dropped: tuple[Path, Settings]) -> None:
    root, settings = dropped
    own = root / "chen-co"
    old(own / "in" / "a.edi", HOUSE_CUSCAR)
    old(own / "in" / "empty", b"")
    (own / "in" / "growing").write_bytes(b"UNB")
    os.utime(own / "in" / "growing", (4_000_000_000, 4_000_000_000))
    secret = old(root / "secret", b"UNB not for you")
    (own / "in" / "link").symlink_to(secret)
    old(root / "nobody" / "in" / "b.edi", HOUSE_CUSCAR)
    assert taking.everything(database, settings) == {"spooled": 0, "dropped": 1, "worked_off": 1}
    assert sorted(each.name for each in (own / "in").iterdir()) == ["growing", "link"]
    (receipt,) = (own / "out").glob("*.jws")
    number = receipt.name.partition(".")[0]
    assert (own / "taken" / number).read_bytes() == HOUSE_CUSCAR
    assert "is empty" in (own / "out" / "empty.refused.txt").read_text()
    with Client(make_app(settings, database), base_url="http://testserver") as client:
        told = client.post("/api/v1/receipts/verification", json={"receipt": receipt.read_text()}).json()
    with database.unit(by=CHEN, at=clock.now()) as uow:
        found = queries.submission(uow, number)
    assert (told["number"], told["sha256"], told["at"]) == (number, found.sha256, found.received_at.isoformat())
    assert (found.state, found.way, found.name) == (State.TAKEN, Way.FOLDER, "a.edi")
    assert taking.everything(database, settings) == {"spooled": 0, "dropped": 0, "worked_off": 0}


def test_https_gives_a_receipt_at_once_and_spools_while_the_database_is_away(
    database: Database, dropped: tuple[Path, Settings]
) -> None:
    _, settings = dropped
    settings = replace(settings, demo=True)
    with database.unit(by=PLATFORM, at=NOON) as uow:
        people.make_demo_cast(uow)
    with database.unit(by=BELA, at=clock.now()) as uow:
        _, token = people.make_token(uow, name="test", given={"trader"}, scopes={"intake.send", "intake.see"}, days=1)
    headers = {"authorization": f"Bearer {token}"}
    app = make_app(settings, database)
    with Client(app, base_url="http://testserver", raise_server_exceptions=False) as client:
        here = client.post("/api/v1/intake?name=a.edi", content=HOUSE_CUSCAR, headers=headers)
        assert (here.status_code, here.json()["way"]) == (202, "https")
        app.state.database = Away()
        away = client.post("/api/v1/intake?name=b.edi", content=CUSDEC, headers=headers)
        assert (away.status_code, away.json()["way"]) == (202, "spool")
        assert (
            client.post("/api/v1/intake", content=CUSDEC, headers={"authorization": "Bearer wrong"}).status_code == 202
        )
        assert client.post("/api/v1/intake", content=CUSDEC).status_code in (401, 403, 503)
        app.state.database = database
        (sealed, _) = sorted((settings.home / "intake").glob("*.sealed"))
        assert b"CUSDEC" not in sealed.read_bytes()
        assert taking.everything(database, settings) == {"spooled": 1, "dropped": 0, "worked_off": 2}
        told = client.get(f"/api/v1/intake/{away.json()['number']}", headers=headers).json()
    assert (told["state"], told["way"], told["received_at"]) == ("taken", "spool", away.json()["received_at"])
    assert told["receipt"] == away.json()["receipt"]
    lodged = told["answer"]["messages"][0]["number"]
    with database.unit(by=BELA, at=clock.now()) as uow:
        assert declarations.declaration(uow, lodged).lodged_at == datetime.fromisoformat(told["received_at"])
    assert [each.suffix for each in (settings.home / "intake").iterdir()] == [".nobody"]


class Away:
    """A database that does not answer."""

    def unit(self, **_: Any) -> Any:
        raise sa.exc.OperationalError("connect", {}, ConnectionRefusedError("nobody listens (simulated)"))


def test_an_altered_spool_file_is_put_aside(settings: Settings, tmp_path: Path, database: Database) -> None:
    own = replace(settings, home=tmp_path)
    actions.spool_away(own, CUSDEC, number="IN1", at=NOON, authorization="Bearer x", name="a")
    path = tmp_path / "intake" / "IN1.sealed"
    path.write_bytes(path.read_bytes()[:-1] + b"\x00")
    assert actions.take_spool(database, own, lambda _: BELA) == 0
    assert [each.name for each in (tmp_path / "intake").iterdir()] == ["IN1.altered"]


def test_slips_are_settled_to_zero_difference(database: Database) -> None:
    with database.unit(by=ESI, at=NOON) as uow:
        first, second, third = actions.issue_slips(uow, lane="Lok Ma Chau 3", count=3)
        (fourth,) = actions.issue_slips(uow, lane="Lok Ma Chau 4", count=1)
    assert [int(each.number[4:13]) for each in (first, second, third, fourth)] == [1, 2, 3, 4]
    number = send(database, CUSDEC)
    declaration = after(database, number)[1]["messages"][0]["number"]
    with database.unit(by=ESI, at=NOON) as uow:
        actions.write_slip(uow, first.number, at=NOON - timedelta(hours=2), plate="HK 1234", note="tiles")
        actions.write_slip(uow, second.number, at=NOON, plate="HK 2", note="")
        actions.void_slip(uow, third.number, because="torn")
        actions.void_slip(uow, fourth.number, because="not used")
        actions.settle_slip(uow, first.number, declaration=declaration)
        with pytest.raises(SlipTaken):
            actions.settle_slip(uow, second.number, declaration=declaration)
        with pytest.raises(SlipTaken):
            actions.void_slip(uow, first.number, because="again")
        assert queries.slip_counts(uow) == {"settled": 1, "written": 1, "void": 2}
        left, total = queries.slips(uow, state=SlipState.WRITTEN)
        assert (total, left[0].plate) == (1, "HK 2")


def test_a_wco_message_and_our_own_json_are_taken_and_answered_in_the_senders_language(database: Database) -> None:
    state, answer = after(database, send(database, GOOD))
    lodged = answer["messages"][0]["number"]
    assert (state, answer["messages"][0]["kind"]) == (State.TAKEN, "original")
    assert read_wco(answer["res"].encode(), Matter.NOTIFICATION).faults == ()
    state, answer = after(database, send(database, amendment(lodged)))
    assert (state, answer["messages"][0]["kind"], answer["messages"][0]["number"]) == (State.TAKEN, "amendment", lodged)
    state, answer = after(database, send(database, json.dumps(entered()).encode()))
    assert (state, answer["messages"][0]["reference"]) == (State.TAKEN, "BELA-1")
    body = {"type": "PHARM-E", "content": content_for(catalogue.shipped()["PHARM-E"].form), "reference": "P-1"}
    state, answer = after(database, send(database, json.dumps(body).encode()))
    assert (state, answer["messages"][0]["reference"]) == (State.TAKEN, "P-1"), answer
    chinese = replace(BELA, language="zh-Hant")
    for wrong in (
        GOOD[:-20],
        json.dumps(entered(departure="QQ")).encode(),
        b'{"type": "NONE", "content": {}}',
        CUSDEC[:-9],
    ):
        state, answer = after(database, send(database, wrong, who=chinese))
        assert state is State.REFUSED
        for each in answer["errors"]:
            assert any("\u4e00" <= letter <= "\u9fff" for letter in each["message"] + each["mend"]), each


def test_the_list_is_filtered_ordered_and_taken_as_csv(database: Database, settings: Settings) -> None:
    with database.unit(by=BELA, at=NOON) as uow:
        for name, way in (("b.edi", Way.HTTPS), ("a.edi", Way.FOLDER), ("c.edi", Way.HTTPS)):
            actions.accept(uow, CUSDEC, name=name, way=way)

        def names(**asked: Any) -> list[str]:
            return [each.name for each in queries.submissions(uow, Wanted(**asked))[0]]

        assert names(sort="name") == ["a.edi", "b.edi", "c.edi"]
        assert names(sort="-name", way=Way.HTTPS) == ["c.edi", "b.edi"]
        assert names(sort="name", page=2, per_page=2) == ["c.edi"]
        assert names(text="A.") == ["a.edi"]
        assert names(since=day_of(NOON), until=day_of(NOON), sort="name") == ["a.edi", "b.edi", "c.edi"]
        assert names(until=date(2020, 1, 1)) == []
    with client(database, settings, as_=BELA) as bela:
        rows = bela.get("/intake", params={"format": "csv", "sort": "-name", "size": 1}).text.splitlines()
        assert [row.split(",")[2] for row in rows] == ["name", "c.edi", "b.edi", "a.edi"]
        assert bela.get("/api/v1/intake?sort=name").json()["submissions"][0]["name"] == "a.edi"
