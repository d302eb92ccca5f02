"""What a device would send, for the simulator and for tests: a position written in each protocol, as its own decoder must read it.

Only what the protocol can say is written: eSeal has whole kilometres per hour, Jointech and eSeal no finer place than about 0.2 metres.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlencode

from smartcustoms.trade.elocks.model import Closure, HttpRequest, Motor, Position
from smartcustoms.trade.elocks.protocols import jt808_writing
from smartcustoms.trade.elocks.protocols.checksums import crc16_arc, crc16_x25
from smartcustoms.trade.elocks.protocols.jointech import KNOT_KMH


class CannotBeSaid(ValueError):
    """The position lacks what the protocol must send: a time and a place."""


def _parts(fix: Position) -> tuple[datetime, float, float, float, int]:
    if fix.time is None or fix.latitude is None or fix.longitude is None:
        raise CannotBeSaid("a position needs a time and a place to be written")
    return fix.time, fix.latitude, fix.longitude, fix.speed_kmh or 0.0, int(fix.course_deg or 0)


def jt808(device: str, serial: int, fix: Position) -> bytes:
    """Write JT/T 808 0x0200."""
    time, latitude, longitude, speed, course = _parts(fix)
    body = jt808_writing.location(
        time, latitude, longitude, status=2 if fix.valid else 0, speed_kmh=speed, course_deg=course,
        altitude_m=int(fix.altitude_m or 0),
    )  # fmt: skip
    return jt808_writing.frame(0x0200, device, serial, body)


def jt701(device: str, serial: int, fix: Position) -> bytes:
    """Write the JT701's binary long form with its status word."""
    record = (
        _jointech_place(fix)
        + bytes(4)
        + bytes([fix.lock.satellites or 0])
        + bytes(4)
        + jt701_status(fix).to_bytes(2, "big")
    )
    level = fix.lock.battery_percent
    record += bytes([0xFF if level is None else int(level)]) + bytes(4) + bytes([fix.lock.signal_csq or 0])
    head = (
        b"$" + bytes.fromhex(device.zfill(10)) + b"\x13\x11" + (len(record) + 1).to_bytes(2, "big")
    )  # the index counts
    return head + record + bytes([serial & 0xFF])


def jt701_status(fix: Position) -> int:
    """Give the JT701's status word of a lock's state."""
    lock = fix.lock
    said = {
        3: lock.rope is Closure.CUT, 4: lock.vibration, 6: lock.rope in (Closure.CLOSED, Closure.CUT), 7: lock.motor is Motor.LOCKED,
        8: lock.unlock is not None and lock.unlock.legal is False, 9: lock.wrong_password, 10: lock.card_refused, 11: lock.battery_low,
        12: lock.back_cover is Closure.OPEN, 13: lock.back_cover is Closure.CLOSED, 14: lock.motor is Motor.FAULT,
    }  # fmt: skip
    return sum(1 << number for number, on in said.items() if on)


def _jointech_place(fix: Position) -> bytes:
    time, latitude, longitude, speed, course = _parts(fix)
    flags = (1 if fix.valid else 0) | (2 if latitude >= 0 else 0) | (4 if longitude >= 0 else 0)
    digits = time.strftime("%d%m%y%H%M%S") + f"{_minutes(latitude):08d}{_minutes(longitude):09d}{flags:x}"
    return bytes.fromhex(digits + f"{min(round(speed / KNOT_KMH), 99):02d}") + bytes([course // 2])


def _minutes(degrees: float) -> int:
    """Give ddmmmmmm: degrees, and minutes with four decimals."""
    whole, ten_thousandths = divmod(round(abs(degrees) * 600_000), 600_000)
    return whole * 1_000_000 + ten_thousandths


def eseal(device: str, serial: int, fix: Position) -> bytes:
    """Write an eSeal report."""
    time, latitude, longitude, speed, course = _parts(fix)
    place = f"{abs(latitude):.6f}{'N' if latitude >= 0 else 'S'} {abs(longitude):.6f}{'E' if longitude >= 0 else 'W'}"
    door = "Open" if fix.lock.shackle is Closure.OPEN else "Close"
    moment = time.strftime("%Y-%m-%d,%H:%M:%S")
    return (
        f"##S,eSeal,{device},256,3.0.6,Normal,{serial},{moment},15,{'A' if fix.valid else 'V'},{place},{course},{round(speed)},{door},"
        "0.71,0:0:0:0,3.8,-73,E##"
    ).encode("ascii")


def gt06(_device: str, serial: int, fix: Position) -> bytes:
    """Write GT06 0x12; the session's login names the device."""
    time, latitude, longitude, speed, course = _parts(fix)
    flags = course | (0x1000 if fix.valid else 0) | (0x400 if latitude >= 0 else 0) | (0x800 if longitude < 0 else 0)
    date = bytes([time.year - 2000, time.month, time.day, time.hour, time.minute, time.second])
    place = b"".join(round(abs(one) * 1_800_000).to_bytes(4, "big") for one in (latitude, longitude))
    body = (
        date
        + bytes([0xC0 | min(fix.lock.satellites or 0, 15)])
        + place
        + bytes([min(round(speed), 255)])
        + flags.to_bytes(2, "big")
    )
    return _gt06_frame(0x12, body + bytes(8), serial)


def gt06_login(device: str, serial: int, ahead: timedelta | None = None) -> bytes:
    """Write GT06 0x01: the IMEI and, when given, how far the device's clock is ahead of UTC."""
    body = bytes.fromhex(device.zfill(16))
    if ahead is not None:
        minutes = abs(int(ahead.total_seconds())) // 60
        zone = (minutes // 60 * 100 + minutes % 60) << 4 | (8 if ahead < timedelta(0) else 0)
        body += b"\x70\x13" + zone.to_bytes(2, "big")
    return _gt06_frame(0x01, body, serial)


def _gt06_frame(kind: int, body: bytes, serial: int) -> bytes:
    inner = bytes([len(body) + 5, kind]) + body + (serial & 0xFFFF).to_bytes(2, "big")
    return b"\x78\x78" + inner + crc16_x25(inner).to_bytes(2, "big") + b"\r\n"


def teltonika(_device: str, _serial: int, fix: Position) -> bytes:
    """Write one record of Teltonika's codec 8; a fix that is not valid is one by no satellite."""
    time, latitude, longitude, speed, course = _parts(fix)
    place = b"".join(round(one * 1e7).to_bytes(4, "big", signed=True) for one in (longitude, latitude))
    satellites = max(fix.lock.satellites or 1, 1) if fix.valid else 0
    record = int(time.timestamp() * 1000).to_bytes(8, "big") + b"\0" + place
    record += int(fix.altitude_m or 0).to_bytes(2, "big", signed=True) + course.to_bytes(2, "big") + bytes([satellites])
    inner = b"\x08\x01" + record + round(speed).to_bytes(2, "big") + bytes(6) + b"\x01"
    return b"\0\0\0\0" + len(inner).to_bytes(4, "big") + inner + crc16_arc(inner).to_bytes(4, "big")


def osmand(device: str, _serial: int, fix: Position) -> HttpRequest:
    """Write a phone's request."""
    time, latitude, longitude, speed, course = _parts(fix)
    values = {
        "id": device, "timestamp": int(time.timestamp()), "lat": f"{latitude:.7f}", "lon": f"{longitude:.7f}",
        "speed": f"{speed / KNOT_KMH:.4f}", "bearing": course, "valid": str(fix.valid).lower(),
    }  # fmt: skip
    return HttpRequest("GET", "/?" + urlencode(values))


WRITERS: Final[Mapping[str, Callable[[str, int, Position], bytes | HttpRequest]]] = {
    "jt808": jt808, "jt600": jt701, "eseal": eseal, "gt06": gt06, "teltonika": teltonika, "osmand": osmand,
}  # fmt: skip
"""By the names of `catalogue.PROTOCOLS`. Our own lock's events are signed, by `native.sign`."""
