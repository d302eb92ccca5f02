"""The words of the crossing: control points, lanes, trucks, what is expected, what a lane saw, what it answered; who may do what."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from smartcustoms.kernel.errors import Conflict, NotFound, Refused
from smartcustoms.kernel.permissions import Permission
from smartcustoms.kernel.words.model import Sentence

SEE: Final = Permission("crossing.see", "See control points, their lanes and who passed")
SEE_OWN: Final = Permission(
    "crossing.see_own", "See the answers and passages of one's own trucks, and show the driver's code"
)
OVERRIDE: Final = Permission("crossing.override", "Send a truck on, or to inspection, against the lane's answer")
LEAD: Final = Permission("crossing.lanes", "Register, open and close lanes, register trucks, settle slips")
RUN: Final = Permission("crossing.run", "Run a lane: fetch its book of decisions and bring in its passages")
READ_PLATES: Final = Permission("crossing.read_plates", "Read the plates on a picture")
SIMULATE: Final = Permission("crossing.simulate", "Simulate a control point")

BOOK_LASTS: Final = timedelta(minutes=15)
"""How long a lane may work without hearing from the centre: it stops exactly then."""
CODE_LASTS: Final = timedelta(minutes=5)
"""How long a driver's code is good for; the phone's page shows a new one before that."""


class Answer(StrEnum):
    """What the lane tells the driver."""

    GO = "go"
    INSPECT = "inspect"


class Direction(StrEnum):
    """Which way a lane leads."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"


class LaneKind(StrEnum):
    """For whom a lane is: everybody, or by its benefit (a green lane) trucks of AEOs, or trucks under an e-lock."""

    ORDINARY = "ordinary"
    AEO = "aeo"
    ELOCK = "elock"


class Device(StrEnum):
    """What stands at a lane."""

    CAMERA = "camera"
    RFID = "rfid"
    ELOCK = "elock"
    CODE = "code"  # reads the driver's QR code
    SCALE = "scale"
    BARRIER = "barrier"
    DISPLAY = "display"


class Identity(StrEnum):
    """What a truck is known by."""

    PLATE = "plate"
    RFID = "rfid"
    ELOCK = "elock"
    CODE = "code"
    WEIGHT = "weight"


class Reason(StrEnum):
    """Why a truck must report for inspection. The order is that in which they are told."""

    NOTHING_READ = "nothing_read"
    UNREADABLE = "unreadable"
    UNKNOWN_PLATE = "unknown_plate"
    UNKNOWN_RFID = "unknown_rfid"
    UNKNOWN_ELOCK = "unknown_elock"
    UNKNOWN_CODE = "unknown_code"
    CODE_REFUSED = "code_refused"
    IDENTITIES_DISAGREE = "identities_disagree"
    SEVERAL_EXPECTED = "several_expected"
    TOO_FEW_IDENTITIES = "too_few_identities"
    WEIGHT_DIFFERS = "weight_differs"
    ELOCK_NOT_READ = "elock_not_read"
    ELOCK_NOT_WHOLE = "elock_not_whole"
    WRONG_LANE = "wrong_lane"
    ALREADY_PASSED = "already_passed"
    SELECTED = "selected"
    NO_BOOK = "no_book"
    LANE_CLOSED = "lane_closed"


MISMATCHES: Final = frozenset(
    {
        Reason.IDENTITIES_DISAGREE,
        Reason.WEIGHT_DIFFERS,
        Reason.ELOCK_NOT_WHOLE,
        Reason.CODE_REFUSED,
        Reason.ALREADY_PASSED,
    }
)
"""Reasons that accuse: an officer looks into them, and risk hears of them. The others only lack something."""


@dataclass(frozen=True, slots=True)
class Seal:
    """A journey whose e-lock is on a truck: whether it is under way, how many alarms stand, and whether the seal is whole."""

    journey: str
    elock: str
    under_way: bool
    alarms: int = 0
    whole: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """A truck that is expected, with the decision made before it came: by its bundle's number.

    `plates` are keys such as `HK:AB1234`; all that the truck is registered with. `green` names the lanes of benefit it may use,
    `green_because` says why, or why not. `reasons` and `green_because` are what an officer reads; they never leave for the lane.
    """

    bundle: str
    organisation: str
    control_point: str
    direction: Direction
    plates: frozenset[str]
    not_before: datetime
    not_after: datetime
    answer: Answer
    reasons: tuple[Sentence, ...] = ()
    rfid: str = ""
    elock: str = ""
    elock_whole: bool = True
    weight_kg: int | None = None
    green: frozenset[LaneKind] = frozenset()
    green_because: tuple[Sentence, ...] = ()
    declaration: str = ""

    def holds(self, at: datetime) -> bool:
        """Tell whether the truck is expected at a moment; the end is not included."""
        return self.not_before <= at < self.not_after


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a lane's devices read of one truck. None: nothing was read, or the lane has no such device.

    `code` is the bundle that a driver's code names when its signature and time are right; `code_wrong` that a code was shown and refused.
    `came_at`: when the truck joined the lane's queue, where something at its end tells; nothing is decided by it, waits are measured by it.
    `unread`: a device saw something it could not read (a plate hidden by mud, a torn code).
    """

    plates: tuple[str, ...] = ()
    rfid: str | None = None
    elock: str | None = None
    elock_whole: bool | None = None
    code: str | None = None
    code_wrong: bool = False
    weight_kg: int | None = None
    unread: frozenset[Device] = frozenset()
    came_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """What a lane holds trucks to: so many agreeing identities, and the weight within a share and an amount (the larger)."""

    needed: int = 2
    weight_share: Decimal = Decimal("0.05")
    weight_kg: int = 500


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the matching says: go only when there is no reason against it."""

    reasons: tuple[Reason, ...]
    bundle: str = ""
    agreed: frozenset[Identity] = frozenset()

    @property
    def answer(self) -> Answer:
        """Go, or report for inspection."""
        return Answer.INSPECT if self.reasons else Answer.GO

    @property
    def accuses(self) -> bool:
        """Tell whether a reason is a mismatch and not only a lack."""
        return bool(MISMATCHES & set(self.reasons))


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """A lane of a control point: how it stands, since when the centre has heard nothing, which of its devices are out."""

    code: str
    control_point: str
    direction: Direction
    kind: LaneKind = LaneKind.ORDINARY
    devices: frozenset[Device] = frozenset(Device)
    open: bool = True
    public_key: str = ""  # base64url of the lane's Ed25519 key: its journal is signed with it
    epoch: int = 0  # rises with each new key: a new journal
    place: int = 0  # up to which the centre has its journal
    digest: str = ""  # SHA-256 of the line at that place
    serial: int = 0  # of the last book given to it
    heard_at: datetime | None = None
    out_of_order: frozenset[Device] = frozenset()
    waiting: int = 0  # trucks in its queue, as it last said


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """An RFID tag on a truck: whose, on which plates, and what the truck weighs empty."""

    rfid: str
    organisation: str
    plates: frozenset[str]
    tare_kg: int | None = None
    retired_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One truck at one lane: what was seen, what was answered and why, by which book, how long it took."""

    lane: str
    place: int  # in the lane's own journal, from 1
    at: datetime
    seen: Seen
    answer: Answer
    reasons: tuple[Reason, ...]
    bundle: str = ""
    book: int = 0
    alone: bool = False  # the lane had no centre
    slip: str = ""
    took_us: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A passage as the centre keeps it."""

    passage: Passage
    epoch: int
    control_point: str
    direction: Direction
    organisation: str = ""
    declaration: str = ""
    received_at: datetime
    overridden: Answer | None = None
    overridden_by: str = ""
    overridden_at: datetime | None = None
    because: str = ""

    @property
    def number(self) -> str:
        """The passage's number: its lane, the journal of the lane, and its place there."""
        return numbered(self.passage.lane, self.epoch, self.passage.place)

    @property
    def final(self) -> Answer:
        """What counts: the officer's word, else the lane's answer."""
        return self.overridden or self.passage.answer


@dataclass(frozen=True, slots=True)
class Point:
    """A control point at a moment: its lanes, what passed in the last hour, by lane, and why trucks were held."""

    code: str
    lanes: tuple[Lane, ...]
    passed: int
    held: int
    expected: int
    by_lane: Mapping[str, int] = field(default_factory=dict)
    by_reason: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a list of passages is asked for."""

    text: str = ""
    control_point: str = ""
    lane: str = ""
    answer: Answer | None = None
    reason: Reason | None = None
    since: datetime | None = None
    until: datetime | None = None
    sort: str = "-at"
    page: int = 1
    size: int = 50


class NoSuchLane(NotFound):
    """There is no lane of this code."""

    code = "lane_unknown"


class NoSuchPassage(NotFound):
    """There is no passage of this number, or it is not the asker's."""

    code = "passage_unknown"


class NotExpected(NotFound):
    """No truck is expected under this bundle, or it is not the asker's."""

    code = "not_expected"


class LaneUnfit(Refused):
    """A lane, its key or its truck cannot be registered as asked."""

    code = "lane_unfit"


class JournalRefused(Conflict):
    """What a lane brings in is not its own journal, or differs from what it brought in before."""

    code = "journal_refused"


class OverrideUnfit(Refused):
    """An officer's word needs a reason, and must differ from what holds."""

    code = "override_unfit"


def numbered(lane: str, epoch: int, place: int) -> str:
    """Give the number of a passage: `LMC-OUT-01.1.123`."""
    return f"{lane}.{epoch}.{place}"


def read_number(number: str) -> tuple[str, int, int] | None:
    """Read a passage's number: lane, journal, place; None where it is none."""
    found = re.fullmatch(r"([A-Z0-9-]{1,40})[.]([0-9]{1,6})[.]([0-9]{1,9})", number)
    return (found[1], int(found[2]), int(found[3])) if found else None


def seen_as_json(seen: Seen) -> dict[str, Any]:
    """Give what was seen as plain JSON, leaving out what was not."""
    said = {
        "plates": list(seen.plates),
        "rfid": seen.rfid,
        "elock": seen.elock,
        "elock_whole": seen.elock_whole,
        "code": seen.code,
        "code_wrong": seen.code_wrong or None,
        "weight_kg": seen.weight_kg,
        "unread": sorted(each.value for each in seen.unread),
        "came_at": seen.came_at.isoformat() if seen.came_at else None,
    }
    return {name: value for name, value in said.items() if value not in (None, [])}


def seen_of_json(body: Mapping[str, Any]) -> Seen:
    """Read what was seen; ValueError, KeyError or TypeError where it is none."""
    weight = body.get("weight_kg")
    if weight is not None and not (isinstance(weight, int) and 0 <= weight <= 200_000):
        raise ValueError(f"weight_kg {weight!r} is no weight of a truck")
    texts = [body.get(name) for name in ("rfid", "elock", "code")] + list(body.get("plates", ()))
    if not all(each is None or (isinstance(each, str) and len(each) <= 60) for each in texts):
        raise ValueError("plates, rfid, elock and code are texts of at most 60 characters")
    came = datetime.fromisoformat(body["came_at"]) if body.get("came_at") else None
    if came is not None and came.tzinfo is None:
        raise ValueError("came_at is a moment with its zone, such as 2026-11-30T14:30:00+08:00")
    return Seen(
        plates=tuple(body.get("plates", ()))[:6],
        rfid=body.get("rfid") or None,
        elock=body.get("elock") or None,
        elock_whole=body.get("elock_whole"),
        code=body.get("code") or None,
        code_wrong=bool(body.get("code_wrong")),
        weight_kg=weight,
        unread=frozenset(Device(each) for each in body.get("unread", ())),
        came_at=came.astimezone(UTC) if came else None,
    )
