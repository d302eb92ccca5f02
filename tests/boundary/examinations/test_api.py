"""The same work as on the tablet and at the desk, by the API."""

from smartcustoms.boundary.examinations import actions
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.settings import Settings
from tests.boundary.examinations.test_actions import D, ordered
from tests.cast import BELA, DAOUD, ESI
from tests.conftest import NOON
from tests.web_client import client


def test_an_order_is_examined_by_the_api(database: Database, settings: Settings) -> None:
    with database.unit(by=ESI, at=NOON) as uow:
        actions.put_on_duty(uow, D)
    path = f"/examinations/{ordered(database)}"
    with client(database, settings, as_=DAOUD) as daoud:
        assert daoud.get(f"/api/v1{path}").json()["state"] == "assigned"
        assert daoud.call("POST", f"{path}/start").json()["state"] == "started"
        photo = {"photo": ("box.jpg", b"\xff\xd8\xff\xe0" + bytes(200), "image/jpeg")}
        step = daoud.call("POST", f"{path}/steps/1", data={"note": "seal intact"}, files=photo).json()["steps"][0]
        assert (step["note"], len(step["photo"])) == ("seal intact", 64)
        refused = daoud.call("POST", f"{path}/result", {"result": "seizure"})
        assert (refused.status_code, refused.json()["field"]) == (422, "note")
        assert refused.json()["mend"]
        bad = {"result": "undervalued", "note": "x", "revenue": "1,5"}
        assert daoud.call("POST", f"{path}/result", bad).status_code == 422
        good = {"result": "undervalued", "note": "Invoice halved", "revenue": "12.50", "item": 1}
        done = daoud.call("POST", f"{path}/result", good).json()
        assert (done["state"], done["result"], done["item"]) == ("completed", "undervalued", 1)
        assert "12.50" in done["revenue"]
        assert daoud.call("POST", f"{path}/result", good).status_code == 409
    with client(database, settings, as_=BELA) as bela:
        assert bela.get(f"/api/v1{path}").status_code == 403


def test_the_desk_by_the_api(database: Database, settings: Settings) -> None:
    number = ordered(database)
    with client(database, settings, as_=ESI) as esi:
        assert [each["number"] for each in esi.get("/api/v1/examinations/all").json()] == [number]
        daoud = {"user": "daoud", "name": "Officer Daoud", "skills": ["general", "documents"], "on_duty": True}
        assert esi.call("POST", "/examiners", daoud).json()[0]["load"] > 0
        assert esi.get("/api/v1/examinations/all?state=assigned").json()[0]["assigned_to"] == "daoud"
        unknown = esi.call("POST", f"/examinations/{number}/assign", {"to": "nobody"})
        assert (unknown.status_code, unknown.json()["field"]) == (404, "to")
        given = esi.call("POST", f"/examinations/{number}/assign", {"to": "daoud"})
        assert given.json()["assigned_to"] == "daoud"
