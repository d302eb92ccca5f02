"""Messages, dead letters, people and organisations by the API."""

from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.settings import Settings
from tests.cast import ADA, BELA, OTIS
from tests.kernel.watch.test_web import letter, stuck
from tests.web_client import client

__all__ = ["stuck"]


def test_preferences_are_kept(database: Database, settings: Settings) -> None:
    with client(database, settings, as_=BELA) as bela:
        assert bela.get("/api/v1/messages/preferences").json() == {"mail": "", "phone": ""}
        wish = {"mail": "bela@bela.example", "phone": ""}
        assert bela.call("POST", "/messages/preferences", wish).json() == wish
        assert bela.call("POST", "/messages/preferences", {"mail": "not an address"}).status_code == 422
        assert bela.call("POST", "/messages/read", {"message": None}).status_code == 204


def test_a_dead_letter_is_mended_and_replayed_or_dropped_with_a_reason(stuck: Database, settings: Settings) -> None:
    path = letter(stuck)
    with client(stuck, settings, as_=OTIS) as otis:
        (found,) = otis.get("/api/v1/watch/letters").json()
        assert otis.get(f"/api/v1{path}").json() == found
        assert found["behind"] == 1
        assert otis.call("POST", f"{path}/drop", {"because": ""}).status_code == 409
        assert otis.call("POST", f"{path}/replay", {"body": {**found["body"], "item": 7}}).status_code == 204
        assert otis.get("/api/v1/watch/letters").json() == []
        assert otis.call("POST", f"{path}/drop", {"because": "no more"}).status_code == 404


def test_people_and_organisations_are_administered(database: Database, settings: Settings) -> None:
    with client(database, settings, as_=ADA) as ada:
        made = ada.call("POST", "/organisations", {"number": "dora-co", "name": "Dora & Co", "kind": "trader"})
        assert made.status_code == 201
        assert ada.get("/api/v1/organisations?q=dora").json()["total"] == 1
        asked = {"name": "Trader Dora", "email": "dora@dora.example", "organisation": "dora-co", "roles": ["trader"]}
        dora = ada.call("POST", "/people", asked).json()
        assert (dora["state"], dora["roles"]) == ("invited", ["trader"])
        path = f"/people/{dora['number']}"
        assert "/welcome/" in ada.call("POST", f"{path}/invitation").json()["link"]
        assert ada.call("POST", f"{path}/roles", {"roles": ["supervisor"]}).status_code in (403, 409, 422)
        assert ada.call("POST", f"{path}/suspend", {"because": "left the company"}).json()["state"] == "suspended"
        assert ada.get("/api/v1/people?q=dora").json()["people"][0]["state"] == "suspended"
        assert ada.get("/api/v1/people/nobody").status_code == 404
