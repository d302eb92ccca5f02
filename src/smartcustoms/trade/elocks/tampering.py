"""Whether a report of a lock means tampering: a cut rope, an opened cover, an unlock where none may be, wrong passwords.

Pure rules on reports in event time. A change that was reported once stays an alarm: a cut does not heal, and a lock opened and
closed again was open.
"""

from collections.abc import Iterator
from typing import Final

from smartcustoms.trade.elocks.corridor import in_a_zone
from smartcustoms.trade.elocks.journey import DEBOUNCE_S, Alarm, AlarmType, Fix, Journey, Point

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
    """An unlock, told or seen by its motor, is lawful only in a zone; where the lock is not known to be in one, it is not."""
    locked: bool | None = None
    for fix, place in zip(fixes, places(fixes, believed), strict=True):
        opens = fix.event == UNLOCK or (fix.motor is False and locked is True)
        if opens and not (place is not None and in_a_zone(journey, place)):
            yield Alarm(fix.t, AlarmType.ILLEGAL_UNLOCK, fix.t)
        locked = locked if fix.motor is None else fix.motor


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
