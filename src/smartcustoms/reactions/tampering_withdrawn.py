"""Late data showed that there was no tampering: the case learns it, the supervisors are told.

The lane stays; only an officer takes red back. A case that nobody has taken, and of which nothing else stands, is closed as unfounded.
"""

from smartcustoms.investigation.cases import actions as cases
from smartcustoms.investigation.cases.model import About, Reason, Subject, Told
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.notify.actions import tell
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.elocks.events import TamperingWithdrawn


def tell_control_room(uow: UnitOfWork, event: TamperingWithdrawn) -> None:
    """Tell the supervisors."""
    says = sentence(
        "Late data withdrew the tampering alarm {alarm} of journey {journey}.", alarm=event.alarm, journey=event.journey
    )
    tell(uow, "role:supervisor", says, about=event.journey, link=f"/elocks/{event.journey}")


def tell_case(uow: UnitOfWork, event: TamperingWithdrawn) -> None:
    """Tell the journey's case, which ends when nobody has taken it and nothing else stands."""
    says = sentence(
        "Late data withdrew the tampering alarm {alarm} of journey {journey}.", alarm=event.alarm, journey=event.journey
    )
    told = Told(
        says=says, source=f"TamperingWithdrawn {event.journey} {event.alarm}", of=f"alarm {event.alarm}", stands=False
    )
    cases.withdraw(uow, about=Subject(About.JOURNEY, event.journey), because=Reason.ELOCK_TAMPERED, told=told)


EVENT, STEPS = (
    TamperingWithdrawn,
    (
        tell_case,
        tell_control_room,
    ),
)
