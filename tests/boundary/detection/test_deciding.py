"""From a scan that comes to the decision: alarms kept by the worker, opened, decided by two, through HTTP."""

from dataclasses import replace
from typing import Any

import pytest

from smartcustoms.boundary.detection import actions, curve, queries
from smartcustoms.boundary.detection.model import Alarm, LookIncomplete, NotYours, Outcome, State, Verdict
from smartcustoms.boundary.scans import actions as scans
from smartcustoms.boundary.scans import queries as scans_asked
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.errors import Conflict
from smartcustoms.kernel.files.object_gateway import Objects
from smartcustoms.kernel.settings import Settings
from smartcustoms.kernel.words.model import sentence
from tests.boundary.scans.packages import a_package
from tests.cast import AMINA, BELA, DAOUD, ESI
from tests.conftest import NOON
from tests.web_client import client

GUN = Alarm("gun", sentence("Shaped like a gun."), 0, (10, 12, 20, 8), (0, 160), 0.91, "test")


@pytest.fixture
def place(settings: Settings) -> Objects:
    from smartcustoms.kernel.files.object_gateway import objects

    return objects(settings)


def brought(database: Database, place: Objects, seed: int = 3, subject: str = "BAG-1") -> str:
    content = scans_asked.written(a_package(seed=seed))
    with database.unit(by=AMINA, at=NOON) as uow:
        return scans.bring(uow, content, name="bag.scan.zip", subject=subject, through=place).number


def with_a_gun(database: Database, place: Objects, monkeypatch: pytest.MonkeyPatch, **more: Any) -> str:
    """Bring a scan on which the methods, here told to, see a gun."""
    from smartcustoms.boundary.detection.model import Judged

    monkeypatch.setattr(queries, "judged", lambda _read, **_point: Judged((GUN,), ("test",), (), True))
    number = brought(database, place, **more)
    with database.unit(by=PLATFORM, at=NOON) as uow:
        actions.judge(uow, number, through=place)
    return number


def test_a_scan_is_judged_once_and_the_same_scan_brought_again_changes_nothing(
    database: Database, place: Objects
) -> None:
    number = brought(database, place)
    with database.unit(by=PLATFORM, at=NOON) as uow:
        first = actions.judge(uow, number, through=place)
        assert actions.judge(uow, number, through=place) == first
    assert first.state is State.WAITING
    assert first.left_out, "the little scan cannot be judged by machine, and says why"
    assert brought(database, place) == number


def test_two_officers_decide_without_seeing_each_other(
    database: Database, place: Objects, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = with_a_gun(database, place, monkeypatch)
    right = {0: Verdict.RIGHT}
    with database.unit(by=AMINA, at=NOON) as uow:
        with pytest.raises(LookIncomplete, match="time has not begun"):
            actions.decide(uow, number, Outcome.SUSPECT, verdicts=right)
        assert actions.open_next(uow) == number
    with database.unit(by=DAOUD, at=NOON) as uow:
        assert actions.open_next(uow) is None
        with pytest.raises(NotYours):
            actions.open_scan(uow, number)
    with database.unit(by=AMINA, at=NOON) as uow:
        assert actions.decide(uow, number, Outcome.SUSPECT, verdicts=right) is State.SECOND_LOOK
        with pytest.raises(NotYours):
            actions.open_scan(uow, number)
    with database.unit(by=DAOUD, at=NOON) as uow:
        assert actions.open_next(uow) == number
        assert actions.decide(uow, number, Outcome.SUSPECT, verdicts=right) is State.SUSPECT
        with pytest.raises(Conflict):
            actions.open_scan(uow, number)
        found = queries.examined(uow, number)
        assert [each.by for each in found.looks] == [AMINA.user, DAOUD.user]
        assert queries.agreement(uow) == {"gun": (2, 2)}
        told: dict[str, Any] = queries.as_training_data(uow)
    assert [each["bbox"] for each in told["annotations"]] == [list(GUN.box)]
    assert told["images"][0]["simulated"] is True


@pytest.mark.parametrize(
    ("outcome", "verdicts", "says"),
    [
        (Outcome.SUSPECT, {}, "Each alarm"),
        (Outcome.SUSPECT, {0: Verdict.RIGHT, 1: Verdict.RIGHT}, "Each alarm"),
        (Outcome.CLEAR, {0: Verdict.RIGHT}, "the scan for clear"),
        (Outcome.SUSPECT, {0: Verdict.FALSE}, "no alarm is right"),
    ],
)
def test_a_decision_that_does_not_fit_is_refused(
    database: Database,
    place: Objects,
    monkeypatch: pytest.MonkeyPatch,
    outcome: Outcome,
    verdicts: dict[int, Verdict],
    says: str,
) -> None:
    number = with_a_gun(database, place, monkeypatch)
    with database.unit(by=AMINA, at=NOON) as uow:
        actions.open_scan(uow, number)
        with pytest.raises(LookIncomplete, match=says):
            actions.decide(uow, number, outcome, verdicts=verdicts)


def test_pages_and_json_from_list_to_decision(
    database: Database, settings: Settings, place: Objects, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = with_a_gun(database, place, monkeypatch, subject="=BAG")
    page = f"/scans/{number}/alarms"
    with client(database, settings, as_=AMINA) as amina:
        for language in ("en", "zh-Hant", "zh-Hans"):
            assert number in amina.get("/scan-alarms", params={"lang": language}).text
            assert amina.get(page, params={"lang": language}).status_code == 200
        assert "'=BAG" in amina.get("/scan-alarms", params={"format": "csv"}).text
        assert amina.get(f"/files/scan-alarms/{number}/0.png").content.startswith(b"\x89PNG")
        assert amina.get(f"/files/scan-alarms/{number}/7.png").status_code == 404
        assert amina.fill("/scan-alarms/next", {}, page="/scan-alarms").headers["location"] == page
        refused = amina.fill(f"{page}/decision", {"verdict-0": "right", "outcome": "clear", "note": "<b>"}, page=page)
        assert refused.status_code == 422
        assert "&lt;b&gt;" in refused.text
        told = amina.fill(f"{page}/decision", {"verdict-0": "right", "outcome": "suspect"}, page=page)
        assert told.headers["location"] == f"/scan-alarms?decided={number}"
        assert amina.get("/api/v1/scan-alarms").json()["scans"][0]["state"] == "second_look"
        assert amina.call("POST", "/scan-alarms/point", {"least": 0.4, "because": "x"}).status_code == 403
    with client(database, settings, as_=DAOUD) as daoud:
        assert "Looks" not in daoud.get(f"{page}?lang=en").text, "the second does not see the first one's decision"
        opened = daoud.call("POST", "/scan-alarms/next").json()
        assert (opened["scan"], opened["alarms"][0]["what"]) == (number, "gun")
        said = {"outcome": "suspect", "verdicts": ["right"]}
        assert daoud.call("POST", f"{page}/decision", said).json()["state"] == "suspect"
        assert daoud.call("POST", f"{page}/decision", said).status_code == 409
    with client(database, settings, as_=BELA) as bela:
        assert bela.get("/scan-alarms").status_code == bela.get(page).status_code == 403


def test_an_officer_is_told_what_is_missing_what_was_kept_and_that_nothing_waits(
    database: Database, settings: Settings, place: Objects, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = with_a_gun(database, place, monkeypatch)
    page, queue = f"/scans/{number}/alarms", {"decided": number, "lang": "en"}
    with client(database, settings, as_=AMINA) as amina:
        amina.fill("/scan-alarms/next", {}, page="/scan-alarms")
        for said, missing in (({"verdict-0": "right"}, "outcome"), ({"outcome": "clear"}, "verdict-0")):
            refused = amina.fill(f"{page}/decision", said, page=page).text
            assert f'href="#{missing}"' in refused
            assert f'id="{missing}"' in refused, "the link in the summary finds the choice"
        amina.fill(f"{page}/decision", {"verdict-0": "right", "outcome": "suspect"}, page=page)
        assert (
            f"decision on {number} is kept: Waiting for a second look." in amina.get("/scan-alarms", params=queue).text
        )
        assert "is kept" not in amina.get("/scan-alarms?lang=en&decided=none").text
        nothing = amina.fill("/scan-alarms/next", {}, page="/scan-alarms").headers["location"]
        assert "No scan waits for you" in amina.get(f"{nothing}&lang=en").text
    with client(database, settings, as_=DAOUD) as daoud:
        assert "is kept" not in daoud.get("/scan-alarms", params=queue).text


def test_a_supervisor_chooses_the_score_with_a_reason(database: Database, settings: Settings) -> None:
    with client(database, settings, as_=ESI) as esi:
        page = "/scan-alarms/point"
        for wrong in ({"least": "2", "because": "x"}, {"least": "0.4", "because": " "}):
            assert esi.fill(page, wrong, page=page).status_code == 422
        assert esi.fill(page, {"least": "0.4", "because": "Knives were missed"}, page=page).status_code == 303
        assert "Knives were missed" in esi.get(page).text
        assert esi.get("/api/v1/scan-alarms/point").json()["least"] == 0.4
    with database.unit(by=ESI, at=NOON) as uow:
        assert queries.point(uow).least == 0.4


def test_a_kind_has_its_own_score(database: Database, settings: Settings) -> None:
    with client(database, settings, as_=ESI) as esi:
        page = "/scan-alarms/point"
        for language in ("en", "zh-Hant", "zh-Hans"):
            assert 'name="least-gun"' in esi.get(page, params={"lang": language}).text
        for wrong in ("9", "0.01", "nan", "1e-1", "<b>"):
            refused = esi.fill(page, {"least": "0.4", "because": "x", "least-gun": wrong}, page=page)
            assert refused.status_code == 422, wrong
        said = {"least": "0.4", "because": "Knives were missed", "least-knife": "0.25", "least-gun": ""}
        assert esi.fill(page, said, page=page).status_code == 303
        chosen = esi.get("/api/v1/scan-alarms/point").json()
        assert (chosen["leasts"], chosen["by"]) == ({"knife": 0.25}, ESI.user)
        assert tuple(chosen["methods"]) == queries.methods()
        assert chosen["curve"] == curve.measured().version
        unknown = {"least": 0.4, "because": "x", "leasts": {"camel": 0.4}}
        assert esi.call("POST", page, unknown).status_code == 422


def test_each_scan_names_the_point_it_was_judged_by_and_is_judged_again_by_it(
    database: Database, settings: Settings, place: Objects, monkeypatch: pytest.MonkeyPatch
) -> None:
    raised = [replace(GUN, score=0.6), replace(GUN, what="knife", score=0.3), replace(GUN, what="liquid", score=0.45)]
    monkeypatch.setattr(queries, "_check", lambda _read: None)
    monkeypatch.setattr(queries, "raised", lambda _read: raised)
    with database.unit(by=ESI, at=NOON) as uow:
        chosen = actions.choose_point(uow, 0.4, because="Knives were missed", leasts={"knife": 0.25})
    number = brought(database, place)
    with database.unit(by=PLATFORM, at=NOON) as uow:
        first = actions.judge(uow, number, through=place)
    assert [each.what for each in first.alarms] == ["gun", "liquid", "knife"]
    assert first.point == chosen.number
    with database.unit(by=ESI, at=NOON) as uow:
        assert actions.choose_point(uow, 0.5, because="Too many").number > first.point
        assert queries.again(uow, number, through=place).same, "the point of then counts, not the one of now"
    monkeypatch.setattr(queries, "methods", lambda: ("another",))
    raised.pop()
    with client(database, settings, as_=AMINA) as amina:
        told = amina.get(f"/api/v1/scans/{number}/alarms/again").json()
        assert (told["same"], told["point"], len(told["then"]), len(told["now"])) == (False, first.point, 3, 2)
        assert "another" in told["changed"]
        assert "another" in amina.get(f"/scans/{number}/alarms/again").text
