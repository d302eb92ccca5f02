"""JT/T 808: the location message 0x0200 (2019: table 23 to 27), its batches 0x0704 and 0x0210, and transparent data 0x0900.

28 bytes: alarm word, status word, latitude and longitude (10⁻⁶ degrees, hemispheres in status bits 2 and 3), height in metres,
speed in 0.1 km/h, course, time in BCD, GMT+8; then additional items (`jt808_items`).
"""

from dataclasses import replace
from struct import Struct
from typing import Any, Final

from smartcustoms.trade.elocks.model import FrameRefused, LockState, Position, Source
from smartcustoms.trade.elocks.protocols.jt808_items import additional
from smartcustoms.trade.elocks.protocols.reading import CHINA_OFFSET, Cursor, bcd_time, bit, clock_of, placed

ALARM_BITS: Final = {
    0: "sos", 1: "overspeed", 2: "fatigue", 3: "danger", 4: "gnss_fault", 5: "gnss_antenna_cut", 6: "gnss_antenna_short",
    7: "power_low", 8: "power_cut", 9: "display_fault", 10: "speech_fault", 11: "camera_fault", 12: "card_reader_fault",
    13: "overspeed_warning", 14: "fatigue_warning", 18: "driving_time_over", 19: "parking_time_over", 20: "area_crossed",
    21: "line_crossed", 22: "section_time", 23: "off_line", 24: "speed_sensor_fault", 25: "fuel_abnormal", 26: "stolen",
    27: "illegal_ignition", 28: "illegal_movement", 29: "collision", 30: "rollover", 31: "illegal_door_opening",
}  # fmt: skip
DOORS: Final = 0b11111 << 13
"""Status bits 13 to 17: front, middle, rear, driver's and one more door is open."""
BASE_LENGTH: Final = 28
_BASE: Final = Struct(">IIIIhHH6s")


def location(body: bytes) -> Position:
    """Read the body of 0x0200."""
    if len(body) < BASE_LENGTH:
        raise FrameRefused(f"length: a location has {BASE_LENGTH} bytes, {len(body)} there")
    alarm, status, north, east, altitude, speed, course, moment = _BASE.unpack_from(body)
    latitude, longitude = signed(status, north, east)
    time = bcd_time(moment, CHINA_OFFSET)
    lock: dict[str, Any] = of_status(status)
    lock |= additional(body[BASE_LENGTH:])
    if alarm or "alarms" in lock:
        lock["alarms"] = tuple(dict.fromkeys((*of_alarms(alarm), *lock.get("alarms", ()))))
        if "vibration" in lock["alarms"]:
            lock["vibration"] = True
    lock["clock"] = clock_of(time)
    valid = bit(status, 1) and time is not None
    return Position(
        time, latitude, longitude, valid, speed / 10, course if course <= 360 else None, altitude,
        Source.GNSS if valid else Source.NONE, lock=LockState(**lock),
    )  # fmt: skip


def signed(status: int, latitude: int, longitude: int) -> tuple[float, float]:
    """Give degrees north and east of 10⁻⁶ degrees and the hemispheres in the status word."""
    north = -latitude / 1e6 if status & 4 else latitude / 1e6
    east = -longitude / 1e6 if status & 8 else longitude / 1e6
    return placed(north, east)


def of_alarms(word: int) -> tuple[str, ...]:
    """Name the alarms of an alarm word."""
    return tuple(name for number, name in ALARM_BITS.items() if bit(word, number)) if word else ()


def of_status(word: int) -> dict[str, Any]:
    """Read what of the status word is in our vocabulary; bit 26 is some makers' charging flag, so its absence says nothing."""
    lock: dict[str, Any] = {
        "status_word": word, "ignition": word & 1 == 1, "fuel_cut": word & 0x400 != 0, "door_open": word & DOORS != 0,
    }  # fmt: skip
    if word & 1 << 26:
        lock["charging"] = True
    return lock


def batch(body: bytes) -> tuple[Position, ...]:
    """Read 0x0704: a count, whether they were stored (1) or not (0), and location bodies with their lengths."""
    read = Cursor(body)
    read.skip(2)  # the count; the lengths say more, and a lost byte would have failed the checksum
    stored = read.u8() > 0
    found = []
    while read.left >= 2:
        found.append(location(read.take(read.u16())))
    return tuple(_marked(each, stored=stored) for each in found)


def short_batch(body: bytes) -> tuple[Position, ...]:
    """Read 0x0210, a maker's batch: location bodies, each with its length in one byte."""
    read = Cursor(body)
    found = []
    while read.left > 1:
        found.append(location(read.take(read.u8())))
    return tuple(found)


def _marked(position: Position, *, stored: bool) -> Position:
    return replace(position, stored=True) if stored else position


def transparent(body: bytes) -> tuple[Position, ...]:
    """Read the positions that some makers hide in 0x0900: F0 (vehicle report with status and place), FF (a bare fix)."""
    read = Cursor(body)
    kind = read.u8() if read.left else 0
    if kind == 0xFF and read.left >= 20:
        return (_bare_fix(read),)
    if kind == 0xF0 and read.left >= 9:
        return _vehicle_report(read)
    return ()


def _bare_fix(read: Cursor) -> Position:
    time = bcd_time(read.take(6), CHINA_OFFSET)
    latitude, longitude = placed(read.i32() / 1e6, read.i32() / 1e6)
    altitude, speed, course = read.i16(), read.u16() / 10, read.u16()
    lock = LockState(clock=clock_of(time))
    return Position(time, latitude, longitude, time is not None, speed, course, altitude, lock=lock)


def _vehicle_report(read: Cursor) -> tuple[Position, ...]:
    time = bcd_time(read.take(6), CHINA_OFFSET)
    stored = read.u8() > 0
    read.skip(1)  # vehicle type
    match read.u8():
        case 0x01:
            for _ in range(read.u8()):
                read.skip(2)
                read.skip(read.u8())
        case 0x02:
            _skip_trouble_codes(read)
        case 0x03:
            for _ in range(read.u8()):
                read.skip(1)
                read.skip(read.u8())
        case 0x15:
            read.skip(4)
        case _:
            return ()
    status = read.u32()
    latitude, longitude = signed(status, read.u32(), read.u32())
    lock = LockState(**of_status(status), clock=clock_of(time))
    return (Position(time, latitude, longitude, bit(status, 1), stored=stored, lock=lock),)


def _skip_trouble_codes(read: Cursor) -> None:
    for _ in range(read.u16()):
        read.skip(4)
        for _ in range(read.u16()):
            read.skip(8)
            read.skip(read.u16())
