"""What may follow what: the life of an application and of an operator as two explicit state machines. Pure.

draft → lodged → (returned → lodged) → validating → granted or refused; withdrawn from anywhere before. A refused one is opened again by
an appeal. An operator: active ⇄ suspended → revoked, expired, left; a revoked one is restored by an appeal only.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from smartcustoms.business.aeo.model import ActionState, Correction, Deed, NotNow, Standing, State, Visit
from smartcustoms.kernel.words.model import Sentence, sentence

APPLICATION: Final[Mapping[tuple[State, Deed], State]] = {
    (State.DRAFT, Deed.LODGE): State.LODGED,
    (State.RETURNED, Deed.LODGE): State.LODGED,
    (State.LODGED, Deed.RETURN): State.RETURNED,
    (State.LODGED, Deed.VALIDATE): State.VALIDATING,
    (State.VALIDATING, Deed.VALIDATE): State.VALIDATING,
    (State.VALIDATING, Deed.GRANT): State.GRANTED,
    (State.LODGED, Deed.REFUSE): State.REFUSED,
    (State.VALIDATING, Deed.REFUSE): State.REFUSED,
    (State.DRAFT, Deed.WITHDRAW): State.WITHDRAWN,
    (State.LODGED, Deed.WITHDRAW): State.WITHDRAWN,
    (State.RETURNED, Deed.WITHDRAW): State.WITHDRAWN,
    (State.VALIDATING, Deed.WITHDRAW): State.WITHDRAWN,
    (State.REFUSED, Deed.REOPEN): State.VALIDATING,
}
OPERATOR: Final[Mapping[tuple[Standing, Deed], Standing]] = {
    (Standing.ACTIVE, Deed.SUSPEND): Standing.SUSPENDED,
    (Standing.SUSPENDED, Deed.REINSTATE): Standing.ACTIVE,
    (Standing.ACTIVE, Deed.REVOKE): Standing.REVOKED,
    (Standing.SUSPENDED, Deed.REVOKE): Standing.REVOKED,
    (Standing.REVOKED, Deed.RESTORE): Standing.ACTIVE,
    (Standing.ACTIVE, Deed.RENEW): Standing.ACTIVE,
    (Standing.ACTIVE, Deed.EXPIRE): Standing.EXPIRED,
    (Standing.SUSPENDED, Deed.EXPIRE): Standing.EXPIRED,
    (Standing.ACTIVE, Deed.LEAVE): Standing.LEFT,
    (Standing.SUSPENDED, Deed.LEAVE): Standing.LEFT,
}
CHANGEABLE: Final = frozenset({State.DRAFT, State.RETURNED})
UNDECIDED: Final = frozenset({State.DRAFT, State.LODGED, State.RETURNED, State.VALIDATING})
HELD: Final = frozenset({Standing.ACTIVE, Standing.SUSPENDED})
PROPOSED: Final = frozenset({Deed.GRANT, Deed.REFUSE, Deed.SUSPEND, Deed.REINSTATE, Deed.REVOKE})
"""What needs two people."""


def after(state: State, deed: Deed) -> State:
    """Give where an application stands after a deed.

    Raises:
        NotNow: this cannot follow.
    """
    found = APPLICATION.get((state, deed))
    if found is None:
        raise _not_now(state.value, deed)
    return found


def standing_after(standing: Standing, deed: Deed) -> Standing:
    """Give how an operator stands after a deed.

    Raises:
        NotNow: this cannot follow.
    """
    found = OPERATOR.get((standing, deed))
    if found is None:
        raise _not_now(standing.value, deed)
    return found


def obstacles(visits: Iterable[Visit], corrections: Iterable[Correction]) -> tuple[Sentence, ...]:
    """Say what stands in the way of granting: no visit, an open visit, or a corrective action that is not closed."""
    seen, found = tuple(visits), []
    if not seen:
        found.append(sentence("No validation visit was made."))
    found += [sentence("Visit {number} is not closed.", number=each.number) for each in seen if each.closed_at is None]
    waiting = [each for each in corrections if each.state is not ActionState.CLOSED]
    if waiting:
        found.append(sentence("{count} corrective actions are not closed.", count=len(waiting)))
    return tuple(found)


def _not_now(where: str, deed: Deed) -> NotNow:
    return NotNow(
        sentence("This cannot be done where it stands now."),
        mend=sentence("Open it again: it may have moved on."),
        field=deed.value,
        seen=where,
    )
