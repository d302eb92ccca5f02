"""When a price per kilogram is far outside its peers': pure arithmetic on peer tables.

The peers are the narrowest with at least `ENOUGH` rows of the last 180 days: HS code x origin, HS code, heading. There is no table by
chapter: prices per kg of one chapter differ a thousandfold, so a warning from them would be chance. Far outside is beyond the 5th or 95th
percentile by once more the distance (of logarithms) from that percentile to the median, and at least `LEAST_TIMES`: like Tukey's
far-out fence, drawn on each side by its own spread. A slip of the decimal point, of tonnes for kilograms or of the currency lies
there; a cheap lot does not.
"""

from collections.abc import Sequence
from math import log
from typing import Final, NamedTuple

import numpy as np

from smartcustoms.trade.risk.peers import FIELDS, LEVELS
from smartcustoms.trade.risk.tallies import Floats

ENOUGH: Final = 30
LEAST_TIMES: Final = 3.0
_N, _LOW, _MIDDLE, _HIGH = (FIELDS.index(name) for name in ("n", "price_05", "price_50", "price_95"))


class Unusual(NamedTuple):
    """A price far outside: which row, how many times the median of its peers (below 1: less), which peers, how many they are."""

    row: int
    times: float
    level: str
    peers: int


def far_outside(prices: Floats, peers: Floats) -> list[Unusual]:
    """Give the rows whose price is far outside.

    Args:
        prices: (rows,) price per kg in the peers' currency; not above zero or NaN: unknown.
        peers: (rows, levels, 11) the peers of each row from the narrowest to the widest, as peers.FIELDS; zeros: none.
    """
    known = peers[:, :, _N] >= ENOUGH
    narrowest = known.argmax(axis=1)
    mine = peers[np.arange(len(peers)), narrowest]
    with np.errstate(divide="ignore", invalid="ignore"):
        price = np.log(prices)
    low, middle, high = mine[:, _LOW], mine[:, _MIDDLE], mine[:, _HIGH]
    under = price < low - np.maximum(middle - low, log(LEAST_TIMES))
    over = price > high + np.maximum(high - middle, log(LEAST_TIMES))
    rows = np.flatnonzero(known.any(axis=1) & np.isfinite(price) & (under | over))
    return [
        Unusual(int(n), float(np.exp(price[n] - middle[n])), LEVELS[narrowest[n]].name, int(mine[n, _N])) for n in rows
    ]


def stacked(found: Sequence[Sequence[Sequence[float] | None]]) -> Floats:
    """Stack each row's peers by level, None for none, as `far_outside` takes them."""
    none = (0.0,) * len(FIELDS)
    return np.array(
        [[none if each is None else each for each in levels] for levels in found], dtype=np.float64
    ).reshape(len(found), len(LEVELS), len(FIELDS))
