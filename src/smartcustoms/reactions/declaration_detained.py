"""Goods were detained: the trader is told, and so are the supervisors."""

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.notify.actions import tell
from smartcustoms.kernel.words.model import sentence
from smartcustoms.reactions import worded
from smartcustoms.trade.declarations.events import DeclarationDetained
from smartcustoms.trade.webhooks import actions as webhooks


def tell_trader(uow: UnitOfWork, event: DeclarationDetained) -> None:
    """Tell the trader, with the reason and what to do."""
    tell(
        uow,
        event.organisation,
        sentence(
            "The goods of declaration {number} were detained. {because}. Ask the customs office of the declaration.",
            number=event.number,
            because=worded(event.because),
        ),
        about=event.number,
        link=f"/declarations/{event.number}",
    )


def tell_supervisors(uow: UnitOfWork, event: DeclarationDetained) -> None:
    """Tell the supervisors."""
    tell(
        uow,
        "role:supervisor",
        sentence("Declaration {number} was detained. {because}.", number=event.number, because=worded(event.because)),
        about=event.number,
        link=f"/declarations/{event.number}",
    )


def queue_notices(uow: UnitOfWork, event: DeclarationDetained) -> None:
    """Queue the notices that the trader's own systems are to get."""
    webhooks.queue(uow, event.organisation, (event.number,))


EVENT, STEPS = DeclarationDetained, (tell_trader, tell_supervisors, queue_notices)
