"""A company asks to be registered for transhipment: the supervisors are told, one of whom checks it."""

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.notify.actions import tell
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.transhipment.events import TranshipmentCompanyAsked


def tell_supervisors(uow: UnitOfWork, event: TranshipmentCompanyAsked) -> None:
    """Tell the supervisors."""
    tell(
        uow,
        "role:supervisor",
        sentence("{company} asks to be registered for transhipment.", company=event.name),
        about=event.organisation,
        link="/transhipment/companies",
    )


EVENT, STEPS = TranshipmentCompanyAsked, (tell_supervisors,)
