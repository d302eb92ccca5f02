"""Which positions can be believed: a truck cannot be where it could not have driven to.

A fix that would need more than the highest speed from the last believed one begins a *suspect track*. Further fixes belong to the
track they could have been reached from; when they are back on the believed one, the suspect track was false and none of its
positions is judged for anything else. A suspect track that goes on for long, with nothing on the believed one, becomes the believed
one: the truck is there, however it came. One false track is one alarm.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from smartcustoms.trade.elocks.corridor import distance_m
from smartcustoms.trade.elocks.journey import Alarm, AlarmType, Fix, Journey

SLACK_M: Final = 100.0
"""What two fixes' own inaccuracy may add to the distance between them."""
BELIEVED_AFTER_S: Final = 900.0


class Belief(Enum):
    """What a fix with a place does to the tracks."""

    BELIEVED = auto()
    """It goes on with the believed track."""
    DOUBTED = auto()
    """It begins a suspect track: this is the alarm."""
    SUSPECT = auto()
    """The suspect track goes on."""
    RETURNED = auto()
    """It is back on the believed track: the suspect one was false."""
    TAKEN_OVER = auto()
    """The suspect track, with this fix, is believed from now on."""


@dataclass(slots=True)
class Tracks:
    """The end of the believed track and the suspect one, while fixes come in event time."""

    journey: Journey
    believed: Fix | None = None
    suspect: tuple[Fix, ...] = ()

    def step(self, fix: Fix) -> Belief:
        """Place the next fix that has a place. After `TAKEN_OVER`, `suspect` still holds the track that took over, until `settle`."""
        if self.believed is None or (not self.suspect and reaches(self.journey, self.believed, fix)):
            self.believed = fix
            return Belief.BELIEVED
        if not self.suspect:
            self.suspect = (fix,)
            return Belief.DOUBTED
        return self._follow(self.believed, fix)

    def _follow(self, believed: Fix, fix: Fix) -> Belief:
        of_suspect = reaches(self.journey, self.suspect[-1], fix)
        if reaches(self.journey, believed, fix) and not (of_suspect and _nearer(self.suspect[-1], believed, fix)):
            self.believed, self.suspect = fix, ()
            return Belief.RETURNED
        if of_suspect and fix.t - self.suspect[0].t >= BELIEVED_AFTER_S:
            self.believed = fix
            return Belief.TAKEN_OVER
        self.suspect = (*self.suspect, fix) if of_suspect else (self.suspect[0], fix)
        return Belief.SUSPECT

    def settle(self) -> tuple[Fix, ...]:
        """Give the suspect track that took over, and forget it."""
        taken, self.suspect = self.suspect, ()
        return taken


@dataclass(frozen=True, slots=True)
class Track:
    """The fixes whose positions are believed, in order, and the alarms about the others."""

    believed: tuple[Fix, ...]
    alarms: tuple[Alarm, ...]


def believed_track(journey: Journey, fixes: Iterable[Fix]) -> Track:
    """Part the fixes that have a place, in event time, into believed and suspect ones."""
    believed: list[Fix] = []
    alarms: list[Alarm] = []
    tracks = Tracks(journey)
    for fix in fixes:
        if fix.place is None:
            continue
        match tracks.step(fix):
            case Belief.DOUBTED:
                alarms.append(Alarm(fix.t, AlarmType.IMPLAUSIBLE_POSITION, fix.t))
            case Belief.TAKEN_OVER:
                believed.extend([*tracks.settle(), fix])
            case Belief.BELIEVED | Belief.RETURNED:
                believed.append(fix)
            case Belief.SUSPECT:
                pass
    return Track(tuple(believed), tuple(alarms))


def reaches(journey: Journey, earlier: Fix, later: Fix) -> bool:
    """Tell whether a truck can be at the later fix when it was at the earlier one."""
    metres = distance_m(earlier.place, later.place)  # type: ignore[arg-type] # only fixes with a place come here
    return metres <= journey.rules.max_kmh / 3.6 * (later.t - earlier.t) + SLACK_M


def _nearer(one: Fix, other: Fix, fix: Fix) -> bool:
    """Tell whether a fix is nearer to one track's end than to the other's."""
    place = fix.place
    return distance_m(one.place, place) < distance_m(other.place, place)  # type: ignore[arg-type] # as above
