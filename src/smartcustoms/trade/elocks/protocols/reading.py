"""How every protocol reads bytes: a cursor that refuses to read past the end, BCD digits, and dates that must exist."""

import struct
from datetime import UTC, datetime, timedelta
from typing import Any, Final, cast

from smartcustoms.trade.elocks.model import ClockState, FrameRefused

CHINA_OFFSET: Final = timedelta(hours=8)
"""JT/T 808: times are GMT+8."""
_NO_TIME: Final = bytes(6)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_OLDEST: Final = datetime(2005, 1, 1, tzinfo=UTC)
"""No lock of this scheme is older: an earlier time is a clock that was never set, not a fact."""


class Cursor:
    """Reads a frame from left to right; reading past its end is refused, never an IndexError."""

    __slots__ = ("at", "data", "end")

    def __init__(self, data: bytes, at: int = 0, end: int | None = None) -> None:
        self.data, self.at, self.end = data, at, len(data) if end is None else min(end, len(data))

    @property
    def left(self) -> int:
        """Bytes not read yet."""
        return self.end - self.at

    def take(self, count: int) -> bytes:
        """Read bytes."""
        stop = self.at + count
        if count < 0 or stop > self.end:
            raise FrameRefused(f"length: {count} bytes wanted at byte {self.at}, {self.left} left")
        piece = self.data[self.at : stop]
        self.at = stop
        return piece

    def skip(self, count: int) -> None:
        """Pass over bytes that hold nothing for us."""
        self.take(count)

    def rest(self) -> bytes:
        """Read all that is left."""
        return self.take(self.left)

    def u8(self) -> int:
        """Read an unsigned byte."""
        return self.take(1)[0]

    def u16(self) -> int:
        """Read an unsigned 16-bit number, most significant byte first."""
        return int.from_bytes(self.take(2), "big")

    def u24(self) -> int:
        """Read an unsigned 24-bit number."""
        return int.from_bytes(self.take(3), "big")

    def u32(self) -> int:
        """Read an unsigned 32-bit number."""
        return int.from_bytes(self.take(4), "big")

    def u64(self) -> int:
        """Read an unsigned 64-bit number."""
        return int.from_bytes(self.take(8), "big")

    def i16(self) -> int:
        """Read a signed 16-bit number."""
        return int.from_bytes(self.take(2), "big", signed=True)

    def i32(self) -> int:
        """Read a signed 32-bit number."""
        return int.from_bytes(self.take(4), "big", signed=True)

    def f32(self) -> float:
        """Read a 32-bit IEEE 754 number."""
        return cast(float, struct.unpack(">f", self.take(4))[0])

    def ascii(self, count: int) -> str:
        """Read printable ASCII; other bytes become question marks."""
        return "".join(chr(b) if 32 <= b < 127 else "?" for b in self.take(count))


def bcd(raw: bytes) -> int:
    """Read binary coded decimal; a nibble above nine is refused."""
    text = raw.hex()
    if not text.isdecimal():
        raise FrameRefused(f"value: {text} is no decimal number")
    return int(text)


_BCD: Final = tuple((n >> 4) * 10 + (n & 15) if n >> 4 < 10 and n & 15 < 10 else 255 for n in range(256))
"""The value of each byte of binary coded decimal; 255: none, which no part of a date can be."""


def bcd_time(raw: bytes, offset: timedelta = timedelta(0)) -> datetime | None:
    """Read YYMMDDhhmmss in BCD, sent in a zone `offset` ahead of UTC, as a time in UTC; all zeros: no clock yet, so None."""
    if raw == _NO_TIME:
        return None
    year, month, day, hour, minute, second = raw
    if _BCD[year] == 255:
        raise FrameRefused(f"date: {raw.hex()} does not exist")
    return at(2000 + _BCD[year], _BCD[month], _BCD[day], _BCD[hour], _BCD[minute], _BCD[second], offset)


def at(
    year: int, month: int, day: int, hour: int, minute: int, second: int, offset: timedelta = timedelta(0)
) -> datetime:
    """Make a time in UTC of a device's date in its own zone; a date that does not exist is refused."""
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC) - offset
    except (ValueError, OverflowError):
        seen = f"{year}-{month}-{day} {hour}:{minute}:{second}"
        raise FrameRefused(f"date: {seen} does not exist") from None


def from_unix_ms(milliseconds: int) -> datetime:
    """Make a time of Unix milliseconds; one outside the years 1970 to 9999 is refused."""
    try:
        return _EPOCH + timedelta(milliseconds=milliseconds)
    except OverflowError:
        raise FrameRefused(f"date: {milliseconds} ms is no time") from None


def clock_of(time: datetime | None) -> ClockState:
    """Tell whether the device's clock had been set."""
    return ClockState.UNSET if time is None or time < _OLDEST else ClockState.SET


def placed(latitude: float, longitude: float) -> tuple[float, float]:
    """Check that a position is on the globe."""
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise FrameRefused(f"value: {latitude:.6f}, {longitude:.6f} is not on the globe")
    return latitude, longitude


def bit(word: int, number: int) -> bool:
    """Tell whether a bit is set; bit 0 is the least significant."""
    return bool(word >> number & 1)


def said(**values: Any) -> dict[str, Any]:
    """Keep what was said, so that a later None never hides an earlier word."""
    return {name: value for name, value in values.items() if value is not None}
