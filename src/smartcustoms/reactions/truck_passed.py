"""A truck went through a lane: its haulier is told."""

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.notify.actions import tell
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.crossing.events import TruckPassed


def tell_haulier(uow: UnitOfWork, event: TruckPassed) -> None:
    """Tell the haulier that the truck may go on."""
    if event.organisation:
        says = sentence(
            "The truck of bundle {bundle} may go on at {point}.", bundle=event.bundle, point=event.control_point
        )
        tell(uow, event.organisation, says, about=event.bundle, link=f"/crossing/mine/{event.bundle}")


EVENT, STEPS = TruckPassed, (tell_haulier,)
