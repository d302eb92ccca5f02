"""An officer's word against the lane's answer, with a reason; and which truck a slip was."""

from dataclasses import replace

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.crossing import store
from smartcustoms.trade.crossing.actions.taking_in import announce
from smartcustoms.trade.crossing.model import Answer, Kept, NoSuchPassage, NotExpected, OverrideUnfit, read_number
from smartcustoms.trade.intake import actions as slips

_SHORTEST = 8


def override(uow: UnitOfWork, number: str, to: Answer, *, because: str) -> Kept:
    """Send a truck on, or to inspection, against what holds. Said again, nothing changes.

    Raises:
        NoSuchPassage.
        OverrideUnfit: without a reason, or to send on a truck of which nobody knows which it is.
    """
    kept = passage_of(uow, number)
    if kept.final is to:
        return kept
    if len(because.strip()) < _SHORTEST:
        raise OverrideUnfit(
            sentence("Another answer needs a reason."),
            mend=sentence("Write in a sentence why."),
            field="because",
            seen=because[:40],
        )
    if to is Answer.GO and not kept.passage.bundle:
        raise OverrideUnfit(
            sentence("It is not known which truck this is."),
            mend=sentence("Name its bundle first."),
            field="bundle",
        )
    changed = replace(
        kept, overridden=to, overridden_by=uow.by.user, overridden_at=uow.at, because=because.strip()[:500]
    )
    changes = {
        "overridden": to.value,
        "overridden_by": changed.overridden_by,
        "overridden_at": uow.at,
        "because": changed.because,
    }
    store.change_passage(uow, kept, changes)
    uow.note("passage.overridden", number, to=to.value, because=changed.because)
    announce(uow, changed, by=uow.by.user)
    return changed


def settle_by_bundle(uow: UnitOfWork, number: str, *, bundle: str) -> Kept:
    """Say which bundle's truck a passage was, where the lane could not; its slip is settled with it.

    Raises:
        NoSuchPassage, NotExpected.
        OverrideUnfit: it is known already.
    """
    kept = passage_of(uow, number)
    if kept.passage.bundle:
        raise OverrideUnfit(
            sentence("It is known which truck this was."),
            mend=sentence("Look at the passage again."),
            field="bundle",
            seen=kept.passage.bundle,
        )
    found = store.expected(uow, bundle)
    if found is None:
        raise NotExpected(
            sentence("No truck is expected under this bundle."),
            mend=sentence("Read its number again."),
            field="bundle",
            seen=bundle[:40],
        )
    about = {"bundle": bundle, "organisation": found.organisation, "declaration": found.declaration}
    store.change_passage(uow, kept, about)
    uow.note("passage.named", number, bundle=bundle)
    if kept.passage.slip:
        slips.settle_slip_by_passage(uow, kept.passage.slip, passage=number)
    return passage_of(uow, number)


def passage_of(uow: UnitOfWork, number: str) -> Kept:
    """Give and hold a passage by its number.

    Raises:
        NoSuchPassage.
    """
    place = read_number(number)
    found = store.passage(uow, *place, hold=True) if place else None
    if found is None:
        raise NoSuchPassage(
            sentence("There is no such passage."), mend=sentence("Look in the list of passages."), seen=number[:40]
        )
    return found
