"""The words of duty: the goods to assess, a dated rate with its formula, the working, and what refuses an assessment."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.money import Money
from smartcustoms.kernel.permissions import Permission
from smartcustoms.kernel.words.model import Sentence

ASSESS_DUTY: Final = Permission("duty.assess", "Work out the duty on goods")


class Unit(StrEnum):
    """What a specific rate is charged for each of."""

    LITRE = "litre"
    HECTOLITRE = "hectolitre"
    LITRE_OF_ALCOHOL = "litre of alcohol"
    KILOGRAM = "kilogram"
    THOUSAND_STICKS = "1000 sticks"


class Formula(StrEnum):
    """How one part of a rate is worked out; `formulas.py` says each."""

    AD_VALOREM = "ad valorem"
    TIERS = "tiers"
    SPECIFIC = "specific"
    DEGREES = "degrees"
    STEPS = "steps"
    MINIMUM = "minimum"
    MAXIMUM = "maximum"
    ROUND_UP = "round up"


@dataclass(frozen=True, slots=True)
class Band:
    """A slice of the value from `over` on, up to the next band's, charged at its own rate (1 is 100 %)."""

    over: Decimal
    rate: Decimal


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a rate. Which fields count depends on the formula."""

    formula: Formula
    rate: Decimal = Decimal(0)
    bands: tuple[Band, ...] = ()
    litres_whole: Decimal | None = None
    amount: Decimal = Decimal(0)
    unit: Unit | None = None
    above: Decimal = Decimal(0)
    first: Decimal = Decimal(0)
    first_amount: Decimal = Decimal(0)
    step: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate of one class and kind of goods, in force from a day until the next of the same goods.

    `usual` marks the kind that is meant where none is said; a class without one wants its kind said.
    """

    goods: str
    kind: str
    since: date
    names: dict[str, str]
    law: str
    source: str
    parts: tuple[Part, ...]
    usual: bool = False
    until: date | None = None
    strength_over: Decimal | None = None
    strength_up_to: Decimal | None = None
    unknown_value: Decimal | None = None
    unknown_under: Decimal = Decimal(0)
    stick_length: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """What is to be assessed: like containers (bottles, casks) of `litres` and `value` each, or sticks, or a weight.

    `abv` is in per cent of alcohol by volume at 20 °C; `length` of a stick in millimetres, without its filter; `bottles` the litres
    of each bottle of a set sold as one item, whose `litres` they then make; `papers_of` the day of the papers that show the value.
    """

    goods: str
    kind: str = ""
    value: Money | None = None
    litres: Decimal | None = None
    containers: int = 1
    abv: Decimal | None = None
    sticks: int | None = None
    length: Decimal | None = None
    kilograms: Decimal | None = None
    bottles: tuple[Decimal, ...] = ()
    papers_of: date | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a working: what is said, and the amount after it where it charges one (exact, not rounded)."""

    says: Sentence
    amount: Money | None = None


@dataclass(frozen=True, slots=True)
class Assessment:
    """What is due, rounded to the currency's smallest unit, with its working and the rate it rests on."""

    due: Money
    rate: Rate
    on: date
    lines: tuple[Line, ...] = field(default=())
    relief: "Relief | None" = None
    suspended: Money | None = None


class ReliefKind(StrEnum):
    """Why less is due, or not yet, or not finally."""

    EXEMPTION = "exemption"
    RELIEF = "relief"
    SUSPENSION = "suspension"
    PROVISIONAL = "provisional"
    QUOTA = "quota"

    @property
    def spares(self) -> bool:
        """Tell whether nothing is due now."""
        return self in {ReliefKind.EXEMPTION, ReliefKind.RELIEF, ReliefKind.SUSPENSION}


@dataclass(frozen=True, slots=True, kw_only=True)
class Relief:
    """A relief, exemption, suspension, provisional assessment or quota: what it does, in words, and for which classes."""

    code: str
    kind: ReliefKind
    goods: tuple[str, ...]
    names: dict[str, str]
    says: dict[str, str]
    since: date
    law: str
    source: str
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Permit:
    """A type of permit under which dutiable goods move; `pays` when it wants the duty paid first."""

    code: str
    names: dict[str, str]
    colour: str
    goods: tuple[str, ...]
    says: dict[str, str]
    pays: bool
    since: date
    law: str
    source: str
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Free:
    """An amount that a passenger brings in free; of the amounts of one group only one."""

    group: str
    goods: str
    kind: str
    litres: Decimal | None = None
    sticks: int | None = None
    kilograms: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Concession:
    """What a passenger of an age, away for some hours when he lives here, brings in free for his own use."""

    since: date
    age: int
    hours_away: int
    free: tuple[Free, ...]
    law: str
    source: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Passenger:
    """Who arrives: age in whole years, whether he lives here, for how many hours he was away, whether all is for his own use."""

    age: int
    resident: bool = False
    hours_away: Decimal | None = None
    own_use: bool = True


@dataclass(frozen=True, slots=True)
class Brought:
    """One kind of goods of a passenger: what is free of it and what is due on the rest; `free` is a share, 1 is all."""

    goods: Goods
    free: Decimal
    whole: Money
    due: Money
    says: Sentence


@dataclass(frozen=True, slots=True)
class Arrival:
    """What is due from a passenger, and what it costs when he did not declare it."""

    due: Money
    brought: tuple[Brought, ...]
    concession: Concession
    refused: tuple[Sentence, ...]
    compound: "Penalty"


@dataclass(frozen=True, slots=True)
class Penalty:
    """A penalty or sum to settle with its working; `most` says that it is a limit and not a fixed sum."""

    due: Money
    lines: tuple[Line, ...]
    law: str
    since: date
    source: str
    most: bool = False


class NotAssessable(Refused):
    """What was said of the goods does not suffice, or contradicts itself; nothing was guessed."""

    code = "duty_not_assessable"


class NoRate(Refused):
    """No rate is held for these goods on that day."""

    code = "duty_rate_unknown"
