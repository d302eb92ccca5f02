"""References were bundled to a truck: risk assesses the goods, and the truck has its instruction."""

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.trade.road_cargo import actions as road_cargo
from smartcustoms.trade.road_cargo.events import CargoBundled


def instruct(uow: UnitOfWork, event: CargoBundled) -> None:
    """Give the instruction."""
    road_cargo.instruct(uow, event.bundle)


EVENT, STEPS = CargoBundled, (instruct,)
