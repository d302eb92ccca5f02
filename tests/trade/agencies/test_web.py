"""The officers' pages, the trader's page and the API: what each shows, refuses and exports."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM, Actor
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.people import actions as people
from smartcustoms.kernel.people import queries as registered
from smartcustoms.kernel.people.model import Organisation
from smartcustoms.kernel.settings import Settings
from smartcustoms.trade.agencies import actions
from smartcustoms.trade.agencies.model import RouteStep
from tests.cast import ADA, BELA, CHEN, DAOUD, ESI
from tests.trade.agencies.reviewing import EVE, GRANT, OLGA, OSCAR, REFUSE, TOM, begun, taken_and_decided
from tests.web_client import client

ONE = (RouteStep("OFCA", lead=True, days=2),)


def with_account(database: Database, *officers: Actor) -> None:
    """Make accounts of agencies' officers, whom the demo's cast does not have."""
    with database.unit(by=PLATFORM, at=clock.now()) as uow:
        for who in officers:
            people.found_organisation(uow, Organisation(who.organisation, who.organisation.upper(), who.kind))
            people.invite(
                uow,
                name=who.name,
                email=f"{who.user}@agency.example",
                organisation=who.organisation,
                roles_given=who.roles,
                number=who.user,
            )
            people.set_password(uow, f"{who.user}@agency.example", "Only-for-tests-1")


@pytest.fixture
def number(database: Database) -> str:
    with_account(database, OLGA, OSCAR, EVE, TOM)
    return begun(database, at=clock.now()).number


def test_a_queue_that_was_not_counted_to_its_end_says_so(
    database: Database, settings: Settings, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with client(database, settings, as_=OLGA) as olga:
        assert "or more" not in olga.get("/reviews").text
        monkeypatch.setattr("smartcustoms.trade.agencies.web.pages.COUNTED", 1)
        assert "1 to 1 of 1 or more" in olga.get("/reviews").text


def test_the_queue_shows_filters_and_exports(database: Database, settings: Settings, number: str) -> None:
    begun(database, at=clock.now(), about="=1+1", kind="OTHER", route=ONE, title="<b>x</b>")
    begun(database, at=clock.now() - timedelta(days=40), about="LATE", route=ONE)
    with client(database, settings, as_=OLGA) as web:
        page = web.get("/reviews").text
        assert number in page
        assert "&lt;b&gt;x&lt;/b&gt;" in page
        assert "Office of the Communications Authority" in page
        assert number not in web.get("/reviews", params={"kind": "OTHER"}).text
        assert "LATE" in web.get("/reviews", params={"late": "true"}).text
        assert number not in web.get("/reviews", params={"late": "true"}).text
        assert number not in web.get("/reviews", params={"q": "nothing of the kind"}).text
        assert number in web.get("/reviews", params={"q": "D26000000017"}).text
        assert web.get("/reviews", params={"page": "9", "state": "nonsense", "whose": "x"}).status_code == 200
        sheet = web.get("/reviews", params={"format": "csv"}).text
        assert "'=1+1" in sheet
        assert len(sheet.strip().splitlines()) == 4
        assert "機構輪候名單" in web.get("/reviews", params={"lang": "zh-Hant"}).text
        assert len(web.call("GET", "/reviews").json()) == 3


def test_what_is_missing_is_told_on_the_page(database: Database, settings: Settings, number: str) -> None:
    here = f"/reviews/{number}"
    with client(database, settings, as_=OLGA) as web:
        assert web.fill(f"{here}/steps/1/take", page=here).status_code == 303
        wrong = web.fill(f"{here}/steps/1/decision", {"outcome": "refused", "own_words": "kept text"}, page=here)
        assert wrong.status_code == 422
        assert "A refusal needs a reason from law." in wrong.text
        assert "kept text" in wrong.text
        assert web.fill(f"{here}/steps/1/question", {"text": " "}, page=here).status_code == 422


def test_a_decision_by_the_form(database: Database, settings: Settings, number: str) -> None:
    here = f"/reviews/{number}"
    with client(database, settings, as_=OLGA) as web:
        web.fill(f"{here}/steps/1/take", page=here)
        chosen = {"outcome": "granted", "condition": "records", "own_words": "Tell us <where>.\n\nTwice.", "note": "ok"}
        assert web.fill(f"{here}/steps/1/decision", chosen, page=here).status_code == 303
        step = web.call("GET", here).json()["steps"][0]
        assert [each["says"] for each in step["conditions"]] == [
            "Keep records for a year.",
            "Tell us <where>.",
            "Twice.",
        ]
        assert "Tell us &lt;where&gt;." in web.get(here).text


def test_a_question_and_its_answer_with_a_file(database: Database, settings: Settings, number: str) -> None:
    here, own = f"/reviews/{number}", f"/own-reviews/{number}"
    with client(database, settings, as_=OLGA) as web:
        web.fill(f"{here}/steps/1/take", page=here)
        assert web.fill(f"{here}/steps/1/question", {"text": "Which model?", "days": "5"}, page=here).status_code == 303
        assert "Trader asked" in web.get(here).text
    with client(database, settings, as_=BELA) as web:
        assert "Which model?" in web.get(own).text
        question = web.call("GET", own).json()["questions"][0]["id"]
        empty = web.fill(f"{own}/answers/{question}", {"text": ""}, page=own)
        assert (empty.status_code, "The answer is empty." in empty.text) == (422, True)
        sent = {"sent": ("model.pdf", b"%PDF-1.7 model", "application/pdf")}
        assert web.fill(f"{own}/answers/{question}", {"text": "X-1"}, page=own, files=sent).status_code == 303
        assert web.get(here).status_code == 403
    with client(database, settings, as_=OLGA) as web:
        assert "X-1" in web.get(here).text
        digest = web.call("GET", here).json()["questions"][0]["files"][0]
        assert web.get(f"/files{here}/{digest}").content == b"%PDF-1.7 model"
        assert web.get(f"/files{here}/{'0' * 64}").status_code == 404
    with client(database, settings, as_=EVE) as web:
        assert web.get(f"/files{here}/{digest}").status_code == 404


def test_what_stands_in_no_list_is_refused(database: Database, settings: Settings, number: str) -> None:
    with client(database, settings, as_=OLGA) as web:
        web.call("POST", f"/reviews/{number}/steps/1/take")
        for wrong in ({"outcome": "granted", "conditions": ["nonsense"]}, {"outcome": "refused", "reasons": ["x"]}):
            told = web.call("POST", f"/reviews/{number}/steps/1/decision", wrong)
            assert (told.status_code, told.json()["code"]) == (422, "decision_incomplete")
        assert web.call("POST", f"/reviews/{number}/steps/1/decision", {"outcome": "maybe"}).status_code == 422
        good = {"outcome": "refused", "reasons": ["incomplete"]}
        for _ in range(2):
            assert web.call("POST", f"/reviews/{number}/steps/1/decision", good).status_code == 200
        other = web.call("POST", f"/reviews/{number}/steps/1/decision", {"outcome": "granted"})
        assert (other.status_code, other.json()["code"]) == (409, "review_decided")


def test_the_lead_with_a_second_officer_by_api(database: Database, settings: Settings, number: str) -> None:
    taken_and_decided(database, number, 1, GRANT, by=OLGA)
    taken_and_decided(database, number, 2, GRANT, by=EVE)
    tina = replace(TOM, user="tina", name="Officer Tina")
    with_account(database, tina)
    with client(database, settings, as_=TOM) as web:
        assert web.call("POST", "/reviews/next").json()["number"] == number
        assert web.call("POST", "/reviews/next").json() is None
        step = f"/reviews/{number}/steps/3"
        assert web.call("POST", f"{step}/decision", {"outcome": "granted"}).json()["steps"][2]["state"] == "proposed"
        assert web.call("POST", f"{step}/approval").status_code == 403
    with client(database, settings, as_=tina) as web:
        assert "a second officer must agree" in web.get(f"/reviews/{number}").text
        assert web.call("POST", f"{step}/send-back", {"because": "Look again."}).json()["steps"][2]["state"] == "taken"
    with client(database, settings, as_=TOM) as web:
        web.call("POST", f"{step}/decision", {"outcome": "granted"})
    with client(database, settings, as_=tina) as web:
        assert web.call("POST", f"{step}/approval").json()["steps"][2]["decided_by"] == "tina"


def test_officers_absences_templates_marks_and_sharing(database: Database, settings: Settings, number: str) -> None:
    with client(database, settings, as_=OLGA) as web:
        page = "/reviews/officers"
        for user in ("olga", "oscar"):
            form = {"user": user, "name": user.title(), "skills": "General, radio", "on_duty": "true"}
            assert web.fill("/reviews/officers", form, page=page).status_code == 303
        days = {"user": "olga", "to": "oscar", "from_day": "2026-12-01", "until": "2026-11-01"}
        assert web.fill("/reviews/absences", days, page=page).status_code == 422
        assert web.fill("/reviews/absences", days | {"until": "2099-12-02"}, page=page).status_code == 303
        absence = web.call("GET", page).json()["absences"][0]["id"]
        assert web.fill(f"/reviews/absences/{absence}/drop", page=page).status_code == 303
        words = {"code": "model", "kind": "question", "en": "Which model?", "hant": "哪一型號？"}
        assert web.fill("/reviews/templates", words, page=page).status_code == 303
        assert "Which model?" in web.get(page).text
        assert web.fill(f"/reviews/{number}/steps/1/give", {"to": "oscar"}, page="/reviews").status_code == 303
        assert web.fill(f"/reviews/{number}/steps/1/share", {"agency": "EPD"}, page="/reviews").status_code == 303
        assert web.fill(f"/reviews/{number}/marks", {"kind": "flag", "text": "odd"}, page="/reviews").status_code == 303
        assert web.fill(f"/reviews/{number}/marks", {"kind": "note", "text": " "}, page="/reviews").status_code == 422
        mark = web.call("GET", f"/reviews/{number}").json()["marks"][0]["id"]
        assert number in web.get("/reviews", params={"flagged": "true"}).text
        assert web.fill(f"/reviews/{number}/marks/{mark}/drop", page="/reviews").status_code == 303
        assert web.fill("/reviews/templates/model/drop", page=page).status_code == 303
    with client(database, settings, as_=OSCAR) as web:
        assert number in web.get("/reviews", params={"whose": "mine"}).text
    with client(database, settings, as_=EVE) as web:
        assert [each["agency"] for each in web.call("GET", f"/reviews/{number}").json()["steps"]] == ["OFCA", "EPD"]


def test_figures_of_one_agency_and_of_all(database: Database, settings: Settings, number: str) -> None:
    at = clock.now()
    for place, days in enumerate((1, 2, 30)):
        one = begun(database, about=f"F{place}", route=ONE, at=at - timedelta(days=days)).number
        taken_and_decided(database, one, 1, GRANT, by=OLGA, at=at)
    with client(database, settings, as_=OLGA) as web:
        (found,) = web.call("GET", "/reviews/figures").json()
        assert (found["agency"], found["decided"], found["open"]) == ("OFCA", 3, 1)
        assert 0 < found["kept"] < 1
        assert found["half"] <= found["nine_tenths"] <= found["most"]
        assert "OFCA,RTA-IE,3,0," in web.get("/reviews/figures", params={"format": "csv"}).text
        assert web.get("/reviews/figures", params={"days": "0"}).status_code == 422
    with client(database, settings, as_=ESI) as web:
        assert {each["agency"] for each in web.call("GET", "/reviews/figures").json()} == {"OFCA", "EPD"}
        assert "Time to decision" in web.get("/reviews/figures").text
    with client(database, settings, as_=DAOUD) as web:
        assert web.get("/reviews/figures").status_code == 403


def test_withdrawing_and_appealing_by_forms(database: Database, settings: Settings, number: str) -> None:
    with client(database, settings, as_=CHEN) as web:
        assert web.get(f"/own-reviews/{number}").status_code == 404
    with client(database, settings, as_=BELA) as web:
        own = f"/own-reviews/{number}"
        assert web.fill(f"{own}/withdrawal", {"because": "sold"}, page=own).status_code == 303
        assert "Withdrawn" in web.get(own).text
        again = begun(database, at=clock.now(), route=ONE, about="D3").number
        taken_and_decided(database, again, 1, REFUSE, by=OLGA, at=clock.now())
        own = f"/own-reviews/{again}"
        assert "Missing." in web.get(own).text
        assert web.fill(f"{own}/appeal", {"because": ""}, page=own).status_code == 422
        assert web.fill(f"{own}/appeal", {"because": "All was there."}, page=own).status_code == 303
        assert web.call("GET", own).json()["state"] == "open"


def test_an_administrator_names_the_agencies(database: Database, settings: Settings) -> None:
    with client(database, settings, as_=ADA) as web:
        assert web.get("/agencies").text.count("<form") >= 9
        assert web.fill("/agencies/OFCA", {"organisation": "ofca"}, page="/agencies").status_code == 303
        assert web.call("POST", "/agencies/EPD", {"organisation": "green"}).status_code == 200
        assert web.fill("/agencies/C%26ED", {"organisation": ""}, page="/agencies").status_code == 303
        assert web.call("POST", "/agencies/XYZ", {}).status_code == 404
        named = {each["code"]: each["organisation"] for each in web.call("GET", "/agencies").json()}
    assert (named["EPD"], named["C&ED"], len(named)) == ("green", "customs", 9)
    with database.unit(by=PLATFORM, at=clock.now()) as uow:
        assert "green" in {each.number for each in registered.organisations(uow)[0]}


def test_two_officers_at_once_decide_once(database: Database, settings: Settings) -> None:
    one = begun(database, route=ONE, at=clock.now()).number

    def tried(who: Actor) -> str:
        try:
            with database.unit(by=who, at=clock.now()) as uow:
                actions.take(uow, one, 1)
                actions.decide(uow, one, 1, GRANT)
        except Refused as refused:
            return type(refused).__name__
        return "decided"

    with ThreadPoolExecutor(6) as pool:
        ends = list(pool.map(tried, [OLGA, OSCAR, replace(OLGA, user="x"), OLGA, OSCAR, OLGA]))
    assert set(ends) <= {"decided", "NotTaken", "DecidedAlready"}
    assert ends.count("decided") >= 1
    with database.unit(by=PLATFORM, at=clock.now()) as uow:
        told = uow.connection.execute(
            sa.text("select count(*) from event_outbox where name = 'StepDecided'")
        ).scalar_one()
    assert told == 1
