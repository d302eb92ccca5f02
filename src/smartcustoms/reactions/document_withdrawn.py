"""An application was withdrawn: nobody decides on it any more."""

from contextlib import suppress

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.trade.agencies import actions as agencies
from smartcustoms.trade.agencies.model import DecidedAlready
from smartcustoms.trade.documents.events import DocumentWithdrawn


def end_review(uow: UnitOfWork, event: DocumentWithdrawn) -> None:
    """End its review, where one had begun."""
    if event.review:
        with suppress(DecidedAlready):  # a decision on what was withdrawn is passed over
            agencies.withdraw(uow, event.review, because=event.because)


EVENT, STEPS = DocumentWithdrawn, (end_review,)
