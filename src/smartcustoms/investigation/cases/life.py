"""The life of a case: which step leads from which state to which, and which outcome goes with which cause. Pure.

Open until somebody leads it; assigned until its lead begins; under investigation until another authority has it or it is closed. What
was closed can be opened again, and then goes the same way.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from smartcustoms.investigation.cases.model import (
    LIVE,
    OFFENCES,
    Cause,
    Entry,
    NotNow,
    Outcome,
    OutcomeContradicted,
    State,
    Step,
)
from smartcustoms.kernel.words.model import sentence

LIFE: Final[Mapping[tuple[State, Step], State]] = {
    (State.OPEN, Step.ASSIGN): State.ASSIGNED,
    (State.OPEN, Step.TAKE): State.INVESTIGATED,
    (State.OPEN, Step.CLOSE): State.CLOSED,
    (State.ASSIGNED, Step.ASSIGN): State.ASSIGNED,
    (State.ASSIGNED, Step.TAKE): State.INVESTIGATED,
    (State.ASSIGNED, Step.CLOSE): State.CLOSED,
    (State.INVESTIGATED, Step.ASSIGN): State.ASSIGNED,
    (State.INVESTIGATED, Step.REFER): State.REFERRED,
    (State.INVESTIGATED, Step.CLOSE): State.CLOSED,
    (State.REFERRED, Step.ASSIGN): State.ASSIGNED,
    (State.REFERRED, Step.TAKE): State.INVESTIGATED,
    (State.REFERRED, Step.CLOSE): State.CLOSED,
    (State.CLOSED, Step.REOPEN): State.REOPENED,
    (State.REOPENED, Step.ASSIGN): State.ASSIGNED,
    (State.REOPENED, Step.TAKE): State.INVESTIGATED,
    (State.REOPENED, Step.CLOSE): State.CLOSED,
}
_MOVES: Final = frozenset(step for _, step in LIFE)


def after(state: State, step: Step) -> State:
    """Give the state that a step leads to; a step that moves nothing leaves the state, in any but a closed case.

    Raises:
        NotNow: the step does not go from this state.
    """
    if not can(state, step):
        raise NotNow(
            sentence("This cannot be done as the case stands."),
            mend=sentence("Open the case to see what can be done; a closed one can be opened again."),
            field="state",
            seen=state.value,
        )
    return LIFE.get((state, step), state)


def can(state: State, step: Step) -> bool:
    """Tell whether a step goes from a state."""
    return (state, step) in LIFE if step in _MOVES else state in LIVE


def check_outcome(outcome: Outcome, cause: Cause) -> None:
    """Refuse an outcome whose cause contradicts it.

    Raises:
        OutcomeContradicted: an offence without one as its cause, or one as the cause of what is unfounded.
    """
    if outcome in {Outcome.CONFIRMED, Outcome.SETTLED} and cause not in OFFENCES:
        raise OutcomeContradicted(
            sentence("An offence is confirmed or settled, and the cause is none."),
            mend=sentence("Choose the offence as the cause, or another outcome."),
            field="cause",
            seen=cause.value,
        )
    if outcome is Outcome.UNFOUNDED and cause in OFFENCES:
        raise OutcomeContradicted(
            sentence("The case is unfounded, and the cause is an offence."),
            mend=sentence("Choose what it was instead, or another outcome."),
            field="cause",
            seen=cause.value,
        )


def adds(entries: Iterable[Entry], *, source: str, of: str, stands: bool | None) -> bool:
    """Tell whether an event adds something to a log (oldest first): what is known already, and stands, adds nothing.

    A device's alarm can be raised, taken back by late data and raised again: the last word about it counts, not the first.
    """
    known = list(entries)
    last = next((each.stands for each in reversed(known) if each.of == of and each.stands is not None), None)
    if stands is False:
        return last is True
    return last is False if any(each.source == source for each in known) else True


def nothing_stands(entries: Iterable[Entry]) -> bool:
    """Tell whether everything that events said in a log (oldest first) was taken back, and something was."""
    last: dict[str, bool] = {each.of: each.stands for each in entries if each.stands is not None}
    return bool(last) and not any(last.values())
