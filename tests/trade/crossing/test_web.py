"""The crossing by HTTP: a lane's calls, the officer's pages, the display in three languages, the driver's phone."""

from datetime import timedelta
from pathlib import Path

from smartcustoms.app.demo.crossing import make_crossing
from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.settings import Settings
from smartcustoms.trade.crossing import actions, kerb
from smartcustoms.trade.crossing.kerb import Kerb
from smartcustoms.trade.crossing.model import Answer
from tests.cast import BELA, CHEN, DAOUD, ESI, OTIS
from tests.trade.crossing.builders import a_truck, seen_of
from tests.web_client import client

POINT = "/crossing/points/LMC"


def test_the_pages_of_the_demo_world(database: Database, settings: Settings) -> None:
    make_crossing(database, clock.now())
    with client(database, settings, as_=DAOUD) as officer:
        assert "LMC" in officer.get("/crossing").text
        page = officer.get(POINT).text
        assert "Plates, tag, e-lock and code are of different trucks" in page
        assert "<html" not in officer.get(f"{POINT}?now=true").text
        listed = officer.get("/crossing/passages?answer=inspect").text
        assert "LMC-" in listed
        csv = officer.get("/crossing/passages?format=csv")
        assert csv.headers["content-type"].startswith("text/csv")
        assert csv.text.count("\n") == 25
        one = next(
            each
            for each in officer.get("/api/v1/crossing/passages?answer=inspect").json()["passages"]
            if each["bundle"]
        )
        refused = officer.fill(f"/crossing/passages/{one['number']}/override", {"to": "go", "because": "ok"})
        assert (refused.status_code, "Another answer needs a reason" in refused.text) == (422, True)
        done = officer.fill(
            f"/crossing/passages/{one['number']}/override", {"to": "go", "because": "Examined, nothing found"}
        )
        assert done.status_code == 303
        assert "Officer Daoud" in officer.get(done.headers["location"]).text
        shown = officer.get(f"/crossing/display/{one['lane']}").text
        assert all(words in shown for words in ("請通過", "请通过", "GO"))
        assert officer.get("/crossing/points/NONE").status_code == 404
        assert officer.get("/crossing/passages/none").status_code == 404
    with client(database, settings, as_=ESI) as supervisor:
        assert "Key of the centre" in supervisor.get("/crossing/lanes").text
        bad = supervisor.fill(
            "/crossing/tags", {"rfid": "TAG-1", "organisation": "bela-trading", "mainland": "AB 1234"}
        )
        assert (bad.status_code, "no plate of that administration" in bad.text) == (422, True)
        assert supervisor.fill("/crossing/lanes/LMC-OUT-01", {"opened": "false"}).status_code == 303
        assert "Closed" in supervisor.get(POINT).text


def test_a_lane_over_http_and_the_drivers_phone(database: Database, settings: Settings, tmp_path: Path) -> None:
    now = clock.now()
    one = a_truck(1, at=now, not_after=now + timedelta(hours=4))
    with database.unit(by=PLATFORM, at=now) as uow:
        actions.expect(uow, one)
    public = kerb.enrol(tmp_path)
    with client(database, settings, as_=ESI) as supervisor:
        lane = {"code": "LMC-OUT-01", "control_point": "LMC", "direction": "outbound"}
        assert supervisor.call("POST", "/crossing/lanes", lane).status_code == 201
        assert supervisor.call("POST", "/crossing/lanes/LMC-OUT-01/key", {"public_key": public}).json()["enrolled"]
        assert supervisor.call("POST", "/crossing/lanes/LMC-OUT-01/book", {}).status_code == 403
    with client(database, settings, as_=BELA) as driver:
        given = driver.get(f"/api/v1/crossing/mine/{one.bundle}").json()
        assert given["answer"] == ""
        assert "data:image/svg" in driver.get(f"/crossing/mine/{one.bundle}").text
    with client(database, settings, as_=OTIS) as machine:
        kerb.trust(tmp_path, machine.get("/api/v1/crossing/key").json()["public_key"])
        alone = Kerb(tmp_path, lane="LMC-OUT-01", at=now)
        alone.take_book(machine.call("POST", "/crossing/lanes/LMC-OUT-01/book", {"waiting": 4}).text, at=clock.now())
        passage = alone.decide(seen_of(one), code=given["code"], at=clock.now())
        assert passage.answer is Answer.GO
        brought = machine.call("POST", "/crossing/lanes/LMC-OUT-01/journal", {"lines": alone.waiting()})
        assert brought.json() == {"place": 1}
        assert machine.call("POST", "/crossing/lanes/LMC-OUT-01/journal", {"lines": ["x"]}).status_code == 409
    with client(database, settings, as_=BELA) as driver:
        page = driver.get(f"/crossing/mine/{one.bundle}").text
        assert "請通過" in page
        assert "Went" not in driver.get("/api/v1/crossing/mine").text
    with client(database, settings, as_=CHEN) as stranger:
        assert stranger.get(f"/crossing/mine/{one.bundle}").status_code == 404
        assert stranger.get("/crossing/passages").status_code == 403
