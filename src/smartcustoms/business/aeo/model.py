"""The words of the programme: applications, visits, findings, decisions, operators and how they stand; who may do what."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from smartcustoms.kernel.errors import Conflict, NotFound, NotPermitted, Refused
from smartcustoms.kernel.permissions import Permission

LOOK_UP: Final = Permission("aeo.look_up", "Look up authorised economic operators in the public register")
SEE: Final = Permission("aeo.see", "See an application or an operator with its visits, decisions and reports")
APPLY: Final = Permission("aeo.apply", "Apply as an authorised economic operator, report, answer findings, appeal")
VALIDATE: Final = Permission("aeo.validate", "Check applications, visit, find, watch operators, propose decisions")
DECIDE: Final = Permission("aeo.decide", "Decide what another officer proposed about an operator")
HEAR: Final = Permission("aeo.hear", "Hear appeals against decisions about operators")

TIERS: Final = (1, 2)
Worded = Mapping[str, str]
"""One text for each language: `en`, `zh-Hant`, `zh-Hans`."""


class State(StrEnum):
    """Where an application stands."""

    DRAFT = "draft"
    LODGED = "lodged"
    RETURNED = "returned"  # something is missing; the applicant mends it and lodges again
    VALIDATING = "validating"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Standing(StrEnum):
    """How an operator stands."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    EXPIRED = "expired"
    LEFT = "left"  # at its own wish


class Deed(StrEnum):
    """What is done to an application or an operator; `lifecycle` says from where to where."""

    LODGE = "lodge"
    RETURN = "return"
    VALIDATE = "validate"
    GRANT = "grant"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"
    SUSPEND = "suspend"
    REINSTATE = "reinstate"
    REVOKE = "revoke"
    RESTORE = "restore"  # after an appeal against a revocation
    RENEW = "renew"
    EXPIRE = "expire"
    LEAVE = "leave"


class Met(StrEnum):
    """What a visit found of one point of the checklist."""

    MET = "met"
    PARTLY = "partly"
    NOT_MET = "not_met"
    NOT_APPLICABLE = "not_applicable"


class Severity(StrEnum):
    """How grave a finding is; each has its deadline (reference/programme.toml)."""

    MAJOR = "major"
    MINOR = "minor"


class ActionState(StrEnum):
    """Where a corrective action stands."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


class Light(StrEnum):
    """How an indicator stands."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


class NoSuchThing(NotFound):
    """There is no such application, operator, visit, decision or finding, or it is another's."""

    code = "aeo_unknown"


class NotNow(Conflict):
    """Where it stands, this cannot be done."""

    code = "aeo_not_in_this_state"


class Barred(Conflict):
    """The authorisation was revoked, and the time during which nobody may apply again is not over."""

    code = "aeo_barred"


class NotComplete(Refused):
    """An application lacks something; `gaps` names each."""

    code = "aeo_not_complete"
    gaps: "tuple[Gap, ...]" = ()


class SameEyes(NotPermitted):
    """Who proposed a decision, or took part in it, does not decide on it."""

    code = "aeo_same_eyes"


class NotFilledIn(Refused):
    """Something that was filled in cannot be used."""

    code = "aeo_not_filled_in"


@dataclass(frozen=True, slots=True)
class Rules:
    """The deadlines of the programme from a day on; periods in years, months or days as named."""

    since: date
    certificate_years: int
    renew_months: int
    bar_years: int
    appeal_days: int
    report_months: int
    history_months: int
    major_days: int
    minor_days: int
    remind_days: int
    amber_rate: Decimal
    red_rate: Decimal
    least_examined: int
    source: str


@dataclass(frozen=True, slots=True)
class Benefits:
    """What a tier brings from a day on: `spared` is the share of the model's selections that are not examined (0 to 1)."""

    tier: int
    since: date
    spared: Decimal
    head_start_minutes: int
    counters: bool
    green_lane: bool
    contact: bool
    source: str


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of the application form."""

    code: str
    part: str
    kind: str  # text, long, number, choice, yes
    required: bool
    tier: int
    choices: tuple[tuple[str, Worded], ...]
    asks: Worded
    hint: Worded


@dataclass(frozen=True, slots=True)
class Wanted:
    """One file that goes along: which media types, from which tier on, whether it must."""

    code: str
    required: bool
    names: Worded
    hint: Worded


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that an application lacks: the field or file by its code, what to do, in every language."""

    code: str
    says: Worded
    mend: Worded


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that goes along with an application or answers a finding."""

    code: str
    hash: str
    name: str
    media_type: str
    size: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Application:
    """An application whole. `renews` is the operator's number where it renews; `answers` are those of the questionnaire."""

    number: str
    organisation: str
    name: str
    tier: int
    state: State
    renews: str
    assessment: str
    version: str
    answers: Mapping[str, str]
    form: Mapping[str, str]
    note: str
    begun_at: datetime
    changed_at: datetime
    lodged_at: datetime | None = None
    decided_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was done: when, by whom, what, with what words."""

    at: datetime
    by: str
    deed: str
    note: str


@dataclass(frozen=True, slots=True)
class Point:
    """What a visit found of one point (a question of the questionnaire): answer, note, photos by hash."""

    code: str
    met: Met
    note: str
    photos: tuple[str, ...]
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Visit:
    """A validation visit: about an application or an operator, where, when, by whom; its points."""

    number: str
    about: str
    organisation: str
    tier: int
    version: str
    site: str
    planned_on: date
    officers: tuple[str, ...]
    closed_at: datetime | None
    conclusion: str
    points: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class Correction:
    """A finding with its corrective action: what must be mended by when (its last day), and what was answered."""

    id: UUID
    visit: str
    about: str
    organisation: str
    criterion: str
    severity: Severity
    says: str
    due_on: date
    state: ActionState
    answer: str
    evidence: str
    answered_at: datetime | None
    closed_at: datetime | None
    found_by: str

    def is_late(self, on: date) -> bool:
        """Tell whether its last day is over and nothing was answered."""
        return self.state is ActionState.OPEN and on > self.due_on


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision: proposed by one, decided by another; `agreed` is None while it waits."""

    id: UUID
    about: str
    organisation: str
    deed: Deed
    because: str
    proposed_by: str
    proposed_at: datetime
    agreed: bool | None = None
    decided_by: str = ""
    decided_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Appeal:
    """An appeal against a decision; `upheld` is None while it waits."""

    id: UUID
    decision: UUID
    about: str
    organisation: str
    says: str
    lodged_at: datetime
    upheld: bool | None = None
    heard_by: str = ""
    heard_at: datetime | None = None
    because: str = ""


@dataclass(frozen=True, slots=True)
class Operator:
    """An authorised operator; both days of the validity count. `parties` are the numbers under which it is declared.

    renewed_from, renewed_paper: renewed before its end, the first day of the new period and its certificate; `paper` and `tier` are
    those of the period before it until then, `valid_until` is the end of both.
    """

    number: str
    organisation: str
    name: str
    tier: int
    standing: Standing
    application: str
    edition: int
    paper: str
    parties: tuple[str, ...]
    public: bool
    contact: str
    since: date
    valid_from: date
    valid_until: date
    changed_at: datetime
    because: str = ""
    barred_until: date | None = None
    renewed_from: date | None = None
    renewed_paper: str = ""

    @property
    def period_until(self) -> date:
        """The last day of the period that `paper` certifies."""
        return self.renewed_from - timedelta(days=1) if self.renewed_from else self.valid_until


@dataclass(frozen=True, slots=True)
class Report:
    """A self-report that an operator owes: its last day; what was told."""

    id: UUID
    operator: str
    organisation: str
    due_on: date
    lodged_at: datetime | None = None
    said: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Figures:
    """What an organisation did in a span of days, counted from declarations and examinations; revenue in `currency`."""

    organisation: str
    since: date
    until: date
    counted_at: datetime
    declarations: int
    examined: int
    findings: int
    serious: int
    revenue: Decimal
    currency: str

    @property
    def rate(self) -> Decimal | None:
        """Findings for each examination; None where nothing was examined."""
        return Decimal(self.findings) / self.examined if self.examined else None


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator of an operator: what it watches, its value as text, how it stands and by which rule."""

    code: str
    value: Any
    light: Light
