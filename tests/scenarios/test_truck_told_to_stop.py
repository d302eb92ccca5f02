"""A shipper lodges, a trucker bundles on his phone, risk assesses in the worker, and the truck is told to come for inspection."""

from datetime import timedelta

from smartcustoms.kernel import clock
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.day import zone
from smartcustoms.kernel.settings import Settings
from smartcustoms.trade.road_cargo.queries import day_of
from smartcustoms.trade.watchlists import actions as watchlists
from smartcustoms.trade.watchlists.model import Subject
from tests.cast import AMINA, BELA, CHEN
from tests.scenarios.test_lodged_to_learned import soon, working
from tests.trade.road_cargo.builders import cargo
from tests.web_client import client


def test_a_watched_consignee_stops_the_truck(database: Database, settings: Settings) -> None:
    at = clock.now()
    crossing = (at + timedelta(hours=2)).astimezone(zone())
    with database.unit(by=AMINA, at=at) as uow:
        watchlists.make(uow, "Lamps of concern", Subject.COMPANY, purpose="simulated")
        watchlists.add(uow, "Lamps of concern", ["sample lighting"], because="simulated case", since=day_of(at))
    with client(database, settings, as_=BELA) as shipper:
        number = shipper.call("POST", "/road-cargo", cargo(expected_on=crossing.date().isoformat())).json()["reference"]
    with client(database, settings, as_=CHEN) as trucker:
        trucker.fill("/road-cargo/trucks", {"plate_hk": "AB 1234", "plate_cn": "粤Z 1234港", "kind": "container"})
        truck = trucker.call("GET", "/road-cargo/trucks").json()["trucks"][0]["truck"]
        form = {"truck": truck, "references": number, "direction": "outbound", "control_point": "SZB", "key": "once"}
        trucker.fill("/road-cargo/trucker", {**form, "expected_at": crossing.strftime("%Y-%m-%dT%H:%M")})
        with working(database, settings):
            assert soon(lambda: "Come for inspection" in trucker.get("/road-cargo/trucker").text)
        bundle = trucker.call("GET", "/road-cargo/trucker").json()["bundles"][0]
        assert bundle["reasons"] == []
    with client(database, settings, as_=AMINA) as officer:
        why = officer.get(f"/road-cargo/bundles/{bundle['bundle']}").text
        assert "is on the watchlist Lamps of concern" in why
    with client(database, settings, as_=BELA) as shipper:
        assert shipper.call("GET", f"/road-cargo/{number}").json()["state"] == "bundled"
