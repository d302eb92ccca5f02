"""Judges a journey from its fixes, in event time: equal sets of fixes give equal alarms, in whatever order they came."""

from collections.abc import Iterable

from smartcustoms.trade.elocks.journey import Alarm, AlarmType, Fix, Journey, in_order
from smartcustoms.trade.elocks.movement import dwell, late_arrival, off_route, signal_loss
from smartcustoms.trade.elocks.plausibility import believed_track
from smartcustoms.trade.elocks.tampering import Opening, openings, tampering


def alarms(journey: Journey, fixes: Iterable[Fix], *, until: float | None = None) -> tuple[Alarm, ...]:
    """Give the alarms that stand, in event time. `until`: how far silence is known, when the journey is watched live."""
    ordered = in_order(fixes)
    track = believed_track(journey, ordered)
    found = [
        *track.alarms,
        *tampering(journey, ordered, track.believed),
        *off_route(journey, track.believed),
        *dwell(journey, track.believed),
        *signal_loss(journey, ordered, until),
        *late_arrival(journey, track.believed),
        *low_battery(journey, ordered),
    ]
    return tuple(sorted(found))


def unlocks(journey: Journey, fixes: Iterable[Fix]) -> list[Opening]:
    """Give each unlock of a journey with whether it was lawful and which permits it used up, in event time."""
    ordered = in_order(fixes)
    return openings(journey, ordered, believed_track(journey, ordered).believed)


def low_battery(journey: Journey, fixes: list[Fix]) -> list[Alarm]:
    """Alarm when the battery falls below the limit; once again only after it was charged well above it."""
    limit = journey.rules.low_battery_percent
    found, low = [], False
    for fix in fixes:
        if fix.battery_percent is None:
            continue
        if fix.battery_percent <= limit and not low:
            found.append(Alarm(fix.t, AlarmType.LOW_BATTERY, fix.t))
            low = True
        low = low and fix.battery_percent < limit + 10
    return found
