"""How good a ranking is: precision, recall and revenue at a share, AUC, each with a bootstrap interval.

Definitions as in knowledge of the field (DATE, KDD 2020, section 5.1.2): of n rows the ceil(share x n) with the
highest scores are examined; ties are broken at random by a seed, so a constant score is as good as chance.
"""

from collections.abc import Callable, Sequence
from math import ceil

import numpy as np
import numpy.typing as npt

from smartcustoms.kernel.intervals import Interval
from smartcustoms.trade.risk.tallies import Floats


def chosen(score: Floats, share: float, *, seed: int = 0) -> npt.NDArray[np.int64]:
    """Give the rows that a share of examinations would reach, best first."""
    ties = np.random.default_rng(seed).random(len(score))
    order = np.lexsort((ties, -score))
    return order[: ceil(share * len(score))].astype(np.int64)


def precision_at(found: Floats, score: Floats, share: float) -> float:
    """Share of findings among the examined."""
    return float(found[chosen(score, share)].mean()) if len(found) else float("nan")


def revenue_at(revenue: Floats, score: Floats, share: float) -> float:
    """Share of all the revenue that the examined bring."""
    total = float(revenue.sum())
    return float(revenue[chosen(score, share)].sum()) / total if total > 0 else float("nan")


def auc(found: Floats, score: Floats) -> float:
    """Probability that a row with a finding ranks above one without (ties count half)."""
    many = float(found.sum())
    few = len(found) - many
    if many == 0 or few == 0:
        return float("nan")
    _, inverse, counts = np.unique(score, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2.0)[inverse]
    return float((ranks[found > 0].sum() - many * (many + 1) / 2) / (many * few))


def bootstrap(
    measure: Callable[[Floats, Floats], float], found: Floats, score: Floats, *, rounds: int = 300, seed: int = 1
) -> Interval:
    """Give a figure with its 95 % interval over resampled rows (percentile bootstrap)."""
    draw = np.random.default_rng(seed)
    values = [
        measure(found[rows], score[rows]) for rows in (draw.integers(0, len(found), len(found)) for _ in range(rounds))
    ]
    low, high = np.nanpercentile(values, [2.5, 97.5])
    return Interval(measure(found, score), float(low), float(high))


def view(found: Floats, score: Floats, shares: Sequence[float] = (0.05, 0.10)) -> dict[str, Interval]:
    """Give the figures of one view of a set: AUC and the precision at each share, with intervals."""
    figures = {"auc": bootstrap(auc, found, score)}
    for share in shares:

        def at_share(of: Floats, by: Floats, share: float = share) -> float:
            return precision_at(of, by, share)

        figures[f"precision@{share:.0%}"] = bootstrap(at_share, found, score)
    return figures
