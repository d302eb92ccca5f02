"""The words of transhipment: companies, applications, controls, agreements, fees; the queue's classes, its rule and its bound."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from smartcustoms.kernel.errors import Conflict, Fault, NotFound, Refused
from smartcustoms.kernel.money import Money
from smartcustoms.kernel.permissions import Permission
from smartcustoms.kernel.words.model import Sentence

SIMULATE: Final = Permission("transhipment.simulate", "Simulate the priority queue")
SEE: Final = Permission("transhipment.see", "See applications for certificates of non-manipulation")
APPLY: Final = Permission("transhipment.apply", "Apply for certificates of non-manipulation")
SERVE: Final = Permission("transhipment.serve", "Take applications from the queue and decide on them")
CHECK: Final = Permission("transhipment.check", "Check companies that register for transhipment")
LEAD: Final = Permission("transhipment.lead", "Revoke certificates, and put applications back into the queue")

PREFIX: Final = "TS"
CERTIFICATE: Final = "FTA-CNM"
"""The certificate's type in the catalogue of documents: its names, base fee and validity."""

LARGEST: Final = 10_000_000
"""Bytes that a file of an application may have."""

Names = Mapping[str, str]


class Class(StrEnum):
    """Who applies: an authorised economic operator, or anybody else."""

    AEO = "aeo"
    OTHER = "other"


class Mode(StrEnum):
    """How goods arrive or leave."""

    AIR = "air"
    SEA = "sea"
    RIVER = "river"
    ROAD = "road"
    RAIL = "rail"


class Processing(StrEnum):
    """What is done with the goods while they are here."""

    NONE = "none"
    STORAGE = "storage"
    CONSOLIDATION = "consolidation"


class CompanyState(StrEnum):
    """Where a company's registration stands."""

    ASKED = "asked"
    REGISTERED = "registered"
    REFUSED = "refused"
    ENDED = "ended"


class State(StrEnum):
    """Where an application stands."""

    DRAFT = "draft"
    UNPAID = "unpaid"
    QUEUED = "queued"
    IN_HAND = "in_hand"
    UNDER_CONTROL = "under_control"
    ISSUED = "issued"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"


class Step(StrEnum):
    """What happens to an application."""

    SAVE = "save"
    LODGE = "lodge"
    AMEND = "amend"
    PAY = "pay"
    TAKE = "take"
    SET_ASIDE = "set_aside"
    LEAVE_PRIORITY = "leave_priority"
    ORDER_CONTROL = "order_control"
    GIVE_RESULT = "give_result"
    ISSUE = "issue"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    REVOKE = "revoke"


class ControlKind(StrEnum):
    """What an officer does where the goods are."""

    EXAMINATION = "examination"
    SUPERVISION = "supervision"


class FileKind(StrEnum):
    """What a file is."""

    THROUGH_BILL = "through_bill"
    ORIGIN = "certificate_of_origin"
    OTHER = "other"


NEEDED: Final = (FileKind.THROUGH_BILL, FileKind.ORIGIN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """A company's registration: made once, checked by an officer against its business registration."""

    organisation: str
    state: CompanyState
    name: str
    business_number: str
    valid_until: date
    address: str
    contact: str
    paper: str  # SHA-256 of the business registration certificate
    asked_at: datetime
    decided_at: datetime | None = None
    decided_by: str | None = None
    because: str = ""


@dataclass(frozen=True, slots=True)
class Goods:
    """One line of goods."""

    hs_code: str = ""
    description: str = ""
    packages: int | None = None
    gross_mass_kg: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """What an application says; a draft may lack anything."""

    agreement: str = ""
    origin: str = ""
    destination: str = ""
    arrives_by: Mode | None = None
    leaves_by: Mode | None = None
    processing: Processing = Processing.NONE
    arrives_on: date | None = None
    place: str = ""
    consignor: str = ""
    consignee: str = ""
    through_bill: str = ""
    bill_on: date | None = None
    bill_from: str = ""
    bill_to: str = ""
    certificate: str = ""
    certificate_on: date | None = None
    goods: tuple[Goods, ...] = ()


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that goes along."""

    id: UUID
    kind: FileKind
    hash: str
    name: str
    media_type: str
    size: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Control:
    """An examination or supervision that was ordered, and its result."""

    id: UUID
    kind: ControlKind
    ordered_by: str
    ordered_at: datetime
    planned_on: date
    instructions: str
    in_order: bool | None = None
    note: str = ""
    done_by: str | None = None
    done_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """An application for a certificate of non-manipulation."""

    number: str
    organisation: str
    state: State
    version: int
    particulars: Particulars
    begun_at: datetime
    changed_at: datetime
    lodged_at: datetime | None = None
    fee: Money | None = None
    note: str = ""
    of: Class | None = None
    queued_at: datetime | None = None
    ahead: int | None = None
    bound: float | None = None  # working minutes, told when it came into the queue
    taken_at: datetime | None = None
    taken_by: str | None = None
    decided_at: datetime | None = None
    because: str = ""
    paper: str = ""


@dataclass(frozen=True, slots=True)
class Noted:
    """One line of an application's history."""

    at: datetime
    step: str
    note: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """An agreement: from which economies goods go north, to which they go south, from when; where the row comes from."""

    code: str
    names: Names
    since: date
    until: date | None
    north: frozenset[str]
    south: frozenset[str]
    certificate_months: int
    source: str


@dataclass(frozen=True, slots=True)
class Rule:
    """The rule of the queue: at most `in_a_row` AEO applications are taken one after the other while another waits.

    `officers` serve at once; a service that takes longer than `longest` minutes is set aside and goes on as another application.
    """

    in_a_row: int
    officers: int
    longest: float
    since: date
    source: str


@dataclass(frozen=True, slots=True)
class Waits:
    """Waits of one class in working minutes."""

    count: int
    p50: float
    p90: float
    longest: float
    bound_reached: float
    """The largest wait as a share of its own bound; over 1 would break the rule."""


@dataclass(frozen=True, slots=True)
class Simulated:
    """What a simulation found: waits by class, and how many went over the bound told at arrival."""

    days: int
    seed: int
    load: float
    share: float
    waits: Mapping[Class, Waits]
    over_bound: int
    first_come: Mapping[Class, Waits]
    """The same arrivals served in the order they came, to compare."""


@dataclass(frozen=True, slots=True)
class Line:
    """The queue as it stands: who waits, how long the oldest has, what a newcomer's bound is, and the waits that were."""

    rule: Rule
    row: int
    waiting: Mapping[Class, int]
    oldest: Mapping[Class, float]
    newcomer: Mapping[Class, float]
    waits: Mapping[Class, Waits]
    over_bound: int
    days: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list of applications is asked for."""

    text: str = ""
    state: State | None = None
    of: Class | None = None
    agreement: str = ""
    sort: str = "-changed"
    page: int = 1
    per_page: int = 25


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One line of a fee: what is charged, how much, by which law or assumption."""

    says: Sentence
    amount: Money
    law: str


@dataclass(frozen=True, slots=True)
class Fee:
    """What a certificate costs."""

    lines: tuple[FeeLine, ...]

    @property
    def total(self) -> Money:
        """The sum of the lines."""
        return sum((each.amount for each in self.lines[1:]), self.lines[0].amount)


@dataclass(frozen=True, slots=True)
class Whole:
    """An application with all that belongs to it."""

    application: Application
    files: tuple[Attached, ...]
    controls: tuple[Control, ...]
    history: tuple[Noted, ...]


class NotSimulated(Refused):
    """What is to be simulated makes no sense."""

    code = "not_simulated"


class NoSuchApplication(NotFound):
    """There is no such application, or it is not the asker's to see."""

    code = "transhipment_unknown"


class NotLodgeable(Refused):
    """An application breaks rules of lodging; `faults` names each."""

    code = "transhipment_not_lodgeable"

    def __init__(self, says: Sentence, *, mend: Sentence, faults: tuple[Fault, ...], **more: Any) -> None:
        super().__init__(says, mend=mend, **more)
        self.faults = faults


class NotRegistered(Refused):
    """The company is not registered for the scheme, or its registration lacks something."""

    code = "transhipment_not_registered"


class NotNow(Conflict):
    """The application, or the company's registration, does not stand where this can be done."""

    code = "transhipment_not_now"


class ChangedSince(Conflict):
    """Somebody changed the application since it was read."""

    code = "transhipment_changed"


class Incomplete(Refused):
    """A reason, a note or a day is missing or cannot be."""

    code = "transhipment_incomplete"


class NotTheirs(Refused):
    """Another officer has the application in hand."""

    code = "transhipment_in_other_hands"
    status = 409
