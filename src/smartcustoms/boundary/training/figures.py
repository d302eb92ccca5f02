"""What hits and false alarms say of an officer: rates, sensitivity d', bias c, each with its 95 % interval. Pure.

d' = z(H) - z(F), c = -(z(H) + z(F)) / 2 (Green and Swets, Signal Detection Theory and Psychophysics, 1966). Rates of 0 and 1 have no z: a
half is added to each count and one to each number of tries (M. J. Hautus, Behavior Research Methods 27, 1995). Variance of d' after
V. Gourevitch and E. Galanter, Psychometrika 32, 1967; that of c is a quarter of it. Rates: E. B. Wilson's interval, 1927.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

from smartcustoms.boundary.training.model import Result
from smartcustoms.kernel.intervals import Z, wilson

ENOUGH: Final = 20
"""Tries of each kind below which figures say too little to judge anybody by; assumed."""
_NORMAL: Final = NormalDist()


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its 95 % interval, and of how many."""

    value: float
    low: float
    high: float
    of: int


@dataclass(frozen=True, slots=True)
class Figures:
    """How one fared in some trials; d' and c are None where there are no trials of both kinds."""

    hits: Share
    false_alarms: Share
    sensitivity: Share | None
    bias: Share | None

    @property
    def enough(self) -> bool:
        """Tell whether there are enough trials of both kinds to say anything."""
        return min(self.hits.of, self.false_alarms.of) >= ENOUGH


def figures(threats: Iterable[Result], clean: Iterable[Result]) -> Figures:
    """Reckon the figures of trials with a threat, against trials without one.

    >>> figures([Result.HIT] * 9 + [Result.MISS], [Result.CORRECT] * 10).hits.value
    0.9
    """
    with_threat, without = list(threats), list(clean)
    hits, false = with_threat.count(Result.HIT), without.count(Result.FALSE_ALARM)
    return figures_of(hits, len(with_threat), false, len(without))


def figures_of(hits: int, threats: int, false: int, clean: int) -> Figures:
    """Reckon the figures from counts: finds among trials with a threat, false alarms among those without one.

    >>> figures_of(9, 10, 0, 10).hits.value
    0.9
    """
    sensitivity, bias = _detection(hits, threats, false, clean) if threats and clean else (None, None)
    return Figures(share(hits, threats), share(false, clean), sensitivity, bias)


def share(of_them: int, tries: int) -> Share:
    """Give a share with Wilson's interval; without tries nothing is known: 0 to 1."""
    return Share(*wilson(of_them, tries), tries)


def _detection(hits: int, threats: int, false: int, clean: int) -> tuple[Share, Share]:
    hit, alarm = (hits + 0.5) / (threats + 1), (false + 0.5) / (clean + 1)
    z_hit, z_alarm = _NORMAL.inv_cdf(hit), _NORMAL.inv_cdf(alarm)
    variance = sum(
        rate * (1 - rate) / (tries * _NORMAL.pdf(z) ** 2)
        for rate, tries, z in ((hit, threats, z_hit), (alarm, clean, z_alarm))
    )
    half, of = Z * math.sqrt(variance), threats + clean
    d, c = z_hit - z_alarm, -(z_hit + z_alarm) / 2
    return Share(d, d - half, d + half, of), Share(c, c - half / 2, c + half / 2, of)
