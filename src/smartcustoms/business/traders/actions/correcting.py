"""A trader says what should be written of it; an officer accepts or refuses, with the reason."""

from smartcustoms.business.traders import store
from smartcustoms.business.traders.actions.agents import own_trader
from smartcustoms.business.traders.actions.registering import change
from smartcustoms.business.traders.events import CorrectionProposed
from smartcustoms.business.traders.model import Correction, NotThere, Particulars, Progress
from smartcustoms.business.traders.particulars import fitting
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.errors import Conflict, Refused
from smartcustoms.kernel.identifiers import numbered
from smartcustoms.kernel.notify.actions import tell
from smartcustoms.kernel.words.model import sentence


class CorrectionWaits(Conflict):
    """Another correction of the trader waits already."""

    code = "correction_waits"


class CorrectionDecided(Conflict):
    """The correction was decided or withdrawn already."""

    code = "correction_decided"


class ReasonMissing(Refused):
    """A reason is asked for."""

    code = "reason_missing"


def propose(uow: UnitOfWork, proposed: Particulars, *, because: str) -> Correction:
    """Propose what should be written of the actor's own business.

    Raises:
        NoSuchTrader, NotATrader, NotAnIdentity; ReasonMissing; CorrectionWaits: one waits already.
    """
    found = own_trader(uow)
    made = Correction(
        number=numbered("TC", uow.at.year, store.register.serials(uow, 1)[0]),
        trader=found.number,
        organisation=uow.by.organisation,
        progress=Progress.PROPOSED,
        proposed=fitting(proposed),
        version=found.version,
        because=reason(because),
        proposed_at=uow.at,
        proposed_by=uow.by.user,
    )
    if not store.changes.insert_correction(uow, made):
        raise CorrectionWaits(
            sentence("A correction of yours waits for an officer already."),
            mend=sentence("Withdraw it first, or wait for the answer."), seen=found.number,
        )  # fmt: skip
    uow.note("trader.correction_proposed", found.number, correction=made.number, because=made.because)
    uow.record(CorrectionProposed(number=made.number, trader=found.number, name=found.name))
    return made


def withdraw_correction(uow: UnitOfWork, number: str) -> Correction:
    """Take back a correction that waits.

    Raises:
        NotThere, CorrectionDecided.
    """
    found = _waiting(uow, number)
    store.changes.decide_correction(uow, number, Progress.WITHDRAWN, answer="")
    uow.note("trader.correction_withdrawn", found.trader, correction=number)
    return store.changes.correction(uow, number) or found


def decide(uow: UnitOfWork, number: str, *, accepted: bool, because: str) -> Correction:
    """Accept a correction, which changes the trader, or refuse it; the trader is told, with the reason.

    Raises:
        NotThere, CorrectionDecided, ReasonMissing; and what `change` raises, such as that the trader was changed meanwhile.
    """
    found, why = _waiting(uow, number), reason(because)
    if accepted:
        change(uow, found.trader, found.proposed, version=found.version, because=why)
    progress = Progress.ACCEPTED if accepted else Progress.REFUSED
    store.changes.decide_correction(uow, number, progress, answer=why)
    uow.note("trader.correction_decided", found.trader, correction=number, accepted=accepted, because=why)
    says = (
        sentence("Your correction was accepted: {because}", because=why)
        if accepted
        else sentence("Your correction was refused: {because}", because=why)
    )
    tell(uow, found.organisation, says, about=number, link="/my-business", organisation=found.organisation)
    return store.changes.correction(uow, number) or found


def reason(because: str) -> str:
    """Give a reason tidied.

    Raises:
        ReasonMissing: it says nothing, or too much.
    """
    why = " ".join(because.replace("\x00", " ").split())
    if not 3 <= len(why) <= 500:
        raise ReasonMissing(
            sentence("The reason is missing or too long."), mend=sentence("Write 3 to 500 signs."), field="because",
            seen=why[:40],
        )  # fmt: skip
    return why


def _waiting(uow: UnitOfWork, number: str) -> Correction:
    found = store.changes.correction(uow, number, lock=True)
    if found is None:
        raise NotThere(
            sentence("There is no such correction."),
            mend=sentence("Look in the list of corrections."),
            seen=number[:40],
        )
    if found.progress is not Progress.PROPOSED:
        raise CorrectionDecided(
            sentence("This correction was decided or withdrawn already."), mend=sentence("Propose a new one."), seen=number[:40]
        )  # fmt: skip
    return found
