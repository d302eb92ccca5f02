"""An alarm of an e-lock was escalated: the supervisors are told, and the journey's case when there is one."""

from smartcustoms.investigation.cases import actions as cases
from smartcustoms.investigation.cases.model import About, Subject, Told
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.notify.actions import tell
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.elocks.events import AlarmEscalated


def tell_supervisors(uow: UnitOfWork, event: AlarmEscalated) -> None:
    """Tell the supervisors."""
    says = sentence("Alarm {alarm} of journey {journey} was escalated.", alarm=event.alarm, journey=event.journey)
    tell(uow, "role:supervisor", says, about=event.journey, link=f"/elocks/{event.journey}")


def tell_case(uow: UnitOfWork, event: AlarmEscalated) -> None:
    """Tell the open cases that the journey is linked to."""
    says = sentence("Alarm {alarm} of journey {journey} was escalated.", alarm=event.alarm, journey=event.journey)
    told = Told(says=says, source=f"AlarmEscalated {event.journey} {event.alarm}")
    cases.tell_case(uow, Subject(About.JOURNEY, event.journey), told)


EVENT, STEPS = AlarmEscalated, (tell_case, tell_supervisors)
