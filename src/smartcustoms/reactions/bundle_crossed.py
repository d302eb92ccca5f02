"""The truck of a bundle crossed: where an officer noted it by hand, no lane lets it go by that bundle again."""

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.reactions.cargo_bundled import tell_lanes
from smartcustoms.trade.road_cargo.events import BundleCrossed


def forget_truck(uow: UnitOfWork, event: BundleCrossed) -> None:
    """Let the lanes forget a truck that crossed elsewhere."""
    tell_lanes(uow, event.bundle)


EVENT, STEPS = BundleCrossed, (forget_truck,)
