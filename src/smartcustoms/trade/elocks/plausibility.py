"""Which positions can be believed: a truck cannot be where it could not have driven to.

A fix that would need more than the highest speed from the last believed one begins a *suspect track*. Further fixes belong to the
track they could have been reached from; when they are back on the believed one, the suspect track was false and none of its
positions is judged for anything else. A suspect track that goes on for long, with nothing on the believed one, becomes the believed
one: the truck is there, however it came. One false track is one alarm.
"""

from dataclasses import dataclass
from typing import Final

from smartcustoms.trade.elocks.corridor import distance_m
from smartcustoms.trade.elocks.journey import Alarm, AlarmType, Fix, Journey

SLACK_M: Final = 100.0
"""What two fixes' own inaccuracy may add to the distance between them."""
BELIEVED_AFTER_S: Final = 900.0


@dataclass(frozen=True, slots=True)
class Track:
    """The fixes whose positions are believed, in order, and the alarms about the others."""

    believed: tuple[Fix, ...]
    alarms: tuple[Alarm, ...]


def believed_track(journey: Journey, fixes: list[Fix]) -> Track:
    """Part the fixes that have a place, in event time, into believed and suspect ones."""
    believed: list[Fix] = []
    suspect: list[Fix] = []
    alarms: list[Alarm] = []
    for fix in fixes:
        if fix.place is None:
            continue
        if not believed:
            believed.append(fix)
        elif not suspect:
            if reaches(journey, believed[-1], fix):
                believed.append(fix)
            else:
                suspect = [fix]
                alarms.append(Alarm(fix.t, AlarmType.IMPLAUSIBLE_POSITION, fix.t))
        else:
            suspect = _follow(journey, believed, suspect, fix)
    return Track(tuple(believed), tuple(alarms))


def _follow(journey: Journey, believed: list[Fix], suspect: list[Fix], fix: Fix) -> list[Fix]:
    """Place a fix while there is a suspect track; give the suspect track that is left."""
    of_suspect = reaches(journey, suspect[-1], fix)
    if reaches(journey, believed[-1], fix) and not (of_suspect and _nearer(suspect[-1], believed[-1], fix)):
        believed.append(fix)
        return []
    if of_suspect and fix.t - suspect[0].t >= BELIEVED_AFTER_S:
        believed.extend([*suspect, fix])
        return []
    return [*suspect, fix] if of_suspect else [suspect[0], fix]


def reaches(journey: Journey, earlier: Fix, later: Fix) -> bool:
    """Tell whether a truck can be at the later fix when it was at the earlier one."""
    metres = distance_m(earlier.place, later.place)  # type: ignore[arg-type] # only fixes with a place come here
    return metres <= journey.rules.max_kmh / 3.6 * (later.t - earlier.t) + SLACK_M


def _nearer(one: Fix, other: Fix, fix: Fix) -> bool:
    """Tell whether a fix is nearer to one track's end than to the other's."""
    place = fix.place
    return distance_m(one.place, place) < distance_m(other.place, place)  # type: ignore[arg-type] # as above
