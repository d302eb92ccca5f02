"""The words of examinations: orders, their steps, results; who may do what."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

from smartcustoms.kernel.money import Money
from smartcustoms.kernel.permissions import Permission
from smartcustoms.kernel.words.model import Sentence

SEE_OWN: Final = Permission("examinations.see_own", "See the examination orders assigned to one")
EXAMINE: Final = Permission("examinations.examine", "Examine goods and give the result")
LEAD: Final = Permission("examinations.lead", "See all orders, assign them, and say who is on duty")


class Control(StrEnum):
    """What is ordered."""

    EXAMINE_GOODS = "examine_goods"
    CHECK_DOCUMENTS = "check_documents"


class State(StrEnum):
    """Where an order stands."""

    WAITING = "waiting"  # nobody with the skill is on duty
    ASSIGNED = "assigned"
    STARTED = "started"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


OPEN: Final = frozenset({State.WAITING, State.ASSIGNED, State.STARTED})


class Result(StrEnum):
    """What an examination found, by code."""

    NO_FINDING = "no_finding"
    MISCLASSIFIED = "misclassified"
    UNDERVALUED = "undervalued"
    MISCOUNTED = "miscounted"
    ORIGIN_FALSE = "origin_false"
    PROHIBITED = "prohibited"
    SEIZURE = "seizure"

    @property
    def is_finding(self) -> bool:
        """Tell whether something was found."""
        return self is not Result.NO_FINDING

    @property
    def detains(self) -> bool:
        """Tell whether the goods must stay: prohibited or seized goods are not released."""
        return self in {Result.PROHIBITED, Result.SEIZURE}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: which, what it says, and what was noted when it was done."""

    position: int
    says: str
    done_at: datetime | None = None
    note: str = ""
    photo: str = ""  # SHA-256 of a kept file
    sample: str = ""  # number of a sample taken


@dataclass(frozen=True, slots=True)
class Order:
    """An order to examine: what, why, by whom, and what came of it."""

    number: str
    declaration: str
    organisation: str  # the trader's
    office: str
    control: Control
    skill: str
    hours: float
    reasons: tuple[Sentence, ...]
    chosen_by: str
    propensity: float
    state: State
    assigned_to: str | None
    ordered_at: datetime
    started_at: datetime | None = None
    completed_at: datetime | None = None
    result: Result | None = None
    item: int | None = None
    revenue: Money | None = None
    note: str = ""
    steps: tuple[Step, ...] = field(default=())
    turn_at: datetime | None = None
    """Of a trusted operator's order: when it counts as ordered; None: as it was."""


@dataclass(frozen=True, slots=True)
class Examiner:
    """An officer who examines: skills, office, whether on duty, and the hours of open orders."""

    user: str
    name: str
    office: str
    skills: frozenset[str]
    on_duty: bool
    load: float = 0.0


@dataclass(frozen=True, slots=True)
class History:
    """What examinations of an organisation's goods found in a span of days: how many, with findings, prohibited or seized, revenue."""

    examined: int
    findings: int
    serious: int
    revenue: Decimal
