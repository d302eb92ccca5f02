"""A truck must report for inspection: its haulier is told, never why; its e-lock, if it is under one, should be where it was seen."""

from datetime import datetime

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.notify.actions import tell
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.crossing import queries as crossing
from smartcustoms.trade.crossing.events import TruckHeld, TruckPassed
from smartcustoms.trade.elocks import actions as elocks


def tell_haulier(uow: UnitOfWork, event: TruckHeld) -> None:
    """Tell the haulier that the truck must report; one that could not be told apart has none."""
    if event.organisation:
        says = sentence(
            "The truck of bundle {bundle} must report for inspection at {point}.",
            bundle=event.bundle,
            point=event.control_point,
        )
        tell(uow, event.organisation, says, about=event.bundle, link=f"/crossing/mine/{event.bundle}")


def hold_elock_to_it(uow: UnitOfWork, event: TruckHeld | TruckPassed) -> None:
    """Hold the lock's own position against where the truck's plates were read."""
    place = crossing.place_of(event.control_point)
    if place is not None and event.plates:
        elocks.see_truck(uow, event.plates, at=datetime.fromisoformat(event.at), place=place)


EVENT, STEPS = TruckHeld, (tell_haulier, hold_elock_to_it)
