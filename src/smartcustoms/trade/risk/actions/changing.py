"""Change a lane: an override asked for by one officer and agreed by another, or red because of what happened."""

from typing import Final

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.errors import Conflict, NotFound, Refused
from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.trade.risk import store
from smartcustoms.trade.risk.events import LaneAssigned
from smartcustoms.trade.risk.model import Lane, Override, Reason

LEAST_WORDS: Final = 10
"""Letters of a reason: enough to say something."""


class NotAssessed(NotFound):
    """The declaration has no assessment."""


class NoReason(Refused):
    """An override needs a reason."""

    code = "no_reason"


class SameEyes(Conflict):
    """Who asked for an override cannot agree to it."""


class Decided(Conflict):
    """The override was decided already."""


def ask_override(uow: UnitOfWork, declaration: str, to: Lane, *, because: str) -> Override:
    """Ask for another lane; nothing changes until a second officer agrees."""
    if len(because.strip()) < LEAST_WORDS:
        raise NoReason(
            sentence("An override needs a reason."),
            mend=sentence("Say in at least {least} letters why the lane should change.", least=LEAST_WORDS),
            field="because",
        )
    assessed = store.assessments.current(uow, declaration)
    if assessed is None:
        raise _not_assessed(declaration)
    number = store.judges.ask_override(uow, declaration, assessed.lane, to, because.strip())
    uow.note("risk.override.asked", declaration, number=number, was=assessed.lane.value, to=to.value)
    return _override(uow, number)


def decide_override(uow: UnitOfWork, number: int, *, agreed: bool) -> Override:
    """Agree to an override or turn it down, as a second pair of eyes; if agreed the lane changes now."""
    asked = _override(uow, number)
    if asked.agreed is not None:
        raise Decided(
            sentence("Override {number} was decided already.", number=number), mend=sentence("Look at the list again.")
        )
    if asked.asked_by == uow.by.user:
        raise SameEyes(
            sentence("You asked for this override yourself."), mend=sentence("Let another officer decide it.")
        )
    store.judges.decide_override(uow, number, agreed=agreed)
    uow.note("risk.override.decided", asked.declaration, number=number, agreed=agreed)
    if agreed:
        why = Reason("override", sentence("Changed by officers: {because}", because=asked.because), 1.0)
        _set_lane(uow, asked.declaration, asked.to, why)
    return _override(uow, number)


def raise_to_red(uow: UnitOfWork, declaration: str, *, because: Sentence) -> None:
    """Make a declaration red because of something that happened (an e-lock cut, a scan that differs)."""
    with store.on_behalf_of_platform(uow):
        assessed = store.assessments.current(uow, declaration, lock=True)
        if assessed is None:
            raise _not_assessed(declaration)
        if assessed.lane is not Lane.RED:
            _set_lane(uow, declaration, Lane.RED, Reason("raised", because, 1.0))
    uow.note("risk.raised", declaration, because=str(because))


def _set_lane(uow: UnitOfWork, declaration: str, lane: Lane, why: Reason) -> None:
    store.assessments.set_lane(uow, declaration, lane, [why])
    assessed = store.assessments.current(uow, declaration)
    if assessed is not None:
        uow.record(LaneAssigned(declaration=declaration, lane=lane.value, office=assessed.office))


def _override(uow: UnitOfWork, number: int) -> Override:
    found = store.judges.override(uow, number)
    if found is None:
        raise NotFound(
            sentence("There is no override {number}.", number=number), mend=sentence("Look at the list again.")
        )
    return found


def _not_assessed(declaration: str) -> NotAssessed:
    return NotAssessed(
        sentence("Declaration {declaration} was not assessed.", declaration=declaration),
        mend=sentence("Check the number."),
        seen=declaration,
    )
