"""Rules of movement, in event time: off the route, standing too long, silent too long, late."""

from itertools import pairwise
from typing import Final

from smartcustoms.trade.elocks.corridor import distance_m, in_a_zone, outside_corridor
from smartcustoms.trade.elocks.journey import Alarm, AlarmType, Fix, Journey

STANDING_KMH: Final = 5.0
"""A truck that says it is slower than this stands; satellite noise makes a standing one creep."""


def off_route(journey: Journey, believed: tuple[Fix, ...]) -> list[Alarm]:
    """Alarm when a truck stays out of its corridor for the limit; once again only after it was inside for as long.

    The time outside is counted from the first fix outside to the last one seen there: no more is known.
    """
    alarms: list[Alarm] = []
    limit = journey.rules.off_route_s
    left_at: float | None = None
    back_at: float | None = None
    standing = False
    for fix, outside in zip(believed, outside_corridor(journey, believed), strict=True):
        if not outside:
            left_at = None
            back_at = fix.t if back_at is None else back_at
            standing = standing and fix.t - back_at < limit
            continue
        back_at = None
        left_at = fix.t if left_at is None else left_at
        if not standing and fix.t - left_at >= limit:
            alarms.append(Alarm(left_at + limit, AlarmType.OFF_ROUTE, fix.t))
            standing = True
    return alarms


def dwell(journey: Journey, believed: tuple[Fix, ...]) -> list[Alarm]:
    """Alarm when a truck stands within the radius for the limit, outside the zones; one alarm per stop."""
    alarms: list[Alarm] = []
    at = 0
    while at < len(believed):
        first = believed[at]
        last = _end_of_stop(journey, believed, at) if _stands(first) else at
        limit = first.t + journey.rules.dwell_s
        if believed[last].t < limit or in_a_zone(journey, first.place or (0, 0)):
            at += 1
            continue
        raised = next(fix.t for fix in believed[at:] if fix.t >= limit)
        alarms.append(Alarm(limit, AlarmType.DWELL, raised))
        at = last + 1
    return alarms


def _stands(fix: Fix) -> bool:
    return fix.kmh is None or fix.kmh <= STANDING_KMH


def _end_of_stop(journey: Journey, believed: tuple[Fix, ...], first: int) -> int:
    """Give the number of the last standing fix within the radius of the first, before any outside it."""
    here, last = believed[first].place, first
    for number in range(first + 1, len(believed)):
        fix = believed[number]
        if distance_m(here, fix.place) > journey.rules.dwell_radius_m:  # type: ignore[arg-type] # believed fixes have places
            break
        if _stands(fix):
            last = number
    return last


def signal_loss(journey: Journey, fixes: list[Fix], until: float | None = None) -> list[Alarm]:
    """Alarm when nothing at all came from the lock for the limit. A tunnel is no loss: the lock still reports, without a place.

    `until` is the time up to which silence is known, when the journey is watched live.
    """
    limit = journey.rules.signal_loss_s
    heard = [fix.t for fix in fixes] + ([until] if until is not None else [])
    return [Alarm(a + limit, AlarmType.SIGNAL_LOSS, b) for a, b in pairwise(heard) if b - a >= limit]


def late_arrival(journey: Journey, believed: tuple[Fix, ...]) -> list[Alarm]:
    """Alarm when the journey's time is over and the truck has not been in the destination's zone."""
    due = journey.due_by
    if due is None or not journey.zones:
        return []
    for fix in believed:
        if fix.t > due:
            return [Alarm(due, AlarmType.LATE_ARRIVAL, fix.t)]
        if fix.place and distance_m(journey.zones[-1], fix.place) <= journey.rules.zone_radius_m:
            return []
    return []
