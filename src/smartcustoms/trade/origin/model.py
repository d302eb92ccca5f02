"""The words of origin: an agreement with its rules, the goods with their materials, the working, and what refuses it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.money import Money
from smartcustoms.kernel.permissions import Permission
from smartcustoms.kernel.words.model import Sentence

ASSESS_ORIGIN: Final = Permission("origin.assess", "Assess the origin of goods under an agreement")


class Kind(StrEnum):
    """What a requirement asks."""

    WHOLLY_OBTAINED = "wholly obtained"
    CHANGE = "change"
    VALUE = "value"
    PROCESS = "process"


class Level(StrEnum):
    """How far the classification of the materials must differ from that of the goods."""

    CHAPTER = "chapter"
    HEADING = "heading"
    SUBHEADING = "subheading"

    @property
    def digits(self) -> int:
        """How many digits of the code are compared."""
        return {Level.CHAPTER: 2, Level.HEADING: 4, Level.SUBHEADING: 6}[self]


class Method(StrEnum):
    """How value content is worked out of the goods' value V: materials that do not originate N, those that do O."""

    BUILD_DOWN = "build down"  # (V - N) / V, at least
    BUILD_UP = "build up"  # (O + the maker's own costs) / V, at least
    MOST_FOREIGN = "most foreign"  # N / V, at most


class Cumulation(StrEnum):
    """Whose originating materials count as the maker's own."""

    NONE = "none"  # those of the exporting party only
    FULL = "full"  # those of every party


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One thing asked. Which fields count depends on the kind."""

    kind: Kind
    level: Level | None = None
    but_from: tuple[str, ...] = ()
    method: Method | None = None
    limit: Decimal = Decimal(0)
    process: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule for goods whose code begins with `prefix`: any of its ways will do, each way asks all its requirements."""

    prefix: str
    ways: tuple[tuple[Requirement, ...], ...]
    says: dict[str, str]
    source: str

    @property
    def assumed(self) -> bool:
        """Tell whether it was not read from the agreement."""
        return "assumed" in self.source


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """A free trade agreement: its parties, what it tolerates, whose materials count, what never gives origin, its rules."""

    code: str
    names: dict[str, str]
    parties: tuple[str, ...]
    since: date
    law: str
    source: str
    tolerance: Decimal
    cumulation: Cumulation
    minimal: tuple[str, ...]
    rules: tuple[Rule, ...]
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """A material used: `originating` says that papers show its origin under the agreement, in its country."""

    description: str
    hs_code: str
    origin: str
    value: Money
    originating: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Goods made in a party, with what was used and done."""

    agreement: str
    on: date
    hs_code: str
    party: str
    value: Money
    description: str = ""
    wholly_obtained: bool = False
    own_costs: Money | None = None
    processes: tuple[str, ...] = ()
    materials: tuple[Material, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the working; `holds` says whether what it looks at is met, None where it only tells."""

    says: Sentence
    holds: bool | None = None
    way: int | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """Whether the goods originate, by which rule, with the working."""

    originates: bool
    case: Case
    agreement: Agreement
    rule: Rule
    lines: tuple[Line, ...]


class NotAssessable(Refused):
    """What was said of the goods cannot be read, does not suffice, or contradicts itself."""

    code = "origin_not_assessable"
