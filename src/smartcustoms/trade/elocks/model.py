"""The words of e-locks: one vocabulary for every vendor's lock, its positions and its messages; and who may ask.

Units stand in names: `_m` metres, `_kmh`, `_deg` degrees clockwise from north, `_percent`, `_v` volts, `_dbm`, `_csq` (GSM 07.07
signal quality, 0 to 31), `_c` degrees Celsius. What a device did not say is None: never a guess, never a default.
"""

import re
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, Self

from smartcustoms.kernel.permissions import Permission

DECODE_FRAMES: Final = Permission("elocks.decode", "Decode the frames of e-locks from a file")
JUDGE_JOURNEYS: Final = Permission("elocks.judge", "Judge journeys of e-locks from a file")
VERIFY_EVIDENCE: Final = Permission("elocks.verify", "Check an evidence pack of an e-lock")
SEE_JOURNEYS: Final = Permission("elocks.see", "See the journeys of e-locks, their alarms and their devices")
LEAD_JOURNEYS: Final = Permission("elocks.journeys", "Register journeys and locks, and sign their steps")
ANSWER_ALARMS: Final = Permission("elocks.alarms", "Acknowledge, escalate and close alarms of e-locks")
COMMAND_LOCKS: Final = Permission("elocks.command", "Send commands to e-locks")
PERMIT_UNLOCKS: Final = Permission("elocks.unlock", "Permit the unlocking of e-locks in a zone, by token or by answer")
WORK_POINT: Final = Permission("elocks.point", "Seal, check and unseal e-locks at a clearance point")
DRAW_ROUTES: Final = Permission("elocks.routes", "Draw the routes of e-locks, or learn them from lawful trips")
KEEP_PARTICIPANTS: Final = Permission(
    "elocks.participants", "Keep the participants of the e-lock scheme and their breaches"
)
RUN_GATEWAY: Final = Permission("elocks.gateway", "Run the gateway that e-locks connect to")
PACK_EVIDENCE: Final = Permission("elocks.pack", "Make the evidence pack of an e-lock's journey")

_NUMBER: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z._:-]{0,39}")


class NoELockNumber(ValueError):
    """The text cannot be the number of an e-lock."""


class ELockNumber(str):
    """A lock's number as its maker prints it (SIM number, IMEI or serial): 1 to 40 letters, digits, dots, dashes, colons."""

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        """Check the text once, at the edge."""
        if not _NUMBER.fullmatch(text):
            raise NoELockNumber(
                f"{text[:60]!r} is no e-lock number: write 1 to 40 letters, digits, dots, dashes or colons"
            )
        return super().__new__(cls, text)


def is_number(text: str) -> bool:
    """Tell whether a text can be the number of a lock."""
    return _NUMBER.fullmatch(text) is not None


class Source(StrEnum):
    """What a position was found by; NONE: the device sent no position of its own."""

    GNSS = "gnss"
    CELL = "cell"
    WIFI = "wifi"
    GANTRY = "gantry"
    """Not the lock's: the truck that it is on was seen at a control point."""
    NONE = "none"


class Closure(StrEnum):
    """How a rope, shackle or back cover stands. OUT: pulled out without a cut; CUT: the loop was broken."""

    CLOSED = "closed"
    OPEN = "open"
    OUT = "out"
    CUT = "cut"


class Motor(StrEnum):
    """How the motor that holds the rope or shackle stands."""

    LOCKED = "locked"
    UNLOCKED = "unlocked"
    FAULT = "fault"


class By(StrEnum):
    """What an unlock was asked by."""

    CARD = "card"
    PASSWORD = "password"  # noqa: S105 # a way of unlocking, no password
    BLUETOOTH = "bluetooth"
    REMOTE = "remote"
    SMS = "sms"
    KEY = "key"
    UNKNOWN = "unknown"


class ClockState(StrEnum):
    """Whether the device's clock can be believed: UNSET clocks count from their own epoch after a cold start."""

    SET = "set"
    UNSET = "unset"


@dataclass(frozen=True, slots=True)
class Unlock:
    """One unlock as the device tells it: by what, with which card, and whether the device let it. A password is never kept."""

    by: By
    card: str | None = None
    accepted: bool | None = None
    legal: bool | None = None
    """Whether the lock itself calls it lawful; the platform's own verdict is an alarm, never this."""
    result_code: int | None = None


@dataclass(frozen=True, slots=True)
class SubLock:
    """A lock slaved to another by radio: its number, and how it stands."""

    number: str
    battery_v: float | None = None
    battery_percent: int | None = None
    seal: Closure | None = None
    motor: Motor | None = None
    card: str | None = None


@dataclass(frozen=True, slots=True)
class LockState:
    """How a lock said it stood when it took a fix: the one vocabulary that all vendors are mapped to."""

    rope: Closure | None = None
    shackle: Closure | None = None
    motor: Motor | None = None
    back_cover: Closure | None = None
    unlock: Unlock | None = None
    wrong_password: bool | None = None
    card: str | None = None
    card_refused: bool | None = None
    battery_percent: float | None = None
    battery_v: float | None = None
    battery_low: bool | None = None
    charging: bool | None = None
    external_power_v: float | None = None
    vibration: bool | None = None
    signal_csq: int | None = None
    signal_dbm: int | None = None
    satellites: int | None = None
    clock: ClockState | None = None
    alarms: tuple[str, ...] = ()
    """Other alarms the device itself raised, by our words, such as `sos`, `power_cut`, `overspeed`, `geofence_enter`."""
    event_code: int | None = None
    status_word: int | None = None
    """The vendor's status bits as sent, for what no table of ours names."""
    ignition: bool | None = None
    door_open: bool | None = None
    fuel_cut: bool | None = None
    moving: bool | None = None
    wake_source: int | None = None
    tilt: tuple[int, int, int] | None = None
    odometer_m: int | None = None
    temperature_c: float | None = None
    humidity_percent: float | None = None
    sim: str | None = None
    network: str | None = None
    sublocks: tuple[SubLock, ...] = ()
    index: int | None = None


@dataclass(frozen=True, slots=True)
class Position:
    """One fix: when (UTC, by the device's clock), where (degrees, WGS 84), and how the lock stood.

    `valid` is the device's own word that it had a fix. `time` is None when the message carries a state but no time; latitude and
    longitude are None when it carries no position. `stored`: kept by the device while it had no network, and sent late.
    """

    time: datetime | None
    latitude: float | None
    longitude: float | None
    valid: bool
    speed_kmh: float | None = None
    course_deg: float | None = None
    altitude_m: float | None = None
    source: Source = Source.GNSS
    stored: bool = False
    lock: LockState = LockState()


class Kind(StrEnum):
    """What a message is for."""

    REGISTRATION = "registration"
    LOGIN = "login"
    HEARTBEAT = "heartbeat"
    POSITION = "position"
    ANSWER = "answer"
    TIME_REQUEST = "time_request"
    LOGOUT = "logout"
    PART = "part"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Message:
    """What one frame says: who sent it, what for, its positions in order, and what the sender waits for as acknowledgement."""

    kind: Kind
    device: str | None = None
    positions: tuple[Position, ...] = ()
    code: int | None = None
    """The protocol's own number of the message type."""
    serial: int | None = None
    text: str | None = None
    reply: bytes | None = None
    refused: str | None = None
    """Set when the frame can be read but must not be acted on, such as one whose checksum is wrong; kept for study."""


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """What a phone or tracker sends over HTTP."""

    method: str
    uri: str
    body: bytes = b""


class Stage(StrEnum):
    """Where a journey stands."""

    REGISTERED = "registered"
    LOADED = "loaded"
    SEALED = "sealed"
    BUNDLED = "bundled"
    DEPARTED = "departed"
    BOUNDARY = "boundary"
    HANDED_OVER = "handed_over"
    ARRIVED = "arrived"
    UNSEALED = "unsealed"
    CLOSED = "closed"


UNDER_LOCK: Final = (Stage.SEALED, Stage.BUNDLED, Stage.DEPARTED, Stage.BOUNDARY, Stage.HANDED_OVER, Stage.ARRIVED)
"""Stages at which the lock is on the truck."""


class AlarmState(StrEnum):
    """Where an alarm stands for the control room. WITHDRAWN: late data showed that it never was."""

    RAISED = "raised"
    ACKNOWLEDGED = "acknowledged"
    ESCALATED = "escalated"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Cause(StrEnum):
    """Why an alarm was closed."""

    CONFIRMED = "confirmed"
    LAWFUL = "lawful"
    DEVICE_FAULT = "device_fault"
    ROAD_CLOSED = "road_closed"
    FALSE_ALARM = "false_alarm"


@dataclass(frozen=True, slots=True)
class ELock:
    """A lock of the scheme: its number, protocol, and, when it signs itself, its suite and public key."""

    number: str
    protocol: str
    administration: str
    suite: str | None = None
    public_key: bytes | None = None
    registered_at: datetime | None = None
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class JourneyRecord:
    """A journey as it is kept: the contract in `contract` (line, zones, rules, due_by as plain JSON), and where it stands."""

    number: str
    lock: str
    organisation: str
    declaration: str
    truck: str
    route: str
    stage: Stage
    origin: str
    destination: str
    needs: int
    contract: dict[str, Any]
    registered_at: datetime
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class StepRecord:
    """One step of a journey, with the signed statement of it."""

    journey: str
    stage: Stage
    administration: str
    officer: str
    at: datetime
    statement: bytes


@dataclass(frozen=True, slots=True)
class TokenRecord:
    """The right to unlock once, as it is kept: for which journey and zone, whose, when, by whom; `statement` is the signed token.

    `challenge`: the digits that the lock showed, when it was answered without a network.
    """

    journey: str
    lock: str
    administration: str
    zone: str
    counter: int
    not_before: datetime
    not_after: datetime
    officer: str
    challenge: str | None
    statement: bytes
    issued_at: datetime


@dataclass(frozen=True, slots=True)
class AlarmRecord:
    """An alarm as the control room has it. `at` is event time by the lock's clock; `raised_at` and `withdrawn_at` the platform's."""

    journey: str
    number: int
    type: str
    at: datetime
    raised_at: datetime
    state: AlarmState
    withdrawn_at: datetime | None = None
    acknowledged_by: str | None = None
    acknowledged_at: datetime | None = None
    team: str = ""
    cause: Cause | None = None
    note: str = ""
    closed_at: datetime | None = None
    lock: str = ""
    declaration: str = ""


class FrameRefused(Exception):
    """A frame is not what its protocol allows; the reason begins with one word.

    length, checksum, escape, date, value, type, encrypted; of what is signed also signature, key, replay, forged, token, log.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def as_json(value: Any) -> Any:
    """Give a dataclass of this file as plain JSON values, leaving out what the device did not say."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%S.") + f"{value.microsecond // 1000:03d}Z"
    if isinstance(value, (tuple, list)):
        return [as_json(each) for each in value]
    if hasattr(value, "__dataclass_fields__"):
        said = ((each.name, getattr(value, each.name)) for each in fields(value))
        return {name: as_json(one) for name, one in said if one is not None and one != ()}
    return value
