"""An examination was ordered: the officer knows his work, the trader knows that his goods are being looked at."""

from smartcustoms.boundary.examinations.events import ExaminationOrdered
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.notify.actions import tell
from smartcustoms.kernel.words.model import sentence


def tell_officer(uow: UnitOfWork, event: ExaminationOrdered) -> None:
    """Tell the officer who has the order, or the supervisors when nobody has."""
    if event.assigned_to:
        says = sentence("Order {order} is yours: declaration {number}.", order=event.order, number=event.declaration)
    else:
        says = sentence(
            "Order {order} waits: nobody with the skill is on duty for declaration {number}.",
            order=event.order,
            number=event.declaration,
        )
    whom = event.assigned_to or "role:supervisor"
    link = f"/examinations/{event.order}"
    tell(uow, whom, says, about=event.order, link=link, organisation="customs")


def tell_trader(uow: UnitOfWork, event: ExaminationOrdered) -> None:
    """Tell the trader that customs looks at the declaration; not who does, nor why it was chosen."""
    tell(
        uow,
        event.organisation,
        sentence("Customs is checking declaration {number}. You will be told the outcome.", number=event.declaration),
        about=event.declaration,
        link=f"/declarations/{event.declaration}",
    )


EVENT, STEPS = ExaminationOrdered, (tell_officer, tell_trader)
