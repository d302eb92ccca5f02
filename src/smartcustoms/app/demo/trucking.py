"""Simulated cargo by road: consignments that Trader Bela lodged, and two bundles on Trader Chen's truck with their instruction."""

from datetime import datetime, timedelta
from typing import Any, Final

from smartcustoms.app.demo.cast import cast
from smartcustoms.app.demo.following import let_follow
from smartcustoms.kernel.database.unit import Database, UnitOfWork
from smartcustoms.kernel.day import day_of
from smartcustoms.trade.road_cargo import actions, queries
from smartcustoms.trade.road_cargo.actions import Trip
from smartcustoms.trade.road_cargo.model import Direction, Entered, Jurisdiction, VehicleKind, Way, plate

_LOADS: Final = (("12", "cartons", "LED lamps"), ("4", "pallets", "ceramic tiles"), ("30", "bags", "plastic granules"))


def trucks_there(uow: UnitOfWork) -> bool:
    """Tell whether Trader Chen's truck is entered."""
    return queries.truck_of(uow, "AB1234") is not None


def make_trucks(database: Database, at: datetime) -> None:
    """Lodge three consignments, bundle two of them to a truck with two plates, and let risk give the instruction."""
    day = day_of(at + timedelta(hours=4)).isoformat()
    with database.unit(by=cast()["bela"], at=at) as uow:
        numbers = [
            actions.lodge(uow, Entered(_items(load, day)), way=Way.PAGE, key=f"demo {place}").number
            for place, load in enumerate(_LOADS)
        ]
    with database.unit(by=cast()["chen"], at=at) as uow:
        plates = [plate(Jurisdiction.HONG_KONG, "AB 1234"), plate(Jurisdiction.MAINLAND, "粤Z 1234港")]
        truck = actions.keep_truck(uow, plates, VehicleKind.CONTAINER, pin="123456").number
        for place, number in enumerate(numbers[:2]):
            actions.bundle(uow, truck, _trip(number, at + timedelta(hours=3 * place + 2)), way=Way.PHONE)
    let_follow(database)


def _trip(number: str, expected_at: datetime) -> Trip:
    return Trip(references=(number,), direction=Direction.OUTBOUND, control_point="LMC", expected_at=expected_at)


def _items(load: tuple[str, str, str], day: str) -> dict[str, Any]:
    count, kind, goods = load
    return {
        "direction": "outbound",
        "packages": [{"count": count, "kind": kind, "goods": goods}],
        "consignor": {"name": "Bela Trading (demo)", "address": "1 Sample Street, Kwai Chung"},
        "consignee": {"name": "Sample Lighting (simulated)", "address": "2 Example Road, Shenzhen"},
        "expected_on": day,
    }
