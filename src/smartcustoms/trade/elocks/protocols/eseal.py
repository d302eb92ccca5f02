"""eSeal electronic seals: text between `##S,` and `E##`, comma separated, times in UTC.

Source: the eSeal GPRS protocol as its users publish it. Fields: device type, number, customer, firmware, message (Normal, Event-Door,
Event-Shock, Event-Drop, Event-Lock, Event-MC-Unlock, Event-RC-Unlock …), index, date, time, interval, validity, place, course,
speed in km/h, door, acceleration in g, NFC card, battery volts, signal dBm.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from smartcustoms.trade.elocks.model import (
    By,
    Closure,
    FrameRefused,
    Kind,
    LockState,
    Message,
    Motor,
    Position,
    Source,
    Unlock,
)
from smartcustoms.trade.elocks.protocols.reading import at, clock_of, placed

_REPORT: Final = re.compile(
    r"##S,[^,]+,(?P<device>\d+),\d+,[^,]+,(?P<type>[^,]+),(?P<index>\d+),(\d{4})-(\d\d)-(\d\d),(\d\d):(\d\d):(\d\d),\d+,"
    r"(?P<valid>[AV]),(?P<lat>\d+\.\d+)(?P<ns>[NS]),? ?(?P<lon>\d+\.\d+)(?P<ew>[EW]),(?P<course>\d+\.?\d*),(?P<speed>\d+\.?\d*),"
    r"(?P<door>[^,]+),(?P<g>-?\d+\.?\d*),(?P<nfc>[^,]+),(?P<volts>\d+\.?\d*),(?P<dbm>-?\d+),E##"
)
_OTHER: Final = re.compile(r"##S,[^,]+,(?P<device>\d+),\d+,[^,]+,(?P<type>[^,]+),.*E##", re.DOTALL)
_EVENTS: Final[Mapping[str, Mapping[str, Any]]] = {
    "Event-Door": {"alarms": ("door",)},
    "Event-Shock": {"alarms": ("shock",), "vibration": True},
    "Event-Drop": {"alarms": ("drop",)},
    "Event-Lock": {"motor": Motor.LOCKED},
    "Event-MC-Unlock": {"motor": Motor.UNLOCKED, "unlock": Unlock(By.CARD)},
    "Event-NFC-Unlock": {"motor": Motor.UNLOCKED, "unlock": Unlock(By.CARD)},
    "Event-RC-Unlock": {"motor": Motor.UNLOCKED, "unlock": Unlock(By.REMOTE)},
    "Event-Unlock": {"motor": Motor.UNLOCKED, "unlock": Unlock(By.UNKNOWN)},
}
_DOORS: Final = {"Open": Closure.OPEN, "Close": Closure.CLOSED}


@dataclass(slots=True)
class Session:
    """What one connection has said so far."""

    device: str | None = None


def split(stream: bytes) -> tuple[list[bytes], bytes]:
    """Cut a stream after each `E##`."""
    *frames, rest = stream.split(b"E##")
    return [frame.lstrip() + b"E##" for frame in frames], rest


def capture(raw: bytes, session: Session) -> list[Message]:
    """Read a captured piece of a stream: one report or several glued together."""
    frames, rest = split(raw)
    if rest.strip() or not frames:
        raise FrameRefused("length: the report does not end with E##")
    return [decode(frame, session) for frame in frames]


def decode(frame: bytes, session: Session) -> Message:
    """Read one report; a start-up or an answer carries no position."""
    text = frame.decode("ascii", "replace")
    other = _OTHER.fullmatch(text)
    if other is None:
        raise FrameRefused("type: not ##S, device, number, customer, firmware, message … E##")
    session.device = other["device"]
    said = _REPORT.fullmatch(text)
    if said is None:
        return Message(Kind.ANSWER, session.device, text=other["type"])
    return Message(Kind.POSITION, session.device, (_position(said),), text=said["type"])


def _position(said: re.Match[str]) -> Position:
    year, month, day, hour, minute, second = (int(said[n]) for n in range(4, 10))
    time = at(year, month, day, hour, minute, second)
    north = float(said["lat"]) * (1 if said["ns"] == "N" else -1)
    east = float(said["lon"]) * (1 if said["ew"] == "E" else -1)
    placed(north, east)
    lock: dict[str, Any] = {"clock": clock_of(time), "battery_v": float(said["volts"]), "signal_dbm": int(said["dbm"])}
    lock |= {"index": int(said["index"]), "shackle": _DOORS.get(said["door"]), "door_open": said["door"] == "Open"}
    lock |= _EVENTS.get(said["type"], {})
    if said["nfc"].strip("0:"):
        lock["card"] = said["nfc"]
    valid = said["valid"] == "A"
    source = Source.GNSS if valid else Source.NONE
    course, speed = float(said["course"]) % 360, float(said["speed"])
    return Position(time, north, east, valid, speed, course, source=source, lock=LockState(**lock))
