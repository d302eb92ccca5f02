"""A truck has its instruction: its haulier is told."""

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.notify.actions import tell
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.road_cargo.events import BundleInstructed
from smartcustoms.trade.road_cargo.model import Instruction
from smartcustoms.trade.road_cargo.queries import INSTRUCTIONS


def tell_haulier(uow: UnitOfWork, event: BundleInstructed) -> None:
    """Tell the haulier."""
    says = sentence(
        "Bundle {number}: {instruction}.", number=event.bundle, instruction=INSTRUCTIONS[Instruction(event.instruction)]
    )
    tell(uow, event.organisation, says, about=event.bundle, link=f"/road-cargo/bundles/{event.bundle}")


EVENT, STEPS = BundleInstructed, (tell_haulier,)
