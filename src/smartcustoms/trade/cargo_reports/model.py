"""The words of cargo reports: what is reported, by whom; where master and house differ; what was matched."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from smartcustoms.kernel.errors import Conflict, NotFound, Refused
from smartcustoms.kernel.permissions import Permission
from smartcustoms.kernel.words.model import Sentence

LODGE: Final = Permission("cargo_reports.lodge", "Lodge, amend and withdraw cargo reports")
SEE: Final = Permission("cargo_reports.see", "See cargo reports")
MATCH: Final = Permission("cargo_reports.match", "Match declarations with cargo reports by hand")
READ: Final = Permission("cargo_reports.read", "Read a file of cargo reports apart from what is lodged")

PREFIX: Final = "CR"


class Mode(StrEnum):
    """How the goods travel. Road will be one more."""

    AIR = "air"
    SEA = "sea"


class Level(StrEnum):
    """Which document a report tells of."""

    MASTER = "master"  # the carrier's bill
    HOUSE = "house"  # a forwarder's bill under a master bill
    CONVEYANCE = "conveyance"  # the ship or aircraft itself


class Format(StrEnum):
    """What a report was written in."""

    FORM = "form"
    JSON = "json"
    CUSCAR = "cuscar"
    CUSREP = "cusrep"
    XFWB = "xfwb"
    XFZB = "xfzb"
    ONE_RECORD = "one_record"


class State(StrEnum):
    """Where a report stands."""

    LODGED = "lodged"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Party:
    """Who sends or receives, as the report names him."""

    name: str = ""
    address: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class House:
    """A house bill as the filer of the master lists it; what he does not know is empty."""

    bill: str
    pieces: int | None = None
    gross_mass_kg: Decimal | None = None
    goods: str = ""
    consignee: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One bill, or one conveyance, as reported and checked. Only `checking.checked` makes one."""

    mode: Mode
    level: Level
    bill: str
    master: str = ""
    carrier: str = ""
    conveyance: str = ""
    voyage: str = ""
    origin: str = ""
    destination: str = ""
    arrives: str = ""
    arrived: str = ""
    pieces: int | None = None
    gross_mass_kg: Decimal | None = None
    goods: str = ""
    hs_code: str = ""
    consignor: Party = Party()
    consignee: Party = Party()
    containers: tuple[str, ...] = ()
    consolidated: bool = False
    houses: tuple[House, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """A report that was lodged, in its present version."""

    number: str
    organisation: str
    lodged_by: str
    lodged_at: datetime
    changed_at: datetime
    format: Format
    state: State
    version: int
    original: str
    report: Report


@dataclass(frozen=True, slots=True)
class Entered:
    """What a reader found in a file: values by field name, nothing checked; and where each stood."""

    values: Mapping[str, Any]
    format: Format
    where: Mapping[str, str] = field(default_factory=dict)


class Weight(StrEnum):
    """What a fault means: the report is not taken, or it is taken and the filer is told."""

    REFUSES = "refuses"
    TELLS = "tells"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong: which rule, which field, where in the file, what was seen, how to mend it."""

    code: str
    field: str
    path: str
    seen: str
    says: Sentence
    mend: Sentence
    weight: Weight = Weight.REFUSES
    line: int | None = None


class Kind(StrEnum):
    """In what a master and its houses differ."""

    PIECES = "pieces"
    WEIGHT = "weight"
    GOODS = "goods"
    PARTIES = "parties"
    MISSING_HOUSE = "missing_house"
    UNLISTED_HOUSE = "unlisted_house"
    MISSING_MASTER = "missing_master"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing in which a master and a house differ: what each of the two says of it."""

    kind: Kind
    house: str
    by_master: str
    by_house: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Discrepancy:
    """A difference as one of the two filers is told of it: his own word, the other's, and until when it must be mended."""

    id: UUID
    kind: Kind
    mode: Mode
    master: str
    house: str
    organisation: str
    report: str
    side: Level
    own: str
    other: str
    found_at: datetime
    due_at: datetime
    resolved_at: datetime | None = None
    because: str = ""

    def is_overdue(self, at: datetime) -> bool:
        """Tell whether the time to mend it is over."""
        return self.resolved_at is None and at > self.due_at


class How(StrEnum):
    """By what a declaration was matched with a bill."""

    BILL = "bill"
    CONTAINER = "container"
    FIGURES = "figures"
    LIKENESS = "likeness"
    HAND = "hand"
    NONE = "none"


class Near(StrEnum):
    """By what bills come near enough to a declaration to be compared with it."""

    NUMBER = "number"
    FIGURES = "figures"
    TIME = "time"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What bills a declaration looks among: its mode, a span of time; its own bill numbers, pieces and bounds of its gross mass."""

    declaration: str
    mode: Mode
    since: datetime
    until: datetime
    bills: tuple[str, ...]
    pieces: int | None
    lightest_kg: Decimal
    heaviest_kg: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """What was found for a declaration: the bill that it covers and why, or why none was found."""

    declaration: str
    report: str | None
    how: How
    score: float
    reasons: tuple[Sentence, ...]
    at: datetime
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a list of reports is asked for: filters (days of lodging), order (`-` before a column: falling), page."""

    text: str = ""
    mode: Mode | None = None
    level: Level | None = None
    state: State | None = None
    since: date | None = None
    until: date | None = None
    sort: str = "-lodged_at"
    page: int = 1
    per_page: int = 25


class NotAccepted(Refused):
    """A report breaks rules that refuse it; `faults` names each."""

    code = "cargo_report_not_accepted"

    def __init__(self, says: Sentence, *, mend: Sentence, faults: tuple[Fault, ...], **more: Any) -> None:
        super().__init__(says, mend=mend, **more)
        self.faults = faults


class FileUnreadable(Refused):
    """A file is in none of the formats, or cannot be read in its own."""

    code = "cargo_file_unreadable"


class NoSuchReport(NotFound):
    """There is no cargo report of this number, or it is not the asker's to see."""

    code = "cargo_report_unknown"


class BillReported(Conflict):
    """The organisation has a report of this bill already; it is amended, not lodged again."""

    code = "bill_reported_already"


class ChangedSince(Conflict):
    """The report has another version by now, or was withdrawn."""

    code = "cargo_report_changed_since"
