"""A truck has its instruction, or another one: its haulier is told, and its lane knows."""

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.notify.actions import tell
from smartcustoms.kernel.words.model import sentence
from smartcustoms.reactions.cargo_bundled import tell_lanes
from smartcustoms.trade.road_cargo.events import BundleInstructed
from smartcustoms.trade.road_cargo.model import Instruction
from smartcustoms.trade.road_cargo.queries import INSTRUCTIONS


def tell_haulier(uow: UnitOfWork, event: BundleInstructed) -> None:
    """Tell the haulier."""
    says = sentence(
        "Bundle {number}: {instruction}.", number=event.bundle, instruction=INSTRUCTIONS[Instruction(event.instruction)]
    )
    tell(uow, event.organisation, says, about=event.bundle, link=f"/road-cargo/bundles/{event.bundle}")


def expect_truck(uow: UnitOfWork, event: BundleInstructed) -> None:
    """Let the lanes expect the truck with its instruction."""
    tell_lanes(uow, event.bundle)


EVENT, STEPS = BundleInstructed, (tell_haulier, expect_truck)
