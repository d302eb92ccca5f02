"""An operator says, for each arrangement, whether the partner is told of it; and ours are told of, by what the programme knows."""

from typing import Final

from smartcustoms.business.aeo import queries as aeo
from smartcustoms.business.aeo.model import Standing
from smartcustoms.business.recognition.actions.exchanging import (
    can_tell,
    give_consent,
    kind_of,
    publish,
    queue,
    withdraw_consent,
)
from smartcustoms.business.recognition.arrangements import arrangement as arrangement_of
from smartcustoms.business.recognition.arrangements import of_party
from smartcustoms.business.recognition.keyring import keys_of
from smartcustoms.business.recognition.model import Operator, Status
from smartcustoms.business.recognition.store import exchange as store
from smartcustoms.kernel.database.platform import on_behalf_of_platform
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.settings import Settings

STATUSES: Final = {
    Standing.ACTIVE: Status.ACTIVE,
    Standing.SUSPENDED: Status.SUSPENDED,
    Standing.REVOKED: Status.REVOKED,
    Standing.EXPIRED: Status.REVOKED,  # partners know three: what is over is honoured no more
    Standing.LEFT: Status.REVOKED,
}


def publish_own(uow: UnitOfWork, number: str, settings: Settings) -> None:
    """Tell partners how one of our operators stands now, as far as it consents; the same again does nothing. For the platform.

    One who said in its application that partners may be told consents to every arrangement that it has not decided on itself.

    Raises:
        NoSuchThing: there is no such operator.
    """
    found, own = aeo.operator(uow, number), settings.administration
    if aeo.told_partners(uow, found):
        for each in of_party(own):
            if each.tells(own) and each.holds(uow.at.date()):
                give_consent(uow, [found.number], each.code, first=True)
    address, role = aeo.address_of(uow, found)
    told = Operator(
        number=found.number,
        status=STATUSES[found.standing],
        changed_at=found.changed_at,
        name=found.name,
        address=address,
        roles=(role,) if role else (),
        tier=found.tier,
        valid_from=found.valid_from,
        valid_until=found.valid_until,
    )
    publish(uow, told, settings)


def consent(uow: UnitOfWork, number: str, arrangement: str, settings: Settings) -> None:
    """Consent, for an operator of the asker's, to be told under one arrangement: the partner is told at once; given again it does nothing.

    Raises:
        NoSuchThing: there is no such operator, or it is another organisation's.
        NoSuchArrangement: there is none of this code with us.
    """
    found, known = aeo.operator(uow, number), arrangement_of(arrangement)
    with on_behalf_of_platform(uow):
        if known.code in store.consents(uow, found.number):
            return
        give_consent(uow, [found.number], known.code)
        _tell(uow, found.number, arrangement, settings)


def end_consent(uow: UnitOfWork, number: str, arrangement: str, settings: Settings) -> None:
    """Withdraw, for an operator of the asker's, the consent to one arrangement: the partner is told at once to forget it.

    Raises:
        NoSuchThing: there is no such operator, or it is another organisation's.
        NoSuchArrangement: there is none of this code with us.
    """
    found = aeo.operator(uow, number)
    with on_behalf_of_platform(uow):
        withdraw_consent(uow, found.number, arrangement, settings)


def tell_again(uow: UnitOfWork, number: str, settings: Settings) -> int:
    """Tell every partner to whom an operator consents how it stands, whether or not that changed; give how many are told.

    Raises:
        NoSuchThing: there is no such operator.
    """
    publish_own(uow, number, settings)
    codes = store.consents(uow, number)
    told = sum(_tell(uow, number, code, settings) for code in codes)
    uow.note("recognition.told_again", number, arrangements=told)
    return told


def _tell(uow: UnitOfWork, number: str, arrangement: str, settings: Settings) -> bool:
    """Queue how an operator stands for one partner; False where nothing can be told."""
    known, keys = arrangement_of(arrangement), keys_of(settings, store.keys(uow))
    operator = store.operator(uow, settings.administration, number)
    if operator is None or not can_tell(known, keys, uow.at.date()):
        return False
    queue(uow, known, kind_of(None, operator), (operator,), keys)
    return True
