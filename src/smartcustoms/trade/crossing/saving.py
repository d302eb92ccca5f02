"""What the green lanes save: waits at the lanes, from joining the queue to the answer, compared within the same hour. Pure.

An hour compares like with like: one control point, one direction, one hour. Each truck that went by a green lane saved the median wait
of the trucks that went by lanes for all in that hour, less its own wait; where its own was longer, that counts against. Hours with
fewer than five such trucks compare nothing. It is what was saved at the lanes as they were: without green lanes there would have been
more lanes for all, so their waits would have been shorter; the simulator tells how much of it remains.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

LEAST: Final = 5
"""Trucks by lanes for all in an hour, from which their median says something."""


@dataclass(frozen=True, slots=True)
class HourOfLanes:
    """Trucks that went by some lanes in one hour, green ones or those for all. Waits in seconds; `unmeasured`: their wait is not known."""

    hour: str  # names control point, direction and hour
    green: bool
    trucks: int
    median_s: float
    total_s: float
    unmeasured: int = 0


@dataclass(frozen=True, slots=True)
class Saved:
    """What green lanes saved: minutes, of how many trucks; `unmeasured` went by green lanes with nothing to measure or compare."""

    trucks: int
    minutes: float
    unmeasured: int


def saved(hours: Iterable[HourOfLanes]) -> Saved:
    """Give what green lanes saved in some hours."""
    every = list(hours)
    for_all = {each.hour: each.median_s for each in every if not each.green and each.trucks >= LEAST}
    trucks, seconds, unmeasured = 0, 0.0, 0
    for each in every:
        if not each.green:
            continue
        unmeasured += each.unmeasured
        if each.hour in for_all:
            trucks += each.trucks
            seconds += each.trucks * for_all[each.hour] - each.total_s
        else:
            unmeasured += each.trucks
    return Saved(trucks, seconds / 60, unmeasured)
