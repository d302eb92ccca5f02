"""The words of documents: types and their parts, applications and where they stand; who may do what."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as _field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from smartcustoms.kernel.errors import Conflict, NotFound, Refused
from smartcustoms.kernel.money import Money
from smartcustoms.kernel.permissions import Permission
from smartcustoms.kernel.words.model import Sentence

SEE_TYPES: Final = Permission("documents.see_types", "See which documents there are and which goods need them")
SEE: Final = Permission("documents.see", "See applications and the documents issued on them")
APPLY: Final = Permission("documents.apply", "Apply for documents, amend, renew and withdraw them")
OVERSEE: Final = Permission("documents.oversee", "See the applications of every trader")
WRITE_OFF: Final = Permission("documents.write_off", "Write what a declaration uses off a document")
KEEP_TYPES: Final = Permission("documents.keep_types", "Add and change types of documents")

PREFIX: Final = "D"
Names = Mapping[str, str]
"""What something is called, by language."""


class TypeUnusable(Refused):
    """A document type has faults; `faults` names each with its field."""

    code = "document_type_unusable"

    def __init__(self, says: Sentence, *, mend: Sentence, faults: "tuple[Fault, ...]" = ()) -> None:
        first = faults[0] if faults else None
        super().__init__(says, mend=mend, field=first.field if first else None, seen=first.seen if first else None)
        self.faults = faults


class NoSuchType(NotFound):
    """No document type has this code on that day."""

    code = "document_type_unknown"


class NoSuchDocument(NotFound):
    """There is no such application or document, or it is another's."""

    code = "document_unknown"


class NotFilledIn(Refused):
    """A form has faults; `faults` names each by its field."""

    code = "form_not_filled_in"

    def __init__(self, says: Sentence, *, mend: Sentence, faults: "tuple[Fault, ...]") -> None:
        super().__init__(says, mend=mend, field=faults[0].field if faults else None, seen=faults[0].seen or None)
        self.faults = faults


class NotNow(Conflict):
    """Where the application stands, this cannot be done."""

    code = "not_in_this_state"


class KeyUsed(Conflict):
    """An idempotency key was used for another application."""

    code = "idempotency_key_used"


class NotEnoughLeft(Conflict):
    """A licence does not cover so much any more."""

    code = "quantity_exceeded"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong on a form or in a type: its field by path, what is not so, how to mend it, what was seen."""

    field: str
    says: Sentence
    mend: Sentence
    seen: str = ""
    names: Names = _field(default_factory=dict)
    helps: Names = _field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scope:
    """Which goods a type is for: HS prefixes (none: all goods) and control lists by name."""

    hs: tuple[str, ...]
    control_lists: tuple[str, ...]

    def covers(self, hs_code: str) -> bool:
        """Tell whether goods of a code may need it: one of the prefixes begins the code, or the code begins a prefix."""
        return not self.hs or any(hs_code.startswith(each) or each.startswith(hs_code) for each in self.hs)


@dataclass(frozen=True, slots=True)
class RouteStep:
    """One agency's part in the decision; steps of the same order go side by side."""

    agency: str
    skill: str
    order: int
    lead: bool
    days: int


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition that may be put on the document."""

    code: str
    says: Names


@dataclass(frozen=True, slots=True)
class PostIssueDuty:
    """What the holder must do once he has it, within days counted from something."""

    code: str
    says: Names
    days: int
    counted: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes along: what it is, whether it must, which media types, how large."""

    code: str
    names: Names
    required: bool
    types: tuple[str, ...]
    at_most_mb: int


@dataclass(frozen=True, slots=True)
class Limits:
    """Days: for deciding, for answering a question of an agency, and before the end to renew."""

    decide_days: int
    answer_days: int
    renew_before_days: int


@dataclass(frozen=True, slots=True)
class DocumentType:
    """A type of document, whole and checked; `body` is what it was read from."""

    code: str
    kind: str
    names: Names
    agency: str
    direction: tuple[str, ...]
    scope: Scope
    phase: int
    since: date
    until: date | None
    law: str
    law_link: str
    source: str
    fee: Money
    valid_days: int
    use: str
    limits: Limits
    route: tuple[RouteStep, ...]
    conditions: tuple[Condition, ...]
    duties: tuple[PostIssueDuty, ...]
    attachments: tuple[Attachment, ...]
    form: Mapping[str, Any]
    body: Mapping[str, Any]
    version: str = "shipped"
    applied_at: str = ""
    """The address of pages of their own where it is applied for; empty: here."""

    def in_force(self, on: date, phase_since: Mapping[int, date]) -> bool:
        """Tell whether it may be applied for on a day: its phase has begun, and the type itself."""
        begun = phase_since.get(self.phase)
        return begun is not None and max(begun, self.since) <= on and (self.until is None or on < self.until)

    @property
    def agencies(self) -> tuple[str, ...]:
        """Every agency that has a part in it, the leading one first."""
        return tuple(dict.fromkeys([self.agency, *(step.agency for step in self.route)]))

    @property
    def is_used_up(self) -> bool:
        """Tell whether quantities are written off it: partly by each declaration, or by one only."""
        return self.use in {"partial", "once"}


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency that gives documents."""

    code: str
    names: Names
    source: str


class State(StrEnum):
    """Where an application stands."""

    DRAFT = "draft"
    LODGED = "lodged"
    ASKED = "asked"  # an agency waits for an answer of the trader
    ISSUED = "issued"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    REVOKED = "revoked"
    REPLACED = "replaced"  # by an amended or renewed one


OPEN: Final = frozenset({State.LODGED, State.ASKED})


class Relation(StrEnum):
    """How a document hangs together with another."""

    RENEWS = "renews"
    AMENDS = "amends"
    COPIED_FROM = "copied_from"
    IMPORT_OF = "import_of"  # the import licence of an export licence
    EXPORT_OF = "export_of"
    DECLARED_BY = "declared_by"


@dataclass(frozen=True, slots=True)
class Document:
    """An application, and what was issued on it."""

    number: str
    organisation: str
    type: str
    type_version: str
    state: State
    title: str
    reference: str
    applicant: str
    hs_codes: tuple[str, ...]
    content: Mapping[str, Any]
    version: int
    begun_at: datetime
    changed_at: datetime
    lodged_at: datetime | None
    waits_for: str  # an agency's code, "trader", or nobody
    waits_since: datetime | None
    review: str | None
    paper: str | None
    issued_at: datetime | None
    valid_from: date | None
    valid_until: date | None
    conditions: tuple[Mapping[str, str], ...]
    reasons: tuple[Mapping[str, str], ...]
    fee: Money


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of the timeline."""

    at: datetime
    deed: str
    by: str
    waits_for: str
    note: str


@dataclass(frozen=True, slots=True)
class Message:
    """A message between the trader and those who decide."""

    at: datetime
    side: str  # "trader" or the agency's code
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that goes along with an application."""

    id: UUID
    code: str
    hash: str
    name: str
    media_type: str
    size: int
    added_at: datetime


@dataclass(frozen=True, slots=True)
class GoodsLine:
    """How much of one line of goods a document covers and what is left."""

    line: int
    hs_code: str
    description: str
    unit: str
    granted: Decimal
    left: Decimal


@dataclass(frozen=True, slots=True)
class Link:
    """A link with another document or a declaration, as seen from this one."""

    relation: str
    other: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is asked for: filters and the page."""

    text: str = ""
    state: str = ""
    type: str = ""
    agency: str = ""
    mine: bool = False  # only the asker's own
    page: int = 1
    per_page: int = 50


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of a list."""

    number: str
    organisation: str
    type: str
    state: State
    title: str
    reference: str
    applicant: str
    lodged_at: datetime | None
    changed_at: datetime
    waits_for: str
    waits_since: datetime | None
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list, and how many there are, counted no further than `lists.COUNTED`."""

    rows: tuple[Listed, ...]
    total: int
    page: int
    per_page: int


@dataclass(frozen=True, slots=True)
class TypeVersion:
    """A type as an administrator wrote it: its text, whether it is a draft, and from which day it holds."""

    code: str
    version: int
    state: str
    body: str
    since: date | None
    written_by: str
    written_at: datetime
    activated_at: datetime | None


@dataclass(frozen=True, slots=True)
class Dues:
    """What else is due on goods: the class of duty or charge, and the rates in force."""

    duty_class: str
    kinds: tuple[tuple[Names, str, date], ...]  # names, law, since


@dataclass(frozen=True, slots=True)
class Version:
    """An earlier version of what was written, and why it was replaced."""

    version: int
    content: Mapping[str, Any]
    replaced_at: datetime
    replaced_by: str
    because: str


@dataclass(frozen=True, slots=True)
class Use:
    """How much one item of a declaration used of one line."""

    line: int
    declaration: str
    item: int
    quantity: Decimal
    at: datetime


@dataclass(frozen=True, slots=True)
class Delegation:
    """Who may act on whose applications, from when, until when (none: till it is taken back)."""

    member: str
    deputy: str
    since: date
    until: date | None

    def holds(self, on: date) -> bool:
        """Tell whether it holds on a day."""
        return self.since <= on and (self.until is None or on <= self.until)
