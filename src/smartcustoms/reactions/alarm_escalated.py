"""An alarm of an e-lock was escalated: the supervisors are told."""

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.notify.actions import tell
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.elocks.events import AlarmEscalated


def tell_supervisors(uow: UnitOfWork, event: AlarmEscalated) -> None:
    """Tell the supervisors."""
    says = sentence("Alarm {alarm} of journey {journey} was escalated.", alarm=event.alarm, journey=event.journey)
    tell(uow, "role:supervisor", says, about=event.journey, link=f"/elocks/{event.journey}")


EVENT, STEPS = AlarmEscalated, (tell_supervisors,)
