"""Late data showed that there was no tampering: the supervisors are told. The lane stays; only an officer takes red back."""

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.notify.actions import tell
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.elocks.events import TamperingWithdrawn


def tell_control_room(uow: UnitOfWork, event: TamperingWithdrawn) -> None:
    """Tell the supervisors."""
    says = sentence(
        "Late data withdrew the tampering alarm {alarm} of journey {journey}.", alarm=event.alarm, journey=event.journey
    )
    tell(uow, "role:supervisor", says, about=event.journey, link=f"/elocks/{event.journey}")


EVENT, STEPS = TamperingWithdrawn, (tell_control_room,)
