"""A truck went through a lane: its goods have crossed, its haulier is told, and its e-lock should be where it was seen."""

from contextlib import suppress

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.notify.actions import tell
from smartcustoms.kernel.words.model import sentence
from smartcustoms.reactions.truck_held import hold_elock_to_it
from smartcustoms.trade.crossing.events import TruckPassed
from smartcustoms.trade.road_cargo import actions as road_cargo
from smartcustoms.trade.road_cargo.model import NoSuchBundle, NotNow


def mark_crossed(uow: UnitOfWork, event: TruckPassed) -> None:
    """Mark the bundle crossed. A lane that stood alone may let go a truck whose bundle was taken apart meanwhile: officers hear of it."""
    try:
        with suppress(NoSuchBundle):  # a truck expected under no bundle of road cargo
            road_cargo.cross(uow, event.bundle)
    except NotNow:
        says = sentence(
            "The truck of bundle {bundle} passed at {point}, though the bundle was taken apart or its truck sent back.",
            bundle=event.bundle,
            point=event.control_point,
        )
        tell(uow, "role:supervisor", says, about=event.passage, link=f"/crossing/passages/{event.passage}")


def tell_haulier(uow: UnitOfWork, event: TruckPassed) -> None:
    """Tell the haulier that the truck may go on."""
    if event.organisation:
        says = sentence(
            "The truck of bundle {bundle} may go on at {point}.", bundle=event.bundle, point=event.control_point
        )
        tell(uow, event.organisation, says, about=event.bundle, link=f"/crossing/mine/{event.bundle}")


EVENT, STEPS = TruckPassed, (mark_crossed, tell_haulier, hold_elock_to_it)
