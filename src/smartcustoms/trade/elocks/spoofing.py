"""Whether a lock's position is made up: it says that it is here, and somebody else sees it there.

Two others see it: the mobile network, which places the lock by its cells, and a gantry, whose cameras read the plate of the truck that
the lock is on. A sighting and a believed satellite fix near in time must be of places between which a truck can have driven.
"""

from dataclasses import dataclass
from typing import Final, NamedTuple

from smartcustoms.trade.elocks.corridor import distance_m
from smartcustoms.trade.elocks.journey import GANTRY, NETWORK, Alarm, AlarmType, Fix, Journey, Point

NEAR_S: Final = 300.0
"""A sighting and a fix further apart in time say nothing about each other."""
INACCURATE_M: Final = {NETWORK: 10_000.0, GANTRY: 1_500.0}
"""How far a place may be off: a cell outside towns reaches as far, and a control point is as large; assumed."""


class _Seen(NamedTuple):
    """Where it was, when, and how inaccurate that is."""

    t: float
    place: Point
    off_m: float = 0.0


@dataclass(slots=True)
class Spoofing:
    """A lock that is elsewhere than it says; once again only after a sighting agreed."""

    journey: Journey
    own: _Seen | None = None
    other: _Seen | None = None
    standing: bool = False

    def moved(self, fix: Fix, place: Point) -> Alarm | None:
        """Take the next believed fix. That it can be reached from a sighting does not end an alarm: with time, all can."""
        self.own = _Seen(fix.t, place)
        return self._told(fix.t) if self._contradict(self.own, self.other) else None

    def seen(self, fix: Fix, place: Point) -> Alarm | None:
        """Take the next sighting; one that agrees ends the alarm."""
        self.other = _Seen(fix.t, place, INACCURATE_M.get(fix.source or "", 0.0))
        far = self._contradict(self.other, self.own)
        if far is None:
            return None
        if far:
            return self._told(fix.t)
        self.standing = False
        return None

    def _told(self, t: float) -> Alarm | None:
        told, self.standing = self.standing, True
        return None if told else Alarm(t, AlarmType.SPOOFED_POSITION, t)

    def _contradict(self, now: _Seen, before: _Seen | None) -> bool | None:
        """Tell whether both cannot be true; None when they are too far apart in time to say."""
        if before is None or now.t - before.t > NEAR_S:
            return None
        reach = self.journey.rules.max_kmh / 3.6 * (now.t - before.t) + now.off_m + before.off_m
        return distance_m(now.place, before.place) > reach
