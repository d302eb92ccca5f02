"""How sure a share is that was counted."""

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
