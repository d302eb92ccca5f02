"""JT/T 808 in columns: all 0x0200 messages of a piece of stream at once, by numpy, for gateways that read many locks together.

It says the same of each frame as `jt808.decode` (a property test holds them together); what is rare goes to the plain decoder: other
messages, sub-packages, encrypted bodies. Of the additional items it reads kilometres, signal and satellites, and notes where the
items lie, so that the lock's whole state can be read of the frames in which it matters.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from smartcustoms.trade.elocks.protocols.jt808_items import FIXED_LENGTH, TELLING
from smartcustoms.trade.elocks.protocols.jt808_location import BASE_LENGTH

Bytes = NDArray[np.uint8]
Numbers = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_MONTH_STARTS: Final = np.array(
    [np.datetime64(f"{2000 + n // 12}-{n % 12 + 1:02d}", "D").astype(np.int64) for n in range(1201)], np.int64
)
"""The day number on which each month from 2000-01 on begins, and one more as the end."""
_CHINA_OFFSET_S: Final = 8 * 3600
_PADDING: Final = 64
"""Zero bytes after the stream, so that reading a short frame as a long one stays inside the array."""
_MOST_ITEMS: Final = 64
_TELLS: Final = np.isin(np.arange(256), list(TELLING))


@dataclass(frozen=True, slots=True)
class Batch:
    """The frames of a stream. Columns with one value per location; `fault` and `other` number frames in the order they came."""

    frames: int
    faulty: Numbers
    """Frames with a wrong escape, checksum, length, date or place: the plain decoder says which, or reads them after all
    (a clock that was never set is no fault of the frame)."""
    other: Numbers
    """Sound frames that are no plain 0x0200: for the plain decoder."""
    number: Numbers
    """The frame of each location."""
    terminal: Bytes
    """(n, 10): the terminal's number in BCD, the 2013 form with four zero bytes before it."""
    serial: Numbers
    time: Numbers
    """Unix seconds."""
    latitude: Floats
    longitude: Floats
    altitude_m: Numbers
    speed_kmh: Floats
    course_deg: Numbers
    alarm: Numbers
    status: Numbers
    odometer_m: Numbers
    """-1: not said; so are `signal_csq` and `satellites`."""
    signal_csq: Numbers
    satellites: Numbers
    telling: Flags
    """Locations whose items say how the lock stands or what was done to it: the plain decoder reads those whole."""
    raw_starts: Numbers
    raw_ends: Numbers
    """Where each frame (all of them) begins and ends in the stream as it came."""
    starts: Numbers
    ends: Numbers
    """Where each frame (all of them) begins and ends in `content`, delimiters off, checksum on, unescaped."""
    content: bytes

    def frame(self, number: int) -> bytes:
        """Give one unescaped frame, for the plain decoder."""
        return self.content[int(self.starts[number]) : int(self.ends[number])]


def decode_batch(stream: bytes) -> Batch:
    """Read all whole frames between `7e` delimiters; give the locations in columns and the rest by number."""
    raw = np.frombuffer(stream, np.uint8)
    marks = np.flatnonzero(raw == 0x7E)
    starts, ends = marks[:-1] + 1, marks[1:]
    there = ends > starts
    came = (starts[there], ends[there])
    content, starts, ends, torn = _unescaped(raw, *came)
    faulty = torn | (ends - starts < 13)
    fold = np.bitwise_xor.accumulate(content) if len(content) else content
    ends_at = np.maximum(ends - 1, 0)
    faulty |= (fold[ends_at] ^ np.where(starts > 0, fold[starts - 1], 0)) != 0
    return _columns(content, starts, ends, faulty, came)


def _unescaped(raw: Bytes, starts: Numbers, ends: Numbers) -> tuple[Bytes, Numbers, Numbers, Flags]:
    """Undo the escapes of the whole stream in one pass; tell the frames in which an escape was wrong. Adds zeros at the end."""
    torn = np.zeros(len(starts), bool)
    marks = np.flatnonzero(raw == 0x7D)
    if not len(marks):
        return np.concatenate([raw, np.zeros(_PADDING, np.uint8)]), starts, ends, torn
    following = raw[np.minimum(marks + 1, len(raw) - 1)]
    wrong = (following != 1) & (following != 2)
    if len(starts) and wrong.any():
        frame = np.searchsorted(starts, marks[wrong], "right") - 1
        torn[frame[frame >= 0]] = True
    keep = np.ones(len(raw), bool)
    good = marks[~wrong]
    keep[good + 1] = False
    changed = raw.copy()
    changed[good] = np.where(following[~wrong] == 1, 0x7D, 0x7E)
    content = np.concatenate([changed[keep], np.zeros(_PADDING, np.uint8)])
    # Every escape before a place moves it one byte to the front.
    return content, starts - np.searchsorted(good, starts), ends - np.searchsorted(good, ends), torn


def _columns(content: Bytes, starts: Numbers, ends: Numbers, faulty: Flags, came: tuple[Numbers, Numbers]) -> Batch:
    head = _rows(content, starts, 16)
    message = _u16(head, 0)
    attributes = _u16(head, 2)
    modern = (attributes & 0x4000) != 0
    body_at = starts + np.where(modern, 17, 12) + np.where((attributes & 0x2000) != 0, 4, 0)
    plain = (message == 0x0200) & ((attributes & 0x3C00) == 0)
    right_length = ends - 1 - body_at == (attributes & 0x3FF)
    faulty = faulty | (plain & ~right_length)
    chosen = plain & ~faulty & (ends - 1 - body_at >= BASE_LENGTH)
    faulty |= plain & ~chosen & ~faulty
    at = np.flatnonzero(chosen)
    body = _rows(content, body_at[at], BASE_LENGTH)
    time, dated = _times(body[:, 22:28])
    status = _u32(body, 4)
    north = np.where(status & 4, -1, 1) * (_u32(body, 8) / 1e6)
    east = np.where(status & 8, -1, 1) * (_u32(body, 12) / 1e6)
    sound = dated & (np.abs(north) <= 90) & (np.abs(east) <= 180)
    faulty[at[~sound]] = True
    odometer, signal, satellites, telling = _items(content, body_at[at] + BASE_LENGTH, ends[at] - 1)
    other = np.flatnonzero(~faulty & ~chosen)
    altitude = _u16(body, 16)
    columns: dict[str, Any] = {
        "number": at, "terminal": _terminals(content, starts[at], modern[at]), "time": time, "latitude": north, "longitude": east,
        "serial": _serials(content, body_at[at]), "altitude_m": np.where(altitude >= 0x8000, altitude - 0x10000, altitude),
        "speed_kmh": _u16(body, 18) / 10, "course_deg": _u16(body, 20), "alarm": _u32(body, 0), "status": status,
        "odometer_m": odometer, "signal_csq": signal, "satellites": satellites, "telling": telling,
    }  # fmt: skip
    kept = {name: column[sound] for name, column in columns.items()}
    return Batch(
        len(starts), np.flatnonzero(faulty), other, raw_starts=came[0], raw_ends=came[1], starts=starts, ends=ends,
        content=content.tobytes(), **kept,
    )  # fmt: skip


def _rows(content: Bytes, at: Numbers, width: int) -> Bytes:
    """Give `width` bytes from each place on, as rows."""
    count = len(content) - width + 1
    windows: Bytes = np.ndarray((count, width), np.uint8, content.data, strides=(1, 1))
    return windows[np.minimum(at, count - 1)]


def _u16(rows: Bytes, at: int) -> Numbers:
    return np.ascontiguousarray(rows[:, at : at + 2]).view(">u2")[:, 0].astype(np.int64)


def _u32(rows: Bytes, at: int) -> Numbers:
    return np.ascontiguousarray(rows[:, at : at + 4]).view(">u4")[:, 0].astype(np.int64)


def _terminals(content: Bytes, starts: Numbers, modern: Flags) -> Bytes:
    found = np.zeros((len(starts), 10), np.uint8)
    if not modern.all():
        found[~modern, 4:] = _rows(content, starts[~modern] + 4, 6)
    if modern.any():
        found[modern] = _rows(content, starts[modern] + 5, 10)
    return found


def _serials(content: Bytes, body_at: Numbers) -> Numbers:
    return _u16(_rows(content, body_at - 2, 2), 0)


def _times(raw: Bytes) -> tuple[Numbers, Flags]:
    """Give Unix seconds of BCD times in GMT+8, and which are dates that exist."""
    high, low = raw >> 4, raw & 0xF
    parts = (high * 10 + low).astype(np.int64)
    digits = ((high < 10) & (low < 10)).all(axis=1)
    year, month, day, hour, minute, second = parts.T
    place = year * 12 + np.clip(month, 1, 12) - 1
    place = np.clip(place, 0, 1199)
    first, following = _MONTH_STARTS[place], _MONTH_STARTS[place + 1]
    exists = digits & (month >= 1) & (month <= 12) & (day >= 1) & (day <= following - first)
    exists &= (hour < 24) & (minute < 60) & (second < 60)
    days = first + day - 1
    return days * 86_400 + hour * 3600 + minute * 60 + second - _CHINA_OFFSET_S, exists


def _items(content: Bytes, at: Numbers, ends: Numbers) -> tuple[Numbers, Numbers, Numbers, Flags]:
    """Walk the additional items of all frames together, the n-th of each in one step."""
    odometer, signal, satellites = (np.full(len(at), -1, np.int64) for _ in range(3))
    rows, place, telling = np.arange(len(at)), at.copy(), ends - at == FIXED_LENGTH
    for _ in range(_MOST_ITEMS):
        open_still = place + 2 <= ends
        rows, place, ends = rows[open_still], place[open_still], ends[open_still]
        if not len(rows):
            break
        length = content[place + 1].astype(np.int64)
        following = place + 2 + length
        telling[rows[_TELLS[content[place]]]] = True
        kind = content[place].astype(np.int64) << 8 | length
        kind[following > ends] = 0  # cut off: it says nothing
        for wanted, column in ((0x0104, odometer), (0x3001, signal), (0x3101, satellites)):
            hit = np.flatnonzero(kind == wanted)
            if len(hit):
                column[rows[hit]] = _value(content, place[hit] + 2, wanted & 0xFF)
        place = following
    odometer[odometer >= 0] *= 100
    return odometer, signal, satellites, telling


def _value(content: Bytes, at: Numbers, size: int) -> Numbers:
    return content[at].astype(np.int64) if size == 1 else _u32(_rows(content, at, 4), 0)
