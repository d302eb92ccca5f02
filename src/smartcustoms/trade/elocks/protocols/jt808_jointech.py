"""Jointech locks on JT/T 808: messages 0x5501 (position) and 0x5502 (the same, kept while there was no network).

The place as in JT600, then signal, satellites, kilometres, battery, cell, product, status, alarms and items: 0x02 height, 0x10 why
it woke, 0x0B an unlock, 0x0C tilt. Traccar calls every 0x5502 invalid; here the lock's own flag says whether it had a fix, for what
was kept in a tunnel is late, not wrong.
"""

from typing import Any, Final

from smartcustoms.trade.elocks.model import By, LockState, Motor, Position, Source, Unlock
from smartcustoms.trade.elocks.protocols.jointech import place
from smartcustoms.trade.elocks.protocols.reading import Cursor, bit, clock_of

_CHARGING: Final = frozenset({0xAA, 0xAB})
_LOCK_PRODUCT: Final = 3


def lock_report(body: bytes, *, stored: bool) -> Position:
    """Read the body of 0x5501 or 0x5502."""
    read = Cursor(body)
    where = place(read)
    lock: dict[str, Any] = {"clock": clock_of(where.time), "signal_csq": read.u8(), "satellites": read.u8()}
    lock["odometer_m"] = read.u32() * 1000
    battery = read.u8()
    if battery <= 100:
        lock["battery_percent"] = battery
    lock["charging"] = battery in _CHARGING or None
    read.skip(6)  # cell and area
    product, status, alarm = read.u8(), read.u16(), read.u16()
    lock |= {"status_word": status, **_of_product(product, status, alarm)}
    altitude = _items(read, lock)
    source = Source.GNSS if where.valid else Source.NONE
    return Position(
        where.time, where.latitude, where.longitude, where.valid and where.time is not None, where.speed_kmh,
        where.course_deg, altitude, source, stored, LockState(**lock),
    )  # fmt: skip


def _of_product(product: int, status: int, alarm: int) -> dict[str, Any]:
    if product != _LOCK_PRODUCT:
        return {"battery_low": bit(alarm, 0)}
    lock: dict[str, Any] = {"motor": Motor.LOCKED if bit(status, 5) else Motor.UNLOCKED}
    lock |= {"battery_low": bit(alarm, 1), "vibration": bit(alarm, 2)}
    names = {0: "overspeed", 3: "jamming"}
    lock["alarms"] = tuple(name for number, name in names.items() if bit(alarm, number))
    return lock


def _items(read: Cursor, lock: dict[str, Any]) -> float | None:
    """Read the items at the end into the lock's state; give the height."""
    altitude: float | None = None
    while read.left >= 2:
        item, length = read.u8(), read.u8()
        value = Cursor(read.take(length))
        match item, length:
            case 0x02, 2:
                altitude = value.i16()
            case 0x10, 1:
                lock["wake_source"] = value.u8()
            case 0x0B, _ if length >= 1:
                lock["unlock"] = unlock_record(value)
            case 0x0C, 6:
                lock["tilt"] = (value.i16(), value.i16(), value.i16())
            case _:
                pass
    return altitude


def unlock_record(value: Cursor) -> Unlock:
    """Read an unlock: how it was asked for, the card's number or that a password was given, and, where sent, whether it worked."""
    length = value.left
    command = value.u8()
    by, card = By.REMOTE, None
    if 5 <= length <= 6:
        by, card = By.CARD, str(value.u32())
    elif length >= 7:
        by = By.PASSWORD
        value.skip(6)  # the password itself is not kept
    result = value.u8() if length % 2 == 0 and value.left else None
    accepted = None if result is None else result == 0
    return Unlock(by, card, accepted, result_code=result if result is not None else command)
