"""An application for a certificate of non-manipulation was withdrawn: what is still owed on it falls away."""

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.payments import actions as payments
from smartcustoms.trade.transhipment.events import TranshipmentWithdrawn


def drop_fee(uow: UnitOfWork, event: TranshipmentWithdrawn) -> None:
    """Write off what is owed."""
    payments.drop_for_declaration(uow, event.number, because=sentence("Withdrawn by the applicant"))


EVENT, STEPS = TranshipmentWithdrawn, (drop_fee,)
