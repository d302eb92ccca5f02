"""Whether a report of a lock means tampering: a cut rope, an opened cover, an unlock where none may be, wrong passwords.

Pure rules on reports in event time. A change that was reported once stays an alarm: a cut does not heal, and a lock opened and
closed again was open.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from smartcustoms.trade.elocks.corridor import distance_m, in_a_zone
from smartcustoms.trade.elocks.journey import DEBOUNCE_S, Alarm, AlarmType, Fix, Journey, Permit, Point

ROPE_CUT: Final = "rope_cut"
UNLOCK: Final = "unlock"
WRONG_PASSWORD: Final = "wrong_password"  # noqa: S105 # the name of an event


def tampering(journey: Journey, fixes: list[Fix], believed: tuple[Fix, ...]) -> list[Alarm]:
    """Judge every report of a journey for tampering."""
    found = [
        *_cuts(journey, fixes, believed), *_openings(fixes), *_illegal_unlocks(journey, fixes, believed), *_passwords(fixes),
    ]  # fmt: skip
    return debounced(found)


def debounced(alarms: list[Alarm]) -> list[Alarm]:
    """Keep the first of alarms of one kind that follow each other within the debounce time."""
    kept: list[Alarm] = []
    last: dict[AlarmType, float] = {}
    for alarm in sorted(alarms):
        if alarm.at - last.get(alarm.type, float("-inf")) > DEBOUNCE_S:
            kept.append(alarm)
        last[alarm.type] = alarm.at
    return kept


def _cuts(journey: Journey, fixes: list[Fix], believed: tuple[Fix, ...]) -> Iterator[Alarm]:
    """A rope that opens while the motor holds it was cut. One that was never closed is not sealed yet, in a zone."""
    closed: bool | None = None
    for fix, place in zip(fixes, places(fixes, believed), strict=True):
        opened = fix.rope is False and fix.motor is not False
        unsealed = closed is None and place is not None and in_a_zone(journey, place)
        if fix.event == ROPE_CUT or (opened and closed is not False and not unsealed):
            yield Alarm(fix.t, AlarmType.ROPE_CUT, fix.t)
        if fix.rope is not None and not (unsealed and fix.rope is False):
            closed = fix.rope


def _openings(fixes: list[Fix]) -> Iterator[Alarm]:
    closed = True
    for fix in fixes:
        if fix.cover is False and closed:
            yield Alarm(fix.t, AlarmType.COVER_OPENED, fix.t)
        closed = closed if fix.cover is None else fix.cover


def _illegal_unlocks(journey: Journey, fixes: list[Fix], believed: tuple[Fix, ...]) -> Iterator[Alarm]:
    for opening in openings(journey, fixes, believed):
        if not opening.lawful:
            yield Alarm(opening.fix.t, AlarmType.ILLEGAL_UNLOCK, opening.fix.t)


@dataclass(frozen=True, slots=True)
class Opening:
    """One unlock, told or seen by the lock's motor: whether it was lawful, and the permits that it used up."""

    fix: Fix
    lawful: bool
    used: tuple[Permit, ...] = ()


def openings(journey: Journey, fixes: list[Fix], believed: tuple[Fix, ...]) -> list[Opening]:
    """Judge each unlock: lawful only in a zone, and, where the journey is unlocked by token, only by permits of its own.

    Where the lock is not known to be in a zone, no unlock is lawful. An unlock told again within the debounce time is the same one.
    """
    found: list[Opening] = []
    burned: dict[str, int] = {}
    locked: bool | None = None
    for fix, place in zip(fixes, places(fixes, believed), strict=True):
        if fix.event == UNLOCK or (fix.motor is False and locked is True):
            found.append(_opening(journey, fix, place, burned, found))
        locked = locked if fix.motor is None else fix.motor
    return found


def _opening(journey: Journey, fix: Fix, place: Point | None, burned: dict[str, int], before: list[Opening]) -> Opening:
    if place is None or not in_a_zone(journey, place):
        return Opening(fix, lawful=False)
    if journey.permits is None:
        return Opening(fix, lawful=True)
    if before and before[-1].lawful and fix.t - before[-1].fix.t <= DEBOUNCE_S:
        return Opening(fix, lawful=True)
    used = permits_for(journey, fix.t, place, burned)
    burned |= {each.administration: each.counter for each in used}
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


def _passwords(fixes: list[Fix]) -> Iterator[Alarm]:
    return (Alarm(fix.t, AlarmType.WRONG_PASSWORD, fix.t) for fix in fixes if fix.event == WRONG_PASSWORD)


def places(fixes: list[Fix], believed: tuple[Fix, ...]) -> list[Point | None]:
    """Give where the lock was at each report: its own place when believed, else the last believed one before it."""
    trusted = set(believed)
    found: list[Point | None] = []
    last: Point | None = None
    for fix in fixes:
        last = fix.place if fix in trusted else last
        found.append(last)
    return found
