"""A simulated control point: eight lanes, trucks whose cargo was bundled, and what the lanes answered in the last hour.

The trucks go the real way: shippers lodge, hauliers bundle, risk instructs, lanes expect. Nothing in it is real.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from smartcustoms.app.demo.cast import cast
from smartcustoms.app.demo.following import let_follow
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database, UnitOfWork
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.settings import read_settings
from smartcustoms.trade.crossing import actions, queries
from smartcustoms.trade.crossing.model import Direction, Expected, Lane, LaneKind, Seen, Tag
from smartcustoms.trade.elocks import actions as elocks
from smartcustoms.trade.elocks.actions import NewJourney
from smartcustoms.trade.elocks.model import ELock, Stage
from smartcustoms.trade.road_cargo import actions as road_cargo
from smartcustoms.trade.road_cargo import queries as roads
from smartcustoms.trade.road_cargo.actions import Trip
from smartcustoms.trade.road_cargo.model import Direction as Way
from smartcustoms.trade.road_cargo.model import Entered, Instruction, Jurisdiction, VehicleKind, plate
from smartcustoms.trade.road_cargo.model import Way as By

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
_SEALED: Final = (15, 21, 27, 30)
"""Trucks under an e-lock; all of them leave."""
_GOODS: Final = ("LED lamps", "ceramic tiles", "plastic granules", "printed circuit boards", "fresh vegetables")


def lanes_there(uow: UnitOfWork) -> bool:
    """Tell whether any lane is registered."""
    return bool(queries.points(uow))


def make_crossing(database: Database, at: datetime) -> None:
    """Register the lanes, bundle the trucks, and let two thirds of them come."""
    with database.unit(by=PLATFORM, at=at - timedelta(hours=5)) as uow:
        for place, (way, direction, kind) in enumerate(_LANES):
            code = f"{POINT}-{way}-{place % 4 + 1:02d}"
            actions.register_lane(uow, Lane(code=code, control_point=POINT, direction=direction, kind=kind))
        for number in range(_TRUCKS):
            actions.put_tag(uow, _tag(number))
    bundles = _bundled(database, at)
    _seal(database, at)
    let_follow(database)
    with database.unit(by=cast()["amina"], at=at - timedelta(hours=2)) as uow:
        for number in range(4, _TRUCKS, 9):
            if roads.bundle(uow, bundles[number]).instruction is not Instruction.INSPECT:
                road_cargo.ask_override(
                    uow, bundles[number], Instruction.INSPECT, because="Chosen at random (simulated)"
                )
    let_follow(database)
    with database.unit(by=PLATFORM, at=at) as uow:
        known = {each.bundle: each for each in queries.expected_at(uow, POINT)}
    for number, bundle in enumerate(bundles[:_PASSED]):
        came = at - timedelta(minutes=2 * (_PASSED - number))
        with database.unit(by=PLATFORM, at=came) as uow:
            actions.decide_here(uow, _lane_of(known[bundle], number), _seen(known[bundle], number, came))
    let_follow(database)


def _bundled(database: Database, at: datetime) -> list[str]:
    """Lodge a consignment for each truck and bundle it; every other truck is of the other company."""
    bela, chen = cast()["bela"], cast()["chen"]
    made: dict[int, str] = {}
    for begins, (shipper, haulier) in enumerate(((chen, bela), (bela, chen))):
        numbers = range(begins, _TRUCKS, 2)
        with database.unit(by=shipper, at=at - timedelta(hours=4)) as uow:
            lodged = {each: road_cargo.lodge(uow, _load(each, at), way=By.API).number for each in numbers}
        with database.unit(by=haulier, at=at - timedelta(hours=3)) as uow:
            for each, reference in lodged.items():
                marks = [plate(Jurisdiction(place.lower()), mark) for place, mark in _marks(each)]
                truck = road_cargo.keep_truck(uow, marks, VehicleKind.CONTAINER).number
                made[each] = road_cargo.bundle(uow, truck, _trip(each, reference, at), way=By.PHONE).number
    return [made[each] for each in range(_TRUCKS)]


def _seal(database: Database, at: datetime) -> None:
    """Put some trucks that leave under an e-lock, and bundle their journeys: the e-lock lane is open to them."""
    keys = elocks.keys_of(read_settings())
    line = [[22.49, 114.05], [22.52, 114.07]]
    contract = {"line": line, "zones": {"origin": line[0], "control point": line[1]}, "rules": {}}
    for number in _SEALED:
        lock, journey, mark = f"SIM-LMC-{number:02d}", f"J-LMC-{number:02d}", _marks(number)[0][1]
        with database.unit(by=PLATFORM, at=at - timedelta(hours=3)) as uow:
            elocks.register_lock(uow, ELock(lock, "jt600", keys.administration))
            made = NewJourney(journey, lock, "", "", mark, "1-2", keys.administration, "CN-GD", contract)
            elocks.register_journey(uow, made, keys=keys)
        for place, stage in enumerate((Stage.LOADED, Stage.SEALED, Stage.BUNDLED), 1):
            with database.unit(by=PLATFORM, at=at - timedelta(hours=3) + timedelta(minutes=place)) as uow:
                elocks.step(uow, journey, stage, keys=keys)


def _marks(number: int) -> tuple[tuple[str, str], ...]:
    serial = 2000 + number * 37
    return (("HK", f"SM{serial}"), ("CN", f"粤Z{serial}港"))


def _tag(number: int) -> Tag:
    plates = frozenset(queries.plate_key(place, mark) for place, mark in _marks(number))
    return Tag(
        rfid=f"SIM-TAG-{2000 + number * 37}", organisation="chen-co" if number % 2 else "bela-trading", plates=plates
    )


def _crosses_at(number: int, at: datetime) -> datetime:
    """The first two thirds came in the last hour; the others come within two."""
    return (
        at - timedelta(minutes=2 * (_PASSED - number))
        if number < _PASSED
        else at + timedelta(minutes=9 * (number - 22))
    )


def _direction(number: int) -> Way:
    return Way.INBOUND if number % 3 == 2 else Way.OUTBOUND


def _trip(number: int, reference: str, at: datetime) -> Trip:
    return Trip(
        references=(reference,), direction=_direction(number), control_point=POINT, expected_at=_crosses_at(number, at)
    )


def _load(number: int, at: datetime) -> Entered:
    here = {
        "name": "Bela Trading (demo)" if number % 2 else "Chen & Co (demo)",
        "address": "1 Sample Street, Kwai Chung",
    }
    there = {"name": f"Sample Works {number % 7 + 1} (simulated)", "address": "2 Example Road, Shenzhen"}
    parties = (there, here) if _direction(number) is Way.INBOUND else (here, there)
    values: dict[str, Any] = {
        "direction": _direction(number).value,
        "packages": [{"count": str(4 + number % 20), "kind": "pallets", "goods": _GOODS[number % len(_GOODS)]}],
        "consignor": parties[0],
        "consignee": parties[1],
        "expected_on": day_of(_crosses_at(number, at)).isoformat(),
    }
    return Entered(values)


def _lane_of(truck: Expected, number: int) -> str:
    way = "OUT" if truck.direction is Direction.OUTBOUND else "IN"
    return f"{POINT}-{way}-{4 if LaneKind.ELOCK in truck.green else number // 2 % 2 + 1:02d}"


def _seen(truck: Expected, number: int, at: datetime) -> Seen:
    """What the lane saw: every eighth truck has something wrong with it. Waits are made up, shorter at the e-lock lane."""
    marks = tuple(sorted(key.partition(":")[2] for key in truck.plates))
    waited = timedelta(seconds=35 if truck.elock else 90 + number * 37 % 120)
    seen = Seen(plates=marks, rfid=truck.rfid, elock=truck.elock or None, came_at=at - waited)
    match number % 24:
        case 7:
            return replace(seen, rfid="SIM-TAG-2925")  # of a truck that is still to come
        case 13:
            return replace(seen, plates=(marks[0], "粤Z0000港"))  # a plate that nobody registered with this truck
        case 19:
            return replace(seen, plates=(), code=truck.bundle)  # a dead camera: the tag and the driver's code suffice
        case _:
            return seen
