"""What is expected and decided before a truck comes, by its bundle; risk, an e-lock, an AEO's standing or a trucker may change it."""

from collections.abc import Sequence
from dataclasses import replace

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.web.live import publish
from smartcustoms.trade.crossing import store
from smartcustoms.trade.crossing.actions.lanes import tag_on
from smartcustoms.trade.crossing.green import green_lanes
from smartcustoms.trade.crossing.model import Expected, Seal


def expect(uow: UnitOfWork, one: Expected, *, tier: int | None = None, seals: Sequence[Seal] | None = None) -> Expected:
    """Expect a truck with a decision, in place of what its bundle said before; its tag is filled in from its plates.

    Args:
        uow: the unit of work.
        one: the truck and its decision.
        tier: of its operator, where the operator is an AEO in good standing whose tier brings the green lane.
        seals: the journeys whose e-lock is on it; with them the green lanes are decided here. None: `one` says them.
    """
    if not one.rfid:
        tag = tag_on(uow, one.plates)
        one = replace(one, rfid=tag.rfid) if tag else one
    if seals is not None:
        green = green_lanes(tier, seals)
        one = replace(one, green=green.lanes, green_because=green.because, elock=green.elock, elock_whole=green.whole)
    store.put_expected(uow, one)
    lanes = sorted(each.value for each in one.green)
    uow.note("truck.expected", one.bundle, answer=one.answer.value, control_point=one.control_point, green=lanes)
    publish(f"crossing:{one.control_point}", uow=uow)
    publish(f"crossing_truck:{one.bundle}", uow=uow)
    return one


def forget(uow: UnitOfWork, bundle: str) -> None:
    """Expect a bundle's truck no more; one that is not expected changes nothing."""
    if store.forget_expected(uow, bundle):
        uow.note("truck.forgotten", bundle)
