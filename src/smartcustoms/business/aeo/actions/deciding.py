"""Decide by two people: one proposes, another agrees or not; an appeal is heard by somebody who took no part."""

from datetime import timedelta
from uuid import UUID

from smartcustoms.business.aeo import lifecycle, programme, store
from smartcustoms.business.aeo.actions import holding
from smartcustoms.business.aeo.actions.loading import (
    OFFICERS,
    application,
    move,
    operator,
    raise_matter,
    said,
    step,
    tell,
)
from smartcustoms.business.aeo.model import (
    Appeal,
    Application,
    Decision,
    Deed,
    NoSuchThing,
    NotFilledIn,
    NotNow,
    Operator,
    SameEyes,
)
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.identifiers import new_id
from smartcustoms.kernel.words.model import sentence


def propose(uow: UnitOfWork, about: str, deed: Deed, *, because: str) -> Decision:
    """Propose a decision about an application (grant, refuse) or an operator (suspend, reinstate, revoke).

    Raises:
        NoSuchThing. NotNow: it cannot follow, something stands in the way of granting, or a proposal waits.
        NotFilledIn: no words, or nothing that is decided by two.
    """
    words = said(because, "because")
    found = _checked(uow, about, deed)
    made = Decision(new_id(uow.at), about, found.organisation, deed, words, uow.by.user, uow.at)
    if not store.operators.propose(uow, made):
        raise NotNow(
            sentence("A proposal about {number} waits already.", number=about),
            mend=sentence("Let it be decided first."),
            seen=about,
        )
    step(uow, about, found.organisation, f"proposed_{deed.value}", words)
    tell(uow, OFFICERS, sentence("A decision about {number} waits for a second person.", number=about), about=about)
    return made


def decide(uow: UnitOfWork, which: UUID, *, agree: bool, because: str = "") -> Decision:
    """Decide on a proposal of another; agreed, it is carried out in the same transaction.

    Raises:
        NoSuchThing. SameEyes: the actor proposed it. NotNow: it is decided, or cannot follow any more.
        NotFilledIn: turned down without words.
    """
    found = store.operators.decision(uow, which, lock=True)
    if found is None:
        raise _unknown(which)
    if found.agreed is not None:
        raise NotNow(sentence("This is decided."), mend=sentence("Open it to see the decision."), seen=str(which))
    if found.proposed_by == uow.by.user:
        raise SameEyes(
            sentence("You proposed this decision."), mend=sentence("Let another officer decide."), seen=uow.by.user
        )
    if agree:
        _checked(uow, found.about, found.deed)
    else:
        said(because, "because")
    changes = {"agreed": agree, "decided_by": uow.by.user, "decided_at": uow.at}
    store.operators.change_decision(uow, which, changes)
    if agree:
        _carry_out(uow, found)
    else:
        step(uow, found.about, found.organisation, "turned_down", because[:4000])
    decided = store.operators.decision(uow, which)
    return decided or found


def appeal(uow: UnitOfWork, which: UUID, *, says: str) -> Appeal:
    """Appeal against a decision, within the days of the programme; appealing again changes nothing.

    Raises:
        NoSuchThing. NotNow: it is no decision against the operator, or the days are over. NotFilledIn: no words.
    """
    found, words = store.operators.decision(uow, which, lock=True), said(says, "says")
    if found is None:
        raise _unknown(which)
    if not found.agreed or found.deed not in (Deed.REFUSE, Deed.SUSPEND, Deed.REVOKE) or found.decided_at is None:
        raise NotNow(
            sentence("There is no decision against which one appeals."),
            mend=sentence("Appeal against a refusal, suspension or revocation."),
            seen=found.deed.value,
        )
    decided_on = day_of(found.decided_at)
    last = decided_on + timedelta(days=programme.rules(decided_on).appeal_days)
    if day_of(uow.at) > last:
        raise NotNow(
            sentence("The last day of an appeal was {day}.", day=last), mend=sentence("Apply anew."), seen=str(last)
        )
    made = Appeal(new_id(uow.at), which, found.about, found.organisation, words, uow.at)
    if store.operators.insert_appeal(uow, made):
        step(uow, found.about, found.organisation, "appealed", words)
        raise_matter(uow, found.about, found.organisation, "appealed")
    return made


def hear(uow: UnitOfWork, which: UUID, *, uphold: bool, because: str) -> str:
    """Decide on an appeal: upheld, the decision is undone. Gives what it was about.

    Raises:
        NoSuchThing. SameEyes: the actor took part in the decision. NotNow: it was heard. NotFilledIn: no words.
    """
    found, words = store.operators.appeal(uow, which, lock=True), said(because, "because")
    decision = store.operators.decision(uow, found.decision, lock=True) if found else None
    if found is None or decision is None:
        raise _unknown(which)
    if found.upheld is not None:
        raise NotNow(sentence("This is decided."), mend=sentence("Open it to see the decision."), seen=str(which))
    if uow.by.user in (decision.proposed_by, decision.decided_by):
        raise SameEyes(
            sentence("You took part in the decision."), mend=sentence("Let another officer hear the appeal."),
            seen=uow.by.user,
        )  # fmt: skip
    changes = {"upheld": uphold, "heard_by": uow.by.user, "heard_at": uow.at, "because": words}
    store.operators.change_appeal(uow, which, changes)
    step(uow, found.about, found.organisation, "upheld" if uphold else "dismissed", words)
    if uphold:
        _undo(uow, decision, words)
    says = (
        sentence("Your appeal about {number} was upheld: {because}", number=found.about, because=words[:300])
        if uphold
        else sentence("Your appeal about {number} was dismissed: {because}", number=found.about, because=words[:300])
    )
    tell(uow, found.organisation, says, about=found.about)
    return found.about


def _checked(uow: UnitOfWork, about: str, deed: Deed) -> Application | Operator:
    """Give what a decision is about, if the decision can follow now."""
    if deed not in lifecycle.PROPOSED:
        raise NotFilledIn(
            sentence("This is not decided by proposal."), mend=sentence("Choose one of the list."), field="deed",
            seen=deed.value,
        )  # fmt: skip
    if about.startswith("AE"):
        held = operator(uow, about)
        lifecycle.standing_after(held.standing, deed)
        return held
    found = application(uow, about)
    lifecycle.after(found.state, deed)
    if deed is Deed.GRANT:
        visits, corrections = store.visits.about(uow, about), store.visits.corrections(uow, about)
        for each in lifecycle.obstacles(visits, corrections):
            raise NotNow(each, mend=sentence("Finish the validation first."), field="deed", seen=about)
    return found


def _carry_out(uow: UnitOfWork, found: Decision) -> None:
    match found.deed:
        case Deed.GRANT:
            holding.grant(uow, found.about, because=found.because)
        case Deed.REFUSE:
            refused = application(uow, found.about)
            move(uow, refused, Deed.REFUSE, found.because, note=found.because, decided_at=uow.at)
            says = sentence("Application {number} is refused: {why}", number=found.about, why=found.because[:300])
            tell(uow, found.organisation, says, about=found.about)
        case Deed.SUSPEND:
            holding.suspend(uow, found.about, because=found.because)
        case Deed.REINSTATE:
            holding.reinstate(uow, found.about, because=found.because)
        case _:
            holding.revoke(uow, found.about, because=found.because)


def _undo(uow: UnitOfWork, decision: Decision, because: str) -> None:
    match decision.deed:
        case Deed.REFUSE:
            found = application(uow, decision.about)
            move(uow, found, Deed.REOPEN, because, note="", decided_at=None)
        case Deed.SUSPEND:
            holding.reinstate(uow, decision.about, because=because)
        case _:
            holding.restore(uow, decision.about, because=because)


def _unknown(which: UUID) -> NoSuchThing:
    return NoSuchThing(
        sentence("There is nothing of this number in the programme."),
        mend=sentence("Open it from its list."),
        seen=str(which),
    )
