"""What green lanes save, as the lanes measured it: compared within an hour, what was slower counts against, what is not known is told."""

from dataclasses import replace
from datetime import timedelta

import pytest

from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.trade.crossing import actions, queries
from smartcustoms.trade.crossing.model import LaneKind, seen_as_json, seen_of_json
from smartcustoms.trade.crossing.saving import HourOfLanes, Saved, saved
from tests.cast import ESI
from tests.conftest import NOON
from tests.trade.crossing.builders import a_lane, a_truck, seen_of


def test_each_truck_saves_the_median_of_its_hour_less_its_own_wait() -> None:
    ten = HourOfLanes("LMC outbound 10", False, 9, 180.0, 2000.0)
    assert saved([ten, HourOfLanes("LMC outbound 10", True, 3, 60.0, 180.0, unmeasured=1)]) == Saved(3, 6.0, 1)
    assert saved([ten, HourOfLanes("LMC outbound 10", True, 1, 300.0, 300.0)]).minutes == -2.0
    assert saved([ten, HourOfLanes("LMC outbound 11", True, 2, 60.0, 120.0)]) == Saved(0, 0.0, 2)
    assert saved([replace(ten, trucks=4), HourOfLanes("LMC outbound 10", True, 2, 60.0, 120.0)]).unmeasured == 2


def test_lanes_that_tell_when_trucks_came_are_measured(database: Database) -> None:
    with database.unit(by=ESI, at=NOON) as uow:
        actions.register_lane(uow, a_lane("LMC-OUT-01"))
        actions.register_lane(uow, a_lane("LMC-OUT-04", kind=LaneKind.ELOCK))
    waits = [("LMC-OUT-01", each) for each in (60, 120, 180, 240, 300)] + [("LMC-OUT-04", 30), ("LMC-OUT-04", None)]
    for number, (lane, wait) in enumerate(waits, 1):
        sealed = {"elock": f"L-{number}", "green": frozenset({LaneKind.ELOCK})} if lane.endswith("4") else {}
        one, at = a_truck(number, **sealed), NOON + timedelta(minutes=number)
        came = None if wait is None else at - timedelta(seconds=wait)
        with database.unit(by=PLATFORM, at=at) as uow:
            actions.expect(uow, one)
            answer = actions.decide_here(uow, lane, seen_of(one, came_at=came))
            assert answer.passage.answer == "go"
    with database.unit(by=ESI, at=NOON + timedelta(hours=1)) as uow:
        assert queries.saved_by_green_lanes(uow, LaneKind.ELOCK, since=NOON) == Saved(1, 2.5, 1)
        assert queries.saved_by_green_lanes(uow, LaneKind.AEO, since=NOON) == Saved(0, 0.0, 0)


def test_when_a_truck_came_is_kept_and_must_have_its_zone() -> None:
    seen = seen_of(a_truck(), came_at=NOON)
    assert seen_of_json(seen_as_json(seen)) == seen
    with pytest.raises(ValueError, match="zone"):
        seen_of_json({"came_at": "2026-11-30T14:30:00"})
