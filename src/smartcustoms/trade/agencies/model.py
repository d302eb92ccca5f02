"""The words of agencies: reviews, their steps and routes, decisions, questions; who may do what."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from smartcustoms.kernel.errors import Conflict, NotFound, NotPermitted, Refused
from smartcustoms.kernel.permissions import Permission
from smartcustoms.kernel.words.model import LANGUAGES

SEE: Final = Permission("agencies.see", "See the reviews of one's agency")
DECIDE: Final = Permission("agencies.decide", "Take, ask about and decide reviews of one's agency")
ANSWER: Final = Permission("agencies.answer", "Answer agencies' questions, withdraw and appeal")
SEE_FIGURES: Final = Permission("agencies.see_figures", "See how long agencies take against what they promised")
KEEP_RULES: Final = Permission("agencies.keep_rules", "Write the rules, hours and promises of one's agency")
KEEP: Final = Permission("agencies.keep", "Say which organisation each agency is")

PREFIX: Final = "RV"
Names = Mapping[str, str]
"""What something is called, by language."""


def named(names: Names | str, language: str) -> str:
    """Give a name in a language; English where that one is missing."""
    return names if isinstance(names, str) else names.get(language) or names.get("en", "")


class State(StrEnum):
    """Where a review stands."""

    OPEN = "open"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class StepState(StrEnum):
    """Where a step stands."""

    WAITING = "waiting"  # for the steps before it
    QUEUED = "queued"
    TAKEN = "taken"
    ASKED = "asked"  # the trader was asked; the clock stands
    PROPOSED = "proposed"  # a second person must approve
    DECIDED = "decided"
    CANCELLED = "cancelled"


WORKED: Final = frozenset({StepState.QUEUED, StepState.TAKEN, StepState.ASKED, StepState.PROPOSED})
"""Steps that stand in a queue."""
TICKING: Final = frozenset({StepState.QUEUED, StepState.TAKEN, StepState.PROPOSED})
"""Steps whose clock runs."""


class Outcome(StrEnum):
    """What an agency decided."""

    GRANTED = "granted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency: its code, names, and the organisation whose people are its officers."""

    code: str
    names: Names
    organisation: str
    since: date
    source: str


@dataclass(frozen=True, slots=True)
class RouteStep:
    """One agency's part: steps of the same order go side by side, those of a higher one after them.

    `days` are business days promised; with `second_approval` a second officer must agree.
    """

    agency: str
    skill: str = "general"
    order: int = 1
    lead: bool = False
    days: int = 5
    second_approval: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition imposed with a grant: of the type's list, or in an officer's own words (code `own`)."""

    code: str
    says: Names


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason for a refusal: what is not so, by which law, and how to mend it."""

    code: str
    says: Names
    law: str
    mend: Names


@dataclass(frozen=True, slots=True)
class Decision:
    """What an officer decides: the outcome with its conditions or reasons, and a note for colleagues."""

    outcome: Outcome
    conditions: tuple[Condition, ...] = ()
    reasons: tuple[Reason, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a review, as it stands."""

    review: str
    position: int
    order: int
    agency: str
    organisation: str
    skill: str
    lead: bool
    days: int
    second_approval: bool
    state: StepState
    assigned_to: str | None = None
    opened_at: datetime | None = None
    due_at: datetime | None = None
    ticking_since: datetime | None = None
    spent: int = 0  # business seconds before `ticking_since`
    decided_at: datetime | None = None
    decision: Decision | None = None
    proposed_by: str | None = None
    decided_by: str | None = None
    earlier: tuple[str, ...] = ()  # who decided before an appeal
    parties: tuple[str, ...] = ()  # organisations that see it


@dataclass(frozen=True, slots=True)
class Review:
    """A review, whole: what it is about, its facts and its steps, as far as the asker may see them."""

    number: str
    about: str
    kind: str
    title: Names | str
    owner: str
    facts: Mapping[str, Any]
    state: State
    begun_at: datetime
    begun_by: str
    link: str = ""  # where the thing can be read, a path of ours
    offered: tuple[Condition, ...] = ()
    rule: str | None = None
    sampled: bool = False
    decided_at: datetime | None = None
    appealed_at: datetime | None = None
    agencies: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A request for information, and its answer."""

    id: UUID
    review: str
    position: int
    agency: str
    text: str
    asked_at: datetime
    answer_by: date
    answered_at: datetime | None = None
    answer: str = ""
    files: tuple[str, ...] = ()


class Mark(StrEnum):
    """What officers put on a review for themselves and colleagues."""

    FLAG = "flag"
    LINK = "link"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Marked:
    """A flag, a linked case or a note: whose, what, by whom, when."""

    id: UUID
    review: str
    organisation: str
    kind: Mark
    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Officer:
    """An officer of an agency: skills, whether on duty, how many steps he has, and who stands in while he is away."""

    user: str
    organisation: str
    name: str
    skills: frozenset[str]
    on_duty: bool = True
    load: int = 0


@dataclass(frozen=True, slots=True)
class Absence:
    """An officer is away from one day to another (both counted), and somebody stands in."""

    id: UUID
    organisation: str
    user: str
    to: str
    from_day: date
    until: date


@dataclass(frozen=True, slots=True)
class Template:
    """Words an agency uses again: a condition, a question or a letter, in three languages."""

    organisation: str
    code: str
    kind: str
    says: Names


@dataclass(frozen=True, slots=True)
class RulesVersion:
    """An agency's rulebook as somebody wrote it: its form's cells, whether it is a draft, and from which day it holds."""

    agency: str
    version: int
    state: str
    cells: Mapping[str, str]
    since: date | None
    written_by: str
    written_at: datetime
    activated_at: datetime | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a queue is asked for: filters and the page."""

    text: str = ""
    kind: str = ""
    skill: str = ""
    state: str = ""
    whose: str = ""  # "mine", "nobody", or everybody's
    late: bool = False
    flagged: bool = False
    page: int = 1
    size: int = 50


@dataclass(frozen=True, slots=True)
class Queued:
    """A row of the queue: a step with what its review is about."""

    step: Step
    about: str
    kind: str
    title: Names | str
    owner: str
    begun_at: datetime
    flags: int = 0


@dataclass(frozen=True, slots=True)
class Figures:
    """Business hours to decision of one agency and kind: how many, at 50, 90 and 99 %, the share within the promise."""

    agency: str
    kind: str
    decided: int
    automatic: int
    half: float
    nine_tenths: float
    most: float
    kept: float
    open: int = 0
    late: int = 0


class NoSuchReview(NotFound):
    """There is no such review or step, or it is another agency's."""

    code = "review_unknown"


class DecidedAlready(Conflict):
    """The step was decided, or the review is over."""

    code = "review_decided"


class NotTaken(Conflict):
    """The step is not in the officer's hands."""

    code = "review_not_taken"


class RouteUnusable(Refused):
    """A route has no steps, names an agency that there is none of, or has no lead or several."""

    code = "route_unusable"


class NoSuchRules(NotFound):
    """There is no such version of an agency's rulebook, or it is in force and not to be changed."""

    code = "rules_unknown"


class DecisionIncomplete(Refused):
    """A decision lacks what its outcome needs."""

    code = "decision_incomplete"


class SamePerson(NotPermitted):
    """A second approval or an appeal needs another person."""

    code = "another_person_needed"


class LacksSkill(NotPermitted):
    """The officer has not the skill of the step."""

    code = "skill_missing"


def words_of(text: str) -> Names:
    """Give somebody's own words as names: the same in every language."""
    return dict.fromkeys(LANGUAGES, text)
