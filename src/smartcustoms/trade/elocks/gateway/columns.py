"""Frames of JT/T 808 of many connections, read together and acknowledged together.

Plain positions that follow each other from one lock are a *run*: one acknowledgement of many frames, written in columns too. What is
rare, or tells how a lock stands, goes to the plain decoder, in its turn.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray

from smartcustoms.trade.elocks.gateway.said import NEWEST, OLDEST, Item, Reading
from smartcustoms.trade.elocks.journey import Fix, Received
from smartcustoms.trade.elocks.protocols import jt808
from smartcustoms.trade.elocks.protocols.jt808_batch import Batch, decode_batch
from smartcustoms.trade.elocks.protocols.jt808_writing import escape

ReadOne = Callable[[Item, datetime, Reading], None]
_LOCATED: Final = 2
_MODERN: Final = 0x40
_ANSWER: Final = 20
"""Bytes of an acknowledgement in the 2013 form, delimiters and all, when nothing of it is escaped."""


def read_columns(items: Sequence[Item], at: datetime, found: Reading, read_one: ReadOne) -> None:
    """Read many frames together, in the order in which they came."""
    stream = b"\x7e" + b"\x7e".join([each.frame for each in items]) + b"\x7e"
    batch = decode_batch(stream)
    begins = np.cumsum([1, *(len(each.frame) + 1 for each in items[:-1])])
    owners = np.searchsorted(begins, batch.raw_starts, "right") - 1
    fixes, answers = _fixes(batch), _Answers(batch)
    for first, last, row in _runs(batch, owners, at):
        item = items[owners[first]]
        if row is None:
            frame = stream[batch.raw_starts[first] : batch.raw_ends[first]]
            read_one(item._replace(frame=frame, frames=0), at, found)
            continue
        end, modern = row + last - first, bool(batch.content[batch.starts[first] + 2] & _MODERN)
        device = _named(batch.terminal[row].tobytes(), modern)
        item.session.device = device
        found.said[device] = item.connection
        found.received += [Received(device, None, fix, at, "jt808") for fix in fixes[row:end]]
        found.acknowledgements.append((item.connection, device, answers.of(row, end, modern=modern)))


def _fixes(batch: Batch) -> list[Fix]:
    located = (batch.status & _LOCATED).tolist()
    columns = (
        batch.time.tolist(),
        batch.latitude.tolist(),
        batch.longitude.tolist(),
        batch.speed_kmh.tolist(),
        located,
    )
    return [
        Fix(time, north, east, speed) if there else Fix(time, None, None)
        for time, north, east, speed, there in zip(*columns, strict=True)
    ]


def _runs(batch: Batch, owners: NDArray[np.int64], at: datetime) -> Iterator[tuple[int, int, int | None]]:
    """Give runs of frames: the first, the one after the last, and the row of the first; no row for what the plain decoder reads."""
    now = at.timestamp()
    dated = (batch.time >= now - OLDEST.total_seconds()) & (batch.time <= now + NEWEST.total_seconds())
    rows = np.full(batch.frames, -1)
    rows[batch.number] = np.where(dated & ~batch.telling, np.arange(len(batch.number)), -1)
    plain = rows >= 0
    begins = np.ones(batch.frames, bool)
    if batch.frames > 1 and len(batch.number):
        same = plain[1:] & plain[:-1] & (owners[1:] == owners[:-1])
        both = np.flatnonzero(same)
        same[both] = (batch.terminal[rows[both]] == batch.terminal[rows[both + 1]]).all(axis=1)
        begins[1:] = ~same
    firsts = np.flatnonzero(begins).tolist()
    for first, last in zip(firsts, [*firsts[1:], batch.frames], strict=True):
        yield first, last, int(rows[first]) if plain[first] else None


class _Answers:
    """The acknowledgements (0x8001) of all locations, written in columns."""

    def __init__(self, batch: Batch) -> None:
        self._batch = batch
        written = np.zeros((len(batch.number), _ANSWER), np.uint8)
        written[:, (0, -1)] = 0x7E
        written[:, 1:5] = (0x80, 0x01, 0x00, 0x05)
        written[:, 5:11] = batch.terminal[:, 4:]
        written[:, 13], written[:, 14], written[:, 15] = batch.serial >> 8, batch.serial & 0xFF, 0x02
        inside = written[:, 1:-1]
        inside[:, -1] = np.bitwise_xor.reduce(inside[:, :-1], axis=1)
        self._escaped = np.cumsum([0, *((inside == 0x7E) | (inside == 0x7D)).any(axis=1)])
        self._written = written.tobytes()

    def of(self, row: int, end: int, *, modern: bool) -> bytes:
        """Give the acknowledgements of some rows that follow each other, of one lock."""
        if not modern and self._escaped[row] == self._escaped[end]:
            return self._written[row * _ANSWER : end * _ANSWER]
        terminal, serials = self._batch.terminal[row].tobytes(), self._batch.serial[row:end].tolist()
        return b"".join([acknowledged(terminal, modern, serial) for serial in serials])


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
