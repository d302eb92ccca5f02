"""A bundle was taken apart: no lane expects its truck any more."""

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.reactions.cargo_bundled import tell_lanes
from smartcustoms.trade.road_cargo.events import BundleWithdrawn


def forget_truck(uow: UnitOfWork, event: BundleWithdrawn) -> None:
    """Let the lanes forget the truck: without a bundle it reports for inspection."""
    tell_lanes(uow, event.bundle)


EVENT, STEPS = BundleWithdrawn, (forget_truck,)
