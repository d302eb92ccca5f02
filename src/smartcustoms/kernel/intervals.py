"""How sure a share or a mean is that was counted."""

from collections.abc import Sequence
from math import sqrt
from typing import Final, NamedTuple

Z: Final = 1.959964
"""The normal distribution's 97.5 % point: what lies within so many standard deviations is 95 %."""


class Interval(NamedTuple):
    """A figure with the ends of its interval."""

    value: float
    low: float
    high: float


def wilson(hits: float, tries: float) -> Interval:
    """Give a share with its 95 % interval (E. B. Wilson, 1927); (0, 0, 1) without tries."""
    if tries <= 0:
        return Interval(0.0, 0.0, 1.0)
    rate = hits / tries
    middle = (rate + Z * Z / (2 * tries)) / (1 + Z * Z / tries)
    half = Z * sqrt(rate * (1 - rate) / tries + Z * Z / (4 * tries * tries)) / (1 + Z * Z / tries)
    return Interval(rate, max(0.0, middle - half), min(1.0, middle + half))


def mean_count(counts: Sequence[int]) -> Interval:
    """Give the mean of counts with its 95 % interval: Poisson's by Byar's approximation (Breslow and Day 1987, 2.13), wider where
    the counts are more uneven than Poisson's; (0, 0, infinity) without counts.
    """
    if not counts:
        return Interval(0.0, 0.0, float("inf"))
    of, total = len(counts), sum(counts)
    mean = total / of
    spread = sum((each - mean) ** 2 for each in counts) / max(1, of - 1)
    uneven = max(1.0, spread / mean) if mean else 1.0
    seen = total / uneven
    low = seen * (1 - 1 / (9 * seen) - Z / (3 * sqrt(seen))) ** 3 if seen else 0.0
    above = seen + 1
    high = above * (1 - 1 / (9 * above) + Z / (3 * sqrt(above))) ** 3
    return Interval(mean, max(0.0, low) * uneven / of, high * uneven / of)
