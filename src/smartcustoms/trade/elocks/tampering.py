"""Whether a report of a lock means tampering: a cut rope, an opened cover, an unlock where none may be, wrong passwords.

Pure rules on reports in event time. A change that was reported once stays an alarm: a cut does not heal, and a lock opened and
closed again was open. As with movement, fields are replaced and never changed in place.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from smartcustoms.trade.elocks.corridor import distance_m, in_a_zone
from smartcustoms.trade.elocks.journey import DEBOUNCE_S, Alarm, AlarmType, Fix, Journey, Permit, Point

ROPE_CUT: Final = "rope_cut"
UNLOCK: Final = "unlock"
WRONG_PASSWORD: Final = "wrong_password"  # noqa: S105 # the name of an event


@dataclass(frozen=True, slots=True)
class Opening:
    """One unlock, told or seen by the lock's motor: whether it was lawful, and the permits that it used up."""

    fix: Fix
    lawful: bool
    used: tuple[Permit, ...] = ()


@dataclass(slots=True)
class Tampering:
    """What a lock's reports say about its seal so far. `place` is where it was: its own when believed, else the last believed one.

    Of alarms of one kind that follow each other within the debounce time the first is kept.
    """

    journey: Journey
    rope_closed: bool | None = None
    cover_closed: bool = True
    motor_locked: bool | None = None
    openings: tuple[Opening, ...] = ()
    burned: Mapping[str, int] = field(default_factory=dict)
    last: Mapping[AlarmType, float] = field(default_factory=dict)

    def step(self, fix: Fix, place: Point | None) -> Iterator[Alarm]:
        """Take the next report."""
        for kind in self._kinds(fix, place):
            before, self.last = self.last.get(kind, float("-inf")), {**self.last, kind: fix.t}
            if fix.t - before > DEBOUNCE_S:
                yield Alarm(fix.t, kind, fix.t)

    def _kinds(self, fix: Fix, place: Point | None) -> Iterator[AlarmType]:
        if self._is_cut(fix, place):
            yield AlarmType.ROPE_CUT
        if fix.cover is False and self.cover_closed:
            yield AlarmType.COVER_OPENED
        self.cover_closed = self.cover_closed if fix.cover is None else fix.cover
        if fix.event == UNLOCK or (fix.motor is False and self.motor_locked is True):
            opening = self._opening(fix, place)
            self.openings = (*self.openings, opening)
            if not opening.lawful:
                yield AlarmType.ILLEGAL_UNLOCK
        self.motor_locked = self.motor_locked if fix.motor is None else fix.motor
        if fix.event == WRONG_PASSWORD:
            yield AlarmType.WRONG_PASSWORD

    def _is_cut(self, fix: Fix, place: Point | None) -> bool:
        """A rope that opens while the motor holds it was cut. One that was never closed is not sealed yet, in a zone."""
        if fix.rope is None and fix.event != ROPE_CUT:
            return False
        opened = fix.rope is False and fix.motor is not False
        unsealed = self.rope_closed is None and place is not None and in_a_zone(self.journey, place)
        cut = fix.event == ROPE_CUT or (opened and self.rope_closed is not False and not unsealed)
        if fix.rope is not None and not (unsealed and fix.rope is False):
            self.rope_closed = fix.rope
        return cut

    def _opening(self, fix: Fix, place: Point | None) -> Opening:
        """Judge an unlock: lawful only in a zone, and, where the journey is unlocked by token, only by permits of its own.

        Where the lock is not known to be in a zone, no unlock is lawful. An unlock told again within the debounce time is the same one.
        """
        if place is None or not in_a_zone(self.journey, place):
            return Opening(fix, lawful=False)
        if self.journey.permits is None:
            return Opening(fix, lawful=True)
        last = self.openings[-1] if self.openings else None
        if last is not None and last.lawful and fix.t - last.fix.t <= DEBOUNCE_S:
            return Opening(fix, lawful=True)
        used = permits_for(self.journey, fix.t, place, self.burned)
        self.burned = {**self.burned, **{each.administration: each.counter for each in used}}
        return Opening(fix, lawful=bool(used), used=used)


def permits_for(journey: Journey, t: float, place: Point, burned: Mapping[str, int]) -> tuple[Permit, ...]:
    """Choose the permits that make an unlock at a moment and place lawful; none when they do not suffice.

    One of each administration, with the lowest counter above the last that was burned; one must be the zone owner's.
    """
    chosen: dict[str, Permit] = {}
    for each in sorted(journey.permits or ()):
        holds = each.not_before <= t <= each.not_after and distance_m(each.place, place) <= each.radius_m
        if holds and each.counter > burned.get(each.administration, -1):
            chosen.setdefault(each.administration, each)
    ordered = sorted(chosen.values(), key=lambda each: (not each.owns_place, each.administration))
    enough = len(ordered) >= journey.needs and ordered[0].owns_place if ordered else False
    return tuple(ordered[: journey.needs]) if enough else ()
