"""CBOR as our own lock speaks it: RFC 8949's deterministic subset without floats, and nothing else, so that equal facts are equal bytes.

Integers of 64 bits, byte and text strings, arrays, maps with integer keys in rising order, true, false, null, and a tag. Lengths are
definite and as short as can be. Whatever is longer, deeper or otherwise written is refused: a signature covers one form only.
"""

from typing import Any, Final

from smartcustoms.trade.elocks.model import FrameRefused

_DEEPEST: Final = 4
_SIMPLE: Final = {20: False, 21: True, 22: None}
_WRITTEN: Final = {False: b"\xf4", True: b"\xf5", None: b"\xf6"}


class Tagged(tuple[int, Any]):
    """A tag's number and what it is about."""

    __slots__ = ()


def dumps(value: Any) -> bytes:
    """Write a value."""
    if value is None or value is True or value is False:
        return _WRITTEN[value]
    if isinstance(value, int):
        return _head(1, -1 - value) if value < 0 else _head(0, value)
    if isinstance(value, bytes):
        return _head(2, len(value)) + value
    if isinstance(value, str):
        return _head(3, len(value.encode())) + value.encode()
    if isinstance(value, Tagged):
        return _head(6, value[0]) + dumps(value[1])
    if isinstance(value, dict):
        return _head(5, len(value)) + b"".join(dumps(key) + dumps(value[key]) for key in sorted(value))
    return _head(4, len(value)) + b"".join(dumps(each) for each in value)


def _head(major: int, number: int) -> bytes:
    if number < 24:
        return bytes([major << 5 | number])
    size = next(n for n in range(4) if number < 1 << (8 << n))
    return bytes([major << 5 | 24 + size]) + number.to_bytes(1 << size, "big")


def loads(raw: bytes) -> Any:
    """Read one value that fills the bytes, and is written as `dumps` writes it."""
    value, end = _value(raw, 0, _DEEPEST)
    if end != len(raw):
        raise FrameRefused(f"length: {len(raw) - end} bytes after the value")
    return value


def _value(raw: bytes, at: int, deeper: int) -> tuple[Any, int]:
    major, number, at = _read_head(raw, at)
    if major <= 1:
        return (-1 - number if major else number), at
    if major <= 3:
        return _string(raw, at, number, text=major == 3)
    if major == 7:
        if number not in _SIMPLE or raw[at - 1] != 0xE0 | number:
            raise FrameRefused(f"value: simple value {number}")
        return _SIMPLE[number], at
    if deeper == 0 or number > len(raw):
        raise FrameRefused("length: nested too deep, or longer than the frame")
    if major == 6:
        value, at = _value(raw, at, deeper - 1)
        return Tagged((number, value)), at
    return _array(raw, at, number, deeper) if major == 4 else _map(raw, at, number, deeper)


def _read_head(raw: bytes, at: int) -> tuple[int, int, int]:
    if at >= len(raw):
        raise FrameRefused(f"length: nothing at byte {at}")
    major, short = raw[at] >> 5, raw[at] & 31
    if short < 24:
        return major, short, at + 1
    size = 1 << short - 24 if short < 28 else 0
    number = int.from_bytes(raw[at + 1 : at + 1 + size], "big")
    if not size or at + 1 + size > len(raw) or _head(major, number) != raw[at : at + 1 + size]:
        raise FrameRefused(f"value: a number at byte {at} is not in its shortest form")
    return major, number, at + 1 + size


def _string(raw: bytes, at: int, length: int, *, text: bool) -> tuple[Any, int]:
    end = at + length
    if end > len(raw):
        raise FrameRefused(f"length: a string of {length} bytes, {len(raw) - at} left")
    if not text:
        return raw[at:end], end
    try:
        return raw[at:end].decode(), end
    except UnicodeDecodeError:
        raise FrameRefused("value: a text is not UTF-8") from None


def _array(raw: bytes, at: int, count: int, deeper: int) -> tuple[list[Any], int]:
    found = []
    for _ in range(count):
        value, at = _value(raw, at, deeper - 1)
        found.append(value)
    return found, at


def _map(raw: bytes, at: int, count: int, deeper: int) -> tuple[dict[int, Any], int]:
    found: dict[int, Any] = {}
    last: int | None = None
    for _ in range(count):
        key, at = _value(raw, at, 0)
        if not isinstance(key, int) or isinstance(key, bool) or (last is not None and key <= last):
            raise FrameRefused("value: a map's keys are whole numbers in rising order")
        last = key
        found[key], at = _value(raw, at, deeper - 1)
    return found, at
