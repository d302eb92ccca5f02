"""Valid cargo information, trucks and trips."""

from datetime import datetime, timedelta
from typing import Any

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.trade.road_cargo import actions
from smartcustoms.trade.road_cargo.actions import Trip
from smartcustoms.trade.road_cargo.model import (
    Consignment,
    Direction,
    Entered,
    Jurisdiction,
    Truck,
    VehicleKind,
    Way,
    plate,
)
from tests.conftest import NOON

SOON = NOON + timedelta(hours=2)


def cargo(**other: Any) -> dict[str, Any]:
    """Give the eight items as a sender writes them, with some otherwise."""
    return {
        "direction": "outbound",
        "packages": [{"count": "12", "kind": "cartons", "goods": "LED lamps"}],
        "consignor": {"name": "Bela Trading (demo)", "address": "1 Sample Street, Kwai Chung"},
        "consignee": {"name": "Sample Lighting", "address": "2 Example Road, Shenzhen"},
        "expected_on": "2026-11-24",
        **other,
    }


def a_consignment(uow: UnitOfWork, **other: Any) -> Consignment:
    """Lodge cargo information."""
    return actions.lodge(uow, Entered(cargo(**other)), way=Way.PAGE)


def a_truck(uow: UnitOfWork, mark: str = "AB 1234", *, pin: str = "") -> Truck:
    """Enter a truck with a plate of Hong Kong and one of the Mainland."""
    plates = [plate(Jurisdiction.HONG_KONG, mark), plate(Jurisdiction.MAINLAND, f"粤Z {mark[-4:]}港")]
    return actions.keep_truck(uow, plates, VehicleKind.GOODS, pin=pin)


def a_trip(
    *references: str,
    at: datetime = SOON,
    point: str = "LMC",
    direction: Direction = Direction.OUTBOUND,
    exempt: str = "",
) -> Trip:
    """Give a trip."""
    return Trip(references=references, exemption=exempt, direction=direction, control_point=point, expected_at=at)
