"""A declaration was withdrawn: nobody examines goods that do not come."""

from smartcustoms.boundary.examinations import actions as examinations
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.declarations.events import DeclarationWithdrawn


def close_order(uow: UnitOfWork, event: DeclarationWithdrawn) -> None:
    """Take an open order back."""
    examinations.cancel(uow, event.number, because=sentence("The declaration was withdrawn").text)


EVENT, STEPS = DeclarationWithdrawn, (close_order,)
