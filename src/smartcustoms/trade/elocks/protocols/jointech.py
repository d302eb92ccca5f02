"""Jointech: what the binary JT600/JT701 frames and the 0x5501 messages share: the place, and the lock's status word.

Source: Jointech JT600 and JT701 communication protocols; the status word as Wialon and flespi publish it for the JT701.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from smartcustoms.trade.elocks.model import By, Closure, FrameRefused, Motor, Unlock
from smartcustoms.trade.elocks.protocols.reading import Cursor, bcd, bcd_time, bit, placed

KNOT_KMH: Final = 1.852
PLACE_LENGTH: Final = 17


@dataclass(frozen=True, slots=True)
class Place:
    """The seventeen bytes that begin every binary record."""

    time: datetime | None
    latitude: float
    longitude: float
    valid: bool
    speed_kmh: float
    course_deg: float


def place(read: Cursor) -> Place:
    """Read day, month, year, time (UTC), latitude ddmmmmmm and longitude dddmmmmmm in BCD, a nibble of flags, knots, course/2.

    Flags: 1 located, 2 north, 4 east.
    """
    day = read.take(6)
    time = bcd_time(day[2:3] + day[1:2] + day[0:1] + day[3:], timedelta(0))
    raw = read.take(9)
    digits, flags = raw.hex()[:17], raw[8] & 0xF
    if not digits.isdecimal():
        raise FrameRefused(f"value: {digits} is no latitude and longitude")
    latitude, longitude = degrees(int(digits[:8])), degrees(int(digits[8:]))
    speed, course = bcd_or_binary(read.take(1)), read.u8() * 2.0
    north, east = placed(latitude if flags & 2 else -latitude, longitude if flags & 4 else -longitude)
    return Place(time, north, east, bool(flags & 1), round(speed * KNOT_KMH, 3), course % 360)


def degrees(raw: int) -> float:
    """Give degrees of ddmmmmmm: degrees, and minutes with four decimals."""
    whole, minutes = divmod(raw, 1_000_000)
    return whole + minutes / 600_000


def bcd_or_binary(raw: bytes) -> int:
    """Read a speed byte: BCD as the protocol says; some devices send it binary."""
    return bcd(raw) if raw.hex().isdecimal() else raw[0]


def jt701_status(word: int) -> dict[str, Any]:
    """Read all fifteen bits of the JT701's status word.

    0 fix by cell, 1 fence entered, 2 fence left, 3 rope cut, 4 vibration, 5 acknowledgement wanted, 6 rope inserted, 7 motor locked,
    8 unlock alarm, 9 wrong password five times, 10 card not authorised, 11 battery low, 12 back cover opened, 13 back cover closed,
    14 motor fault.
    """
    lock: dict[str, Any] = {"status_word": word, "battery_low": bit(word, 11), "vibration": bit(word, 4)}
    lock["rope"] = Closure.CUT if bit(word, 3) else Closure.CLOSED if bit(word, 6) else Closure.OUT
    lock["motor"] = Motor.FAULT if bit(word, 14) else Motor.LOCKED if bit(word, 7) else Motor.UNLOCKED
    if bit(word, 12) or bit(word, 13):
        lock["back_cover"] = Closure.OPEN if bit(word, 12) else Closure.CLOSED
    if bit(word, 8):
        lock["unlock"] = Unlock(By.UNKNOWN, legal=False)
    lock["wrong_password"], lock["card_refused"] = bit(word, 9), bit(word, 10)
    alarms = {1: "geofence_enter", 2: "geofence_exit"}
    lock["alarms"] = tuple(name for number, name in alarms.items() if bit(word, number))
    return lock
