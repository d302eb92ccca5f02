"""The words of road cargo: consignment and its reference, truck and its plates, bundle and its instruction."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from smartcustoms.kernel.errors import Conflict, NotFound, NotPermitted, Refused
from smartcustoms.kernel.permissions import Permission
from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.trade.cargo_reports.model import Party

LODGE: Final = Permission("road_cargo.lodge", "Lodge, amend and withdraw cargo information by road")
SEE: Final = Permission("road_cargo.see", "See cargo information by road and bundles")
BUNDLE: Final = Permission("road_cargo.bundle", "Bundle references of road cargo to a truck")
ASSIST: Final = Permission("road_cargo.assist", "Bundle at the counter for a trucker who cannot")
OVERRIDE: Final = Permission("road_cargo.override", "Give a truck another instruction, or agree to one asked for")

PREFIX: Final = "CC"
BUNDLE_PREFIX: Final = "BU"
_DIGITS: Final = 13
"""Digits of a reference: two of the year, nine of the serial, two to check; digits only, so that a telephone can take it."""


class Direction(StrEnum):
    """Which way the goods cross."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"


class State(StrEnum):
    """Where a consignment stands."""

    LODGED = "lodged"
    BUNDLED = "bundled"
    CROSSED = "crossed"
    SENT_BACK = "sent_back"
    WITHDRAWN = "withdrawn"


class BundleState(StrEnum):
    """Where a bundle stands."""

    BUNDLED = "bundled"
    CROSSED = "crossed"
    SENT_BACK = "sent_back"
    WITHDRAWN = "withdrawn"


class Instruction(StrEnum):
    """What the truck is told to do at the boundary; unknown until risk has assessed."""

    UNKNOWN = "unknown"
    GO = "go"
    INSPECT = "inspect"


class Way(StrEnum):
    """By what a consignment was lodged or a bundle made."""

    PAGE = "page"
    PHONE = "phone"
    API = "api"
    SHEET = "sheet"
    VOICE = "voice"
    COUNTER = "counter"


class Jurisdiction(StrEnum):
    """Who gave a registration mark."""

    HONG_KONG = "hk"
    MAINLAND = "cn"
    MACAO = "mo"


class VehicleKind(StrEnum):
    """Kinds of vehicles that carry goods across."""

    CONTAINER = "container"
    GOODS = "goods"
    LIGHT_GOODS = "light_goods"


@dataclass(frozen=True, slots=True)
class Plate:
    """A registration mark in its one spelling: capitals, no spaces; made by `plate`."""

    jurisdiction: Jurisdiction
    mark: str


@dataclass(frozen=True, slots=True)
class Package:
    """Packages of one kind: how many, how they are described, and the articles in each."""

    count: int
    kind: str
    goods: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Items:
    """The eight items that a shipper states: packages (number, description, articles), the two parties, the day of crossing."""

    packages: tuple[Package, ...]
    consignor: Party
    consignee: Party
    expected_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Consignment:
    """Cargo information that was lodged: `shipper` is whose it is, `agent` who lodged it for him ("" when he did himself)."""

    number: str
    shipper: str
    agent: str
    direction: Direction
    items: Items
    state: State
    version: int
    lodged_by: str
    lodged_at: datetime
    changed_at: datetime
    way: Way
    bundle: str = ""
    declaration: str = ""
    replaces: str = ""

    @property
    def packages(self) -> int:
        """Packages of all kinds together."""
        return sum(each.count for each in self.items.packages)


@dataclass(frozen=True, slots=True, kw_only=True)
class Truck:
    """A truck of a haulier: its linked plates (one of each administration at most), its kind, and whether the voice line knows it."""

    number: str
    organisation: str
    plates: tuple[Plate, ...]
    kind: VehicleKind
    has_pin: bool
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """One reason of an instruction, for officers."""

    code: str
    says: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """References bundled to a truck for one crossing. `reasons` are customs' own and empty for everybody else.

    `exemption` is the code of a dated row of the reference where no cargo information is asked; then `references` is empty.
    """

    number: str
    organisation: str
    truck: str
    plates: tuple[Plate, ...]
    kind: VehicleKind
    references: tuple[str, ...]
    exemption: str
    control_point: str
    direction: Direction
    expected_at: datetime
    state: BundleState
    instruction: Instruction
    instructed_at: datetime | None
    instructed_by: str
    reasons: tuple[Told, ...]
    way: Way
    made_by: str
    made_at: datetime
    changed_at: datetime

    @property
    def marks(self) -> tuple[str, ...]:
        """The marks of the plates."""
        return tuple(each.mark for each in self.plates)


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """Another instruction that an officer asked for a bundle, waiting for or decided by a second officer."""

    bundle: str
    was: Instruction
    to: Instruction
    because: str
    asked_by: str
    asked_at: datetime
    decided_by: str = ""
    agreed: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a list of consignments is asked for."""

    text: str = ""
    direction: Direction | None = None
    state: State | None = None
    since: date | None = None
    until: date | None = None
    sort: str = "-lodged_at"
    page: int = 1
    per_page: int = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class BundlesWanted:
    """What a list of bundles is asked for; `since` and `until` are moments of the expected crossing."""

    text: str = ""
    direction: Direction | None = None
    state: BundleState | None = None
    instruction: Instruction | None = None
    control_point: str = ""
    since: datetime | None = None
    until: datetime | None = None
    page: int = 1
    per_page: int = 25


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in what was sent: which field, what was seen, what is so, how to mend it; `row` of a sheet from 1."""

    field: str
    seen: str
    says: Sentence
    mend: Sentence
    row: int = 0


@dataclass(frozen=True, slots=True)
class Entered:
    """What a sender wrote: values by field name, nothing checked."""

    values: Mapping[str, Any] = field(default_factory=dict)


class NotAccepted(Refused):
    """Cargo information breaks rules; `faults` names each."""

    code = "road_cargo_not_accepted"

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        first = faults[0]
        super().__init__(
            sentence("The cargo information cannot be accepted: {count} fields need mending.", count=len(faults)),
            mend=first.mend,
            field=first.field,
            seen=first.seen or None,
        )
        self.faults = faults


class NoAuthority(NotPermitted):
    """An agent acts for a shipper whose authority to lodge it does not hold today, or for nobody the register knows."""

    code = "no_authority_of_shipper"


class NoSuchConsignment(NotFound):
    """There is no such reference, or it is not the asker's to see."""

    code = "road_cargo_unknown"


class NoSuchBundle(NotFound):
    """There is no such bundle, or it is not the asker's to see."""

    code = "bundle_unknown"


class NoSuchTruck(NotFound):
    """The organisation has no such truck."""

    code = "truck_unknown"


class NotNow(Conflict):
    """The state of a consignment or bundle does not allow it."""

    code = "road_cargo_not_now"


class OutOfTime(Refused):
    """It is too early or too late."""

    code = "out_of_time"


class SentBack(Conflict):
    """A truck was sent back: a new inbound reference is needed."""

    code = "sent_back"


class KeyUsed(Conflict):
    """An idempotency key was used for other content."""

    code = "idempotency_key_used"


class PlateUnreadable(Refused):
    """A text is no registration mark of the administration named."""

    code = "plate_unreadable"


def reference(year: int, serial: int) -> str:
    """Give a customs cargo reference number: CC, two digits of the year, nine of the serial, two to check (ISO/IEC 7064, MOD 97-10)."""
    body = f"{year % 100:02d}{serial:09d}"
    return f"{PREFIX}{body}{98 - int(body) * 100 % 97:02d}"


def read_reference(text: str) -> str | None:
    """Read a reference as people write or key it (with or without CC, spaces, hyphens); None when it is none or a digit is wrong."""
    digits = re.sub(r"[\s-]", "", text).upper().removeprefix(PREFIX)
    if len(digits) != _DIGITS or not (digits.isascii() and digits.isdecimal()) or int(digits) % 97 != 1:
        return None
    return PREFIX + digits


_MARKS: Final = {
    # two letters without I, O, Q and up to four digits; digits or letters alone; up to eight when personalised
    Jurisdiction.HONG_KONG: re.compile(r"(?=.*[A-Z0-9])[A-HJ-NPR-Z0-9]{1,8}"),
    # province, office, five or six; trucks that cross bear 粤Z, four characters and 港 or 澳
    Jurisdiction.MAINLAND: re.compile(r"[\u4e00-\u9fff][A-HJ-NP-Z](?:[A-HJ-NP-Z0-9]{5,6}|[A-HJ-NP-Z0-9]{4}[港澳])"),
    Jurisdiction.MACAO: re.compile(r"M[A-Z]?[0-9]{4}"),
}


def plate(jurisdiction: Jurisdiction, text: str) -> Plate:
    """Read a registration mark.

    Raises:
        PlateUnreadable: no mark of that administration looks so.
    """
    mark = re.sub(r"[\s\-·.]", "", text).upper().replace("粵", "粤")
    if _MARKS[jurisdiction].fullmatch(mark) is None:
        raise PlateUnreadable(
            sentence("This is no registration mark of the administration chosen."),
            mend=sentence("Write it as on the plate, such as AB 1234, 粤Z 1234港 or M-12-34."),
            field=f"plate_{jurisdiction.value}",
            seen=text[:20],
        )
    return Plate(jurisdiction, mark)
