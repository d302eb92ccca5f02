"""The words of cases: what one is about, its states and steps, entries, tasks, outcomes and causes; who may do what."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from smartcustoms.kernel.errors import Conflict, NotFound, Refused
from smartcustoms.kernel.permissions import Permission
from smartcustoms.kernel.words.model import Sentence

SEE: Final = Permission("cases.see", "See cases, of restricted ones only one's own")
WORK: Final = Permission("cases.work", "Take cases, investigate and close them")
LEAD: Final = Permission("cases.lead", "See every case, assign cases and open closed ones again")
REFER: Final = Permission("cases.refer", "Refer something to the investigators as a case")

PREFIX: Final = "CF"


class About(StrEnum):
    """What kind of thing a case is about, or linked to."""

    JOURNEY = "elock_journey"
    ELOCK = "elock"
    DECLARATION = "declaration"
    EXAMINATION = "examination"
    CONSIGNMENT = "consignment"
    TRUCK = "truck"
    TRADER = "trader"
    PERSON = "person"
    CASE = "case"


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing that a case is about, by its kind and number; of people and traders a code, never more of them than that."""

    kind: About
    number: str


class Reason(StrEnum):
    """Why a case was opened."""

    ELOCK_TAMPERED = "elock_tampered"
    SEIZURE = "seizure"
    PROHIBITED = "prohibited_goods"
    REFERRED = "referred"


class State(StrEnum):
    """Where a case stands."""

    OPEN = "open"  # nobody has it
    ASSIGNED = "assigned"
    INVESTIGATED = "under_investigation"
    REFERRED = "referred"  # another authority decides
    CLOSED = "closed"
    REOPENED = "reopened"


LIVE: Final = frozenset(State) - {State.CLOSED}


class Step(StrEnum):
    """What is done with a case. The first six change its state; the others leave it."""

    ASSIGN = "assign"
    TAKE = "take"
    REFER = "refer"
    CLOSE = "close"
    REOPEN = "reopen"
    OPEN = "open"
    TELL = "tell"  # an event about its subject
    NOTE = "note"
    LINK = "link"
    ADD_TASK = "add_task"
    DO_TASK = "do_task"
    RANK = "rank"
    RESTRICT = "restrict"
    LIFT = "lift"
    JOIN = "join"
    LEAVE = "leave"


class Priority(StrEnum):
    """How soon a case is to be worked on."""

    URGENT = "urgent"
    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


class Outcome(StrEnum):
    """What came of a case."""

    CONFIRMED = "confirmed"
    SETTLED = "settled"
    UNPROVEN = "unproven"
    UNFOUNDED = "unfounded"


class Cause(StrEnum):
    """What lay behind it."""

    SMUGGLING = "smuggling"
    FALSE_DECLARATION = "false_declaration"
    THEFT = "theft"
    TAMPERING = "tampering"
    DEVICE = "device_fault"
    LATE_DATA = "late_data"
    MISTAKE = "mistake"
    UNKNOWN = "unknown"


OFFENCES: Final = frozenset({Cause.SMUGGLING, Cause.FALSE_DECLARATION, Cause.THEFT, Cause.TAMPERING})
"""Causes that are offences: a case is confirmed or settled by one of these, and unfounded by none of them."""


class Due(StrEnum):
    """Which of one's own tasks a list asks for: all that are not done, or those whose day is over."""

    OPEN = "open"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A case: what it is about, why, where it stands and who leads it."""

    number: str
    about: Subject
    because: Reason
    title: str  # as an officer wrote it; empty: said from the reason and the subject
    summary: str
    state: State
    priority: Priority
    restricted: bool
    lead: str | None
    opened_at: datetime
    opened_by: str
    changed_at: datetime
    referred_to: str = ""
    outcome: Outcome | None = None
    cause: Cause | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What an event tells a case: the sentence, what in the subject it is about (`of`, such as one alarm), the event's own mark.

    `stands`: True says that something is so, False takes that back, None does neither.
    """

    says: Sentence
    source: str
    of: str = ""
    stands: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a case's log; none is ever changed or taken away."""

    at: datetime
    by: str
    step: Step
    says: Sentence | None = None
    note: str = ""
    source: str = ""
    of: str = ""
    stands: bool | None = None


@dataclass(frozen=True, slots=True)
class Linked:
    """A subject that was linked: by whom and why."""

    subject: Subject
    at: datetime
    by: str
    note: str


@dataclass(frozen=True, slots=True)
class Task:
    """Something to be done in a case by a day."""

    id: UUID
    case: str
    says: str
    due: date
    whose: str
    at: datetime
    by: str
    done_at: datetime | None = None
    done_by: str | None = None


@dataclass(frozen=True, slots=True)
class Whole:
    """A case with all that belongs to it: subjects and tasks in order, the log newest first."""

    case: Case
    subjects: tuple[Linked, ...]
    entries: tuple[Entry, ...]
    tasks: tuple[Task, ...]
    team: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list of cases is asked for. `lead`: a person's number, or `none`; `live`: those that are not closed."""

    text: str = ""
    state: State | None = None
    live: bool = False
    because: Reason | None = None
    lead: str = ""
    priority: Priority | None = None
    since: date | None = None
    until: date | None = None
    tasks: Due | None = None
    sort: str = "-changed"
    page: int = 1
    per_page: int = 25


@dataclass(frozen=True, slots=True)
class Figures:
    """How the cases that somebody sees stand: how many by state, his own, and his tasks that are overdue."""

    states: dict[str, int]
    unled: int
    own: int
    overdue: int


class NoSuchCase(NotFound):
    """There is no such case, or it is not the asker's to see."""

    code = "case_unknown"


class NotNow(Conflict):
    """The case does not stand where this can be done."""

    code = "case_not_now"


class NotTheirs(Refused):
    """The case is led by somebody else, and the asker is not of its team."""

    code = "case_in_other_hands"
    status = 409


class Incomplete(Refused):
    """A reason, a number, a day or a choice is missing or cannot be."""

    code = "case_incomplete"


class OutcomeContradicted(Refused):
    """The outcome and the cause do not go together."""

    code = "case_outcome_contradicted"
