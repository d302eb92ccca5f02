"""The rule studio and the watchlists through HTTP: written, told where it is wrong, tried, proposed, activated by another."""

import re

from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.settings import Settings
from smartcustoms.trade.risk import actions
from tests.cast import AMINA, BELA, DAOUD, ESI
from tests.conftest import NOON
from tests.trade.risk.rule_rows import a_history
from tests.web_client import client

TEXT = 'rule "SPIRITS-1"\r\nif hs_code starts with "2208" and price_per_kg < 5\r\nthen red 80%'


def text_of(answer: object) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", str(getattr(answer, "text", answer))))


def test_a_rule_is_written_tried_proposed_and_activated_on_the_pages(database: Database, settings: Settings) -> None:
    with database.unit(by=PLATFORM, at=NOON) as uow:
        actions.bring_history(uow, a_history())
    with client(database, settings, as_=AMINA) as amina:
        assert (
            amina.fill("/rules", {"text": TEXT, "purpose": "Undervalued spirits"}).headers["location"]
            == "/rules/SPIRITS-1"
        )
        assert amina.fill("/rules/SPIRITS-1/proposal").status_code == 409
        assert amina.fill("/rules/SPIRITS-1/back-test").status_code == 303
        page = text_of(amina.get("/rules/SPIRITS-1"))
        assert "Never examined" in page
        assert "of 200 items in 10 days" in page
        assert "Hits over the history" in page
        assert amina.fill("/rules/SPIRITS-1/proposal").status_code == 303
        refused = amina.fill("/rules/SPIRITS-1/decision", {"decision": "activate"})
        assert refused.status_code == 403
        assert "Let another officer" in refused.text
    with client(database, settings, as_=ESI) as esi:
        assert esi.fill("/rules/SPIRITS-1/decision", {"decision": "activate"}).status_code == 303
        (answer,) = esi.get("/api/v1/rules").json()
        assert (answer["code"], answer["state"], answer["lane"]) == ("SPIRITS-1", "active", "red")
        assert "SPIRITS-1" in esi.get("/rules", params={"state": "active", "text": "spirits"}).text
        assert "SPIRITS-1" not in esi.get("/rules", params={"lane": "blue"}).text
        assert esi.fill("/rules/SPIRITS-1/decision", {"decision": "suspend"}).status_code == 422
        assert esi.fill("/rules/SPIRITS-1/decision", {"decision": "retire", "because": "Over"}).status_code == 303
        assert esi.fill("/rules/SPIRITS-1/text", {"text": TEXT.replace("< 5", "< 4")}).status_code == 303


def test_a_wrong_text_is_told_with_its_place_while_it_is_written(database: Database, settings: Settings) -> None:
    wrong = 'rule "X"\r\nif valeu > 1\r\nthen red'
    with client(database, settings, as_=AMINA) as amina:
        told = amina.fill("/rules/check", {"text": wrong}).text
        assert "Line 2, column 4" in told
        assert "Did you mean value?" in told
        assert "if valeu &gt; 1\n   ^" in told
        assert "Understood as" in amina.fill("/rules/check", {"text": TEXT}).text
        answer = amina.fill("/rules", {"text": wrong, "purpose": "Test"})
        assert answer.status_code == 422
        assert "valeu" in answer.text
        nasty = amina.fill("/rules/check", {"text": 'rule "<b>{x}</b>" if <script> {y} then red'}).text
        assert "<script>" not in nasty
        checked = amina.fill("/api/v1/rules/check?text=" + "rule", {}).json()
        assert checked["line"] == 1


def test_only_officers_see_rules_and_only_those_who_may_write_them(database: Database, settings: Settings) -> None:
    with client(database, settings, as_=BELA) as bela:
        assert bela.get("/rules").status_code == 403
        assert bela.get("/watchlists").status_code == 403
    with client(database, settings, as_=DAOUD) as daoud:
        assert daoud.get("/rules").status_code == 200
        assert daoud.get("/rules/new").status_code == 403
    with client(database, settings, as_=AMINA) as amina:
        assert amina.get("/rules/NONE").status_code == 404
        assert amina.get("/rules/new").status_code == 200


def test_a_list_is_made_filled_and_emptied_by_two(database: Database, settings: Settings) -> None:
    with client(database, settings, as_=AMINA) as amina:
        made = amina.fill("/watchlists", {"name": "watched & more", "subject": "company", "purpose": "Test"})
        path = made.headers["location"]
        assert amina.fill("/watchlists", {"name": "watched & more", "purpose": "Test"}).status_code == 422
        assert amina.fill(f"{path}/entries", {"values": "A1\r\nA2", "because": "Case 7"}).status_code == 303
        bad = amina.fill(f"{path}/entries", {"values": "A3", "because": "Case 7", "since": "tomorrow"})
        assert bad.status_code == 422
        assert "tomorrow is not a day" in bad.text
        page = amina.get(path).text
        number = re.findall(r"entries/([0-9a-f-]{36})/removal", page)[0]
        assert amina.fill(f"{path}/entries/{number}/removal", {"decision": "ask", "because": "Paid"}).status_code == 303
        assert amina.fill(f"{path}/entries/{number}/removal", {"decision": "confirm"}).status_code == 422
        assert "A1" in amina.get(path, params={"text": "a1"}).text
    with client(database, settings, as_=ESI) as esi:
        assert esi.fill(f"{path}/entries/{number}/removal", {"decision": "confirm"}).status_code == 303
        (one,) = esi.get("/api/v1/watchlists").json()
        assert one["entries"] == 1
        assert esi.get("/watchlists/none").status_code == 404
