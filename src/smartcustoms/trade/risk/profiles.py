"""The profiles in memory: every key's history in one array, found by the key's text, moved by each finding.

One row of the online table `risk_profile` is one row here. The single declaration looks its histories up in
dictionaries; a batch does so on integer codes (`coded.py`). Both read the same array, so they cannot differ.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

import numpy as np
import polars as pl

from smartcustoms.trade.risk import tallies
from smartcustoms.trade.risk.keys import KEYS, MARK, Key, Texts, single_getters, text_expression, text_of, texts_of
from smartcustoms.trade.risk.tallies import EMPTY, FIELDS, FIRST, Floats

_GETTERS: Final = single_getters()

STATE_COLUMNS: Final = ("entity", "key", *FIELDS)
"""Columns of a state frame, and of the online table."""


class Profiles:
    """Histories of every key, as known now.

    `rows` is an array (entries, 7) in the order of `tallies.FIELDS`; row 0 is the empty history that every unknown
    key reads. `index[i]` maps the texts of KEYS[i] to rows. Not safe for two writing threads; reading is.
    """

    __slots__ = ("_used", "getters", "index", "rows")

    def __init__(self) -> None:
        self.index: tuple[dict[str, int], ...] = tuple({} for _ in KEYS)
        self.getters = tuple(index.get for index in self.index)
        """The look-up of each index, bound once: the dictionaries change, but are never others."""
        self.rows: Floats = np.tile(np.array(EMPTY), (1024, 1))
        self._used = 1

    def __len__(self) -> int:
        return self._used

    @classmethod
    def from_state(cls, state: pl.DataFrame) -> "Profiles":
        """Build the profiles from a state frame (columns STATE_COLUMNS), as `state_of` or the store gives it."""
        profiles = cls()
        # Row after row in memory: one history is one cache line, not seven.
        profiles.rows = np.empty((state.height + 1, len(FIELDS)))
        profiles.rows[0] = EMPTY
        profiles.rows[1:] = state.select(FIELDS).cast(pl.Float64).to_numpy()
        profiles._used = len(profiles.rows)
        numbered = state.select("entity", "key").with_row_index("row", offset=1)
        parts = {str(name[0]): frame for name, frame in numbered.partition_by("entity", as_dict=True).items()}
        for position, key in enumerate(KEYS):
            if (frame := parts.get(key.name)) is not None:
                profiles.index[position].update(zip(frame["key"].to_list(), frame["row"].to_list(), strict=True))
        return profiles

    def state(self) -> pl.DataFrame:
        """Give the profiles as a state frame, ordered by entity and key."""
        entity: list[str] = []
        texts: list[str] = []
        rows: list[int] = []
        for key, index in zip(KEYS, self.index, strict=True):
            entity.extend([key.name] * len(index))
            texts.extend(index)
            rows.extend(index.values())
        names = pl.DataFrame({"entity": entity, "key": texts}, schema={"entity": pl.String, "key": pl.String})
        numbers = pl.DataFrame(self.rows[rows], schema=dict.fromkeys(FIELDS, pl.Float64))
        return names.hstack(numbers).sort("entity", "key")

    def places(self, texts: Texts) -> list[int]:
        """Give the array row of each key for one declaration's parts; 0 where there is no history."""
        first, *others = self.index
        return [
            first.get("", 0),
            *[
                index.get(get(texts) if parts == 1 else MARK.join(get(texts)), 0)
                for index, (parts, get) in zip(others, _GETTERS, strict=True)
            ],
        ]

    def lodged(self, row: Mapping[str, Any]) -> None:
        """Count one goods item as lodged."""
        self.add(texts_of(row), lodging(row["on"]))

    def found(self, row: Mapping[str, Any], *, finding: bool, revenue: float, on: date) -> None:
        """Learn one examination's result: one addition per key."""
        self.add(texts_of(row), result(finding=finding, revenue=revenue, on=on))

    def add(self, texts: Texts, change: Sequence[float]) -> None:
        """Add a change (in the order of FIELDS) to every key of a row's parts."""
        places = self._places_made(texts)
        rows = self.rows  # after the places: one that is new may make the array anew
        first = np.minimum(rows[places, FIRST], change[FIRST])
        rows[places] += change
        rows[places, FIRST] = first

    def _places_made(self, texts: Texts) -> list[int]:
        """Give the array row of each key, made where there was none: no two keys share a row."""
        places = self.places(texts)
        for position, place in enumerate(places):
            if not place:
                places[position] = self._place(position, text_of(KEYS[position], texts))
        return places

    def add_many(self, changes: Sequence[tuple[Texts, Sequence[float]]]) -> None:
        """Add many changes at once: what `add` does one by one."""
        if not changes:
            return
        numbers = np.array([change for _, change in changes], dtype=np.float64)
        for position, key in enumerate(KEYS):
            places = np.fromiter(
                (self._place(position, text_of(key, texts)) for texts, _ in changes), np.int64, len(changes)
            )
            np.add.at(self.rows[:, :FIRST], places, numbers[:, :FIRST])
            np.minimum.at(self.rows[:, FIRST], places, numbers[:, FIRST])

    def _place(self, position: int, text: str) -> int:
        row = self.index[position].get(text)
        if row is None:
            row = self._new_row()
            self.index[position][text] = row
        return row

    def add_to(self, position: int, text: str, change: Sequence[float]) -> None:
        """Add a change to one history of KEYS[position]."""
        place = self._place(position, text)  # may make the array anew, so it comes first
        entry = self.rows[place]
        first = min(entry[FIRST], change[FIRST])
        entry += change
        entry[FIRST] = first

    def _new_row(self) -> int:
        if self._used == len(self.rows):
            self.rows = np.vstack([self.rows, np.tile(np.array(EMPTY), (len(self.rows), 1))])
        self._used += 1
        return self._used - 1


def lodging(on: date) -> tuple[float, ...]:
    """Give the change that one lodged goods item makes to each of its histories."""
    return (1.0, 0.0, 0.0, 0.0, 0.0, 0.0, float(tallies.day_number(on)))


def result(*, finding: bool, revenue: float, on: date) -> tuple[float, ...]:
    """Give the change that one examination's result makes to each history of the goods item."""
    weight = float(tallies.weight_of(tallies.day_number(on)))
    found = float(finding)
    return (0.0, 1.0, found, weight, found * weight, revenue, tallies.NEVER)


def state_of(history: pl.DataFrame, *, before: date, keys: Iterable[Key] = KEYS) -> pl.DataFrame:
    """Sum a labelled history into profiles as known at the start of a day.

    `history`: risk rows with their labels. Lodgings before that day count as seen, results before it as known.
    Returns a state frame ordered by entity and key; equal to `cluster.state_sql` run on the same rows.
    """
    day = (pl.col("result_on") - pl.lit(tallies.LANDMARK)).dt.total_days()
    is_known = pl.col("finding").is_not_null() & (pl.col("result_on") < before)
    weight = pl.when(is_known).then(2.0 ** (day / tallies.HALF_LIFE)).otherwise(0.0)
    found = pl.when(is_known).then(pl.col("finding").cast(pl.Float64)).otherwise(0.0)
    changes = history.filter(pl.col("on") < before).with_columns(
        seen_=pl.lit(1.0),
        n_=is_known.cast(pl.Float64),
        s_=found,
        dn_=weight,
        ds_=weight * found,
        revenue_=pl.when(is_known).then(pl.col("revenue").fill_null(0.0)).otherwise(0.0),
        first_=(pl.col("on") - pl.lit(tallies.LANDMARK)).dt.total_days().cast(pl.Float64),
    )
    sums = [pl.col(f"{field}_").sum().alias(field) for field in FIELDS[:-1]] + [pl.col("first_").min().alias("first")]
    frames = [
        changes.group_by(text_expression(key).alias("key")).agg(sums).with_columns(entity=pl.lit(key.name))
        for key in keys
    ]
    state = pl.concat(frames).select(STATE_COLUMNS)
    return state.filter(pl.col("seen") > 0).sort("entity", "key")
