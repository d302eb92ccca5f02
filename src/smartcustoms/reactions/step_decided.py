"""An agency decided its step: the next agencies' turn, or the end of the review."""

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.identifiers import is_numbered
from smartcustoms.trade.agencies import actions as agencies
from smartcustoms.trade.agencies import queries as reviews
from smartcustoms.trade.agencies.events import StepDecided
from smartcustoms.trade.documents import actions as documents
from smartcustoms.trade.documents.model import PREFIX


def lead_on(uow: UnitOfWork, event: StepDecided) -> None:
    """Open the next steps, or end the review and tell its outcome; an application says for whom it waits now."""
    agencies.advance(uow, event.review)
    waits = reviews.waits_for(uow, event.review)
    if waits and is_numbered(event.about, PREFIX):
        documents.passed_on(uow, event.about, agency=waits[0].agency)


EVENT, STEPS = StepDecided, (lead_on,)
