"""Overrides, budgets, rules and watchlists by the API."""

from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.settings import Settings
from smartcustoms.trade.risk import actions
from tests.cast import AMINA, ESI
from tests.conftest import NOON
from tests.trade.risk.rule_rows import a_history
from tests.trade.risk.test_web import assessed
from tests.web_client import client

__all__ = ["assessed"]
TEXT = 'rule "SPIRITS-1"\nif hs_code starts with "2208" and price_per_kg < 5\nthen red 80%'


def test_an_override_needs_two(assessed: Database, settings: Settings) -> None:
    wish = {"to": "green", "because": "The scan shows nothing."}
    with client(assessed, settings, as_=AMINA) as amina:
        refused = amina.call("POST", "/risk/declarations/A1/overrides", {"to": "green", "because": "no"})
        assert (refused.status_code, refused.json()["field"]) == (422, "because")
        asked = amina.call("POST", "/risk/declarations/A1/overrides", wish)
        assert (asked.status_code, asked.json()["agreed"]) == (201, None)
        assert amina.call("POST", "/risk/overrides/1", {"agreed": True}).status_code == 409
    with client(assessed, settings, as_=ESI) as esi:
        assert [each["number"] for each in esi.get("/api/v1/risk/overrides").json()] == [1]
        assert esi.call("POST", "/risk/overrides/1", {"agreed": True}).json()["decided_by"] == "esi"
        assert esi.get("/api/v1/risk/overrides").json() == []
        assert esi.get("/api/v1/risk/declarations/A1").json()["lane"] == "green"


def test_a_budget_is_set(assessed: Database, settings: Settings) -> None:
    with client(assessed, settings, as_=AMINA) as amina:
        assert amina.call("POST", "/risk/budget", {"office": "10", "hours": 6}).status_code == 403
    with client(assessed, settings, as_=ESI) as esi:
        assert esi.call("POST", "/risk/budget", {"office": "10", "share": 7}).status_code == 422
        plans = esi.call("POST", "/risk/budget", {"office": "10", "hours": 6, "random_rate": 0.02}).json()
        plan = next(each for each in plans if each["office"] == "10")
        assert (plan["hours"], plan["share"], plan["random_rate"]) == (6.0, None, 0.02)
        assert esi.get("/api/v1/risk/budget").json() == plans


def test_a_rule_is_written_tried_and_activated(database: Database, settings: Settings) -> None:
    with database.unit(by=PLATFORM, at=NOON) as uow:
        actions.bring_history(uow, a_history())
    with client(database, settings, as_=AMINA) as amina:
        wrong = amina.call("POST", "/rules", {"text": "rule nonsense", "purpose": "x"})
        assert wrong.status_code == 422
        assert wrong.json()["mend"]
        made = amina.call("POST", "/rules", {"text": TEXT, "purpose": "Undervalued spirits"})
        assert (made.status_code, made.json()["state"]) == (201, "draft")
        assert amina.get("/api/v1/rules/SPIRITS-1/back-test").json() == {"figures": None, "text": None}
        assert amina.call("POST", "/rules/SPIRITS-1/proposal").status_code == 409
        assert amina.call("POST", "/rules/SPIRITS-1/back-test").json()["figures"]["hits"] > 0
        assert amina.call("POST", "/rules/SPIRITS-1/proposal").json()["state"] == "proposed"
        assert amina.call("POST", "/rules/SPIRITS-1/decision", {"decision": "activate"}).status_code == 403
    with client(database, settings, as_=ESI) as esi:
        assert esi.call("POST", "/rules/SPIRITS-1/decision", {"decision": "activate"}).json()["state"] == "active"
        assert esi.get("/api/v1/rules/NONE").status_code == 404


def test_a_watchlist_is_kept(database: Database, settings: Settings) -> None:
    with client(database, settings, as_=AMINA) as amina:
        listed = {"name": "shell-companies", "subject": "company", "purpose": "Companies without premises"}
        assert amina.call("POST", "/watchlists", listed).status_code == 201
        assert amina.call("POST", "/watchlists", listed).status_code == 409
        entries = {"values": ["7JD1S2X", "8WDKMC6"], "because": "premises were empty"}
        found = amina.call("POST", "/watchlists/shell-companies/entries", entries).json()
        assert (found["total"], {each["value"] for each in found["entries"]}) == (2, {"7JD1S2X", "8WDKMC6"})
        assert amina.call("POST", "/watchlists/none/entries", entries).status_code == 404
        number = found["entries"][0]["number"]
        path = f"/watchlists/shell-companies/entries/{number}/removal"
        asked = amina.call("POST", path, {"decision": "ask", "because": "premises were found"}).json()["entries"]
        assert {each["number"]: each["removal_asked_by"] for each in asked}[number] == "amina"
        assert amina.call("POST", path, {"decision": "confirm"}).status_code == 403
    with client(database, settings, as_=ESI) as esi:
        left = esi.call("POST", path, {"decision": "confirm"}).json()["entries"]
        assert {each["number"]: each["removed_at"] for each in left}.get(number, "off the list")
