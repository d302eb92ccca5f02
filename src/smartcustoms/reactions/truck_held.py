"""A truck must report for inspection: its haulier is told, never why."""

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.notify.actions import tell
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.crossing.events import TruckHeld


def tell_haulier(uow: UnitOfWork, event: TruckHeld) -> None:
    """Tell the haulier that the truck must report; one that could not be told apart has none."""
    if event.organisation:
        says = sentence(
            "The truck of bundle {bundle} must report for inspection at {point}.",
            bundle=event.bundle,
            point=event.control_point,
        )
        tell(uow, event.organisation, says, about=event.bundle, link=f"/crossing/mine/{event.bundle}")


EVENT, STEPS = TruckHeld, (tell_haulier,)
