"""Goods under control were released: no examination is open any more, and the trader is told."""

from smartcustoms.boundary.examinations import actions as examinations
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.notify.actions import tell
from smartcustoms.kernel.words.model import sentence
from smartcustoms.reactions import worded
from smartcustoms.trade.declarations.events import DeclarationReleased
from smartcustoms.trade.webhooks import actions as webhooks


def close_order(uow: UnitOfWork, event: DeclarationReleased) -> None:
    """Take back an order that is still open, such as when a supervisor released the goods."""
    examinations.cancel(uow, event.number, because=event.because)


def tell_trader(uow: UnitOfWork, event: DeclarationReleased) -> None:
    """Tell the trader, with the reason."""
    tell(
        uow,
        event.organisation,
        sentence(
            "The goods of declaration {number} were released. {because}.",
            number=event.number,
            because=worded(event.because),
        ),
        about=event.number,
        link=f"/declarations/{event.number}",
    )


def queue_notices(uow: UnitOfWork, event: DeclarationReleased) -> None:
    """Queue the notices that the trader's own systems are to get."""
    webhooks.queue(uow, event.organisation, (event.number,))


EVENT, STEPS = DeclarationReleased, (close_order, tell_trader, queue_notices)
