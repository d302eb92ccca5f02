"""The life of a request about a declaration: received, then rejected or decided; and which notifications tell of it.

An amendment, an invalidation, a presentation of goods or documents sent is asked for by a message of its own, while the declaration goes
on with its own life. Function codes 02, 03 and 11 tell of the declaration before its life has begun, and of a request afterwards; what a
granted request does to the declaration is told by the declaration's own notification (07, 10, 02). Pure: notifications in, meanings out.
Here a request is decided at once, so its sender has the declaration's notification, or the rejection with every fault, as the answer.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.trade.declarations.life import FUNCTIONS, MAY_FOLLOW, NAMES, State


class Stage(StrEnum):
    """Where a request stands."""

    RECEIVED = "request_received"
    REJECTED = "request_rejected"
    DECIDED = "request_decided"


_STAGES: Final[Mapping[str, Stage]] = {"02": Stage.RECEIVED, "03": Stage.REJECTED, "11": Stage.DECIDED}
"""Notifications that may tell of a request, by their function codes."""
_BEGINS: Final = frozenset({State.PRE_LODGED, State.ACCEPTED, State.REJECTED})
_STATES: Final = {code: state for state, code in FUNCTIONS.items() if state not in (State.ARRIVED, State.CANCELLED)}
_TAX: Final = FUNCTIONS[State.TAX_ASSESSED]


class NotALife(Refused):
    """Notifications stand in an order that no declaration and no request about it goes through."""

    code = "notifications_out_of_order"


@dataclass(frozen=True, slots=True)
class Meant:
    """What one notification tells of: a state of the declaration, or a stage of a request about it."""

    function: str
    of: State | Stage
    provisional: bool = False
    """Whether it is a tax worked out before the declaration was accepted."""


def meanings(functions: Iterable[str]) -> list[Meant]:
    """Say what each notification of one declaration tells of, in the order they were given.

    Raises:
        NotALife: one of them cannot follow what was told before.
    """
    now: State | None = None
    open_requests = 0
    told: list[Meant] = []
    for code in (each.zfill(2) for each in functions):
        stage = _STAGES.get(code)
        if stage is not None and (stage is Stage.DECIDED or now not in (None, State.PRE_LODGED)):
            open_requests = _request(stage, open_requests, code)
            told.append(Meant(code, stage))
        elif code == _TAX and now in (None, State.PRE_LODGED):
            told.append(Meant(code, State.TAX_ASSESSED, provisional=True))
        else:
            state = _state(code, now)
            if state is State.PRE_LODGED and now is State.PRE_LODGED:  # goods presented, or a change asked for
                open_requests += 1
                told.append(Meant(code, Stage.RECEIVED))
            else:
                told.append(Meant(code, state))
                now = state
    return told


def _request(stage: Stage, open_requests: int, code: str) -> int:
    """Give how many requests are open after a notification about one of them."""
    if stage is Stage.RECEIVED:
        return open_requests + 1
    if open_requests:
        return open_requests - 1
    if stage is Stage.DECIDED:  # one that cannot be used is rejected as it comes
        raise _wrong(code, sentence("no request was received"))
    return 0


def _state(code: str, now: State | None) -> State:
    state = _STATES.get(code)
    if state is None:
        raise _wrong(code, sentence("no state is told by it"))
    if now is None:
        if state not in _BEGINS:
            raise _wrong(code, sentence("no life begins with it"))
    elif state is not now and state not in MAY_FOLLOW[now]:
        raise _wrong(code, NAMES[now])
    return state


def _wrong(code: str, after: Sentence) -> NotALife:
    return NotALife(
        sentence("A notification of function {code} cannot stand here: {after}.", code=code[:4], after=after),
        mend=sentence("Look whether a notification is missing, or stands behind a later one."),
        field="FunctionCode",
        seen=code[:4],
    )
