"""The other side sent a truck back: each shipper is told that his goods need a new inbound reference."""

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.notify.actions import tell
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.road_cargo.events import TruckSentBack


def tell_shippers(uow: UnitOfWork, event: TruckSentBack) -> None:
    """Tell whoever lodged each reference."""
    for number, whom in zip(event.references, event.shippers, strict=True):
        says = sentence(
            "The truck of {number} was sent back. Lodge a new inbound reference for these goods.", number=number
        )
        tell(uow, whom, says, about=number, link=f"/road-cargo/new?again={number}")


EVENT, STEPS = TruckSentBack, (tell_shippers,)
