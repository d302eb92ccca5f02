"""A simulated control point: eight lanes, trucks that are expected, and what its lanes answered in the last hour. Nothing in it is real."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database, UnitOfWork
from smartcustoms.trade.crossing import actions, queries
from smartcustoms.trade.crossing.model import Answer, Direction, Expected, Lane, LaneKind, Seen

POINT: Final = "LMC"
_LANES: Final = (
    *(
        ("OUT", Direction.OUTBOUND, kind)
        for kind in (LaneKind.ORDINARY, LaneKind.ORDINARY, LaneKind.AEO, LaneKind.ELOCK)
    ),
    *(("IN", Direction.INBOUND, kind) for kind in (LaneKind.ORDINARY, LaneKind.ORDINARY, LaneKind.AEO, LaneKind.ELOCK)),
)
_TRUCKS: Final = 36
_PASSED: Final = 24
_GREEN: Final = frozenset({LaneKind.AEO, LaneKind.ELOCK})


def lanes_there(uow: UnitOfWork) -> bool:
    """Tell whether any lane is registered."""
    return bool(queries.points(uow))


def make_crossing(database: Database, at: datetime) -> None:
    """Register the lanes, expect the trucks, and let two thirds of them come."""
    with database.unit(by=PLATFORM, at=at - timedelta(hours=2)) as uow:
        for place, (way, direction, kind) in enumerate(_LANES):
            code = f"{POINT}-{way}-{place % 4 + 1:02d}"
            actions.register_lane(uow, Lane(code=code, control_point=POINT, direction=direction, kind=kind))
    trucks = [_truck(number, at) for number in range(_TRUCKS)]
    with database.unit(by=PLATFORM, at=at - timedelta(hours=1)) as uow:
        for each in trucks:
            actions.expect(uow, each)
    for number, each in enumerate(trucks[:_PASSED]):
        with database.unit(by=PLATFORM, at=at - timedelta(minutes=2 * (_PASSED - number))) as uow:
            actions.decide_here(uow, _lane_of(each, number), _seen(each, number))


def _truck(number: int, at: datetime) -> Expected:
    serial = 2000 + number * 37
    chosen = number % 9 == 4
    return Expected(
        bundle=f"SIM-BU-{serial}",
        organisation="bela-trading" if number % 2 else "chen-co",
        control_point=POINT,
        direction=Direction.INBOUND if number % 3 == 2 else Direction.OUTBOUND,
        plates=frozenset({f"HK:SM{serial}", f"CN:粤Z{serial}港"}),
        not_before=at - timedelta(hours=1),
        not_after=at + timedelta(hours=10),
        answer=Answer.INSPECT if chosen else Answer.GO,
        reasons=("chosen at random (simulated)",) if chosen else (),
        rfid=f"SIM-TAG-{serial}",
        elock=f"SIM-{serial}" if number % 6 == 5 else "",
        weight_kg=9_000 + 430 * (number % 20),
        green=_GREEN if number % 6 == 5 else frozenset(),
    )


def _lane_of(truck: Expected, number: int) -> str:
    way = "OUT" if truck.direction is Direction.OUTBOUND else "IN"
    return f"{POINT}-{way}-{4 if truck.elock else number // 2 % 2 + 1:02d}"


def _seen(truck: Expected, number: int) -> Seen:
    """What the lane saw: every eighth truck has something wrong with it."""
    marks = tuple(sorted(key.partition(":")[2] for key in truck.plates))
    seen = Seen(plates=marks, rfid=truck.rfid, elock=truck.elock or None, weight_kg=truck.weight_kg)
    match number % 24:
        case 7:
            return replace(seen, rfid="SIM-TAG-2000")
        case 13:
            return replace(seen, weight_kg=(truck.weight_kg or 0) + 2_600)
        case 19:
            return replace(seen, plates=())  # a dead camera: the tag and the weight suffice
        case _:
            return seen
