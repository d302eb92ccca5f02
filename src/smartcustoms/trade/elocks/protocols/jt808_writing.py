"""JT/T 808 written: frames and location bodies for the device simulator, answers and commands of the platform.

Commands are as safe as the protocol: an XOR byte and nothing else. Who may send one is decided before it comes here.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import reduce
from operator import xor
from typing import Final

from smartcustoms.trade.elocks.protocols.reading import CHINA_OFFSET

MOST_BODY: Final = 1023
_OPEN: Final = 0x00
_LOCK: Final = 0x01


def escape(frame: bytes) -> bytes:
    """Escape a frame and put the delimiters around it."""
    return b"\x7e" + frame.replace(b"\x7d", b"\x7d\x01").replace(b"\x7e", b"\x7d\x02") + b"\x7e"


def frame(message: int, terminal: str, serial: int, body: bytes = b"", *, modern: bool = False) -> bytes:
    """Write one frame; `modern`: the 2019 form, with a terminal number of up to 20 digits instead of 12."""
    digits = 20 if modern else 12
    if len(body) > MOST_BODY or not terminal.isdecimal() or len(terminal) > digits:
        raise ValueError(f"a body of at most {MOST_BODY} bytes and a terminal of at most {digits} digits")
    attributes = len(body) | (0x4000 if modern else 0)
    head = message.to_bytes(2, "big") + attributes.to_bytes(2, "big") + (b"\x01" if modern else b"")
    whole = head + bytes.fromhex(terminal.zfill(digits)) + (serial & 0xFFFF).to_bytes(2, "big") + body
    return escape(whole + bytes([reduce(xor, whole)]))


def location(
    time: datetime,
    latitude: float,
    longitude: float,
    *,
    status: int = 2,
    alarm: int = 0,
    altitude_m: int = 0,
    speed_kmh: float = 0,
    course_deg: int = 0,
    items: Sequence[tuple[int, bytes]] = (),
) -> bytes:
    """Write the body of 0x0200: degrees to 10⁻⁶, hemispheres into the status word, the time (UTC) as GMT+8."""
    status = status & ~0b1100 | (0b100 if latitude < 0 else 0) | (0b1000 if longitude < 0 else 0)
    place = (alarm, status, round(abs(latitude) * 1e6), round(abs(longitude) * 1e6))
    words = b"".join(value.to_bytes(4, "big") for value in place)
    rest = (altitude_m & 0xFFFF, round(speed_kmh * 10), course_deg)
    moment = bytes.fromhex((time + CHINA_OFFSET).strftime("%y%m%d%H%M%S"))
    more = b"".join(bytes([number, len(value)]) + value for number, value in items)
    return words + b"".join(value.to_bytes(2, "big") for value in rest) + moment + more


def batch(bodies: Sequence[bytes], *, stored: bool) -> bytes:
    """Write the body of 0x0704: location bodies, told apart as stored while there was no network or not."""
    pieces = b"".join(len(each).to_bytes(2, "big") + each for each in bodies)
    return len(bodies).to_bytes(2, "big") + bytes([stored]) + pieces


def acknowledgement(
    terminal: str, serial: int, *, of: int, of_serial: int, result: int = 0, modern: bool = False
) -> bytes:
    """Write 0x8001, the platform's general answer: result 0 done, 1 failed, 2 wrong, 3 not supported."""
    body = of_serial.to_bytes(2, "big") + of.to_bytes(2, "big") + bytes([result])
    return frame(0x8001, terminal, serial, body, modern=modern)


def registered(terminal: str, serial: int, *, of_serial: int, code: str, modern: bool = False) -> bytes:
    """Write 0x8100, the answer to a registration, with the code by which the terminal will authenticate."""
    return frame(0x8100, terminal, serial, of_serial.to_bytes(2, "big") + b"\0" + code.encode("ascii"), modern=modern)


def time_answer(terminal: str, serial: int, *, now: datetime, modern: bool = False) -> bytes:
    """Write 0x8109, the answer to a request for the time (UTC; 2019)."""
    return frame(0x8109, terminal, serial, bytes.fromhex(now.strftime("%y%m%d%H%M%S")), modern=modern)


def interval_command(terminal: str, serial: int, every: timedelta, *, modern: bool = False) -> bytes:
    """Write 0x8103 with parameter 0x0029: report a position at this interval, in whole seconds."""
    seconds = int(every.total_seconds()).to_bytes(4, "big")
    return frame(0x8103, terminal, serial, b"\x01" + (0x0029).to_bytes(4, "big") + b"\x04" + seconds, modern=modern)


def unlock_command(terminal: str, serial: int, *, modern: bool = False) -> bytes:
    """Write 0x8500, vehicle control: unlock."""
    return frame(0x8500, terminal, serial, bytes([_OPEN]), modern=modern)


def lock_command(terminal: str, serial: int, *, modern: bool = False) -> bytes:
    """Write 0x8500, vehicle control: lock."""
    return frame(0x8500, terminal, serial, bytes([_LOCK]), modern=modern)
