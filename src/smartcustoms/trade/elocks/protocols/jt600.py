"""Jointech JT600, JT701 and their kin: binary frames that begin with `$`, text in parentheses.

Source: Jointech JT600 and JT701 communication protocols. Binary: `$`, number (5 bytes BCD), in the long form a protocol version,
then type, length, records and an index. Which form it is shows in the length's place: byte 8 is zero in the long form. Text:
U01 to U06 (position and events), W01 (alert), P45 (unlock record), WLNET (a sensor near the lock), and answers.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from smartcustoms.trade.elocks.model import FrameRefused, Kind, LockState, Message, Position, Source
from smartcustoms.trade.elocks.protocols.jointech import PLACE_LENGTH, jt701_status, place
from smartcustoms.trade.elocks.protocols.jt600_text import p45, u01, w01
from smartcustoms.trade.elocks.protocols.reading import Cursor, bcd_time, bit, clock_of

_WITH_EXTRAS: Final = frozenset({0x17, 0x19})
_SHORT_RECORD: Final = 10
_LONG_RECORD: Final = 17


@dataclass(slots=True)
class Session:
    """What one connection has said so far."""

    device: str | None = None


def split(stream: bytes) -> tuple[list[bytes], bytes]:
    """Cut a stream into frames by the length of binary ones and the closing parenthesis of text; give what is left."""
    frames, at = [], 0
    while at < len(stream):
        end = _end(stream, at)
        if end is None:
            break
        frames.append(stream[at:end])
        at = end
    return frames, stream[at:]


def _end(stream: bytes, at: int) -> int | None:
    """Tell where the frame that begins here ends; None when more bytes are wanted."""
    if stream[at] == 0x24:
        if at + 10 > len(stream):
            return None
        length_at = at + (8 if is_long(stream, at) else 7)
        end = at + int.from_bytes(stream[length_at : length_at + 2], "big") + 10
        return end if end <= len(stream) else None
    if stream[at] == 0x28:
        return _text_end(stream, at)
    begins = [found for mark in (b"$", b"(") if (found := stream.find(mark, at)) >= 0]
    return min(begins) if begins else len(stream)


def _text_end(stream: bytes, at: int) -> int | None:
    """A sensor's binary may hold a parenthesis: its closing one is the last before the next frame or the end."""
    if b",WLNET," in stream[at : at + 40]:
        following = stream.find(b")(", at)
        closing = following if following >= 0 else stream.rfind(b")", at)
    else:
        closing = stream.find(b")", at)
    return closing + 1 if closing >= 0 else None


def is_long(frame: bytes, at: int = 0) -> bool:
    """Tell the long form from the short one: only in the long form is byte 8 the high byte of a length."""
    return frame[at + 8] == 0


def capture(raw: bytes, session: Session) -> list[Message]:
    """Read a captured piece of a stream: one frame or several glued together."""
    frames, rest = split(raw)
    if rest.strip() or not frames:
        raise FrameRefused("length: the frame has no end")
    return [decode(frame, session) for frame in frames if frame.strip()]


def decode(frame: bytes, session: Session) -> Message:
    """Read one frame."""
    if frame[:1] == b"$":
        return _binary(frame, session)
    if frame[:1] == b"(":
        return _text(frame, session)
    raise FrameRefused(f"type: {frame[:1].hex()} begins no frame")


def _binary(frame: bytes, session: Session) -> Message:
    if len(frame) < 12:
        raise FrameRefused(f"length: {len(frame)} bytes are no frame")
    read = Cursor(frame, 1)
    digits = read.take(5).hex()
    if not digits.isdecimal():
        raise FrameRefused(f"value: {digits} is no number of a lock")
    session.device = digits.lstrip("0") or "0"
    long_form = is_long(frame)
    protocol = read.u8() if long_form else 0
    version, length = read.u8() >> 4, read.u16()
    if length + 10 != len(frame):
        raise FrameRefused(f"length: {length + 10} bytes announced, {len(frame)} there")
    read.end = len(frame) - 1
    record = _long if long_form else _SHORT.get(version)
    if record is None:
        raise FrameRefused(f"type: version {version} of the short form")
    positions = []
    while read.left >= PLACE_LENGTH:
        positions.append(_record(read, record))
        if long_form and protocol in _WITH_EXTRAS:
            read.rest()
    if read.left > 1:
        raise FrameRefused(f"length: {read.left} bytes after the last record")
    wanted = b"(P35)" if long_form and bit(positions[-1].lock.status_word or 0, 5) else None
    return Message(Kind.POSITION, session.device, tuple(positions), protocol, frame[-1], reply=wanted)


def _record(read: Cursor, record: Callable[[Cursor], dict[str, Any]]) -> Position:
    where = place(read)
    lock = record(read)
    altitude = lock.pop("altitude_m", None)
    by_cell = lock.pop("by_cell", False)
    source = Source.CELL if by_cell else Source.GNSS if where.valid else Source.NONE
    return Position(
        where.time, where.latitude, where.longitude, where.valid and where.time is not None, where.speed_kmh,
        where.course_deg, altitude, source, lock=LockState(**lock, clock=clock_of(where.time)),
    )  # fmt: skip


def _long(read: Cursor) -> dict[str, Any]:
    """Read a record of the JT701: kilometres, satellites, vehicle, the status word, battery, cell, signal."""
    lock: dict[str, Any] = {"odometer_m": read.u32() * 1000, "satellites": read.u8()}
    read.skip(4)
    status, battery = read.u16(), read.u8()
    lock |= jt701_status(status) | {"by_cell": bit(status, 0)}
    lock |= {"charging": True} if battery == 0xFF else {"battery_percent": battery}
    read.skip(4)
    return lock | {"signal_csq": read.u8()}


def _short_1(read: Cursor) -> dict[str, Any]:
    lock: dict[str, Any] = {"satellites": read.u8()}
    lock["external_power_v"] = float(read.u8())
    read.skip(1)  # other flags and sensors
    lock["altitude_m"] = read.u16()
    read.skip(4)
    return lock | {"signal_csq": read.u8()}


def _short_2(read: Cursor) -> dict[str, Any]:
    read.skip(1)  # fuel, high byte
    first, second, third = read.u8(), read.u8(), read.u8()
    read.skip(1)
    lock: dict[str, Any] = {"ignition": bit(first, 0), "door_open": bit(first, 6), "charging": bit(second, 0)}
    lock["fuel_cut"] = bit(second, 1)
    said = {
        "sos": bit(second, 2),
        "gnss_antenna_cut": bit(second, 3) or bit(second, 4),
        "overspeed": bit(second, 4),
        "fatigue": bit(third, 2),
        "tow": bit(third, 3),
    }
    lock["alarms"] = tuple(name for name, on in said.items() if on)
    lock["odometer_m"] = read.u32() * 1000
    read.skip(1)  # fuel, low byte
    return lock


def _short_3(read: Cursor) -> dict[str, Any]:
    """Read three fuel levels of 12 bits, kilometres of 20 bits, a status of 24 bits (bit 19: ignition)."""
    word = int.from_bytes(read.take(_SHORT_RECORD), "big")
    status = word & 0xFFFFFF
    return {"odometer_m": (word >> 24 & 0xFFFFF) * 1000, "ignition": bit(status, 0), "status_word": status}


_SHORT: Final[Mapping[int, Callable[[Cursor], dict[str, Any]]]] = {1: _short_1, 2: _short_2, 3: _short_3}


def _text(frame: bytes, session: Session) -> Message:
    if frame[-1:] != b")":
        raise FrameRefused("length: the parenthesis is not closed")
    if b",WLNET," in frame[:40]:
        return _sensor(frame, session)
    sentence = frame.decode("ascii", "replace")
    head = re.match(r"\((\d{1,20}),(?:\d{1,9},){0,3}([A-Z]+\d*)", sentence)
    if head is None:
        raise FrameRefused("type: no number and type after the parenthesis")
    session.device = head[1]
    reader = u01 if head[2].startswith("U") else _TEXTS.get(head[2])
    position = reader(sentence) if reader else None
    if position is None:
        return Message(Kind.ANSWER, session.device, text=sentence[:400])
    return Message(Kind.POSITION, session.device, (position,), text=head[2])


_TEXTS: Final[Mapping[str, Callable[[str], Position | None]]] = {"W01": w01, "P45": p45}


def _sensor(frame: bytes, session: Session) -> Message:
    """Read WLNET 5: the lock's place, then a sensor's time, number, volts, level, signal, temperature and humidity."""
    head = re.match(rb"\((\d{1,20}),\d+,\d+,WLNET,(\d+),(\d+),", frame)
    if head is None or head[2] != b"5":
        return Message(Kind.ANSWER, Cursor(frame[1:]).ascii(10), text="WLNET")
    session.device = head[1].decode()
    read = Cursor(frame, head.end(), len(frame) - 1)
    where = place(read)
    day = read.take(6)
    bcd_time(day[2:3] + day[1:2] + day[0:1] + day[3:])  # the sensor's own time must exist too
    lock = LockState(clock=clock_of(where.time), sublocks=())
    if read.left >= 14:
        read.skip(6)  # the sensor's number and kind
        volts, level, dbm = read.u16() / 100, read.u8(), -read.u8()
        read.skip(1)
        degrees, humidity = read.i16() / 10, read.u8()
        lock = LockState(
            battery_v=volts, battery_percent=level, signal_dbm=dbm, temperature_c=degrees, humidity_percent=humidity,
            clock=clock_of(where.time),
        )  # fmt: skip
    source = Source.GNSS if where.valid else Source.NONE
    fix = Position(
        where.time,
        where.latitude,
        where.longitude,
        where.valid,
        where.speed_kmh,
        where.course_deg,
        None,
        source,
        lock=lock,
    )
    return Message(Kind.POSITION, session.device, (fix,), text="WLNET")
