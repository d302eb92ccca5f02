"""A journey of an e-lock took a step: its truck's lanes know whether it is sealed, bundled and under way."""

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.reactions.cargo_bundled import tell_lanes_of_truck
from smartcustoms.trade.elocks.events import JourneyMoved


def change_green_lanes(uow: UnitOfWork, event: JourneyMoved) -> None:
    """Open the e-lock lane to a truck whose journey was bundled, close it when the seal is off."""
    tell_lanes_of_truck(uow, event.truck)


EVENT, STEPS = JourneyMoved, (change_green_lanes,)
