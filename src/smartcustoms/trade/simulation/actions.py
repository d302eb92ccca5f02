"""What can be done with the simulation: open a world, or let one run for some weeks. All that comes out is simulated."""

from collections.abc import Iterator

import numpy as np
import polars as pl

from smartcustoms.trade.risk.model import FACTS, LABELS
from smartcustoms.trade.simulation.model import Settings
from smartcustoms.trade.simulation.world import World

__all__ = ["World", "label", "open_world", "simulate"]

SELECTING = 3  # stream of the seed that chooses what is examined


def open_world(seed: int, settings: Settings | None = None) -> World:
    """Open a simulated world; the caller steps it and examines what it chooses."""
    return World(seed, settings)


def simulate(
    seed: int, *, weeks: int, settings: Settings | None = None, labels: bool = True, examined: float = 0.1
) -> Iterator[pl.DataFrame]:
    """Run a world and give each week's risk rows (FACTS); with `labels`, also LABELS for a random share examined.

    Results known after the end of the run stay in (result_on says when). The share examined is drawn at random, so
    `chosen_by` is "random" and `propensity` is that share; everything else keeps null labels.
    """
    world = open_world(seed, settings)
    rng = np.random.default_rng([seed, SELECTING])
    for _ in range(weeks):
        rows = world.step()
        if not labels:
            yield rows
            continue
        chosen = rows["declaration"].filter(pl.Series(rng.random(rows.height) < examined))
        yield label(rows, world.examine(chosen, world.today), chosen_by="random", propensity=examined)


def label(rows: pl.DataFrame, results: pl.DataFrame, *, chosen_by: str, propensity: float | None) -> pl.DataFrame:
    """Join what `World.examine` gave onto risk rows: columns FACTS, then LABELS; the unexamined keep nulls."""
    known = results.select("declaration", "finding", "revenue", "result_on").with_columns(
        chosen_by=pl.lit(chosen_by), propensity=pl.lit(propensity, dtype=pl.Float64)
    )
    joined = rows.join(known, on="declaration", how="left", maintain_order="left")
    return joined.select(*FACTS, *(pl.col(name).cast(kind) for name, kind in LABELS.items()))
