"""A case was opened: those who lead investigations are told."""

from smartcustoms.investigation.cases.events import CaseOpened
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.notify.actions import tell
from smartcustoms.kernel.words.model import sentence


def tell_supervisors(uow: UnitOfWork, event: CaseOpened) -> None:
    """Tell those who lead investigations; the message names the case only, since who reads it is not asked again."""
    says = sentence("Case {number} was opened and waits for somebody to lead it.", number=event.case)
    tell(uow, "role:investigation_supervisor", says, about=event.case, link=f"/cases/{event.case}")


EVENT, STEPS = CaseOpened, (tell_supervisors,)
