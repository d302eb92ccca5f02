"""The features of a labelled past, as they stood for each row: what training learns from.

Two orders are possible. In `time_order` a history counts the results known before the row's day, as in service.
In `shuffled_order` whole goods (all rows of one goods tuple together) are put in a random order, and a history
counts the results of the goods before: so goods look as new to the model as goods never seen will, and no row
meets its own label or its own goods' labels. The idea is CatBoost's ordered target statistics (Prokhorenkova et
al., NeurIPS 2018), by whole goods. Histories of parties keep the order of time in both.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl

from smartcustoms.trade.risk import tallies
from smartcustoms.trade.risk.arithmetic import Arrays
from smartcustoms.trade.risk.cases import case_facts
from smartcustoms.trade.risk.features import GROUPS, HISTORY_COLUMNS, NAMES, RARITIES, RARITY_KEYS, Case, rarities
from smartcustoms.trade.risk.keys import GOODS_TUPLE, KEYS, Key, text_expression
from smartcustoms.trade.risk.peers import FIELDS as PEER_FIELDS
from smartcustoms.trade.risk.peers import LEVELS, Peers, as_of_month
from smartcustoms.trade.risk.tallies import STATISTICS, Floats, Reading, Tally

Integers = npt.NDArray[np.int64]
Matrix = npt.NDArray[np.float32]

UNKNOWN: Final = 1 << 40
"""The day number of a result that never came."""


@dataclass(frozen=True, slots=True)
class Order:
    """When each row was lodged and its result known, on any clock whose ties count as 'not before'.

    lodged, known: whole numbers per row; read_on: the day number on which decay and age are read, per row.
    """

    lodged: Integers
    known: Integers
    read_on: Floats


def day_numbers(days: pl.Series) -> Integers:
    """Give days as numbers since the landmark; UNKNOWN where null."""
    return np.asarray((days - tallies.LANDMARK).dt.total_days().fill_null(UNKNOWN).to_numpy(), dtype=np.int64)


def time_order(history: pl.DataFrame) -> Order:
    """Order by the calendar: results known strictly before the row's day."""
    lodged = day_numbers(history["on"])
    known = np.where(history["finding"].is_null().to_numpy(), UNKNOWN, day_numbers(history["result_on"]))
    return Order(lodged, known, lodged.astype(np.float64))


def numbers_of(history: pl.DataFrame, key: Key) -> Integers:
    """Number the histories of a key: rows with equal key texts get equal numbers, from 0."""
    text = history.select(text_expression(key).alias("key"))["key"]
    if text.len() != history.height:  # the key of everything is one literal
        return np.zeros(history.height, dtype=np.int64)
    return text.rank("dense").to_numpy().astype(np.int64) - 1


def tally_before(codes: Integers, order: Order, changes: Floats) -> Tally:
    """Sum, for each row, the changes of rows with its code that came strictly before it.

    changes: (rows, 6) = n, s, dn, ds, revenue (at `known`) and the day number of lodging (at `lodged`).
    """
    span = np.int64(1) << np.int64(41)
    start = codes * span
    lodged_at = np.sort(start + order.lodged)
    ask = start + order.lodged
    seen = np.searchsorted(lodged_at, ask, "left") - np.searchsorted(lodged_at, start, "left")
    by_result = np.argsort(start + order.known, kind="stable")
    known_at = (start + order.known)[by_result]
    sums = np.vstack([np.zeros((1, 5)), np.cumsum(changes[by_result, :5], axis=0)])
    until, since = np.searchsorted(known_at, ask, "left"), np.searchsorted(known_at, start, "left")
    known = sums[until] - sums[since]
    first = np.full(int(codes.max()) + 1, tallies.NEVER)
    np.minimum.at(first, codes, changes[:, 5])
    n, found, dn, ds, revenue = known.T
    earliest = np.where(seen > 0, first[codes], tallies.NEVER)
    return Tally(seen.astype(np.float64), n, found, dn, ds, revenue, earliest)


def changes_of(history: pl.DataFrame) -> Floats:
    """Give what each row adds to its histories: n, s, dn, ds, revenue, day number of lodging."""
    is_known = history["finding"].is_not_null().to_numpy().astype(np.float64)
    found = history["finding"].fill_null(0).cast(pl.Float64).to_numpy()
    weight = np.where(is_known > 0, tallies.weight_of(np.minimum(day_numbers(history["result_on"]), 1e5)), 0.0)
    revenue = history["revenue"].fill_null(0.0).to_numpy() * is_known
    return np.column_stack(
        [is_known, found, weight, weight * found, revenue, day_numbers(history["on"]).astype(np.float64)]
    )


class Past:
    """A labelled history, its keys numbered once, from which features are read in one order or another."""

    def __init__(self, history: pl.DataFrame) -> None:
        self.history = history
        self._numbers = {key.name: numbers_of(history, key) for key in KEYS}
        self._changes = changes_of(history)
        self._in_time = time_order(history)

    @property
    def goods(self) -> Integers:
        """Give the number of each row's goods tuple."""
        return self._numbers[GOODS_TUPLE.name]

    def shuffled_order(self, *, seed: int) -> Order:
        """Order by a random permutation of whole goods."""
        turn = np.random.default_rng(seed).permutation(int(self.goods.max()) + 1)[self.goods].astype(np.int64)
        known = np.where(self.history["finding"].is_null().to_numpy(), UNKNOWN, turn)
        return Order(turn, known, np.full(len(turn), float(self._in_time.lodged.max()) + 1.0))

    def in_time(self) -> Matrix:
        """Give the features of every row (columns features.NAMES) as they stood on its day."""
        matrix = np.empty((self.history.height, len(NAMES)), dtype=np.float32, order="F")
        seen = self._history_columns(matrix, KEYS, self._in_time)
        peers = np.zeros((self.history.height, len(LEVELS), len(PEER_FIELDS)))
        for rows, known in as_of_month(self.history):
            peers[rows] = known
        by_level = {level.name: Peers(*peers[:, place].T) for place, level in enumerate(LEVELS)}
        case = Case(**case_facts(self.history), seen=seen, peers=by_level)
        columns = chain.from_iterable(group.formula(Arrays(), case) for group in GROUPS)
        for offset, column in enumerate(columns, start=len(HISTORY_COLUMNS)):
            matrix[:, offset] = column
        return matrix

    def shuffled(self, in_time: Matrix, order: Order) -> Matrix:
        """Give the same features with every history but the parties' read in a shuffled order."""
        matrix = np.array(in_time, copy=True, order="F")
        seen = self._history_columns(matrix, [key for key in KEYS if not key.party], order)
        facts: dict[str, Any] = dict.fromkeys(Case._fields, 0.0)
        for (name, _, _), column in zip(RARITIES, rarities(Arrays(), Case(**{**facts, "seen": seen})), strict=True):
            matrix[:, NAMES.index(name)] = column
        return matrix

    def _history_columns(self, matrix: Matrix, keys: Iterable[Key], order: Order) -> dict[str, Floats]:
        """Fill the columns of some keys; give how often each rarity key was lodged before."""
        seen: dict[str, Floats] = {}
        everything = tally_before(self._numbers["all"], order, self._changes)
        base, weight = tallies.base_rate(everything), tallies.weight_of(order.read_on)
        for key in keys:
            tally = tally_before(self._numbers[key.name], order, self._changes)
            reading = Reading(tally, base, order.read_on, weight)
            for statistic in key.statistics:
                matrix[:, NAMES.index(f"{key.name}:{statistic}")] = STATISTICS[statistic](Arrays(), reading)
            if key.name in RARITY_KEYS:
                seen[key.name] = tally.seen
        return seen


def feature_matrix(history: pl.DataFrame) -> Matrix:
    """Give the features of every row (columns features.NAMES) as they stood on its day."""
    return Past(history).in_time()
