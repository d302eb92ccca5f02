"""An authorised economic operator stands otherwise than before: partners are told, at once, of those who consent; queues follow.

Risk, examinations and the e-lock lanes are told nothing: they ask the programme at the moment they decide.
"""

from datetime import date
from typing import Final

from smartcustoms.business.aeo import queries as aeo
from smartcustoms.business.aeo.events import AeoStatusChanged
from smartcustoms.business.recognition import actions as recognition
from smartcustoms.business.recognition import queries as recognised
from smartcustoms.business.recognition.model import Operator, Status
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.jobs import actions as jobs
from smartcustoms.kernel.settings import read_settings
from smartcustoms.trade.transhipment import actions as transhipment

STATUSES: Final = {
    "active": Status.ACTIVE,
    "suspended": Status.SUSPENDED,
    "revoked": Status.REVOKED,
    "expired": Status.REVOKED,  # partners know three: what is over is honoured no more
    "left": Status.REVOKED,
}


def tell_partners(uow: UnitOfWork, event: AeoStatusChanged) -> None:
    """Publish how the operator stands now, under every arrangement that tells of ours; the exchange is begun at once.

    A partner whose key nobody trusts yet gets nothing: for it no message could be sealed. The operator is asked for, not
    the event: where two events come in turn, the second finds nothing new to tell.
    """
    found, settings = aeo.operator(uow, event.number), read_settings()
    if not aeo.told_partners(uow, found):
        return
    on = uow.at.date()
    codes = [
        each.arrangement.code
        for each in recognised.exchanges(uow, settings)
        if each.trusted and each.arrangement.tells(settings.administration) and each.arrangement.holds(on)
    ]
    for code in codes:
        recognition.give_consent(uow, [found.number], code)
    address, role = aeo.address_of(uow, found)
    told = Operator(
        number=found.number,
        status=STATUSES[found.standing.value],
        changed_at=found.changed_at,
        name=found.name,
        address=address,
        roles=(role,) if role else (),
        tier=found.tier,
        valid_from=date.fromisoformat(event.valid_from),
        valid_until=found.valid_until,
    )
    recognition.publish(uow, told, settings)
    jobs.start(uow, "recognition.exchange")


def leave_priority(uow: UnitOfWork, event: AeoStatusChanged) -> None:
    """Let what waits for transhipment wait in the ordinary class once its company is no operator in good standing."""
    transhipment.leave_priority(uow, aeo.operator(uow, event.number).organisation)


EVENT, STEPS = AeoStatusChanged, (tell_partners, leave_priority)
