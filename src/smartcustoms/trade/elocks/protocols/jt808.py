"""JT/T 808-2013 and JT/T 808-2019, terminal communication protocol for satellite positioning of road vehicles: frames and messages.

A frame is `7e`, header, body, XOR of header and body, `7e`; inside, `7e` is sent as `7d 02` and `7d` as `7d 01` (2019: 4.4.2).
Header: message id, attributes (bits 0 to 9 length, 10 to 12 encryption, 13 sub-packages, 14 the 2019 form), the terminal's number
(BCD, 6 bytes; 2019: a version byte and 10 bytes), serial; with bit 13 also total and number of the part. Some makers use `e7` with
`e6 01`, `e6 02`. Jointech's 0x5501 and 0x5502 carry a one-byte serial. The XOR proves nothing about who sent a frame.
"""

from dataclasses import dataclass, field
from struct import Struct
from typing import Final

from smartcustoms.trade.elocks.model import FrameRefused, Kind, Message, Position
from smartcustoms.trade.elocks.protocols import jt808_location
from smartcustoms.trade.elocks.protocols.jt808_jointech import lock_report
from smartcustoms.trade.elocks.protocols.reading import Cursor

DELIMITERS: Final = (0x7E, 0xE7)
_MARKS: Final = {0x7E: 0x7D, 0xE7: 0xE6}
SHORT_SERIAL: Final = frozenset({0x5501, 0x5502})
_KINDS: Final = {
    0x0001: Kind.ANSWER, 0x0002: Kind.HEARTBEAT, 0x0003: Kind.LOGOUT, 0x0100: Kind.REGISTRATION, 0x0102: Kind.LOGIN,
    0x0104: Kind.ANSWER, 0x0107: Kind.ANSWER, 0x0109: Kind.TIME_REQUEST, 0x0506: Kind.HEARTBEAT, 0x0701: Kind.ANSWER,
    0x6006: Kind.ANSWER,
}  # fmt: skip
_MOST_PARTS: Final = 512
_HEAD: Final = Struct(">HH6sH")


@dataclass(slots=True)
class Session:
    """What one connection has said so far: its terminal, and sub-packages that wait for the rest."""

    device: str | None = None
    parts: dict[tuple[str, int], dict[int, bytes]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Header:
    """The head of a message, and where its body begins and ends in the unescaped frame."""

    message: int
    terminal: str
    serial: int
    body_at: int
    body_length: int
    encrypted: bool
    total_parts: int = 1
    part: int = 1


def split(stream: bytes) -> tuple[list[bytes], bytes]:
    """Cut a stream into frames, delimiters off and still escaped; give what is left for the next read.

    One `7e` may end a frame and begin the next. Bytes before the first delimiter cannot be a frame and come as one.
    """
    delimiter = stream[:1] if stream[:1] and stream[0] in DELIMITERS else b"\x7e"
    pieces = stream.split(delimiter)
    return [piece for piece in pieces[:-1] if piece], (
        delimiter + pieces[-1] if len(pieces) > 1 and pieces[-1] else pieces[-1]
    )


def unescape(piece: bytes, delimiter: int = 0x7E) -> bytes:
    """Undo the escapes of a frame without delimiters; a mark followed by anything but 01 or 02 is refused."""
    mark = _MARKS[delimiter]
    if mark not in piece:
        return piece
    first, *others = piece.split(bytes([mark]))
    whole = [first]
    for other in others:
        if other[:1] == b"\x01":
            whole.append(bytes([mark]) + other[1:])
        elif other[:1] == b"\x02":
            whole.append(bytes([delimiter]) + other[1:])
        else:
            raise FrameRefused(f"escape: {mark:02x} {other[:1].hex() or 'at the end'}")
    return b"".join(whole)


def header(frame: bytes) -> Header:
    """Read the head of an unescaped frame (delimiters off, checksum on)."""
    if len(frame) < 13:
        raise FrameRefused(f"length: {len(frame)} bytes are no frame")
    message, attributes, raw, plain_serial = _HEAD.unpack_from(frame)
    if attributes & 0xFC00 == 0 and message not in SHORT_SERIAL:  # the common form, first
        return Header(message, terminal_of(raw), plain_serial, 12, attributes, encrypted=False)
    read = Cursor(frame, 4, len(frame) - 1)
    if attributes & 0x4000 and message not in SHORT_SERIAL:
        read.skip(1)
        terminal = read.take(10).hex().lstrip("0") or "0"
    else:
        terminal = terminal_of(read.take(6))
    serial = read.u8() if message in SHORT_SERIAL else read.u16()
    in_parts = bool(attributes & 0x2000) and message not in SHORT_SERIAL
    total, part = (read.u16(), read.u16()) if in_parts else (1, 1)
    encrypted = bool(attributes & 0x1C00) and message not in SHORT_SERIAL
    return Header(message, terminal, serial, read.at, attributes & 0x3FF, encrypted, total, part)


def terminal_of(raw: bytes) -> str:
    """Give the terminal's number: twelve digits as printed, or, when some maker sends an IMEI in binary, its digits."""
    digits = raw.hex()
    if digits.isdecimal():
        return digits
    imei = str(int.from_bytes(raw, "big"))
    return imei + _luhn(imei)


def _luhn(digits: str) -> str:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def checksum_fault(frame: bytes) -> str | None:
    """Tell what is wrong with the XOR at the end of an unescaped frame."""
    if frame and folded(frame) == 0:
        return None
    return f"checksum: {frame[-1:].hex()} sent, {folded(frame[:-1]):02x} reckoned"


def folded(piece: bytes) -> int:
    """Give the XOR of all bytes: the piece as one long number, folded in halves, which is ten times as fast as byte by byte."""
    number, bits = int.from_bytes(piece, "big"), 1 << max(len(piece) - 1, 0).bit_length() + 3
    while bits > 8:
        bits >>= 1
        number = number >> bits ^ number & (1 << bits) - 1
    return number


def decode(frame: bytes, session: Session) -> Message:
    """Read one unescaped frame (delimiters off). Refused: too short, wrong checksum or length, encrypted, a date that is none."""
    if fault := checksum_fault(frame):
        raise FrameRefused(fault)
    head = header(frame)
    there = len(frame) - 1 - head.body_at
    if there != head.body_length:
        raise FrameRefused(f"length: header says {head.body_length} bytes, {there} there")
    if head.encrypted:
        raise FrameRefused("encrypted: the header says so, and no key is agreed")
    return read_body(frame, head, session)


def read_body(frame: bytes, head: Header, session: Session) -> Message:
    """Read the body of a frame whose envelope was checked; sub-packages are kept until the last one is there."""
    session.device = head.terminal
    body: bytes | None = frame[head.body_at : -1]
    if head.total_parts > 1:
        body = _whole(head, frame[head.body_at : -1], session)
    if body is None:
        return Message(Kind.PART, head.terminal, code=head.message, serial=head.serial)
    positions = _positions(head.message, body)
    kind = Kind.POSITION if positions else _KINDS.get(head.message, Kind.OTHER)
    text = Cursor(body[1:]).ascii(len(body) - 1) if head.message == 0x6006 and body else None
    return Message(kind, head.terminal, positions, head.message, head.serial, text)


def _whole(head: Header, piece: bytes, session: Session) -> bytes | None:
    if not 1 <= head.part <= head.total_parts <= _MOST_PARTS:
        raise FrameRefused(f"value: part {head.part} of {head.total_parts}")
    key = (head.terminal, head.message)
    kept = session.parts.setdefault(key, {})
    kept[head.part] = piece
    if len(kept) < head.total_parts:
        return None
    del session.parts[key]
    return b"".join(kept[number] for number in sorted(kept))


def _positions(message: int, body: bytes) -> tuple[Position, ...]:
    match message:
        case 0x0200:
            return (jt808_location.location(body),)
        case 0x0201 | 0x0500:
            return (jt808_location.location(body[2:]),)
        case 0x0704:
            return jt808_location.batch(body)
        case 0x0210:
            return jt808_location.short_batch(body)
        case 0x0801 if len(body) >= 36:
            return (jt808_location.location(body[8:36]),)
        case 0x0900:
            return jt808_location.transparent(body)
        case 0x5501 | 0x5502:
            return (lock_report(body, stored=message == 0x5502),)
        case _:
            return ()


def answer_of(piece: bytes) -> tuple[int, int] | None:
    """Give what a terminal's general answer (0x0001), escaped and without delimiters, says: the serial answered, and the result."""
    frame = unescape(piece)
    head = header(frame)
    body = frame[head.body_at : -1]
    return (int.from_bytes(body[:2], "big"), body[4]) if head.message == 0x0001 and len(body) >= 5 else None


def capture(raw: bytes, session: Session) -> list[Message]:
    """Read a captured piece of a stream: one frame or several glued together, escaped as sent or already unescaped.

    A frame whose checksum or length is wrong is still read where it can be, and marked refused: for study, never for action.
    """
    if raw[:1] == b"(":
        return [Message(Kind.ANSWER, session.device, text=Cursor(raw).ascii(len(raw)))]
    if len(raw) < 2 or raw[0] not in DELIMITERS:
        raise FrameRefused("type: no frame begins here")
    whole = raw[1:-1] if raw[-1] == raw[0] else raw[1:]
    if _is_sound(whole) and (raw[0] in whole or not _is_sound(_tried(whole, raw[0]))):
        return [decode(whole, session)]  # captured behind the unescaping
    pieces, rest = split(raw)
    if not rest.strip(raw[:1]) and pieces:
        return [_studied(piece, raw[0], session) for piece in pieces]
    raise FrameRefused("length: the frame has no end")


def _tried(piece: bytes, delimiter: int) -> bytes:
    try:
        return unescape(piece, delimiter)
    except FrameRefused:
        return b""


def _is_sound(frame: bytes) -> bool:
    if len(frame) < 12 or checksum_fault(frame):
        return False
    try:
        head = header(frame)
    except FrameRefused:
        return False
    return len(frame) - 1 - head.body_at == head.body_length


def _studied(piece: bytes, delimiter: int, session: Session) -> Message:
    """Read a frame; one with a wrong envelope is read all the same, and marked refused."""
    frame = unescape(piece, delimiter)
    try:
        return decode(frame, session)
    except FrameRefused as refused:
        if not refused.reason.startswith(("checksum", "length", "encrypted")):
            raise
        read = read_body(frame, header(frame), session)
        return Message(
            read.kind, read.device, read.positions, read.code, read.serial, read.text, refused=refused.reason
        )
