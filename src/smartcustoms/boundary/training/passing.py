"""What a certification test asks, and when it is passed. Pure; the pass marks are data, dated and assumed.

The set is fixed by a seed: the same seed asks the same, so a picture that was cut off comes again as it was. The seed is drawn from the
test's secret for each officer and attempt and is never shown, since who knows it would know the answers.
"""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np

from smartcustoms.boundary.training.difficulty import LEVELS
from smartcustoms.boundary.training.figures import Figures
from smartcustoms.boundary.training.model import Level, PassRules
from smartcustoms.kernel.dated import rows_in_force


@dataclass(frozen=True, slots=True)
class Asked:
    """One picture of a test: whether a threat is in it, of which category, how hard it is to be."""

    threat: bool
    category: str
    scale: float


@cache
def pass_rules(on: date) -> PassRules:
    """Give the marks and waiting times in force on a day, the latest that began by then."""
    rows = rows_in_force("smartcustoms.boundary.training", "certification.csv", on)
    known = {row["rule"]: float(row["value"]) for row in rows}
    shares = known["least_hits"], known["most_false_alarms"], known["least_sensitivity"]
    valid, wait, renew = (int(known[name]) for name in ("valid_days", "wait_days", "renew_days"))
    return PassRules(*shares, valid, wait, renew)


def seed_of(secret: bytes, officer: str, ordinal: int) -> str:
    """Give the seed of an officer's attempt at a test: the same each time, and not to be told without the secret.

    >>> seed_of(b"s", "amina", 1) == seed_of(b"s", "amina", 1) != seed_of(b"s", "amina", 2)
    True
    """
    return hmac.new(secret, f"{officer}\n{ordinal}".encode(), hashlib.sha256).hexdigest()


def luck_of(seed: str, place: int) -> np.random.Generator:
    """Give the chance of one picture of a set: place 0 is the plan's own."""
    return np.random.default_rng([int(seed, 16), place])


def plan(seed: str, *, pictures: int, threats: int, categories: Sequence[str]) -> list[Asked]:
    """Give the set of a seed: so many pictures, of which so many hold a threat, categories and levels spread evenly.

    >>> asked = plan("ab", pictures=20, threats=9, categories=("gun", "knife"))
    >>> len(asked), sum(each.threat for each in asked)
    (20, 9)
    """
    luck = luck_of(seed, 0)
    kinds = [categories[each % len(categories)] for each in luck.permutation(pictures)]
    levels = [LEVELS[each % len(LEVELS)] for each in luck.permutation(pictures)]
    holds = luck.permutation(pictures) < threats
    return [
        Asked(bool(threat), category, scale_of(level))
        for threat, category, level in zip(holds, kinds, levels, strict=True)
    ]


def scale_of(level: Level) -> float:
    """Give the middle of a level on the scale of difficulty.

    >>> round(scale_of(Level.MIDDLE), 2)
    0.5
    """
    return (LEVELS.index(level) + 0.5) / len(LEVELS)


def has_passed(found: Figures, rules: PassRules) -> bool:
    """Tell whether the figures of a test reach every mark."""
    return (
        found.hits.value >= rules.least_hits
        and found.false_alarms.value <= rules.most_false_alarms
        and found.sensitivity is not None
        and found.sensitivity.value >= rules.least_sensitivity
    )
