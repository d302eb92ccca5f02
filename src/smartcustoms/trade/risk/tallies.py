"""A history in seven numbers that only ever add up: so a finding moves it at once and in any order.

Decay is forward decay (Cormode, Shkapenyuk, Srivastava, Xu, ICDE 2009): a result of day r weighs
2^((r - landmark) / half-life), and whoever reads on day D divides by 2^((D - landmark) / half-life). The stored
sums need no time stamp, adding commutes, and two processes that add the same results hold the same state.
"""

from datetime import date
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from smartcustoms.trade.risk.arithmetic import Operations

Floats = npt.NDArray[np.float64]

LANDMARK: Final = date(2020, 1, 1)
HALF_LIFE: Final = 180.0
"""Days after which a result counts half in the decayed sums."""

FIELDS: Final = ("seen", "n", "s", "dn", "ds", "revenue", "first")
"""seen: goods items lodged; n: examined; s: with a finding; dn, ds: the same two decayed; revenue: recovered;
first: day number of the first lodging (the only field that takes the least and does not add up)."""

SEEN, N, S, DN, DS, REVENUE, FIRST = range(7)
NEVER: Final = 1e6
"""The `first` of a history without lodgings: a day number far ahead."""

EMPTY: Final[tuple[float, ...]] = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, NEVER)

PRIOR_WEIGHT: Final = 3.0
"""How many examinations at the base rate a history starts with (smoothing)."""


class Tally(NamedTuple):
    """Seven terms of one kind: numbers, arrays or SQL text."""

    seen: Any
    n: Any
    s: Any
    dn: Any
    ds: Any
    revenue: Any
    first: Any


def day_number(day: date) -> int:
    """Give the days since the landmark."""
    return (day - LANDMARK).days


def weight_of(day: Any) -> Any:
    """Give the forward weight of a result of that day number (number or array)."""
    return 2.0 ** (day / HALF_LIFE)


def base_rate(everything: Tally) -> Any:
    """Give the rate of findings among all examined; starts at one in twenty worth ten examinations."""
    return (everything.s + 0.5) / (everything.n + 10.0)


class Reading(NamedTuple):
    """What a statistic is computed from: the tally, the base rate, the day, and the weight of that day."""

    tally: Tally
    base: Any
    day: Any
    weight: Any


def rate(_ops: Operations, of: Reading) -> Any:
    """Share of findings among the examined, smoothed towards the base rate."""
    return (of.tally.s + PRIOR_WEIGHT * of.base) / (of.tally.n + PRIOR_WEIGHT)


def recent(_ops: Operations, of: Reading) -> Any:
    """The same, with older results counting less."""
    return (of.tally.ds / of.weight + PRIOR_WEIGHT * of.base) / (of.tally.dn / of.weight + PRIOR_WEIGHT)


def known(_ops: Operations, of: Reading) -> Any:
    """How many were examined."""
    return of.tally.n


def seen(_ops: Operations, of: Reading) -> Any:
    """How many were lodged."""
    return of.tally.seen


def age(ops: Operations, of: Reading) -> Any:
    """Days since the first lodging; -1 where there was none."""
    return ops.where(of.tally.seen > 0, of.day - of.tally.first, -1.0)


def revenue(_ops: Operations, of: Reading) -> Any:
    """Revenue recovered per finding, shrunk by one finding without any."""
    return of.tally.revenue / (of.tally.s + 1.0)


STATISTICS: Final = {
    "rate": rate,
    "recent": recent,
    "known": known,
    "seen": seen,
    "age": age,
    "revenue": revenue,
}
"""Every statistic of a history, by name: one formula each, for all paths."""


def tally_of(rows: Floats) -> Tally:
    """Name the columns of an array whose last axis holds the seven fields."""
    return Tally(*(rows[..., column] for column in range(len(FIELDS))))
