"""What a rule is: a checked, typed, frozen tree."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from smartcustoms.trade.risk.language.catalogue import Field
from smartcustoms.trade.risk.model import Lane

Value = str | float | bool | date


class Sign(StrEnum):
    """How two values are compared. Texts and flags know only `=` and `!=`."""

    EQUAL = "="
    UNEQUAL = "!="
    LESS = "<"
    LESS_OR_EQUAL = "<="
    MORE = ">"
    MORE_OR_EQUAL = ">="


class Part(StrEnum):
    """Where in a text another text is looked for."""

    START = "starts with"
    END = "ends with"
    ANYWHERE = "contains"


@dataclass(frozen=True, slots=True)
class Scaled:
    """Another field of the same row, times a factor (the factor is 1 except for numbers)."""

    factor: float
    field: Field


@dataclass(frozen=True, slots=True)
class Compare:
    """A field against a value or against another field."""

    field: Field
    sign: Sign
    value: Value | Scaled


@dataclass(frozen=True, slots=True)
class Between:
    """A number or day from `low` to `high`, both included."""

    field: Field
    low: float | date
    high: float | date


@dataclass(frozen=True, slots=True)
class OneOf:
    """A field among values written in the rule."""

    field: Field
    values: tuple[Value, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """A text among the entries of a named list, or starting with one of them."""

    field: Field
    name: str
    by_start: bool = False
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Matching:
    """A text that starts with, ends with or contains one of some texts. `contains` takes A-Z and a-z as the same."""

    field: Field
    part: Part
    texts: tuple[str, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Missing:
    """A field without a value, or, negated, with one."""

    field: Field
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of a condition; since a test of a missing value is false, its opposite is true."""

    part: "Condition"


@dataclass(frozen=True, slots=True)
class And:
    """All of at least two conditions, none of them itself an `And`."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of at least two conditions, none of them itself an `Or`."""

    parts: tuple["Condition", ...]


Test = Compare | Between | OneOf | Listed | Matching | Missing
Condition = Test | Not | And | Or


@dataclass(frozen=True, slots=True)
class Rule:
    """A whole rule: whom it concerns, where it sends a hit, how often, when and where it holds."""

    code: str
    condition: Condition
    lane: Lane
    percent: float = 100.0
    """Chance that a hit selects, above 0 and at most 100."""
    most_unselected: int | None = None
    """After so many hits in a row that selected nothing, the next hit selects (ASYCUDA: most hits with no selection)."""
    since: date | None = None
    until: date | None = None
    """First and last day of lodging that the rule judges, both included."""
    offices: tuple[str, ...] = ()
    """Offices where the rule holds; none named means everywhere."""


def all_of(parts: Iterable[Condition]) -> Condition:
    """Join conditions by `and`, flat: an `And` inside is opened; a single condition stays itself."""
    flat = tuple(leaf for part in parts for leaf in (part.parts if isinstance(part, And) else (part,)))
    return flat[0] if len(flat) == 1 else And(flat)


def any_of(parts: Iterable[Condition]) -> Condition:
    """Join conditions by `or`, flat: an `Or` inside is opened; a single condition stays itself."""
    flat = tuple(leaf for part in parts for leaf in (part.parts if isinstance(part, Or) else (part,)))
    return flat[0] if len(flat) == 1 else Or(flat)


def tests_of(condition: Condition) -> Iterator[Test]:
    """Give every single test of a condition, from left to right."""
    match condition:
        case And(parts) | Or(parts):
            for part in parts:
                yield from tests_of(part)
        case Not(part):
            yield from tests_of(part)
        case _:
            yield condition


def fields_of(condition: Condition) -> tuple[Field, ...]:
    """Name the fields that a condition reads, each once, in order of first use."""
    found: dict[Field, None] = {}
    for test in tests_of(condition):
        found[test.field] = None
        if isinstance(test, Compare) and isinstance(test.value, Scaled):
            found[test.value.field] = None
    return tuple(found)


def lists_of(condition: Condition) -> frozenset[str]:
    """Name the lists that a condition looks into."""
    return frozenset(test.name for test in tests_of(condition) if isinstance(test, Listed))


def scope_of(rule: Rule, *, day: Field, office: Field) -> Condition:
    """Join a rule's condition with its validity and offices, so that one condition says it all."""
    parts: list[Condition] = []
    if rule.offices:
        parts.append(OneOf(office, rule.offices))
    if rule.since is not None:
        parts.append(Compare(day, Sign.MORE_OR_EQUAL, rule.since))
    if rule.until is not None:
        parts.append(Compare(day, Sign.LESS_OR_EQUAL, rule.until))
    return all_of((*parts, rule.condition))
