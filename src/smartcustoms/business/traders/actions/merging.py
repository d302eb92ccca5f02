"""Find traders that may be one, merge them, undo a merge, or say that they are two.

A merge moves nothing: the absorbed trader keeps its row and its numbers, and is told together with the survivor. So undoing it
restores both exactly, whatever was changed in between.
"""

from uuid import UUID

from smartcustoms.business.traders import store
from smartcustoms.business.traders.actions.correcting import reason
from smartcustoms.business.traders.actions.registering import own
from smartcustoms.business.traders.events import TradersMerged, TradersParted
from smartcustoms.business.traders.likeness import pairs_worth
from smartcustoms.business.traders.model import Merge, NotThere, State
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.errors import Conflict
from smartcustoms.kernel.identifiers import new_id
from smartcustoms.kernel.words.model import Sentence, sentence


class NotMergeable(Conflict):
    """Two traders cannot be merged so, or a merge not be undone."""

    code = "not_mergeable"


def find_duplicates(uow: UnitOfWork) -> int:
    """Compare all traders and keep the pairs that may be one; give how many. What an officer decided stays decided."""
    found = store.changes.keep_candidates(uow, pairs_worth(store.changes.every_trader(uow)))
    uow.note("traders.duplicates_found", "traders", count=found)
    return found


def merge(uow: UnitOfWork, survivor: str, absorbed: str, *, because: str) -> Merge:
    """Merge one trader into another: from now on both numbers answer with the survivor.

    Raises:
        NoSuchTrader, TraderClosed, ReasonMissing; NotMergeable: it is the same, both have accounts, or the account is the other's.
    """
    why = reason(because)
    if survivor == absorbed:
        raise _not(sentence("This is one trader already."), sentence("Choose two traders."), absorbed)
    first, second = (own(uow, each) for each in sorted((survivor, absorbed)))
    keeps, goes = (first, second) if first.number == survivor else (second, first)
    if keeps.organisation and goes.organisation:
        raise _not(
            sentence("Both traders have an account of their own."),
            sentence("Suspend one organisation's account and ask the business which it keeps."), absorbed,
        )  # fmt: skip
    if goes.organisation:
        raise _not(
            sentence("The trader that would go has the account."),
            sentence("Merge the other way round: keep {number}.", number=absorbed), absorbed,
        )  # fmt: skip
    made = Merge(number=new_id(uow.at), survivor=survivor, absorbed=absorbed, at=uow.at, by=uow.by.user, because=why)
    store.changes.insert_merge(uow, made, state_before=goes.state.value)
    family = [absorbed, *store.register.whole(uow, [absorbed])[0].absorbed]
    store.register.set_merged(uow, absorbed, survivor, state=State.MERGED)
    if keeps.organisation:
        store.register.set_organisation(uow, family, keeps.organisation)
    store.register.renew_words(uow, survivor)
    uow.note("trader.merged", survivor, absorbed=absorbed, merge=str(made.number), because=why)
    uow.record(TradersMerged(survivor=survivor, absorbed=absorbed))
    return made


def undo(uow: UnitOfWork, number: UUID, *, because: str) -> None:
    """Undo a merge: both traders stand as they would without it.

    Raises:
        NotThere: no such merge; NotMergeable: it was undone already; ReasonMissing.
    """
    why, found = reason(because), store.changes.merge(uow, number)
    if found is None:
        raise NotThere(
            sentence("There is no such merge."), mend=sentence("Look on the trader's page."), seen=str(number)
        )
    done, state_before = found
    if done.undone_at is not None:
        raise _not(sentence("This merge was undone already."), sentence("Look on the trader's page."), str(number))
    family = [done.absorbed, *store.register.whole(uow, [done.absorbed])[0].absorbed]
    store.register.set_organisation(uow, family, None)  # only traders without an account are absorbed
    store.register.set_merged(uow, done.absorbed, None, state=State(state_before))
    store.changes.undo_merge(uow, number, because=why)
    store.register.renew_words(uow, done.survivor)
    store.register.renew_words(uow, done.absorbed)
    uow.note("trader.parted", done.survivor, absorbed=done.absorbed, merge=str(number), because=why)
    uow.record(TradersParted(survivor=done.survivor, absorbed=done.absorbed))


def set_apart(uow: UnitOfWork, one: str, other: str, *, because: str) -> None:
    """Say that two traders are two: they are not shown as perhaps one again.

    Raises:
        NoSuchTrader, TraderClosed, ReasonMissing; NotMergeable: it is one and the same.
    """
    why = reason(because)
    if one == other:
        raise _not(sentence("This is one trader already."), sentence("Choose two traders."), other)
    own(uow, one)
    own(uow, other)
    store.changes.set_apart(uow, one, other, because=why)
    uow.note("traders.set_apart", one, other=other, because=why)


def _not(says: Sentence, mend: Sentence, seen: str) -> NotMergeable:
    return NotMergeable(says, mend=mend, seen=seen[:40])
