"""A declaration was withdrawn: nobody examines goods that do not come, licences have their quantities back, and nothing is owed."""

from smartcustoms.boundary.examinations import actions as examinations
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.cargo_reports import actions as cargo_reports
from smartcustoms.trade.declarations.events import DeclarationWithdrawn
from smartcustoms.trade.documents import actions as documents
from smartcustoms.trade.payments import actions as payments
from smartcustoms.trade.webhooks import actions as webhooks


def close_order(uow: UnitOfWork, event: DeclarationWithdrawn) -> None:
    """Take an open order back."""
    examinations.cancel(uow, event.number, because=sentence("The declaration was withdrawn").text)


def give_back_licences(uow: UnitOfWork, event: DeclarationWithdrawn) -> None:
    """Give back the quantities it had written off licences."""
    documents.give_back(uow, event.number)


def drop_notes(uow: UnitOfWork, event: DeclarationWithdrawn) -> None:
    """Write off what is still owed on it; what was paid can be asked back."""
    payments.drop_for_declaration(uow, event.number, because=sentence("The declaration was withdrawn"))


def free_bill(uow: UnitOfWork, event: DeclarationWithdrawn) -> None:
    """Let another declaration cover the bill that it covered."""
    cargo_reports.free_bill(uow, event.number)


def queue_notices(uow: UnitOfWork, event: DeclarationWithdrawn) -> None:
    """Queue the notices that the trader's own systems are to get."""
    webhooks.queue(uow, event.organisation, (event.number,))


EVENT, STEPS = DeclarationWithdrawn, (close_order, give_back_licences, drop_notes, free_bill, queue_notices)
