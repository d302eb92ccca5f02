"""The oracle: the truth of a simulated world, for judging strategies after the fact. No strategy may be handed this."""

import numpy as np
import polars as pl

from smartcustoms.trade.simulation.parties import NOBODY, SCHEMES
from smartcustoms.trade.simulation.world import World


def truth(world: World) -> pl.DataFrame:
    """Give the truth of all rows lodged: declaration, illicit (0/1), scheme (null when honest), revenue at stake."""
    hidden = world._whole_truth()
    names = np.array([*(str(kind) for kind in SCHEMES), ""])[hidden.scheme]
    return pl.DataFrame(
        {
            "declaration": [f"SIM{n:08d}" for n in range(1, len(hidden.scheme) + 1)],
            "illicit": pl.Series(hidden.scheme != NOBODY).cast(pl.Int8),
            "scheme": pl.select(pl.when(pl.Series(names) != "").then(pl.Series(names))).to_series(),
            "revenue": np.where(hidden.scheme != NOBODY, hidden.due, 0.0),
        }
    )


def best_precision(illicit: np.ndarray, budget: int) -> float:
    """Precision that a perfect chooser reaches with a budget (below 1 when fewer are illicit than the budget)."""
    return float(min(int(illicit.sum()), budget) / budget) if budget else 0.0


def best_revenue(revenue: np.ndarray, budget: int) -> float:
    """Revenue that a perfect chooser recovers with a budget."""
    return float(np.sort(revenue)[::-1][:budget].sum())
