"""Protocols as streams: how each cuts its bytes into frames, reads one, and acknowledges it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from smartcustoms.kernel import clock
from smartcustoms.trade.elocks.gateway import http_stream
from smartcustoms.trade.elocks.model import Kind, Message
from smartcustoms.trade.elocks.protocols import eseal, gt06, jt600, jt808, jt808_writing, native, osmand, teltonika
from smartcustoms.trade.elocks.protocols.checksums import crc16_x25

LONGEST: Final = 64 * 1024
"""Bytes that a connection may send without one whole frame."""


@dataclass(frozen=True, slots=True)
class Stream:
    """One protocol on a TCP connection."""

    name: str
    begin: Callable[[], Any]
    split: Callable[[bytes], tuple[list[bytes], bytes]]
    read: Callable[[bytes, Any], list[Message]]
    acknowledge: Callable[[Message, bytes], bytes | None]
    refusal: bytes | None = None
    """What is sent for a frame that was refused, where the sender waits for an answer."""
    answers_by_event: bool = False
    """A lock answers a command by reporting what it did."""
    in_columns: bool = False
    """Frames of many connections are read together; each is cut by `7e`."""


def _jt808_read(piece: bytes, session: jt808.Session) -> list[Message]:
    return [jt808.decode(jt808.unescape(piece), session)]


def _jt808_split(stream: bytes) -> tuple[list[bytes], bytes]:
    frames, rest = jt808.split(stream)
    return frames, b"" if rest == b"\x7e" else rest


def _jt808_ack(message: Message, frame: bytes) -> bytes | None:
    """Answer as JT/T 808 says: 0x8100 to a registration, 0x8109 to a request for the time, 0x8001 to all else but answers."""
    terminal, serial, code = message.device or "0", message.serial or 0, message.code or 0
    modern = len(frame) > 2 and bool(frame[2] & 0x40)
    if message.kind is Kind.ANSWER or not terminal.isdecimal():
        return None
    if message.kind is Kind.REGISTRATION:
        return jt808_writing.registered(terminal, 0, of_serial=serial, code=terminal[-8:], modern=modern)
    if message.kind is Kind.TIME_REQUEST:
        return jt808_writing.time_answer(terminal, 0, now=clock.now(), modern=modern)
    return jt808_writing.acknowledgement(terminal, 0, of=code, of_serial=serial, modern=modern)


def _gt06_ack(message: Message, frame: bytes) -> bytes | None:  # noqa: ARG001 # the shape of an acknowledgement
    if message.code not in {0x01, 0x13, 0x23} or message.serial is None:
        return None
    inner = bytes([5, message.code]) + (message.serial & 0xFFFF).to_bytes(2, "big")
    return b"\x78\x78" + inner + crc16_x25(inner).to_bytes(2, "big") + b"\r\n"


def _one(read: Callable[[bytes, Any], Message]) -> Callable[[bytes, Any], list[Message]]:
    return lambda frame, session: [read(frame, session)]


def _reply(message: Message, frame: bytes) -> bytes | None:  # noqa: ARG001 # the shape of an acknowledgement
    return message.reply


def _native_kept(message: Message, frame: bytes) -> bytes | None:  # noqa: ARG001 # the shape of an acknowledgement
    return b"kept"


def _native_read(frame: bytes, session: native.Session) -> list[Message]:
    return [native.decode(frame, session)]


def _taken(message: Message, frame: bytes) -> bytes | None:  # noqa: ARG001 # the shape of an acknowledgement
    return http_stream.TAKEN


NATIVE: Final = Stream("native", native.Session, lambda raw: ([raw], b""), _native_read, _native_kept, b"")
"""Our own lock's events, which come over MQTT one by one."""
STREAMS: Final = {
    each.name: each
    for each in (
        Stream("jt808", jt808.Session, _jt808_split, _jt808_read, _jt808_ack, in_columns=True),
        Stream("jt600", jt600.Session, jt600.split, _one(jt600.decode), _reply),
        Stream("eseal", eseal.Session, eseal.split, _one(eseal.decode), _reply, answers_by_event=True),
        Stream("gt06", gt06.Session, gt06.split, _one(gt06.decode), _gt06_ack),
        Stream(
            "osmand",
            lambda: osmand.Session(clock.now()),
            http_stream.split,
            http_stream.read,
            _taken,
            http_stream.REFUSED,
        ),
        Stream("teltonika", teltonika.Session, teltonika.split, _one(teltonika.decode), _reply),
    )
}
