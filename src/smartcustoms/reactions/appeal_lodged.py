"""The trader appealed against a refusal: his application waits for the agency again."""

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.identifiers import is_numbered
from smartcustoms.trade.agencies import queries as reviews
from smartcustoms.trade.agencies.events import AppealLodged
from smartcustoms.trade.documents import actions as documents
from smartcustoms.trade.documents.model import PREFIX


def open_again(uow: UnitOfWork, event: AppealLodged) -> None:
    """Open the application again, so that the second decision can be carried out."""
    if is_numbered(event.about, PREFIX):
        waits = reviews.waits_for(uow, event.review)
        documents.appealed(uow, event.about, agency=waits[0].agency if waits else "", because=event.because)


EVENT, STEPS = AppealLodged, (open_again,)
