"""An alarm of a journey was raised, withdrawn or closed: the green lanes of its truck follow, before it comes."""

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.reactions.cargo_bundled import tell_lanes_of_truck
from smartcustoms.trade.elocks.events import AlarmsChanged


def change_green_lanes(uow: UnitOfWork, event: AlarmsChanged) -> None:
    """Close the green lanes while any alarm stands."""
    tell_lanes_of_truck(uow, event.truck)


EVENT, STEPS = AlarmsChanged, (change_green_lanes,)
