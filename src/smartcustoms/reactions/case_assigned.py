"""A case was given to an investigator: he is told."""

from smartcustoms.investigation.cases.events import CaseAssigned
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.notify.actions import tell
from smartcustoms.kernel.words.model import sentence


def tell_investigator(uow: UnitOfWork, event: CaseAssigned) -> None:
    """Tell the investigator."""
    says = sentence("Case {number} is assigned to you.", number=event.case)
    tell(uow, event.to, says, about=event.case, link=f"/cases/{event.case}", organisation="customs")


EVENT, STEPS = CaseAssigned, (tell_investigator,)
