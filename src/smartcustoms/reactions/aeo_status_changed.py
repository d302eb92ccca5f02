"""An authorised economic operator stands otherwise than before: partners are told of those who consent; queues and green lanes follow.

Risk and examinations are told nothing: they ask the programme at the moment they decide. Lanes decide by their books, so they are told.
"""

from smartcustoms.business.aeo import queries as aeo
from smartcustoms.business.aeo.events import AeoStatusChanged
from smartcustoms.business.recognition import actions as recognition
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.jobs import actions as jobs
from smartcustoms.kernel.settings import read_settings
from smartcustoms.reactions.cargo_bundled import tell_lanes
from smartcustoms.trade.road_cargo import queries as roads
from smartcustoms.trade.transhipment import actions as transhipment


def tell_partners(uow: UnitOfWork, event: AeoStatusChanged) -> None:
    """Publish how the operator stands now, under every arrangement that it consents to; the exchange is begun at once.

    A partner whose key nobody trusts yet gets nothing: for it no message could be sealed. The operator is asked for, not
    the event: where two events come in turn, the second finds nothing new to tell.
    """
    recognition.publish_own(uow, event.number, read_settings())
    jobs.start(uow, "recognition.exchange")


def leave_priority(uow: UnitOfWork, event: AeoStatusChanged) -> None:
    """Let what waits for transhipment wait in the ordinary class once its company is no operator in good standing."""
    transhipment.leave_priority(uow, aeo.operator(uow, event.number).organisation)


def change_green_lanes(uow: UnitOfWork, event: AeoStatusChanged) -> None:
    """Open or close the AEO lane to the operator's trucks that are still to cross."""
    for number in roads.waiting(uow, organisation=aeo.operator(uow, event.number).organisation):
        tell_lanes(uow, number)


EVENT, STEPS = AeoStatusChanged, (tell_partners, leave_priority, change_green_lanes)
