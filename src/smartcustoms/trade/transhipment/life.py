"""The life of an application: which step leads from which state to which. Pure.

Whoever has paid waits in the queue; whoever is taken is in an officer's hands until it is decided, set aside (it then waits anew, as
another application), or sent to an examination or supervision, whose result brings it back into the hands of who gave it.
"""

from collections.abc import Mapping
from typing import Final

from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.transhipment.model import NotNow, State, Step

LIFE: Final[Mapping[tuple[State, Step], State]] = {
    (State.DRAFT, Step.SAVE): State.DRAFT,
    (State.DRAFT, Step.LODGE): State.UNPAID,
    (State.DRAFT, Step.WITHDRAW): State.WITHDRAWN,
    (State.UNPAID, Step.AMEND): State.UNPAID,
    (State.UNPAID, Step.PAY): State.QUEUED,
    (State.UNPAID, Step.WITHDRAW): State.WITHDRAWN,
    (State.QUEUED, Step.AMEND): State.QUEUED,
    (State.QUEUED, Step.LEAVE_PRIORITY): State.QUEUED,
    (State.QUEUED, Step.TAKE): State.IN_HAND,
    (State.QUEUED, Step.WITHDRAW): State.WITHDRAWN,
    (State.IN_HAND, Step.SET_ASIDE): State.QUEUED,
    (State.IN_HAND, Step.ORDER_CONTROL): State.UNDER_CONTROL,
    (State.IN_HAND, Step.ISSUE): State.ISSUED,
    (State.IN_HAND, Step.REFUSE): State.REFUSED,
    (State.IN_HAND, Step.WITHDRAW): State.WITHDRAWN,
    (State.UNDER_CONTROL, Step.GIVE_RESULT): State.IN_HAND,
    (State.UNDER_CONTROL, Step.WITHDRAW): State.WITHDRAWN,
    (State.ISSUED, Step.REVOKE): State.REVOKED,
}
OVER: Final = frozenset({State.ISSUED, State.REFUSED, State.WITHDRAWN, State.REVOKED})


def after(state: State, step: Step) -> State:
    """Give the state that a step leads to.

    Raises:
        NotNow: the step does not go from this state.
    """
    found = LIFE.get((state, step))
    if found is None:
        raise NotNow(
            sentence("This cannot be done as the application stands: {state}.", state=state.value),
            mend=sentence("Open the application to see what can be done."),
            field="state",
            seen=state.value,
        )
    return found


def can(state: State, step: Step) -> bool:
    """Tell whether a step goes from a state."""
    return (state, step) in LIFE
