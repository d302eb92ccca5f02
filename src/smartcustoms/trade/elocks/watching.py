"""Watches a journey while its fixes arrive: what the control room knew, and when; what late data took back or dated anew.

The verdict at any moment is `judging.alarms` of the fixes that are there, nothing else: a property test holds the trail to that.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from smartcustoms.trade.elocks.corridor import Sieve
from smartcustoms.trade.elocks.journey import Alarm, AlarmType, Fix, Journey
from smartcustoms.trade.elocks.trail import Trail


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
    sieve: Sieve | None = None
    """Which places lie on its line; made of the journey when none is shared."""
    trail: Trail = field(init=False)
    standing: list[Raised] = field(default_factory=list)
    withdrawn: list[Raised] = field(default_factory=list)
    raised: int = 0
    """How many alarms were ever raised."""
    changes: int = 0
    """How often judging changed an alarm here."""
    _found: tuple[Alarm, ...] | None = None
    """What was last matched with the alarms that stand; None after a restoration."""
    _ticked: float = 0.0

    def __post_init__(self) -> None:
        if self.sieve is None:
            self.sieve = Sieve(self.journey.line, self.journey.rules.corridor_m)
        self.trail = Trail(self.journey, self.sieve.is_on_line)

    def add(self, fix: Fix, *, received: float) -> None:
        """Take a fix; one that is there already changes nothing."""
        self.tick(received)
        if fix in self.trail:
            return
        newer = self.trail.add(fix)
        # A late fix does not end the silence that the clock told of; a newer one does, and later silence is told by the next tick.
        self._settle(self.trail.alarms(None if newer else self._ticked), received)

    def tick(self, now: float) -> None:
        """Let time pass: a lock that has been silent for the limit raises an alarm by the clock, before anything more comes."""
        if now <= self._ticked:
            return  # a burst that comes at one moment is heard whole before it is asked whether silence followed
        self._ticked = now
        heard = self.trail.heard
        if heard is None:
            return
        due = heard + self.journey.rules.signal_loss_s
        if now >= due and not any(each.type is AlarmType.SIGNAL_LOSS and each.at == due for each in self.standing):
            self._settle(self.trail.alarms(due), due)

    def restore(self, fixes: Iterable[Fix], standing: Iterable[Raised], withdrawn: Iterable[Raised]) -> None:
        """Take up a journey again from what is kept: the fixes, and the alarms that they amounted to."""
        self.trail.fill(fixes)
        self.standing = sorted(standing, key=lambda each: (each.at, each.type))
        self.withdrawn = list(withdrawn)
        self.raised = max((each.number for each in [*self.standing, *self.withdrawn]), default=0)

    def judge_anew(self, now: float) -> None:
        """Judge what is here again, after something else than a fix changed, such as who may unlock."""
        if len(self.trail):
            silent = any(each.type is AlarmType.SIGNAL_LOSS for each in self.standing)
            self._found = None
            self._settle(self.trail.alarms(now if silent else None), now)

    @property
    def heard(self) -> float | None:
        """When the lock last reported, by its own clock."""
        return self.trail.heard

    def _settle(self, found: tuple[Alarm, ...], now: float) -> None:
        """Match what stands with what is found, unless that is as before: the same, dated anew, withdrawn, raised."""
        if found == self._found:
            return
        self._found = found
        before = (self.standing, len(self.withdrawn))
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
        self.changes += before != (self.standing, len(self.withdrawn))
