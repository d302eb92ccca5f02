"""The life of a declaration: its states, what may follow what, and the notification that each step gives.

The steps of the timeline are folded into states, so the life needs no table of its own and lodging no further round trip.
States and their order follow the notifications of administrations that run the WCO Data Model (`wco/reference/codes.toml`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.trade.declarations.model import Status, Step


class State(StrEnum):
    """Where a declaration stands in its life."""

    PRE_LODGED = "pre_lodged"
    ARRIVED = "arrived"
    ACCEPTED = "accepted"
    UNDER_CONTROL = "under_control"
    DOCUMENTS_ASKED = "documents_asked"
    RELEASED = "released"
    TAX_ASSESSED = "tax_assessed"
    CLEARED = "cleared"
    INVALIDATED = "invalidated"
    REJECTED = "rejected"
    AMENDED = "amended"
    CANCELLED = "cancelled"
    EXIT_CONFIRMED = "exit_confirmed"


NAMES: Final[Mapping[State, Sentence]] = {
    State.PRE_LODGED: sentence("Received, before the goods arrived"),
    State.ARRIVED: sentence("The goods arrived"),
    State.ACCEPTED: sentence("Accepted"),
    State.UNDER_CONTROL: sentence("Under control"),
    State.DOCUMENTS_ASKED: sentence("Documents asked for"),
    State.RELEASED: sentence("Goods released"),
    State.TAX_ASSESSED: sentence("Duty and taxes assessed"),
    State.CLEARED: sentence("Cleared"),
    State.INVALIDATED: sentence("Invalidated by customs"),
    State.REJECTED: sentence("Rejected"),
    State.AMENDED: sentence("Amendment accepted"),
    State.CANCELLED: sentence("Cancelled by the declarant"),
    State.EXIT_CONFIRMED: sentence("Exit of the goods confirmed"),
}

FUNCTIONS: Final[Mapping[State, str]] = {
    State.PRE_LODGED: "02",
    State.ARRIVED: "02",
    State.ACCEPTED: "01",
    State.UNDER_CONTROL: "05",
    State.DOCUMENTS_ASKED: "06",
    State.RELEASED: "08",
    State.TAX_ASSESSED: "13",
    State.CLEARED: "09",
    State.INVALIDATED: "10",
    State.REJECTED: "03",
    State.AMENDED: "07",
    State.CANCELLED: "10",
    State.EXIT_CONFIRMED: "16",
}
"""The function code (EDIFACT 1225) of the notification that tells of a state."""

_ENDED: Final = frozenset({State.INVALIDATED, State.REJECTED, State.CANCELLED, State.EXIT_CONFIRMED})
_OPEN: Final = frozenset(State) - _ENDED
_CONTROLS: Final = frozenset({State.UNDER_CONTROL, State.DOCUMENTS_ASKED, State.TAX_ASSESSED})
MAY_FOLLOW: Final[Mapping[State, frozenset[State]]] = {
    State.PRE_LODGED: frozenset(
        {State.ARRIVED, State.ACCEPTED, State.REJECTED, State.AMENDED, State.CANCELLED, State.INVALIDATED}
    ),
    State.ARRIVED: _CONTROLS
    | {State.ACCEPTED, State.REJECTED, State.RELEASED, State.AMENDED, State.CANCELLED, State.INVALIDATED},
    State.ACCEPTED: _CONTROLS
    | {State.ARRIVED, State.RELEASED, State.CLEARED, State.AMENDED, State.CANCELLED, State.INVALIDATED},
    State.UNDER_CONTROL: _CONTROLS | {State.ARRIVED, State.RELEASED, State.CLEARED, State.AMENDED, State.INVALIDATED},
    State.DOCUMENTS_ASKED: _CONTROLS | {State.ARRIVED, State.RELEASED, State.CLEARED, State.AMENDED, State.INVALIDATED},
    State.TAX_ASSESSED: _CONTROLS
    | {State.ARRIVED, State.RELEASED, State.CLEARED, State.AMENDED, State.CANCELLED, State.INVALIDATED},
    State.RELEASED: _CONTROLS
    | {State.ARRIVED, State.CLEARED, State.AMENDED, State.CANCELLED, State.INVALIDATED, State.EXIT_CONFIRMED},
    State.CLEARED: _CONTROLS | {State.AMENDED, State.INVALIDATED, State.EXIT_CONFIRMED},
    State.AMENDED: _OPEN | {State.CANCELLED, State.INVALIDATED, State.EXIT_CONFIRMED},
    **{each: frozenset() for each in _ENDED},
}
"""What may follow what. After an amendment the life goes on where it stood, as the given notifications show."""

BY_OFFICER: Final = (
    State.ARRIVED, State.DOCUMENTS_ASKED, State.TAX_ASSESSED, State.CLEARED, State.EXIT_CONFIRMED, State.INVALIDATED, State.REJECTED,
)  # fmt: skip
"""The states that an officer, or a system that acts for customs, can note; the others follow from other deeds."""

PRE_LODGED: Final = "pre_lodged"
"""The first deed of a declaration that was lodged before its goods arrived, in the place of "lodged"."""
_DEEDS: Final[Mapping[str, State]] = {
    "amended": State.AMENDED,
    "released": State.RELEASED,
    "detained": State.UNDER_CONTROL,
    "withdrawn": State.CANCELLED,
    **{each.value: each for each in BY_OFFICER},
}
_SETTLING: Final = frozenset({"released", "detained", "moved_to_lane", "amended"})


@dataclass(frozen=True, slots=True)
class Told:
    """One notification: which of the declaration's it is, the state it tells, when, of which version, and why."""

    place: int
    state: State
    at: datetime
    version: int
    because: str = ""

    @property
    def function(self) -> str:
        """Its function code."""
        return FUNCTIONS[self.state]


def life_of(steps: Sequence[Step], status: Status) -> tuple[Told, ...]:
    """Fold a timeline into the notifications of a life. `status` tells what lodging alone led to."""
    told: list[Told] = []
    waits = False

    def add(state: State, step: Step) -> None:
        told.append(Told(len(told) + 1, state, step.at, step.version, step.because))

    for place, step in enumerate(steps):
        if step.deed == PRE_LODGED:
            waits = True
            add(State.PRE_LODGED, step)
        elif step.deed == "lodged" or (step.deed == State.ARRIVED.value and waits):
            if waits:
                waits = False
                add(State.ARRIVED, step)
            add(State.ACCEPTED, step)
            if (first := _settled(steps[place + 1 :], status)) is not None:
                add(first, step)
        elif step.deed in _DEEDS:
            add(_DEEDS[step.deed], step)
    return tuple(told)


def _settled(later: Iterable[Step], status: Status) -> State | None:
    """Tell what followed from acceptance at once: released or under control, by what was done later and where it stands now."""
    settling = [each.deed for each in later if each.deed in _SETTLING]
    is_amended = settling[:1] == ["amended"]
    first = next((each for each in settling if each != "amended"), None)
    if first is None and (status is Status.RELEASED or not is_amended):
        return {Status.RELEASED: State.RELEASED, Status.UNDER_CONTROL: State.UNDER_CONTROL}.get(status)
    if first == "detained" and is_amended:  # only what was released can be amended and then detained
        return State.RELEASED
    return State.UNDER_CONTROL if first == "released" and not is_amended else None


def state_of(life: Sequence[Told]) -> State:
    """Tell where a life stands."""
    return life[-1].state if life else State.PRE_LODGED
