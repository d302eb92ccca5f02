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

    `abv` is in per cent of alcohol by volume at 20 °C; `length` of a stick in millimetres, without its filter.
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


class NotAssessable(Refused):
    """What was said of the goods does not suffice, or contradicts itself; nothing was guessed."""

    code = "duty_not_assessable"


class NoRate(Refused):
    """No rate is held for these goods on that day."""

    code = "duty_rate_unknown"
