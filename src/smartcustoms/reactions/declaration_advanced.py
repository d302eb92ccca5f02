"""A declaration came to its next state: the trader is told; an invalidated one gives licences back, and nothing is owed on it."""

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.notify.actions import tell
from smartcustoms.kernel.words.model import sentence
from smartcustoms.reactions import worded
from smartcustoms.trade.declarations.events import DeclarationAdvanced
from smartcustoms.trade.declarations.queries import deed_name
from smartcustoms.trade.documents import actions as documents
from smartcustoms.trade.payments import actions as payments
from smartcustoms.trade.webhooks import actions as webhooks


def tell_trader(uow: UnitOfWork, event: DeclarationAdvanced) -> None:
    """Tell the trader, with the reason."""
    tell(
        uow,
        event.organisation,
        sentence(
            "Declaration {number}: {state}. {because}.",
            number=event.number,
            state=deed_name(event.state),
            because=worded(event.because),
        ),
        about=event.number,
        link=f"/declarations/{event.number}",
    )


def give_back_licences(uow: UnitOfWork, event: DeclarationAdvanced) -> None:
    """Give back what an invalidated declaration had written off licences."""
    if event.state == "invalidated":
        documents.give_back(uow, event.number)


def drop_notes(uow: UnitOfWork, event: DeclarationAdvanced) -> None:
    """Write off what is still owed on one that was invalidated or rejected; what was paid can be asked back."""
    if event.state in ("invalidated", "rejected"):
        payments.drop_for_declaration(uow, event.number, because=sentence("The declaration came to nothing"))


def queue_notices(uow: UnitOfWork, event: DeclarationAdvanced) -> None:
    """Queue the notices that the trader's own systems are to get."""
    webhooks.queue(uow, event.organisation, (event.number,))


EVENT, STEPS = DeclarationAdvanced, (tell_trader, give_back_licences, drop_notes, queue_notices)
