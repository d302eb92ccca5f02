"""The pages and the JSON of the programme, as applicant, officers and the public use them."""

from smartcustoms.business.aeo import queries
from smartcustoms.kernel import clock
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.settings import Settings
from tests.business.aeo.applying import FORM, granted, lodged
from tests.cast import BELA, CHEN, DAOUD, ESI
from tests.web_client import client


def validated(database: Database, settings: Settings) -> str:
    """Let an officer visit and propose to grant."""
    at = clock.now()
    number = lodged(database, tier=1, at=at)
    with client(database, settings, as_=DAOUD) as officer:
        assert number in officer.get("/aeo").text
        assert FORM["name"] in officer.get(f"/aeo/applications/{number}").text
        planned = officer.fill("/aeo/visits", {"about": number, "site": "Warehouse", "officers": "daoud"})
        visit = planned.headers["location"]
        page = officer.get(visit).text
        assert 'name="met.A1"' in page
        early = officer.fill(f"{visit}/close", {"conclusion": "Seen"})
        assert early.status_code == 422
        assert "have no answer" in early.text
        with database.unit(by=DAOUD, at=at) as uow:
            points = [each.id for _, ones in queries.visit(uow, visit.split("/")[-1]).criteria for each in ones]
        assert officer.fill(f"{visit}/points", {f"met.{each}": "met" for each in points}).status_code == 303
        assert officer.fill(f"{visit}/close", {"conclusion": "All seen"}).status_code == 303
        assert "All seen" in officer.get(visit).text
        proposal = {"about": number, "deed": "grant", "because": "In order"}
        assert officer.fill("/aeo/decisions", proposal).status_code == 303
        assert number in officer.get("/aeo/export.csv").text
    return number


def test_from_application_to_certificate(database: Database, settings: Settings) -> None:
    number = validated(database, settings)
    with client(database, settings, as_=ESI) as supervisor:
        waiting = supervisor.get(f"/api/v1/aeo/applications/{number}").json()["decisions"][0]["id"]
        assert "Waits for a second person" in supervisor.get("/aeo").text
        operator = supervisor.fill(f"/aeo/decisions/{waiting}", {"agree": "true"})
        assert operator.status_code == 303
        found = supervisor.get("/api/v1/aeo/operators").json()[0]
        assert found["standing"] == "active"
        page = supervisor.get(f"/aeo/operators/{found['number']}").text
        assert "Certificate as PDF" in page
        assert supervisor.get("/aeo/statistics").status_code == 200
        assert found["number"] in supervisor.get("/aeo/operators").text
        assert found["number"] in supervisor.get("/aeo/operators/export.csv").text
    with client(database, settings) as visitor:
        assert found["number"] in visitor.get("/aeo/register").text
        assert visitor.get("/api/v1/aeo/register").json()[0]["standing"] == "active"
        assert number not in visitor.get("/aeo/own").text
    with client(database, settings, as_=BELA) as trader:
        page = trader.get(f"/aeo/operators/{found['number']}").text
        assert "Lodge the report" in page
        assert "Indicators" not in page
        assert trader.get("/aeo/own").status_code == 200
    with client(database, settings, as_=CHEN) as stranger:
        assert stranger.get(f"/aeo/operators/{found['number']}").status_code == 404
        assert stranger.get(f"/aeo/applications/{number}").status_code == 404


def test_who_does_not_consent_stands_in_no_register(database: Database, settings: Settings) -> None:
    found = granted(database, at=clock.now(), form={"public": ""})
    with client(database, settings) as visitor:
        assert found.number not in visitor.get("/aeo/register").text


def test_what_is_missing_is_told_with_the_form(database: Database, settings: Settings) -> None:
    with client(database, settings, as_=BELA) as trader:
        begun = trader.fill("/aeo/applications", {"tier": "2"}).headers["location"]
        kept = trader.fill(begun, {"name": "Bela Trading", "public": "yes", "do": "save"})
        assert kept.status_code == 303
        refused = trader.fill(begun, {"name": "Bela Trading", "do": "lodge"})
        assert refused.status_code == 422
        assert "Process map is missing" in refused.text
        assert 'href="#process_map"' in refused.text
        assert trader.get(f"/api/v1{begun}").json()["application"]["form"] == {"name": "Bela Trading"}
