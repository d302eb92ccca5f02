"""A review is decided: the document is issued, or refused with the reasons."""

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.identifiers import is_numbered
from smartcustoms.trade.agencies.events import DecisionReached
from smartcustoms.trade.documents import actions as documents
from smartcustoms.trade.documents.model import PREFIX


def carry_out(uow: UnitOfWork, event: DecisionReached) -> None:
    """Issue the signed paper, or tell why not."""
    if is_numbered(event.about, PREFIX):
        documents.decided(
            uow,
            event.about,
            review=event.review,
            granted=event.outcome == "granted",
            conditions=event.conditions,
            reasons=event.reasons,
        )


EVENT, STEPS = DecisionReached, (carry_out,)
