"""A rule's hit rate ever after, and when to advise its retirement.

Older findings count less (half after HALF_LIFE days), so a rule that has stopped finding shows it. The rate is the mean of a
Beta distribution that starts at the base rate with the weight of PRIOR examinations: few examinations say little.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from smartcustoms.kernel.intervals import Interval, wilson
from smartcustoms.kernel.words.model import Sentence, sentence

HALF_LIFE: Final = 180.0
PRIOR: Final = 10.0
QUIET: Final = 90
"""Days in force without a hit after which a rule is called asleep."""
ENOUGH: Final = 30
"""Examinations below which nobody should judge a rule."""


@dataclass(frozen=True, slots=True)
class Result:
    """What an examination of one of the rule's hits gave, and when it was known."""

    on: date
    found: bool
    revenue: float


@dataclass(frozen=True, slots=True)
class RuleRate:
    """How a rule does: raw counts with Wilson's interval, and the rate that lets the past fade."""

    examined: int
    found: int
    rate: Interval
    recent: float
    revenue: float


def rate_of(results: Iterable[Result], *, on: date, base: float) -> RuleRate:
    """Sum a rule's results up as of a day; `base` is the rate of a random choice."""
    examined = found = 0
    weight, weighted, revenue = PRIOR, PRIOR * base, 0.0
    for result in results:
        share = 0.5 ** (max(0, (on - result.on).days) / HALF_LIFE)
        examined += 1
        found += result.found
        weight += share
        weighted += share * result.found
        revenue += result.revenue
    return RuleRate(examined, found, wilson(found, examined), weighted / weight, revenue)


def retirement_advice(
    rate: RuleRate, *, active_since: date, last_hit: date | None, until: date | None, on: date, base: float
) -> Sentence | None:
    """Advise to retire a rule that is over, asleep, or worse than a random choice; None while it earns its place."""
    if until is not None and until < on:
        return sentence("Its validity ended on {day}", day=until)
    awake = max(active_since, last_hit or active_since)
    if (on - awake).days >= QUIET:
        return sentence("No hit for {days} days", days=(on - awake).days)
    if rate.examined >= ENOUGH and rate.rate.high < base:
        return sentence(
            "Finds in {rate} of {examined} examinations, with 95 % certainty less often than a random choice ({base})",
            rate=f"{rate.rate.value:.1%}",
            examined=rate.examined,
            base=f"{base:.1%}",
        )
    return None
