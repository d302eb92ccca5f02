"""A trader proposes what should be written of it: the supervisors are told."""

from smartcustoms.business.traders.events import CorrectionProposed
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.notify.actions import tell
from smartcustoms.kernel.words.model import sentence


def tell_supervisors(uow: UnitOfWork, event: CorrectionProposed) -> None:
    """Tell whoever decides it."""
    says = sentence("{name} proposes a correction of its data.", name=event.name)
    tell(uow, "role:supervisor", says, about=event.number, link=f"/traders/corrections/{event.number}")


EVENT, STEPS = CorrectionProposed, (tell_supervisors,)
