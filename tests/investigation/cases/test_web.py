"""Cases on pages and by the API: list with its CSV, one case with its buttons, referring, and who sees nothing of it."""

import re
from typing import Any

import pytest

from smartcustoms.investigation.cases import actions
from smartcustoms.investigation.cases.model import About, Subject
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.settings import Settings
from tests.cast import AMINA, BELA, ESI, IDRIS, INES, OPAL
from tests.conftest import NOON
from tests.investigation.cases.builders import opened, referred, with_cast
from tests.web_client import Client, client

LANGUAGES = ("en", "zh-Hant", "zh-Hans")


@pytest.fixture(autouse=True)
def _cast(database: Database) -> None:
    with_cast(database)


def press(ines: Client, page: str, what: str, data: dict[str, Any] | None = None, status: int = 303) -> str:
    answer = ines.fill(f"{page}/{what}", data, page=page)
    assert answer.status_code == status, answer.text
    return str(answer.text)


def test_an_investigator_works_on_a_case_by_its_buttons(database: Database, settings: Settings) -> None:
    number = opened(database)
    page = f"/cases/{number}"
    with client(database, settings, as_=INES) as ines:
        assert number in ines.get("/cases?lang=en").text
        assert "Nobody leads it" in ines.get("/?lang=en").text
        press(ines, page, "take")
        press(ines, page, "notes", {"text": "The driver <b>waited</b>"})
        press(ines, page, "subjects", {"about": "person", "number": "P-77", "because": "driver"})
        press(ines, page, "tasks", {"says": "Ask for pictures", "due": "2099-01-31", "whose": "ines"})
        press(ines, page, "priority", {"priority": "urgent"})
        press(ines, page, "restriction", {"restricted": "yes"})
        press(ines, page, "team", {"who": "idris"})
        press(ines, page, "team", {"who": "idris", "member": "no"})
        text = ines.get(f"{page}?lang=en").text
        assert "The driver &lt;b&gt;waited&lt;/b&gt;" in text
        for word in ("P-77", "Ask for pictures", "Urgent", "Restricted", "Investigation begun"):
            assert word in text
        done = re.search(rf"{page}/(tasks/[0-9a-f-]+/done)", text)
        assert done
        press(ines, page, done.group(1))


def test_a_case_is_handed_on_closed_and_opened_again_by_its_buttons(database: Database, settings: Settings) -> None:
    page = f"/cases/{opened(database)}"
    with client(database, settings, as_=INES) as ines:
        press(ines, page, "take")
        press(ines, page, "referral", {"to": "Justice", "because": "To prosecute"})
        kept = press(ines, page, "closing", {"outcome": "confirmed", "cause": "mistake", "because": "He said so"}, 422)
        assert "He said so</textarea>" in kept, "what was written must not be lost"
        assert kept.count('<details class="govuk-details" open>') == 1, "the form that was refused stays open"
        assert all(f'id="{name}"' in kept for name in ("cause", "because"))
        press(ines, page, "closing", {"outcome": "confirmed", "cause": "smuggling", "because": "He said so"})
        press(ines, page, "notes", {"text": "late"}, 409)
        assert ines.fill(f"{page}/reopening", {"because": "x"}, page=page).status_code == 403
        for language in LANGUAGES:
            for path in (page, "/cases", "/cases/new"):
                assert ines.get(path, params={"lang": language}).status_code == 200
    with client(database, settings, as_=IDRIS) as idris:
        answer = idris.fill(f"{page}/reopening", {"because": "A witness came"}, page=page)
        assert answer.status_code == 303
        assert "Opened again" in idris.get(f"{page}?lang=en").text


def test_bad_input_is_told_with_its_mend(database: Database, settings: Settings) -> None:
    page = f"/cases/{opened(database)}"
    with client(database, settings, as_=INES) as ines:
        ines.fill(f"{page}/take", page=page)
        for what, data in (
            ("notes", {"text": " "}),
            ("subjects", {"about": "planet", "number": "1"}),
            ("subjects", {"about": "truck", "number": ""}),
            ("tasks", {"says": "x", "due": "tomorrow", "whose": "ines"}),
            ("tasks", {"says": "x", "due": "2001-01-01", "whose": "ines"}),
            ("tasks", {"says": "x", "due": "2099-01-01", "whose": "bela"}),
            ("priority", {"priority": "now"}),
            ("assign", {"to": "nobody"}),
            ("closing", {"outcome": "", "cause": ""}),
        ):
            answer = ines.fill(f"{page}/{what}", data, page=page)
            assert answer.status_code == 422, (what, answer.status_code)
            assert "/errors/case_incomplete" in answer.text
        assert ines.get("/cases/CF-none").status_code == 404
        assert ines.get("/cases?state=x&priority=x&because=x&since=x&page=-1&sort=x").status_code == 200


def test_an_officer_refers_and_sees_nothing_of_what_becomes_of_it(database: Database, settings: Settings) -> None:
    with client(database, settings, as_=AMINA) as amina:
        form = {"about": "truck", "number": "HK 1", "title": "A false wall", "summary": "Seen", "priority": "high"}
        bad = amina.fill("/cases/new", {**form, "title": ""}, page="/cases/new")
        assert bad.status_code == 422
        assert 'value="HK 1"' in bad.text
        sent = amina.fill("/cases/new", form, page="/cases/new")
        where = sent.headers["location"]
        number = where.partition("sent=")[2]
        assert number in amina.get(where).text
        for path in ("/cases", f"/cases/{number}", "/api/v1/cases", f"/api/v1/cases/{number}"):
            assert amina.get(path).status_code == 403
    for who in (BELA, OPAL, ESI):
        with client(database, settings, as_=who) as other:
            assert other.get(f"/cases/{number}").status_code == 403
            assert number not in other.get("/").text


def test_a_restricted_case_answers_as_if_it_were_not_there(database: Database, settings: Settings) -> None:
    number = referred(database, restricted=True)
    with client(database, settings, as_=INES) as ines:
        assert ines.get(f"/cases/{number}").status_code == 404
        assert ines.get(f"/api/v1/cases/{number}").status_code == 404
        assert ines.fill(f"/cases/{number}/take", page="/cases").status_code == 404
        assert ines.fill(f"/cases/{number}/notes", {"text": "x"}, page="/cases").status_code == 404
        assert ines.call("POST", f"/cases/{number}/take").status_code == 404
        for path in ("/cases", "/cases?format=csv", f"/cases?q={number}", "/api/v1/cases"):
            text = ines.get(path).text.replace(f'value="{number}"', "")
            assert number not in text.replace(f"q={number}", "")
    with client(database, settings, as_=IDRIS) as idris:
        assert "A false wall" in idris.get(f"/cases/{number}").text


def test_the_list_goes_out_as_csv_without_formulas(database: Database, settings: Settings) -> None:
    with database.unit(by=AMINA, at=NOON) as uow:
        actions.refer(uow, about=Subject(About.TRUCK, "=1+1"), title="=cmd()", summary="x")
    with client(database, settings, as_=INES) as ines:
        answer = ines.get("/cases?format=csv&state=live")
        assert answer.headers["content-type"].startswith("text/csv")
        assert ",'=1+1," in answer.text
        assert ",'=cmd()," in answer.text


def test_the_api_does_what_the_pages_do(database: Database, settings: Settings) -> None:
    with client(database, settings, as_=INES) as ines:
        body = {"about": "truck", "number": "HK 1", "title": "A false wall", "summary": "Seen"}
        number = ines.call("POST", "/cases", body).json()["number"]
        assert ines.call("POST", "/cases", body).json()["number"] == number

        def post(what: str, body: Any = None) -> Any:
            answer = ines.call("POST", f"/cases/{number}/{what}", body)
            assert answer.status_code == 200, answer.text
            return answer.json()

        assert post("take")["state"] == "under_investigation"
        assert post("notes", {"text": "x"})["log"][0]["note"] == "x"
        assert post("subjects", {"about": "person", "number": "P-1"})["subjects"][-1]["number"] == "P-1"
        task = post("tasks", {"says": "do", "due": "2099-01-31", "whose": "ines"})["tasks"][0]
        assert post(f"tasks/{task['id']}/done")["tasks"][0]["done_by"] == "ines"
        assert post("priority", {"priority": "low"})["priority"] == "low"
        assert post("restriction", {"restricted": True})["restricted"] is True
        assert post("team", {"who": "idris"})["team"] == ["idris"]
        assert post("team", {"who": "idris", "member": False})["team"] == []
        assert post("referral", {"to": "Justice", "because": "x"})["referred_to"] == "Justice"
        assert post("closing", {"outcome": "settled", "cause": "smuggling", "because": "paid"})["outcome"] == "settled"
        listed = ines.get("/api/v1/cases?lead=me").json()
        assert (listed["total"], listed["figures"]["states"]) == (1, {"closed": 1})
        wrong = ines.call("POST", f"/cases/{number}/notes", {"text": "x"})
        assert (wrong.status_code, wrong.json()["code"]) == (409, "case_not_now")
    with client(database, settings, as_=IDRIS) as idris:
        assert idris.call("POST", f"/cases/{number}/reopening", {"because": "x"}).json()["state"] == "reopened"
        assert idris.call("POST", f"/cases/{number}/assign", {"to": "idris"}).json()["lead"] == "idris"
