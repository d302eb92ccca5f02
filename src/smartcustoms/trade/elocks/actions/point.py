"""At a clearance point: an officer seals, checks or unseals, with a photo of the seal; a seal found broken is tampering."""

from datetime import timedelta
from typing import Final

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.errors import NotFound, Refused
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.elocks import store
from smartcustoms.trade.elocks.actions.life import step
from smartcustoms.trade.elocks.events import ELockTampered
from smartcustoms.trade.elocks.keyring import Keyring
from smartcustoms.trade.elocks.model import JourneyRecord, Stage
from smartcustoms.trade.elocks.running import Look, SealCheck

_STEP: Final = {Look.SEAL: Stage.SEALED, Look.UNSEAL: Stage.UNSEALED}
_AGAIN: Final = timedelta(minutes=2)
"""The same noted again by the same officer within this time is the same look, told again."""


class PhotoMissing(Refused):
    """Sealing and unsealing are proved by a photo, and so is a seal that was found broken."""

    code = "elock_photo_missing"


def look_at_seal(
    uow: UnitOfWork, number: str, what: Look, *, intact: bool, note: str = "", photo: str | None = None, keys: Keyring
) -> JourneyRecord:
    """Note what an officer did at a seal, and sign the journey's step where it is one.

    Raises:
        NotFound: there is no such journey.
        NotItsStep: sealing or unsealing is not the next step, or another administration's.
        PhotoMissing: it needs a photo.
    """
    record = store.journeys.one(uow, number, lock=True)
    if record is None:
        raise NotFound(sentence("There is no such journey."), mend=sentence("Look in the list."), seen=number[:40])
    if photo is None and (what is not Look.CHECK or not intact):
        raise PhotoMissing(
            sentence("A photo of the seal is needed."), mend=sentence("Take one with the tablet's camera."), field="photo"
        )  # fmt: skip
    look = SealCheck(number, what.value, intact, note[:2000], photo, uow.by.user, uow.at)
    before = store.scheme.last_check(uow, number, uow.by.user, since=uow.at - _AGAIN)
    if before is not None and _same(before, look):
        return record
    if what in _STEP:
        record = step(uow, number, _STEP[what], keys=keys)
    store.scheme.put_check(uow, look)
    uow.note("elock.seal_looked_at", number, what=what.value, intact=intact, photo=photo)
    if not intact:
        uow.record(
            ELockTampered(
                elock=record.lock, journey=number, declaration=record.declaration, organisation=record.organisation, alarm=0,
                what="seal_found_broken", at=uow.at.isoformat(),
            )
        )  # fmt: skip
    return record


def _same(one: SealCheck, other: SealCheck) -> bool:
    return (one.what, one.intact, one.note, one.photo) == (other.what, other.intact, other.note, other.photo)
