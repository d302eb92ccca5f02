"""The words of risk: the risk row (facts of one goods item), its labels, and lanes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

import polars as pl

from smartcustoms.kernel.permissions import Permission
from smartcustoms.kernel.words.model import Sentence, sentence


class Lane(StrEnum):
    """Where a declaration goes (the four channels of ASYCUDA's selectivity; Revised Kyoto Convention 6.3)."""

    GREEN = "green"  # release
    BLUE = "blue"  # release, audit later
    YELLOW = "yellow"  # check documents
    RED = "red"  # examine goods


FACTS: Final[Mapping[str, pl.DataType]] = {
    "declaration": pl.String(),
    "item": pl.Int32(),
    "on": pl.Date(),
    "direction": pl.String(),
    "office": pl.String(),
    "procedure": pl.String(),
    "type": pl.String(),
    "use": pl.String(),
    "payment": pl.String(),
    "transport": pl.String(),
    "declarant": pl.String(),
    "importer": pl.String(),
    "seller": pl.String(),
    "courier": pl.String(),
    "hs_code": pl.String(),
    "departure": pl.String(),
    "origin": pl.String(),
    "destination": pl.String(),
    "route": pl.String(),
    "tax_rate": pl.Float64(),
    "tax_type": pl.String(),
    "origin_marking": pl.String(),
    "net_mass_kg": pl.Float64(),
    "value": pl.Float64(),
    "packages": pl.Int32(),
    "description": pl.String(),
}
"""Columns of the risk row: one row per goods item, known when the declaration is lodged."""

LABELS: Final[Mapping[str, pl.DataType]] = {
    "finding": pl.Int8(),
    "revenue": pl.Float64(),
    "result_on": pl.Date(),
    "chosen_by": pl.String(),
    "propensity": pl.Float64(),
}
"""Columns known after an examination; null where the goods were never examined."""


SENDER: Final = ("seller_name", "seller_address")
"""What a risk row may say beside `FACTS` of who sends the goods; read at the assessment, kept in no history."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a declaration was given its lane: one sentence for officers, and what the trader may be told with its mend.

    code: of the indicator, feature or rule; weight: how much it spoke for risk (log-odds; rules and indicators 1);
    item: goods item it speaks of; for_trader: the sentence a trader may read (None: nothing); mend: what he can do.
    """

    code: str
    says: Sentence
    weight: float
    item: int = 1
    for_trader: Sentence | None = None
    mend: Sentence | None = None


@dataclass(frozen=True, slots=True)
class RuleHit:
    """One officers' rule that a declaration met: its name, the lane it asks for, and why in a sentence."""

    rule: str
    lane: Lane
    says: Sentence
    item: int = 1


@dataclass(frozen=True, slots=True)
class Assessment:
    """What was decided about one declaration, when, by which judge, and from what: enough to replay it.

    features: float32 bytes, one row of the judge's columns per goods item; probability, revenue, value, hours: of the
    declaration (its worst item's probability; values added); chosen_by, propensity, sampled: see `lanes.Assignment`; spared: the
    share of the model's selections that a trusted operator's goods are spared (0: nobody trusted stands behind them).
    """

    declaration: str
    at: datetime
    on: date
    office: str
    lane: Lane
    chosen_by: str
    propensity: float
    sampled: bool
    probability: float
    challenger: float | None
    revenue: float
    value: float
    hours: float
    new_goods: bool
    new_party: bool
    judge: str
    features: bytes
    reasons: tuple[Reason, ...]
    rules: tuple[str, ...] = ()
    importer: str | None = None
    hs_code: str | None = None
    origin: str | None = None
    overridden: bool = False
    found: bool | None = None
    recovered: float | None = None
    spared: float = 0.0


class Examined(StrEnum):
    """Whether a declaration was examined, and what came of it."""

    NOT_YET = "not_yet"
    FINDING = "finding"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Override:
    """A request to change a lane, waiting for or decided by a second pair of eyes."""

    number: int
    declaration: str
    was: Lane
    to: Lane
    because: str
    asked_by: str
    asked_at: datetime
    decided_by: str | None = None
    agreed: bool | None = None


CHOSEN_BY: Final = {
    "rule": sentence("rule or indicator"),
    "random": sentence("random sample"),
    "exploration": sentence("to learn"),
    "spared": sentence("nothing: an authorised operator, spared by lot"),
    "model": sentence("expected value"),
    "none": sentence("not chosen"),
}
"""Why a declaration was chosen for its lane, said to officers."""

SEE_RISK: Final = Permission("risk.see", "See risk assessments with their reasons")
OVERRIDE_LANE: Final = Permission("risk.override", "Ask for another lane, or agree to one asked for")
PLAN_BUDGET: Final = Permission("risk.plan", "Set examination budgets and shares of each office")
TRAIN_JUDGE: Final = Permission("risk.train", "Train the risk model and promote it")
"""What may be granted in risk."""


class RuleState(StrEnum):
    """Where a version of a rule stands. Only an active one judges declarations."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    SUPERSEDED = "superseded"
    RETIRED = "retired"


class PlayReason(StrEnum):
    """Why the bandit played a share for learning."""

    FIRST = "first"
    BEST = "best"
    TRIED = "tried"
    ONLY = "only"


@dataclass(frozen=True, slots=True)
class Played:
    """A week's share for learning in an office ("*": all without their own plan), and the probability with which the
    bandit played it; chances: (share, probability) of all it might have played; brought: revenue recovered per
    examined hour of that week, once known."""

    office: str
    week: date
    share: float
    chance: float
    chances: tuple[tuple[float, float], ...]
    why: PlayReason
    brought: float | None = None


@dataclass(frozen=True, slots=True)
class RuleVersion:
    """One version of a rule: its text, and who did what with it when."""

    rule: str
    version: int
    text: str
    lane: Lane
    state: RuleState
    written_by: str
    written_at: datetime
    proposed_by: str | None = None
    proposed_at: datetime | None = None
    decided_by: str | None = None
    """Who activated, suspended or retired it last."""
    decided_at: datetime | None = None
    activated_at: datetime | None = None
    because: str | None = None
    backtest: Mapping[str, Any] | None = None
    """The figures of its back-test as plain JSON values (see backtest.py); None before one."""


@dataclass(frozen=True, slots=True)
class RuleRecord:
    """A rule with its owner, its purpose and its latest version."""

    code: str
    owner: str
    purpose: str
    made_at: datetime
    latest: RuleVersion
    active: int | None
    """Number of the version in force, if one is."""


SEE_RULES: Final = Permission("risk.see_rules", "See the risk rules and how they do")
WRITE_RULES: Final = Permission("risk.write_rules", "Write, back-test and propose risk rules")
DECIDE_RULES: Final = Permission("risk.decide_rules", "Activate, suspend and retire risk rules")
