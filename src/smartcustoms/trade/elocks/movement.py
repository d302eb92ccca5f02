"""Rules of movement, in event time: off the route, standing too long, silent too long, late.

Each rule takes the next fix and gives the alarm that it brings, if any. A rule's fields hold values that are replaced and never changed in
place, so that a shallow copy of a rule goes on by itself.
"""

from dataclasses import dataclass
from typing import Final, NamedTuple

from smartcustoms.trade.elocks.corridor import distance_m, in_a_zone
from smartcustoms.trade.elocks.journey import Alarm, AlarmType, Fix, Journey, Point

STANDING_KMH: Final = 5.0
"""A truck that says it is slower than this stands; satellite noise makes a standing one creep."""


@dataclass(slots=True)
class OffRoute:
    """A truck that stays out of its corridor for the limit; once again only after it was inside for as long.

    The time outside is counted from the first fix outside to the last one seen there: no more is known.
    """

    limit: float
    left_at: float | None = None
    back_at: float | None = None
    standing: bool = False

    def step(self, fix: Fix, *, outside: bool) -> Alarm | None:
        """Take the next believed fix."""
        if not outside:
            self.left_at = None
            self.back_at = fix.t if self.back_at is None else self.back_at
            self.standing = self.standing and fix.t - self.back_at < self.limit
            return None
        self.back_at = None
        self.left_at = fix.t if self.left_at is None else self.left_at
        if not self.standing and fix.t - self.left_at >= self.limit:
            self.standing = True
            return Alarm(self.left_at + self.limit, AlarmType.OFF_ROUTE, fix.t)
        return None


class _Stop(NamedTuple):
    """A stop that may become an alarm: since when, where, and when a fix first came after its limit."""

    since: float
    place: Point
    over_at: float | None = None


@dataclass(slots=True)
class Dwell:
    """A truck that stands within the radius for the limit, outside the zones; one alarm per stop.

    Every standing fix may begin a stop, which lasts until the first fix outside its radius. The earliest that reaches the limit is
    the alarm, and takes all that stands within its radius with it.
    """

    journey: Journey
    stops: tuple[_Stop, ...] = ()
    told: Point | None = None
    """Where the stop is of which was told already, until the truck leaves it."""

    def step(self, fix: Fix, place: Point) -> Alarm | None:
        """Take the next believed fix."""
        rules = self.journey.rules
        if self.told is not None and distance_m(self.told, place) <= rules.dwell_radius_m:
            return None
        self.told = None
        stands = fix.kmh is None or fix.kmh <= STANDING_KMH
        if not stands and not self.stops:
            return None
        lasting = []
        for stop in self.stops:
            if distance_m(stop.place, place) > rules.dwell_radius_m:
                continue
            limit = stop.since + rules.dwell_s
            over_at = fix.t if stop.over_at is None and fix.t >= limit else stop.over_at
            if over_at is not None and stands:
                self.stops, self.told = (), stop.place
                return Alarm(limit, AlarmType.DWELL, over_at)
            lasting.append(stop._replace(over_at=over_at) if over_at is not None else stop)
        if stands and not (lasting and lasting[-1].place == place) and not in_a_zone(self.journey, place):
            lasting.append(_Stop(fix.t, place))
        self.stops = tuple(lasting)
        return None


@dataclass(slots=True)
class SignalLoss:
    """Nothing at all came from the lock for the limit. A tunnel is no loss: the lock still reports, without a place."""

    limit: float
    last: float | None = None

    def step(self, t: float) -> Alarm | None:
        """Take the time of the next report, or that up to which silence is known."""
        before, self.last = self.last, t
        if before is not None and t - before >= self.limit:
            return Alarm(before + self.limit, AlarmType.SIGNAL_LOSS, t)
        return None

    def until(self, now: float) -> Alarm | None:
        """Give the alarm that silence up to now amounts to, without taking it as a report."""
        if self.last is not None and now - self.last >= self.limit:
            return Alarm(self.last + self.limit, AlarmType.SIGNAL_LOSS, now)
        return None


@dataclass(slots=True)
class LateArrival:
    """The journey's time is over and the truck has not been in the destination's zone."""

    journey: Journey
    over: bool = False

    def step(self, fix: Fix, place: Point) -> Alarm | None:
        """Take the next believed fix."""
        due = self.journey.due_by
        if due is None or self.over or not self.journey.zones:
            return None
        if fix.t > due:
            self.over = True
            return Alarm(due, AlarmType.LATE_ARRIVAL, fix.t)
        self.over = distance_m(self.journey.zones[-1], place) <= self.journey.rules.zone_radius_m
        return None


@dataclass(slots=True)
class LowBattery:
    """The battery fell below the limit; once again only after it was charged well above it."""

    limit: float
    low: bool = False

    def step(self, fix: Fix) -> Alarm | None:
        """Take the next report."""
        percent, before = fix.battery_percent, self.low
        if percent is None:
            return None
        self.low = (before or percent <= self.limit) and percent < self.limit + 10
        return Alarm(fix.t, AlarmType.LOW_BATTERY, fix.t) if percent <= self.limit and not before else None
