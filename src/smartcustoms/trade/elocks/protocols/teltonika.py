"""Teltonika: codecs 8, 8 extended and 16 (positions), 12, 13 and 14 (commands and answers), over TCP and UDP.

Source: Teltonika data sending protocols (public wiki). TCP: first `00 0f` and the IMEI in ASCII, then four zero bytes, length, codec,
count, records, count, CRC-16/ARC. UDP: length, packet, type, the IMEI inside. A record: milliseconds since 1970, priority, longitude
and latitude in 10⁻⁷ degrees, height, course, satellites (0: no fix), km/h, then I/O elements of 1, 2, 4, 8 and, in 8E, n bytes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from smartcustoms.trade.elocks.model import FrameRefused, Kind, LockState, Message, Position, Source
from smartcustoms.trade.elocks.protocols.checksums import crc16_arc
from smartcustoms.trade.elocks.protocols.reading import Cursor, clock_of, from_unix_ms, placed

CODEC_8, CODEC_8E, CODEC_16 = 0x08, 0x8E, 0x10
_POSITIONS: Final = frozenset({CODEC_8, CODEC_8E, CODEC_16})
_COMMANDS: Final = frozenset({0x0C, 0x0D, 0x0E})
_IMEI_LENGTH: Final = 15


@dataclass(slots=True)
class Session:
    """What one connection has said so far."""

    device: str | None = None


def split(stream: bytes) -> tuple[list[bytes], bytes]:
    """Cut a TCP stream into logins, pings (`ff`) and data frames; give what is left."""
    frames, start = [], 0
    while start < len(stream):
        end = _end(stream, start)
        if end is None or end > len(stream):
            break
        frames.append(stream[start:end])
        start = end
    return frames, stream[start:]


def _end(stream: bytes, start: int) -> int | None:
    if stream[start] == 0xFF:
        return start + 1
    if start + 2 > len(stream):
        return None
    length = int.from_bytes(stream[start : start + 2], "big")
    if length:
        return start + 2 + length
    if start + 8 > len(stream):
        return None
    return start + 12 + int.from_bytes(stream[start + 4 : start + 8], "big")


def capture(raw: bytes, session: Session) -> list[Message]:
    """Read a captured piece: a UDP datagram, or TCP frames; one with a wrong CRC or length is read and marked refused."""
    if _is_datagram(raw):
        return [_datagram(raw, session)]
    frames, rest = split(raw)
    if rest and raw[:4] == b"\0\0\0\0" and len(raw) > 14:
        frames = [*frames, rest]
    elif rest or not frames:
        raise FrameRefused("length: the frame has no end")
    return [_studied(frame, session) for frame in frames]


def _is_datagram(raw: bytes) -> bool:
    imei = raw[8 : 8 + _IMEI_LENGTH]
    return len(raw) > 23 and raw[6:8] == b"\0\x0f" and imei.isdigit() and int.from_bytes(raw[:2], "big") != 0


def _studied(frame: bytes, session: Session) -> Message:
    fault = fault_of(frame)
    if fault is None:
        return decode(frame, session)
    read = _data(Cursor(frame, 8, max(len(frame) - 4, 8)), session)
    return Message(read.kind, read.device, read.positions, read.code, read.serial, read.text, refused=fault)


def fault_of(frame: bytes) -> str | None:
    """Tell what is wrong with the envelope of a data frame; logins and pings have none."""
    if frame[:4] != b"\0\0\0\0":
        return None
    length = int.from_bytes(frame[4:8], "big")
    if len(frame) != length + 12:
        return f"length: {length + 12} bytes announced, {len(frame)} there"
    sent, reckoned = int.from_bytes(frame[-4:], "big"), crc16_arc(frame[8:-4])
    return None if sent == reckoned else f"checksum: {sent:04x} sent, {reckoned:04x} reckoned"


def decode(frame: bytes, session: Session) -> Message:
    """Read one TCP frame: a login, a ping, or records, acknowledged with how many were taken."""
    if frame == b"\xff":
        return Message(Kind.HEARTBEAT, session.device)
    if frame[:4] == b"\0\0\0\0":
        if fault := fault_of(frame):
            raise FrameRefused(fault)
        return _data(Cursor(frame, 8, len(frame) - 4), session)
    imei = frame[2:]
    if not imei.isdigit() or len(imei) > 20:
        raise FrameRefused("value: the login names no IMEI")
    session.device = imei.decode()
    return Message(Kind.LOGIN, session.device, reply=b"\x01")


def _datagram(raw: bytes, session: Session) -> Message:
    read = Cursor(raw, 2)
    if int.from_bytes(raw[:2], "big") != len(raw) - 2:
        raise FrameRefused(f"length: {int.from_bytes(raw[:2], 'big') + 2} bytes announced, {len(raw)} there")
    packet = read.u16()
    read.skip(1)
    location = read.u8()
    session.device = read.take(read.u16()).decode()
    message = _data(read, session)
    count = bytes([len(message.positions)])
    reply = (5).to_bytes(2, "big") + packet.to_bytes(2, "big") + b"\x01" + bytes([location]) + count
    return Message(message.kind, message.device, message.positions, message.code, packet, message.text, reply)


def _data(read: Cursor, session: Session) -> Message:
    codec, count = read.u8(), read.u8()
    if codec in _COMMANDS:
        return _answer(codec, read, session)
    if codec not in _POSITIONS:
        raise FrameRefused(f"type: codec {codec:02x}")
    positions = tuple(_record(codec, read) for _ in range(count))
    if read.left != 1 or read.u8() != count:
        raise FrameRefused("length: the count at the end is not the count at the start")
    return Message(Kind.POSITION, session.device, positions, codec, reply=count.to_bytes(4, "big"))


def _answer(codec: int, read: Cursor, session: Session) -> Message:
    read.skip(1)
    length = min(read.u32(), read.left)
    return Message(Kind.ANSWER, session.device, code=codec, text=read.ascii(length)[:400])


def _record(codec: int, read: Cursor) -> Position:
    time = from_unix_ms(read.u64())
    read.skip(1)  # priority
    longitude, latitude = read.i32() / 1e7, read.i32() / 1e7
    altitude, course, satellites, speed = read.i16(), read.u16(), read.u8(), read.u16()
    north, east = placed(latitude, longitude)
    lock: dict[str, Any] = {"satellites": satellites, "clock": clock_of(time)}
    event, elements = _elements(codec, read)
    for number, value in elements:
        if (reader := _IO.get(number)) is not None:
            lock |= reader(value)
    names = {
        _ALARMS.get(number)
        for number, value in elements
        if number in _ALARMS and value and int.from_bytes(value, "big")
    }
    lock["alarms"] = tuple(sorted(name for name in names if name))
    lock["event_code"] = event or None
    valid = satellites > 0
    source = Source.GNSS if valid else Source.NONE
    return Position(
        time, north, east, valid, float(speed), float(course) % 360, altitude, source, lock=LockState(**lock)
    )


def _elements(codec: int, read: Cursor) -> tuple[int, list[tuple[int, bytes]]]:
    """Read the event's number and all I/O elements, each a number and its bytes."""
    number = read.u8 if codec == CODEC_8 else read.u16
    count = read.u16 if codec == CODEC_8E else read.u8
    event = number()
    if codec == CODEC_16:
        read.skip(1)  # generation type
    count()  # how many in all
    found = [(number(), read.take(size)) for size in (1, 2, 4, 8) for _ in range(count())]
    if codec == CODEC_8E:
        found += [(number(), read.take(read.u16())) for _ in range(count())]
    return event, found


def _scaled(name: str, factor: float) -> Callable[[bytes], Mapping[str, Any]]:
    return lambda value: {name: round(int.from_bytes(value, "big") * factor, 3)}


def _whole(name: str) -> Callable[[bytes], Mapping[str, Any]]:
    return lambda value: {name: int.from_bytes(value, "big")}


def _yes(name: str) -> Callable[[bytes], Mapping[str, Any]]:
    return lambda value: {name: any(value)}


_IO: Final[Mapping[int, Callable[[bytes], Mapping[str, Any]]]] = {
    16: _whole("odometer_m"),
    66: _scaled("external_power_v", 0.001),
    67: _scaled("battery_v", 0.001),
    78: lambda value: {"card": value.hex()} if any(value) else {},
    113: _whole("battery_percent"),
    207: lambda value: {"card": value.hex()} if any(value) else {},
    239: _yes("ignition"),
    240: _yes("moving"),
}
_ALARMS: Final[Mapping[int, str]] = {236: "sos", 246: "tow", 247: "collision", 249: "jamming", 252: "power_cut"}
