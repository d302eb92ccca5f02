"""An agency decided its step: the next agencies' turn, or the end of the review."""

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.trade.agencies import actions as agencies
from smartcustoms.trade.agencies.events import StepDecided


def lead_on(uow: UnitOfWork, event: StepDecided) -> None:
    """Open the next steps, or end the review and tell its outcome."""
    agencies.advance(uow, event.review)


EVENT, STEPS = StepDecided, (lead_on,)
