"""From what a lock said to what is judged, and back to the bits of our own lock's status."""

from typing import Final

from smartcustoms.trade.elocks.journey import GANTRY, NETWORK, Fix
from smartcustoms.trade.elocks.model import ClockState, Closure, LockState, Motor, Position, Source
from smartcustoms.trade.elocks.protocols import native
from smartcustoms.trade.elocks.tampering import ROPE_CUT, UNLOCK, WRONG_PASSWORD

_SOURCES: Final = {Source.CELL: NETWORK, Source.WIFI: NETWORK, Source.GANTRY: GANTRY}
_MOTOR: Final = {Motor.LOCKED: True, Motor.UNLOCKED: False}


def fix_of(position: Position) -> Fix | None:
    """Give the fix to judge; None where the message has no time, or one of a clock that was never set.

    A place that the device itself does not call valid is none.
    """
    if position.time is None or position.lock.clock is ClockState.UNSET:
        return None
    located = position.valid and position.latitude is not None and position.longitude is not None
    lock = position.lock
    rope = lock.rope if lock.rope is not None else lock.shackle
    return Fix(
        t=_seconds(position),
        lat=round(position.latitude or 0, 7) if located else None,
        lon=round(position.longitude or 0, 7) if located else None,
        kmh=position.speed_kmh if located else None,
        rope=_together([each.seal for each in lock.sublocks]) if rope is None else _closed(rope),
        motor=_MOTOR.get(lock.motor) if lock.motor is not None else _held(lock),
        cover=_closed(lock.back_cover),
        event=_event(lock),
        battery_percent=lock.battery_percent,
        source=_SOURCES.get(position.source) if located else None,
    )


def _seconds(position: Position) -> float:
    seconds = position.time.timestamp() if position.time is not None else 0.0
    return int(seconds) if seconds == int(seconds) else round(seconds, 3)


def _closed(closure: Closure | None) -> bool | None:
    return None if closure is None else closure is Closure.CLOSED


def _together(closures: list[Closure | None]) -> bool | None:
    """Sub-locks are closed when all of them are that say how they stand."""
    told = [_closed(each) for each in closures if each is not None]
    return all(told) if told else None


def _held(lock: LockState) -> bool | None:
    told = [each.motor is Motor.LOCKED for each in lock.sublocks if each.motor is not None]
    return all(told) if told else None


def _event(lock: LockState) -> str | None:
    if Closure.CUT in (lock.rope, lock.shackle):
        return ROPE_CUT
    if lock.unlock is not None and lock.unlock.accepted is not False:
        return UNLOCK
    return WRONG_PASSWORD if lock.wrong_password else None


def status_of(fix: Fix) -> tuple[int, int]:
    """Give the status bits of a fix, and those which it does not tell."""
    told = {
        native.ROPE_CLOSED: fix.rope, native.ROPE_CUT: fix.event == ROPE_CUT, native.MOTOR_LOCKED: fix.motor,
        native.COVER_OPEN: fix.cover is False, native.UNLOCKED: fix.event == UNLOCK, native.WRONG_PASSWORD: fix.event == WRONG_PASSWORD,
    }  # fmt: skip
    untold = {native.ROPE_CLOSED: fix.rope, native.MOTOR_LOCKED: fix.motor, native.COVER_OPEN: fix.cover}
    return sum(1 << bit for bit, on in told.items() if on), sum(1 << bit for bit, on in untold.items() if on is None)
