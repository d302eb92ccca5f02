"""GT06 (Concox and its many kin): `78 78` length … or `79 79` two-byte length …, serial, CRC-16/X-25, `0d 0a`.

Source: Concox GT06 GPS tracker communication protocol 1.8.1. A login (0x01) names the IMEI and, in some, the zone of the clock for all
that follows; without one, times are UTC. A position: date, satellites, latitude and longitude in 1/30,000 minute, speed in km/h, and a
word of course (10 bits), north (10), west (11), fix (12).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from smartcustoms.trade.elocks.model import FrameRefused, Kind, LockState, Message, Position, Source
from smartcustoms.trade.elocks.protocols.checksums import crc16_x25
from smartcustoms.trade.elocks.protocols.reading import Cursor, at, bcd_time, bit, clock_of, placed

_HEADS: Final = (b"\x78\x78", b"\x79\x79")
_TAIL: Final = b"\x0d\x0a"
LOGIN: Final = 0x01
_GPS: Final = frozenset({
    0x10, 0x11, 0x12, 0x16, 0x1A, 0x1E, 0x22, 0x26, 0x27, 0x2D, 0x31, 0x32, 0x37, 0x38, 0xA0, 0xA3, 0xA4,
})  # fmt: skip
_LENGTH_BEFORE_CELL: Final = frozenset({0x16, 0x26, 0x27, 0x32, 0xA3, 0xA4})
_CELL: Final = frozenset({0x18, 0x24, 0x28, 0x2C, 0x2E, 0xA1, 0xA2, 0xA5})
_WIFI_BCD: Final = frozenset({0x17, 0x69, 0xF3})
_STATUS: Final = frozenset({0x13, 0x23, 0x36})
_WIDE_CELL: Final = frozenset({0xA0, 0xA3, 0xA4})
ALARMS: Final[Mapping[int, str]] = {
    0x01: "sos", 0x02: "power_cut", 0x03: "vibration", 0x04: "geofence_enter", 0x05: "geofence_exit", 0x06: "overspeed",
    0x09: "movement", 0x0C: "tamper", 0x0E: "battery_low", 0x0F: "battery_low", 0x11: "power_off", 0x13: "tamper", 0x14: "door",
    0x18: "removed", 0x19: "battery_low", 0x23: "drop", 0x25: "tamper", 0x29: "acceleration", 0x2A: "cornering", 0x2B: "cornering",
    0x2C: "collision", 0x30: "braking",
}  # fmt: skip
_STATUS_ALARMS: Final[Mapping[int, str]] = {
    1: "vibration",
    2: "power_cut",
    3: "battery_low",
    4: "sos",
    6: "geofence",
    7: "removed",
}


@dataclass(slots=True)
class Session:
    """What one connection has said so far: its IMEI, and how far its clock is ahead of UTC."""

    device: str | None = None
    offset: timedelta = timedelta(0)


def split(stream: bytes) -> tuple[list[bytes], bytes]:
    """Cut a stream by the frames' lengths; give what is left. Bytes that begin no frame are passed over to the next head."""
    frames, start = [], 0
    while start < len(stream):
        if stream[start : start + 2] not in _HEADS:
            later = [found for head in _HEADS if (found := stream.find(head, start + 1)) >= 0]
            if not later:
                break
            start = min(later)
            continue
        end = _end(stream, start)
        if end is None:
            break
        frames.append(stream[start:end])
        start = end
    return frames, stream[start:]


def _end(stream: bytes, start: int) -> int | None:
    """Tell where the frame that begins here ends: by its length when the tail is there, else at the next tail."""
    wide = stream[start] == 0x79
    if start + 4 > len(stream):
        return None
    end = start + (int.from_bytes(stream[start + 2 : start + 4], "big") + 6 if wide else stream[start + 2] + 5)
    if stream[end - 2 : end] == _TAIL:
        return end
    if end > len(stream):
        return None
    found = stream.find(_TAIL, start + 4)
    return found + 2 if found >= 0 else None


def capture(raw: bytes, session: Session) -> list[Message]:
    """Read a captured piece of a stream: one frame or several; one with a wrong length or CRC is read and marked refused."""
    if raw[:2] not in _HEADS:
        raise FrameRefused("type: no frame begins here")
    frames, rest = split(raw)
    if not frames or rest.strip(b"\0\r\n"):
        if not raw.endswith(_TAIL):
            raise FrameRefused("length: the frame has no end")
        frames = [*frames, rest] if rest else [raw]
    return [_studied(frame, session) for frame in frames]


def _studied(frame: bytes, session: Session) -> Message:
    fault = fault_of(frame)
    if fault is None:
        return decode(frame, session)
    read = _read(frame, session)
    return Message(read.kind, read.device, read.positions, read.code, read.serial, read.text, refused=fault)


def fault_of(frame: bytes) -> str | None:
    """Tell what is wrong with the envelope of a frame."""
    wide = frame[:2] == _HEADS[1]
    if len(frame) < (11 if wide else 10):
        return f"length: {len(frame)} bytes are no frame"
    length = int.from_bytes(frame[2:4], "big") + 6 if wide else frame[2] + 5
    if length != len(frame) or not frame.endswith(_TAIL):
        return f"length: {length} bytes announced, {len(frame)} there"
    sent, reckoned = int.from_bytes(frame[-4:-2], "big"), crc16_x25(frame[2:-4])
    return None if sent == reckoned else f"checksum: {sent:04x} sent, {reckoned:04x} reckoned"


def decode(frame: bytes, session: Session) -> Message:
    """Read one frame. Refused: wrong length or CRC, a date that is none, a place off the globe."""
    if fault := fault_of(frame):
        raise FrameRefused(fault)
    return _read(frame, session)


def _read(frame: bytes, session: Session) -> Message:
    start = 4 if frame[:2] == _HEADS[1] else 3
    read = Cursor(frame, start, len(frame) - 6)
    kind, serial = read.u8(), int.from_bytes(frame[-6:-4], "big")
    if kind == LOGIN:
        return _login(read, session, serial)
    wide = frame[:2] == _HEADS[1]
    position = _position(kind, read, session, wide=wide)
    if position is None:
        said = {0x15: Kind.ANSWER, 0x21: Kind.ANSWER, 0x8A: Kind.TIME_REQUEST}.get(kind, Kind.OTHER)
        return Message(said, session.device, code=kind, serial=serial)
    placed_one = position.latitude is not None
    return Message(Kind.POSITION if placed_one else Kind.HEARTBEAT, session.device, (position,), kind, serial)


def _login(read: Cursor, session: Session, serial: int) -> Message:
    session.device, session.offset = read.take(8).hex()[1:], timedelta(0)
    if read.left >= 4:
        read.skip(2)
        word = read.u16()
        hours, minutes = divmod(word >> 4, 100)
        offset = timedelta(hours=hours, minutes=minutes)
        if offset <= timedelta(hours=14):
            session.offset = -offset if word & 8 else offset
    return Message(Kind.LOGIN, session.device, code=LOGIN, serial=serial)


def _position(kind: int, read: Cursor, session: Session, *, wide: bool) -> Position | None:
    if wide and kind in (0x32, 0x33):
        return _gps(kind, read, session, with_length=True)
    if kind == 0x34 and read.left >= 25:
        read.skip(4)  # data and alarms
        return _gps(kind, read, session)
    if kind in _GPS:
        return _gps(kind, read, session)
    if kind in _CELL:
        return _without_place(_date(read, session.offset), Source.CELL)
    if kind in _WIFI_BCD:
        return _without_place(bcd_time(read.take(6)), Source.WIFI)
    if kind in _STATUS:
        return Position(None, None, None, valid=False, source=Source.NONE, lock=LockState(**_status(read)))
    if wide and kind == 0x94:
        return _information(read)
    return None


def _date(read: Cursor, offset: timedelta) -> datetime | None:
    year, month, day, hour, minute, second = read.take(6)
    if not (year or month or day):
        return None
    return at(2000 + year, month, day, hour, minute, second, offset)


def _without_place(time: datetime | None, source: Source) -> Position:
    return Position(time, None, None, valid=False, source=source, lock=LockState(clock=clock_of(time)))


def _gps(kind: int, read: Cursor, session: Session, *, with_length: bool = False) -> Position:
    time = _date(read, session.offset)
    if with_length and read.u8() == 0:
        return _without_place(time, Source.CELL)
    lock: dict[str, Any] = {"satellites": read.u8() & 0xF, "clock": clock_of(time)}
    latitude, longitude = read.u32() / 1_800_000, read.u32() / 1_800_000
    speed, flags = read.u8(), read.u16()
    north, east = placed(latitude if bit(flags, 10) else -latitude, -longitude if bit(flags, 11) else longitude)
    if bit(flags, 14):
        lock["ignition"] = bit(flags, 15)
    lock |= _tail(kind, read)
    valid = bit(flags, 12) and time is not None
    source = Source.GNSS if valid else Source.NONE
    return Position(
        time, north, east, valid, float(speed), float(flags & 0x3FF) % 360, source=source, lock=LockState(**lock)
    )


def _tail(kind: int, read: Cursor) -> dict[str, Any]:
    """Read what follows the place as far as the kind is known; makers differ, so what does not fit says nothing."""
    try:
        if kind in _LENGTH_BEFORE_CELL:
            length = read.u8()
            read.skip(max(length - 1, 0))
            return _status(read)
        if kind in (0x22, 0x2D) and read.left >= 9:
            _skip_cell(kind, read)
            return {"ignition": read.u8() > 0}
    except FrameRefused:
        pass
    return {}


def _skip_cell(kind: int, read: Cursor) -> None:
    country = read.u16()
    read.skip(2 if country & 0x8000 else 1)
    read.skip(12 if kind in _WIDE_CELL else 5)


def _status(read: Cursor) -> dict[str, Any]:
    """Read the terminal's status byte, battery (0 to 6), signal (0 to 4), and, where sent, an alarm."""
    status = read.u8()
    lock: dict[str, Any] = {
        "status_word": status, "ignition": bit(status, 1), "charging": bit(status, 2), "fuel_cut": bit(status, 7),
    }  # fmt: skip
    names = [_STATUS_ALARMS.get(status >> 3 & 7)]
    if read.left >= 2:
        battery = read.u8()
        lock["battery_percent"] = round(battery * 100 / 6) if battery <= 6 else None
        read.skip(1)  # bars of signal, no unit of ours
    if read.left >= 2:
        names.append(ALARMS.get(read.u8()))
    said = tuple(dict.fromkeys(name for name in names if name))
    lock |= {"alarms": said, "vibration": True if "vibration" in said else None}
    lock["battery_low"] = True if "battery_low" in said else None
    return lock


def _information(read: Cursor) -> Position | None:
    """Read 0x94: 00 the vehicle's volts; 05 the door."""
    reader = _INFORMATION.get(read.u8() if read.left else 0xFF)
    if reader is None:
        return None
    return Position(None, None, None, valid=False, source=Source.NONE, lock=LockState(**reader(read)))


_INFORMATION: Final[Mapping[int, Callable[[Cursor], dict[str, Any]]]] = {
    0x00: lambda read: {"external_power_v": read.u16() / 100},
    0x05: lambda read: {"door_open": bit(read.u8(), 0)},
}
