"""Peer tables: what the same goods usually cost and weigh, so that a price far below its peers can be told.

One table a month: the quantiles of price per kilogram and of net mass over the 180 days before the month's first
day, by HS code x origin, HS code, and heading. No labels are used. Fewer than `LEAST_PEERS` rows make no peers.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

import numpy as np
import polars as pl

from smartcustoms.trade.risk.keys import KEY, Key, Texts, text_expression, text_of
from smartcustoms.trade.risk.tallies import Floats

WINDOW: Final = timedelta(days=180)
LEAST_PEERS: Final = 5

LEVELS: Final[tuple[Key, ...]] = (KEY["hs6+origin"], KEY["hs6"], KEY["hs4"])
"""From the narrowest peers to the widest: prices back off in this order."""

QUANTILES: Final = (0.05, 0.25, 0.5, 0.75, 0.95)
FIELDS: Final = (
    "n",
    "price_05",
    "price_25",
    "price_50",
    "price_75",
    "price_95",
    "mass_05",
    "mass_25",
    "mass_50",
    "mass_75",
    "mass_95",
)
TABLE_COLUMNS: Final = ("level", "key", *FIELDS)


class Peers(NamedTuple):
    """Eleven terms of one kind (numbers, arrays, SQL text): how many peers, and the natural logarithms of their
    quantiles; all zero where there are too few peers."""

    n: Any
    price_05: Any
    price_25: Any
    price_50: Any
    price_75: Any
    price_95: Any
    mass_05: Any
    mass_25: Any
    mass_50: Any
    mass_75: Any
    mass_95: Any


def month_of(day: date) -> date:
    """Give the first day of the day's month: the day whose peer table holds for it."""
    return day.replace(day=1)


def priced(rows: pl.DataFrame) -> pl.DataFrame:
    """Keep the rows that have a price per kilogram."""
    return rows.filter((pl.col("net_mass_kg") > 0) & (pl.col("value") > 0)).with_columns(
        price_=pl.col("value") / pl.col("net_mass_kg")
    )


def peer_table(rows: pl.DataFrame, *, month: date) -> pl.DataFrame:
    """Give the peer table of a month from risk rows (columns TABLE_COLUMNS, ordered by level and key)."""
    window = priced(rows.filter((pl.col("on") < month) & (pl.col("on") >= month - WINDOW)))
    quantiles = [
        pl.col(column).quantile(q, interpolation="linear").log().alias(f"{name}_{round(q * 100):02d}")
        for name, column in (("price", "price_"), ("mass", "net_mass_kg"))
        for q in QUANTILES
    ]
    frames = [
        window.group_by(text_expression(level).alias("key"))
        .agg(pl.len().cast(pl.Float64).alias("n"), *quantiles)
        .filter(pl.col("n") >= LEAST_PEERS)
        .with_columns(level=pl.lit(level.name))
        for level in LEVELS
    ]
    return pl.concat(frames).select(TABLE_COLUMNS).sort("level", "key")


class PeerTable:
    """One month's peer table in memory: `rows` (entries, 11), row 0 = no peers; `index` by level and key text.

    `peers` holds the same rows as tuples, for one declaration.
    """

    __slots__ = ("index", "month", "peers", "rows")

    def __init__(self, table: pl.DataFrame, *, month: date) -> None:
        self.month = month
        self.rows: Floats = np.vstack([np.zeros((1, len(FIELDS))), table.select(FIELDS).to_numpy()])
        self.index: tuple[dict[str, int], ...] = tuple({} for _ in LEVELS)
        numbers = {level.name: position for position, level in enumerate(LEVELS)}
        for row, (level, key) in enumerate(table.select("level", "key").iter_rows(), start=1):
            self.index[numbers[level]][key] = row
        self.peers: list[Peers] = [Peers._make(row) for row in self.rows.tolist()]

    def places(self, texts: Texts) -> list[int]:
        """Give the row of each level for one declaration's parts; 0 where there are no peers."""
        return [index.get(text_of(level, texts), 0) for level, index in zip(LEVELS, self.index, strict=True)]


def as_of_month(history: pl.DataFrame) -> Iterable[tuple[Floats, Floats]]:
    """For each month of the history: its row numbers, and their peers as known at that month's first day.

    Yields (row numbers, array (rows, 3 levels, 11)).
    """
    numbered = history.with_row_index("row_")
    months = numbered["on"].dt.truncate("1mo").unique().sort()
    for month in months:
        rows = numbered.filter(pl.col("on").dt.truncate("1mo") == month)
        table = peer_table(history, month=month)
        levels = [_joined(rows, table, level) for level in LEVELS]
        yield rows["row_"].to_numpy(), np.stack(levels, axis=1)


def _joined(rows: pl.DataFrame, table: pl.DataFrame, level: Key) -> Floats:
    keys = rows.select(text_expression(level).alias("key"))
    mine = table.filter(pl.col("level") == level.name).drop("level")
    return keys.join(mine, on="key", how="left", maintain_order="left").select(FIELDS).fill_null(0.0).to_numpy()
