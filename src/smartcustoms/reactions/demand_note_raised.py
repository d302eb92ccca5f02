"""A demand note was raised: the trader is told what is to be paid, and by when."""

from datetime import date
from decimal import Decimal

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.money import Money
from smartcustoms.kernel.notify.actions import tell
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.payments.events import DemandNoteRaised


def tell_trader(uow: UnitOfWork, event: DemandNoteRaised) -> None:
    """Tell the trader; of many that were raised at once he is told together."""
    if event.quiet:
        return
    tell(
        uow,
        event.organisation,
        sentence(
            "{amount} is to be paid by {day} for {about}: note {note}.",
            amount=Money(Decimal(event.total), event.currency),
            day=date.fromisoformat(event.due_on),
            about=event.about,
            note=event.number,
        ),
        about=event.number,
        link=f"/payments/notes/{event.number}",
    )


EVENT, STEPS = DemandNoteRaised, (tell_trader,)
