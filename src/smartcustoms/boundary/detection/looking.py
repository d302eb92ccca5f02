"""When a second officer must look, and what two looks say together. Pure; its numbers are data, dated."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Final

from smartcustoms.boundary.detection.model import Look, Outcome, State
from smartcustoms.kernel.dated import rows_in_force

_NAMES: Final = ("time_limit", "second_look_from", "claim")


@dataclass(frozen=True, slots=True)
class Limits:
    """The numbers in force on a day: time for a look, score that asks for a second look, how long an opened scan stays one officer's."""

    time_limit: timedelta
    second_look_from: float
    claim: timedelta


@cache
def limits(on: date) -> Limits:
    """Give the numbers in force on a day, the latest that began by then."""
    rows = rows_in_force("smartcustoms.boundary.detection", "looking.csv", on)
    known = {row["rule"]: float(row["value"]) for row in rows}
    time_limit, second, claim = (known[name] for name in _NAMES)
    return Limits(timedelta(seconds=time_limit), second, timedelta(seconds=claim))


def state_after(looks: Sequence[Look], *, surest: float, second_look_from: float) -> State:
    """Tell where a scan stands after these looks.

    One officer clears a scan without a sure alarm; everything else needs a second pair of eyes, and where two do not agree a third decides.

    >>> state_after([], surest=0.9, second_look_from=0.8)
    <State.WAITING: 'waiting'>
    """
    if not looks:
        return State.WAITING
    said = [each.outcome for each in looks]
    if said == [Outcome.CLEAR] and surest < second_look_from:
        return State.CLEAR
    for outcome, state in ((Outcome.SUSPECT, State.SUSPECT), (Outcome.CLEAR, State.CLEAR)):
        if said.count(outcome) >= 2:
            return state
    return State.SECOND_LOOK


def is_free(looker: str, began_at: datetime | None, *, by: str, at: datetime, claim: timedelta) -> bool:
    """Tell whether an officer may open a scan: nobody has it open, he has, or whoever had left it."""
    return not looker or looker == by or began_at is None or at - began_at > claim
