"""An agency asks: the trader sees the question on his application and is told."""

from contextlib import suppress

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.identifiers import is_numbered
from smartcustoms.trade.agencies.events import InformationRequested
from smartcustoms.trade.documents import actions as documents
from smartcustoms.trade.documents.model import PREFIX, NotNow


def ask_trader(uow: UnitOfWork, event: InformationRequested) -> None:
    """Put the question to the applicant."""
    if is_numbered(event.about, PREFIX):
        with suppress(NotNow):  # withdrawn meanwhile: there is nobody to ask
            documents.ask(uow, event.about, agency=event.agency, text=event.text)


EVENT, STEPS = InformationRequested, (ask_trader,)
