"""Judges a journey from its fixes, in event time: equal sets of fixes give equal alarms, in whatever order they came.

A `Judgement` takes fixes in event time, one by one, at the same cost each; `alarms` is a judgement of all of them.
"""

from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import dataclass, field

from smartcustoms.trade.elocks.corridor import in_a_zone, on_line
from smartcustoms.trade.elocks.journey import GANTRY, Alarm, AlarmType, Fix, Journey, Point, in_order
from smartcustoms.trade.elocks.movement import Dwell, LateArrival, LowBattery, OffRoute, SignalLoss
from smartcustoms.trade.elocks.plausibility import Belief, Tracks
from smartcustoms.trade.elocks.spoofing import Spoofing
from smartcustoms.trade.elocks.tampering import Opening, Tampering

IsOnLine = Callable[[Point], bool]


class _Rules:
    """All rules of a journey but that on belief, and the alarms that they brought so far."""

    __slots__ = (
        "alarms", "battery", "dwell", "is_on_line", "journey", "late", "off_route", "place", "silence", "spoofing", "tampering",
    )  # fmt: skip

    def __init__(self, journey: Journey, is_on_line: IsOnLine) -> None:
        rules = journey.rules
        self.journey, self.is_on_line = journey, is_on_line
        self.place: Point | None = None
        self.alarms: tuple[Alarm, ...] = ()
        self.tampering, self.silence = Tampering(journey), SignalLoss(rules.signal_loss_s)
        self.battery, self.off_route = LowBattery(rules.low_battery_percent), OffRoute(rules.off_route_s)
        self.dwell, self.late, self.spoofing = Dwell(journey), LateArrival(journey), Spoofing(journey)

    def fork(self) -> "_Rules":
        """Give rules that stand as these do and go on by themselves."""
        forked = copy(self)
        for name in ("tampering", "silence", "battery", "off_route", "dwell", "late", "spoofing"):
            setattr(forked, name, copy(getattr(self, name)))
        return forked

    def step(self, fix: Fix, believed: Point | None) -> None:
        """Take the next report, with its place when that is believed."""
        if believed is not None:
            self.place = believed
            outside = not self.is_on_line(believed) and not in_a_zone(self.journey, believed)
            self._note(self.off_route.step(fix, outside=outside))
            self._note(self.dwell.step(fix, believed))
            self._note(self.late.step(fix, believed))
            self._note(self.spoofing.moved(fix, believed))
        if (witness := fix.witness) is not None:
            self._note(self.spoofing.seen(fix, witness))
        if fix.source == GANTRY:
            return  # the truck was seen; the lock said nothing
        self._note(self.silence.step(fix.t))
        self._note(self.battery.step(fix))
        if fix.event is not None or not (fix.rope is fix.motor is fix.cover is None):
            for each in self.tampering.step(fix, self.place):
                self._note(each)

    def _note(self, found: Alarm | None) -> None:
        if found is not None:
            self.alarms = (*self.alarms, found)


@dataclass(slots=True)
class Judgement:
    """What a journey's fixes amount to so far.

    While there is a suspect track, `live` is how the rules stand with its positions not believed, and `settled` how they stood before
    it began, for the case that it takes over; without one both are the same.
    """

    settled: _Rules
    live: _Rules
    tracks: Tracks
    doubts: tuple[Alarm, ...] = ()
    pending: list[Fix] = field(default_factory=list)
    """The fixes since the suspect track began."""

    @classmethod
    def of(cls, journey: Journey, is_on_line: IsOnLine) -> "Judgement":
        """Begin."""
        rules = _Rules(journey, is_on_line)
        return cls(rules, rules, Tracks(journey))

    def fork(self) -> "Judgement":
        """Give a judgement that stands as this one does and goes on by itself."""
        settled = self.settled.fork()
        live = settled if self.live is self.settled else self.live.fork()
        return Judgement(settled, live, copy(self.tracks), self.doubts, [*self.pending])

    def step(self, fix: Fix) -> None:
        """Take the next fix in event time."""
        place = fix.place
        belief = Belief.SUSPECT if place is None else self.tracks.step(fix)
        match belief:
            case Belief.BELIEVED:
                self.live.step(fix, place)
            case Belief.DOUBTED:
                self.doubts = (*self.doubts, Alarm(fix.t, AlarmType.IMPLAUSIBLE_POSITION, fix.t))
                self.live, self.pending = self.settled.fork(), []
                self._wait(fix)
            case Belief.SUSPECT:
                self._wait(fix)
            case Belief.RETURNED:
                self.live.step(fix, place)
                self.settled, self.pending = self.live, []
            case Belief.TAKEN_OVER:
                self._take_over(fix)

    def _wait(self, fix: Fix) -> None:
        if self.live is not self.settled:
            self.pending.append(fix)
        self.live.step(fix, None)

    def _take_over(self, fix: Fix) -> None:
        believed = set(self.tracks.settle())
        for each in self.pending:
            self.settled.step(each, each.place if each in believed else None)
        self.settled.step(fix, fix.place)
        self.live, self.pending = self.settled, []

    def alarms(self, until: float | None = None) -> tuple[Alarm, ...]:
        """Give the alarms that stand. `until`: how far silence is known, when the journey is watched live."""
        silent = None if until is None else self.live.silence.until(until)
        if not (self.doubts or self.live.alarms or silent):
            return ()
        return tuple(sorted([*self.doubts, *self.live.alarms, *([] if silent is None else [silent])]))

    @property
    def heard(self) -> float | None:
        """The time of the lock's last report."""
        return self.live.silence.last

    @property
    def openings(self) -> list[Opening]:
        """Give each unlock so far with whether it was lawful and which permits it used up."""
        return list(self.live.tampering.openings)


def judged(journey: Journey, fixes: Iterable[Fix]) -> Judgement:
    """Judge all fixes of a journey; how far they lie from the line is looked at for all together."""
    ordered = in_order(fixes)
    places = list({fix.place: None for fix in ordered if fix.place is not None})
    near = dict(zip(places, on_line(journey.line, journey.rules.corridor_m, places), strict=True))
    found = Judgement.of(journey, near.__getitem__)
    for fix in ordered:
        found.step(fix)
    return found


def alarms(journey: Journey, fixes: Iterable[Fix], *, until: float | None = None) -> tuple[Alarm, ...]:
    """Give the alarms that stand, in event time. `until`: how far silence is known, when the journey is watched live."""
    return judged(journey, fixes).alarms(until)


def unlocks(journey: Journey, fixes: Iterable[Fix]) -> list[Opening]:
    """Give each unlock of a journey with whether it was lawful and which permits it used up, in event time."""
    return judged(journey, fixes).openings
