"""Cases are handed on to another authority, closed with what came of them, and opened again."""

from smartcustoms.investigation.cases import store
from smartcustoms.investigation.cases.actions.loading import lead_of, needed, seen, write
from smartcustoms.investigation.cases.actions.opening import tell_case
from smartcustoms.investigation.cases.events import CaseClosed
from smartcustoms.investigation.cases.life import after, check_outcome, nothing_stands
from smartcustoms.investigation.cases.model import Case, Cause, NotNow, Outcome, Reason, State, Step, Subject, Told
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.words.model import Sentence, sentence


def hand_on(uow: UnitOfWork, number: str, *, to: str, because: str) -> None:
    """Hand a case on to another authority, such as for prosecution.

    Raises:
        Incomplete: the authority or the reason is missing. NotNow: it is not under investigation.
    """
    lead_of(uow, number, Step.REFER)
    authority, why = needed(to, "to", most=200), needed(because, "because", most=2000)
    store.change(uow, number, {"state": State.REFERRED.value, "referred_to": authority})
    write(uow, number, Step.REFER, note=f"{authority}: {why}", to=authority)


def close(uow: UnitOfWork, number: str, *, outcome: Outcome, cause: Cause, because: str) -> None:
    """Close a case with what came of it and what lay behind it; closing it again in the same way changes nothing.

    Raises:
        Incomplete: the reason is missing. OutcomeContradicted: outcome and cause do not go together.
        NotNow: it is closed in another way.
    """
    found = seen(uow, number)
    if (found.state, found.outcome, found.cause) == (State.CLOSED, outcome, cause):
        return
    lead_of(uow, number, Step.CLOSE)
    check_outcome(outcome, cause)
    _close(uow, found, outcome, cause, note=needed(because, "because", most=2000))


def reopen(uow: UnitOfWork, number: str, *, because: str) -> None:
    """Open a closed case again.

    Raises:
        Incomplete: the reason is missing. NotNow: it is not closed, or another one about the same is live.
    """
    found = lead_of(uow, number, Step.REOPEN)
    why = needed(because, "because", most=2000)
    other = store.live_about(uow, found.about, found.because)
    if other is not None:
        raise NotNow(
            sentence("Another case about the same is open: {number}.", number=other.number),
            mend=sentence("Go on with that one, and link this one to it."),
            seen=other.number,
        )
    changes = {"state": State.REOPENED.value, "outcome": None, "cause": None, "closed_at": None}
    store.change(uow, number, changes)
    write(uow, number, Step.REOPEN, note=why)


def withdraw(uow: UnitOfWork, *, about: Subject, because: Reason, told: Told) -> list[str]:
    """Tell the live cases about a subject that what opened them was not so; give their numbers. For reactions.

    A case for this reason of which nothing else stands, and which nobody has taken, is closed as unfounded.
    """
    told_to = tell_case(uow, about, told)
    found = store.live_about(uow, about, because)
    untaken = found is not None and found.number in told_to and found.state is State.OPEN and found.lead is None
    if found is not None and untaken and nothing_stands(store.entries(uow, found.number)):
        _close(uow, found, Outcome.UNFOUNDED, Cause.LATE_DATA, says=sentence("Everything that opened it was withdrawn"))
    return told_to


def _close(
    uow: UnitOfWork, found: Case, outcome: Outcome, cause: Cause, *, note: str = "", says: Sentence | None = None
) -> None:
    changes = {"state": after(found.state, Step.CLOSE).value, "outcome": outcome.value, "cause": cause.value}
    store.change(uow, found.number, {**changes, "closed_at": uow.at})
    write(uow, found.number, Step.CLOSE, says=says, note=note, outcome=outcome.value, cause=cause.value)
    uow.record(
        CaseClosed(
            case=found.number,
            about=found.about.kind.value,
            number=found.about.number,
            outcome=outcome.value,
            cause=cause.value,
        )
    )
