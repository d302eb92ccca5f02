"""Watches a journey while its fixes arrive: what the control room knew, and when; what late data took back or dated anew.

The verdict at any moment is `judging.alarms` of the fixes that are there, nothing else. Only an *ordinary* fix is spared that work: it
is the newest, shortly after the one before it, on the line, moving or in a zone, reachable, and of a lock whose state did not change.
Such a fix can neither raise nor take back an alarm; a property test holds the sparing to that.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from smartcustoms.trade.elocks.corridor import Sieve, in_a_zone
from smartcustoms.trade.elocks.journey import Alarm, AlarmType, Fix, Journey, order_of
from smartcustoms.trade.elocks.judging import alarms
from smartcustoms.trade.elocks.movement import STANDING_KMH
from smartcustoms.trade.elocks.plausibility import reaches


@dataclass(frozen=True, slots=True)
class Raised:
    """An alarm as the control room had it: `at` by the lock's clock, `raised_at` and `withdrawn_at` by the platform's."""

    type: AlarmType
    at: float
    raised_at: float
    withdrawn_at: float | None = None
    number: int = 0
    """Its number within the journey; kept when late data dates it anew."""


@dataclass(slots=True)
class Watch:
    """One journey being watched."""

    journey: Journey
    sieve: Sieve = None  # type: ignore[assignment] # made of the journey when none is shared
    fixes: set[Fix] = field(default_factory=set)
    standing: list[Raised] = field(default_factory=list)
    withdrawn: list[Raised] = field(default_factory=list)
    raised: int = 0
    """How many alarms were ever raised."""
    _newest: Fix | None = None
    _judged: int = 0
    _ticked: float = 0.0
    _quiet: bool = False
    """Nothing is open: no suspect track, and the newest fix was on the line."""

    def __post_init__(self) -> None:
        if self.sieve is None:
            self.sieve = Sieve(self.journey.line, self.journey.rules.corridor_m)

    def add(self, fix: Fix, *, received: float) -> None:
        """Take a fix; one that is there already changes nothing."""
        self.tick(received)
        if fix in self.fixes:
            return
        ordinary = self._is_ordinary(fix)
        self.fixes.add(fix)
        if self._newest is None or fix.t > self._newest.t:
            self._newest = fix
        if not ordinary:
            self._judge(received, until=None)

    def tick(self, now: float) -> None:
        """Let time pass: a lock that has been silent for the limit raises an alarm by the clock, before anything more comes."""
        if self._newest is None or now <= self._ticked:
            return  # a burst that comes at one moment is heard whole before it is asked whether silence followed
        self._ticked = now
        due = self._newest.t + self.journey.rules.signal_loss_s
        if now >= due and not any(each.type is AlarmType.SIGNAL_LOSS and each.at == due for each in self.standing):
            self._judge(due, until=due)

    def restore(self, fixes: Iterable[Fix], standing: Iterable[Raised], withdrawn: Iterable[Raised]) -> None:
        """Take up a journey again from what is kept: the fixes, and the alarms that they amounted to."""
        self.fixes = set(fixes)
        self.standing = sorted(standing, key=lambda each: (each.at, each.type))
        self.withdrawn = list(withdrawn)
        self.raised = max((each.number for each in [*self.standing, *self.withdrawn]), default=0)
        self._newest = max(self.fixes, key=order_of, default=None)
        self._calm_down()

    def judge_anew(self, now: float) -> None:
        """Judge what is here again, after something else than a fix changed, such as who may unlock."""
        if self.fixes:
            silent = any(each.type is AlarmType.SIGNAL_LOSS for each in self.standing)
            self._judge(now, until=now if silent else None)

    @property
    def judged(self) -> int:
        """How often the whole journey was judged here; unchanged, no alarm changed."""
        return self._judged

    @property
    def newest(self) -> Fix | None:
        """The newest fix in event time."""
        return self._newest

    def _judge(self, now: float, until: float | None) -> None:
        found = alarms(self.journey, self.fixes, until=until)
        self._judged += 1
        self._settle(found, now)
        self._calm_down()

    def _calm_down(self) -> None:
        newest = self._newest
        self._quiet = newest is not None and self._is_calm(newest) and not any(
            each.type is AlarmType.IMPLAUSIBLE_POSITION and newest.t - each.at < 3600 for each in self.standing
        )  # fmt: skip

    def _settle(self, found: tuple[Alarm, ...], now: float) -> None:
        """Match what stands with what is found: the same, dated anew, withdrawn, raised."""
        left = list(self.standing)
        new = list(found)
        self.standing = []
        for alarm in found:
            same = next((each for each in left if (each.type, each.at) == (alarm.type, alarm.at)), None)
            if same is not None:
                self.standing.append(same)
                left.remove(same)
                new.remove(alarm)
        for alarm in new:
            dated = next((each for each in left if each.type is alarm.type), None)
            if dated is not None:
                left.remove(dated)
            self.raised += dated is None
            raised_at, number = (now, self.raised) if dated is None else (dated.raised_at, dated.number)
            self.standing.append(Raised(alarm.type, alarm.at, raised_at, number=number))
        self.withdrawn += [replace(each, withdrawn_at=now) for each in left]
        self.standing.sort(key=lambda each: (each.at, each.type))

    def _is_ordinary(self, fix: Fix) -> bool:
        """Tell whether a fix can change nothing; when in doubt it can."""
        before = self._newest
        if before is None or not self._quiet:
            return False
        in_turn = 0 < fix.t - before.t < self.journey.rules.signal_loss_s
        state = (fix.rope, fix.motor, fix.cover) == (before.rope, before.motor, before.cover)
        return (
            in_turn and state and self._is_calm(fix) and before.place is not None and reaches(self.journey, before, fix)
        )

    def _is_calm(self, fix: Fix) -> bool:
        """Tell whether a fix by itself is in order: it has a place on the line, moves or is in a zone, and reports nothing."""
        if fix.place is None or fix.event is not None or fix.battery_percent is not None:
            return False
        if self.journey.due_by is not None and fix.t > self.journey.due_by:
            return False
        if (fix.kmh is None or fix.kmh <= STANDING_KMH) and not in_a_zone(self.journey, fix.place):
            return False
        return self.sieve.is_on_line(fix.place) or in_a_zone(self.journey, fix.place)
