"""What refuses and warns at control points, and when to leave."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.day import day_of
from smartcustoms.trade.road_cargo import actions
from smartcustoms.trade.road_cargo.actions.bundling import NoWay
from smartcustoms.trade.road_cargo.control_points import Effect, control_points
from smartcustoms.trade.road_cargo.model import Direction, VehicleKind, Way
from smartcustoms.trade.road_cargo.planner import drive_time, leave_at, plan
from tests.cast import BELA
from tests.conftest import NOON
from tests.trade.road_cargo.builders import SOON, a_consignment, a_trip, a_truck

NIGHT = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)  # 02:00 in Hong Kong


def test_at_night_only_what_is_open_is_offered_first() -> None:
    found = {each.point.code: each for each in plan(NIGHT, VehicleKind.GOODS)}
    assert {code for code, each in found.items() if not each.is_refused} == {"LMC", "SZB", "HZB"}
    assert "07:00 to 22:00" in str(found["MKT"].obstacles[0].says)


def test_a_container_truck_does_not_cross_where_none_does_and_the_other_side_is_warned_of() -> None:
    found = {each.point.code: each for each in plan(NOON, VehicleKind.CONTAINER, region="sz-east")}
    assert found["STK"].is_refused
    assert not found["SZB"].is_refused
    assert [each.effect for each in found["SZB"].obstacles] == [Effect.WARNS]
    assert not found["LMC"].obstacles


def test_a_truck_that_came_by_the_east_leaves_by_the_east(database: Database) -> None:
    assert control_points(day_of(NOON))["MKT"].side == "east"
    with database.unit(by=BELA, at=NOON) as uow:
        truck = a_truck(uow).number
        inward = a_consignment(uow, direction="inbound").number
        actions.bundle(uow, truck, a_trip(inward, direction=Direction.INBOUND, point="MKT"), way=Way.PAGE)
        out = a_consignment(uow).number
    later = SOON + timedelta(hours=3)
    with pytest.raises(NoWay) as refused, database.unit(by=BELA, at=NOON) as uow:
        actions.bundle(uow, truck, a_trip(out, point="SZB", at=later), way=Way.PAGE)
    assert "East in East out" in str(refused.value.says)
    with database.unit(by=BELA, at=NOON) as uow:
        assert actions.bundle(uow, truck, a_trip(out, point="HYW", at=later), way=Way.PAGE).control_point == "HYW"


@given(
    st.integers(0, 24 * 60), st.sampled_from(["kowloon", "north", "airport"]), st.sampled_from(["LMC", "SZB", "HZB"])
)
def test_who_leaves_when_told_is_there_in_time_and_not_much_too_early(minute: int, district: str, point: str) -> None:
    at = NOON + timedelta(minutes=minute)
    leave = leave_at(district, point, at)
    assert leave is not None
    drive = drive_time(district, point, leave)
    assert drive is not None
    assert leave + drive + timedelta(minutes=20) <= at
    late = leave + timedelta(minutes=5)
    assert late + (drive_time(district, point, late) or timedelta(0)) + timedelta(minutes=20) > at


def test_nothing_is_said_of_places_that_the_table_does_not_know() -> None:
    assert leave_at("atlantis", "LMC", NOON) is None
    assert drive_time("kowloon", "XXX", NOON) is None
