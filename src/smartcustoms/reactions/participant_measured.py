"""A participant of the e-lock scheme was warned or its registration ended: it is told."""

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.notify.actions import tell
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.elocks.events import ParticipantMeasured


def tell_participant(uow: UnitOfWork, event: ParticipantMeasured) -> None:
    """Tell the organisation what it broke, and what follows."""
    if event.measure == "deregistration":
        says = sentence(
            "Your registration in the e-lock scheme has ended after breach {n}: {what}", n=event.breach, what=event.what
        )
    else:
        says = sentence("Warning in the e-lock scheme, breach {n}: {what}", n=event.breach, what=event.what)
    tell(uow, event.participant, says, about=event.participant)


EVENT, STEPS = ParticipantMeasured, (tell_participant,)
