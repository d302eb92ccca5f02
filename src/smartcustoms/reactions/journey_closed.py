"""A journey of an e-lock is over: its trader is told, with whether alarms stood."""

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.notify.actions import tell
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.elocks.events import JourneyClosed


def tell_trader(uow: UnitOfWork, event: JourneyClosed) -> None:
    """Tell the trader whose goods were sealed; a journey of nobody known tells nobody."""
    if not event.organisation:
        return
    says = sentence(
        "Journey {journey} is closed; alarms that stand: {alarms}.", journey=event.journey, alarms=event.alarms
    )
    link = f"/declarations/{event.declaration}" if event.declaration else ""
    tell(uow, event.organisation, says, about=event.journey, link=link)


EVENT, STEPS = JourneyClosed, (tell_trader,)
