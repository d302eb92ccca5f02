"""Reads what a batch of frames of many connections says: fixes, acknowledgements, and what is refused. JT/T 808 is read in columns."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

import structlog

from smartcustoms.kernel.database.trouble import TROUBLES
from smartcustoms.trade.elocks.fixes import fix_of
from smartcustoms.trade.elocks.gateway.streams import Stream
from smartcustoms.trade.elocks.journey import Fix, Received
from smartcustoms.trade.elocks.model import FrameRefused, Message, is_number
from smartcustoms.trade.elocks.protocols import jt808
from smartcustoms.trade.elocks.protocols.jt808_batch import decode_batch
from smartcustoms.trade.elocks.protocols.jt808_items import is_telling
from smartcustoms.trade.elocks.protocols.jt808_location import BASE_LENGTH
from smartcustoms.trade.elocks.protocols.jt808_writing import escape

_log = structlog.get_logger(__name__)
OLDEST: Final = timedelta(days=30)
NEWEST: Final = timedelta(hours=1)
"""How old or how far ahead of the platform's clock a fix may be dated; beyond, the lock's clock is wrong."""
FEW: Final = 24
"""Fewer frames of JT/T 808 are read one by one: columns begin to pay with about as many."""


class Item(NamedTuple):
    """One frame: whose connection, by which protocol, its bytes (JT/T 808 without delimiters, still escaped)."""

    connection: Any
    stream: Stream
    session: Any
    frame: bytes


class Refusal(NamedTuple):
    """One refused frame."""

    protocol: str
    device: str
    reason: str
    frame: bytes


@dataclass(slots=True)
class Reading:
    """What a batch says. Acknowledgements are sent when the fixes are kept, each with the lock that it is for."""

    received: list[Received] = field(default_factory=list)
    acknowledgements: list[tuple[Any, str, bytes]] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    answers: list[tuple[Any, str, bytes]] = field(default_factory=list)
    """Frames with which locks answer commands."""
    said: dict[str, Any] = field(default_factory=dict)
    """The connection of each lock that spoke."""
    rebuffs: list[tuple[Any, bytes]] = field(default_factory=list)
    """What is sent for refused frames, where the sender waits for an answer."""

    def refuse(self, item: Item, refusal: Refusal) -> None:
        """Note a refused frame, and its answer."""
        self.refusals.append(refusal)
        if item.stream.refusal is not None:
            self.rebuffs.append((item.connection, item.stream.refusal))


def read_batch(items: Sequence[Item], at: datetime) -> Reading:
    """Read frames in the order in which they came. When the database is away, nothing was read: the whole batch is read again."""
    try:
        return _read(items, at)
    except TROUBLES:
        for each in items:
            if each.stream.name == "native":
                each.session.seen.clear()  # or what was read before would be taken for replayed; the tables keep each once anyway
        raise


def _read(items: Sequence[Item], at: datetime) -> Reading:
    found = Reading()
    columns = [each for each in items if each.stream.name == "jt808"]
    if len(columns) < FEW:
        for each in items:
            _read_one(each, at, found)
        return found
    _read_columns(columns, at, found)
    for each in items:
        if each.stream.name != "jt808":
            _read_one(each, at, found)
    return found


def _read_one(item: Item, at: datetime, found: Reading) -> None:
    """Read one frame by its protocol's own decoder."""
    name = item.stream.name
    try:
        messages = item.stream.read(item.frame, item.session)
    except FrameRefused as refused:
        found.refuse(item, Refusal(name, _device(item.session), refused.reason, item.frame))
        return
    except TROUBLES:
        raise  # the database was asked for a key, and is away: the whole batch is read again
    except Exception as fault:  # noqa: BLE001 - one frame that a decoder did not foresee must not stop the others
        _log.exception("elocks.unforeseen", protocol=name)
        found.refuse(item, Refusal(name, _device(item.session), f"type: unforeseen, {fault!r:.100}", item.frame))
        return
    for message in messages:
        device = message.device or _device(item.session)
        if not is_number(device):
            found.refuse(item, Refusal(name, "", "value: the lock names itself by what is no number", item.frame))
            continue
        found.said[device] = item.connection
        _take(message, device, item, at, found)
        answer = item.stream.acknowledge(message, item.frame)
        if answer is not None:
            found.acknowledgements.append((item.connection, device, answer))
        elif message.kind.value == "answer":
            found.answers.append((item.connection, device, item.frame))


def _take(message: Message, device: str, item: Item, at: datetime, found: Reading) -> None:
    signed = item.frame if item.stream.name == "native" else None
    for position in message.positions:
        fix = fix_of(position)
        if fix is None or not _is_dated(fix.t, at):
            found.refusals.append(
                Refusal(item.stream.name, device, "date: the lock's clock is not set, or wrong", item.frame)
            )
        else:
            found.received.append(Received(device, None, fix, at, item.stream.name, signed))


def _device(session: Any) -> str:
    named = getattr(session, "device", None) or ""
    return named if is_number(named) else ""


def _is_dated(t: float, at: datetime) -> bool:
    now = at.timestamp()
    return now - OLDEST.total_seconds() <= t <= now + NEWEST.total_seconds()


def _read_columns(items: Sequence[Item], at: datetime, found: Reading) -> None:
    """Read many frames of JT/T 808 together; what is rare, or tells how a lock stands, goes to the plain decoder, in its turn."""
    batch = decode_batch(b"\x7e" + b"\x7e".join(each.frame for each in items) + b"\x7e")
    rows = dict(zip(batch.number.tolist(), range(len(batch.number)), strict=True))
    times, serials, status = batch.time.tolist(), batch.serial.tolist(), batch.status.tolist()
    norths, easts, speeds = batch.latitude.tolist(), batch.longitude.tolist(), batch.speed_kmh.tolist()
    starts, ends, terminals = batch.starts.tolist(), batch.ends.tolist(), batch.terminal.tobytes()
    now, content = at.timestamp(), batch.content
    oldest, newest = now - OLDEST.total_seconds(), now + NEWEST.total_seconds()
    for number, item in enumerate(items):
        row = rows.get(number)
        if row is None:
            _read_one(item, at, found)
            continue
        start, end = starts[number], ends[number] - 1
        modern = content[start + 2] & 0x40
        if is_telling(content, start + (17 if modern else 12) + BASE_LENGTH, end) or not oldest <= times[row] <= newest:
            _read_one(item, at, found)
            continue
        terminal = terminals[row * 10 : row * 10 + 10]
        device = _named(terminal, bool(modern))
        located = status[row] & 2
        fix = Fix(
            times[row], norths[row] if located else None, easts[row] if located else None, speeds[row] if located else None
        )  # fmt: skip
        item.session.device = device
        found.said[device] = item.connection
        found.received.append(Received(device, None, fix, at, "jt808"))
        found.acknowledgements.append((item.connection, device, acknowledged(terminal, bool(modern), serials[row])))


def _named(terminal: bytes, modern: bool) -> str:
    key = terminal if modern else terminal[4:]
    known = _NAMES.get(key)
    if known is None:
        if len(_NAMES) > 500_000:
            _NAMES.clear()
        known = (key.hex().lstrip("0") or "0") if modern else jt808.terminal_of(key)
        _NAMES[key] = known
    return known


_NAMES: Final[dict[bytes, str]] = {}


def acknowledged(terminal: bytes, modern: bool, serial: int) -> bytes:
    """Write 0x8001 for a position, the same as `jt808_writing.acknowledgement` says, with the terminal's number as it came."""
    head = b"\x80\x01\x40\x05\x01" + terminal if modern else b"\x80\x01\x00\x05" + terminal[4:]
    body = head + b"\0\0" + serial.to_bytes(2, "big") + b"\x02\x00\x00"
    return escape(body + bytes([jt808.folded(body)]))
