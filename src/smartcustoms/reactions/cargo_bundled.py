"""References were bundled to a truck: risk assesses the goods, and the truck has its instruction; its lane expects it.

The lane is told how the bundle stands, never what an event said: so every event about a bundle ends here, in any order and as
often as it comes. Until risk has answered, the truck is expected to come for inspection.
"""

from smartcustoms.business.aeo import queries as aeo
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.trade.crossing import actions as crossing
from smartcustoms.trade.crossing import queries as lanes
from smartcustoms.trade.crossing.model import Answer, Direction, Expected, Seal
from smartcustoms.trade.elocks import queries as elocks
from smartcustoms.trade.road_cargo import actions as road_cargo
from smartcustoms.trade.road_cargo import queries as asked
from smartcustoms.trade.road_cargo.events import CargoBundled
from smartcustoms.trade.road_cargo.model import Bundle, BundleState, Instruction


def instruct(uow: UnitOfWork, event: CargoBundled) -> None:
    """Give the instruction."""
    road_cargo.instruct(uow, event.bundle)


def expect_truck(uow: UnitOfWork, event: CargoBundled) -> None:
    """Let the lanes expect the truck."""
    tell_lanes(uow, event.bundle)


def tell_lanes(uow: UnitOfWork, number: str) -> None:
    """Let the lanes expect the truck of a bundle as it stands, or forget it when the bundle was taken apart or is over."""
    one = road_cargo.as_it_stands(uow, number)
    if one is None or one.state is BundleState.WITHDRAWN:
        crossing.forget(uow, number)
    elif one.state is BundleState.BUNDLED:
        seals = [
            Seal(each.journey, each.lock, each.under_way, len(each.alarms), each.whole)
            for each in elocks.seals_on(uow, one.marks)
        ]
        crossing.expect(uow, _expected(uow, one), tier=_green_tier(uow, one.organisation), seals=seals)
    elif (last := lanes.last_of(uow, number)) is None or last.final is not Answer.GO:
        crossing.forget(uow, number)  # an officer noted the crossing by hand: no lane lets the truck go by it again


def tell_lanes_of_truck(uow: UnitOfWork, truck: str) -> None:
    """Let the lanes know how the bundles of a truck stand, by any of its marks; "" for a journey that names none."""
    for number in asked.waiting(uow, mark=truck):
        tell_lanes(uow, number)


def _green_tier(uow: UnitOfWork, operator: str) -> int | None:
    """Give the tier of a truck's operator where it brings the green lane now: the programme is asked, nothing is remembered."""
    benefits = aeo.benefits_of(uow, operator)
    return benefits.tier if benefits is not None and benefits.green_lane else None


def _expected(uow: UnitOfWork, one: Bundle) -> Expected:
    goods = asked.carried(uow, one)
    declared = {each.declaration for each in goods if each.declaration}
    since, until = asked.awaited(one)
    return Expected(
        bundle=one.number,
        organisation=one.organisation,
        control_point=one.control_point,
        direction=Direction(one.direction.value),
        plates=frozenset(lanes.plate_key(each.jurisdiction.value, each.mark) for each in one.plates),
        not_before=since,
        not_after=until,
        answer=Answer.GO if one.instruction is Instruction.GO else Answer.INSPECT,
        reasons=tuple(each.says for each in one.reasons),
        declaration=declared.pop() if len(declared) == 1 else "",
    )


EVENT, STEPS = CargoBundled, (instruct, expect_truck)
