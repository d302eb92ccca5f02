"""Features of a batch on integer codes: what makes 150,000 declarations a second possible on one core.

Each part's text becomes a code once per row; a key's code is a mix of its parts' codes; one table lookup finds
the history, whose statistics were computed beforehand for the day. Equal to `single.py`, which a test holds.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from smartcustoms.trade.risk import tallies
from smartcustoms.trade.risk.arithmetic import Arrays
from smartcustoms.trade.risk.cases import case_facts
from smartcustoms.trade.risk.features import GROUPS, NAMES, RARITY_KEYS, Case
from smartcustoms.trade.risk.keys import KEYS, MARK, PARTS, Key, part_columns
from smartcustoms.trade.risk.peers import LEVELS, Peers, PeerTable
from smartcustoms.trade.risk.profiles import Profiles
from smartcustoms.trade.risk.tallies import EMPTY, STATISTICS, Floats, Reading, tally_of

Codes = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int64]
Matrix = npt.NDArray[np.float32]

_SPREAD: Final = np.uint64(0x9E3779B97F4A7C15)
"""2^64 divided by the golden ratio: spreads codes over a table (Knuth, volume 3, 6.4)."""
_TURN: Final = np.uint64(29)
CHUNK: Final = 16_384
"""Rows worked on together: their columns stay in the core's cache."""


def mixed(columns: list[Codes]) -> Codes:
    """Mix the codes of a key's parts into one number; equal parts give equal numbers, 0 is never a key."""
    total = columns[0] * _SPREAD
    for column in columns[1:]:
        total = ((total ^ (total >> _TURN)) + column) * _SPREAD
    return total | np.uint64(1)


class Slots:
    """An open-addressing table from mixed codes to places, looked up for many rows at once."""

    __slots__ = ("_bits", "_keys", "_places")

    def __init__(self, keys: Codes, places: Places) -> None:
        self._bits = max(4, len(keys).bit_length() + 2)
        size = 1 << self._bits
        self._keys: Codes = np.zeros(size, dtype=np.uint64)
        self._places: Places = np.zeros(size, dtype=np.int64)
        waiting = np.arange(len(keys))
        slot = self._first(keys)
        while len(waiting):
            free = self._keys[slot[waiting]] == 0
            _, chosen = np.unique(slot[waiting], return_index=True)
            takes = np.zeros(len(waiting), dtype=bool)
            takes[chosen] = True
            takes &= free
            at, who = slot[waiting[takes]], waiting[takes]
            self._keys[at], self._places[at] = keys[who], places[who]
            waiting = waiting[~takes]
            slot[waiting] = (slot[waiting] + np.uint64(1)) & np.uint64(size - 1)

    def _first(self, keys: Codes) -> Codes:
        return (keys * _SPREAD) >> np.uint64(64 - self._bits)

    def places(self, keys: Codes) -> Places:
        """Give the place of each key; 0 where it is not in the table."""
        slot = self._first(keys)
        there = self._keys[slot]
        found = np.where(there == keys, self._places[slot], 0)
        left = np.flatnonzero((there != keys) & (there != 0))
        while len(left):
            slot[left] = (slot[left] + np.uint64(1)) & np.uint64(len(self._keys) - 1)
            there = self._keys[slot[left]]
            hit = there == keys[left]
            found[left[hit]] = self._places[slot[left[hit]]]
            left = left[~hit & (there != 0)]
        return found


@dataclass(frozen=True, slots=True)
class _History:
    """One key's histories, ready for a day: where each is, its model columns, and how often it was lodged."""

    slots: Slots | None
    columns: list[Matrix]
    seen: Floats


class Coded:
    """Profiles and peers, ready to give the features of any batch on one day. Immutable."""

    __slots__ = ("_dictionaries", "_histories", "_levels", "_peers", "day")

    def __init__(self, profiles: Profiles, peers: PeerTable, *, day: date) -> None:
        self.day = day
        texts = [list(index) for index in profiles.index]
        self._dictionaries = _dictionaries(texts, [list(index) for index in peers.index])
        everything = tally_of(profiles.rows[profiles.index[0].get("", 0)])
        number = float(tallies.day_number(day))
        self._histories: list[_History] = []
        for key, index, keys in zip(KEYS, profiles.index, texts, strict=True):
            places = np.fromiter(index.values(), np.int64, len(index))
            rows = np.vstack([np.array(EMPTY)[None, :], profiles.rows[places]])
            reading = Reading(tally_of(rows), tallies.base_rate(everything), number, tallies.weight_of(number))
            columns = [STATISTICS[name](Arrays(), reading).astype(np.float32) for name in key.statistics]
            slots = self._slots(key, keys) if key.parts else None
            self._histories.append(_History(slots, columns, rows[:, tallies.SEEN].copy()))
        self._peers = [column.copy() for column in peers.rows.T]
        self._levels = [
            Slots(mixed(self._codes_of(level, list(index))), np.fromiter(index.values(), np.int64, len(index)))
            for level, index in zip(LEVELS, peers.index, strict=True)
        ]

    def _slots(self, key: Key, texts: list[str]) -> Slots:
        return Slots(mixed(self._codes_of(key, texts)), np.arange(1, len(texts) + 1))

    def _codes_of(self, key: Key, texts: list[str]) -> list[Codes]:
        """Code the parts of key texts."""
        pieces = _pieces(key, texts)
        return [self._coded(part, pieces[part]) for part in key.parts]

    def _coded(self, part: str, texts: pl.Series) -> Codes:
        """Code one part's texts; a part that is the same on every row (often an unused one) is looked up once."""
        if texts.len() > 1 and texts[0] == texts[-1] and texts.n_unique() == 1:
            return np.broadcast_to(self._coded(part, texts.head(1)), texts.len())
        joined = (
            texts.alias("text").to_frame().join(self._dictionaries[part], on="text", how="left", maintain_order="left")
        )
        return joined["code"].fill_null(0).to_numpy()

    def chunks(self, rows: pl.DataFrame) -> Iterator[Matrix]:
        """Give the features of risk rows on this day, `CHUNK` rows at a time, column by column in memory."""
        for start in range(0, rows.height, CHUNK):
            yield self._features(rows.slice(start, CHUNK))

    def matrix(self, rows: pl.DataFrame) -> Matrix:
        """Give the features (rows, features.NAMES) of risk rows, as they stand on this day."""
        whole: Matrix = np.empty((rows.height, len(NAMES)), dtype=np.float32, order="F")
        for number, chunk in enumerate(self.chunks(rows)):
            whole[number * CHUNK : number * CHUNK + len(chunk)] = chunk
        return whole

    def _features(self, rows: pl.DataFrame) -> Matrix:
        matrix: Matrix = np.empty((rows.height, len(NAMES)), dtype=np.float32, order="F")
        codes = self._part_codes(rows)
        seen: dict[str, Floats] = {}
        at = 0
        for key, history in zip(KEYS, self._histories, strict=True):
            places = self._places_of(key, history, codes, rows.height)
            for column in history.columns:
                np.take(column, places, out=matrix[:, at], mode="clip")
                at += 1
            if key.name in RARITY_KEYS:
                seen[key.name] = history.seen[places]
        peers = {
            level.name: Peers(*(column[places] for column in self._peers))
            for level, places in zip(LEVELS, self._peer_places(codes), strict=True)
        }
        case = Case(**case_facts(rows), seen=seen, peers=peers)
        for offset, column in enumerate(chain.from_iterable(g.formula(Arrays(), case) for g in GROUPS), start=at):
            matrix[:, offset] = column
        return matrix

    def _part_codes(self, rows: pl.DataFrame) -> dict[str, Codes]:
        texts = rows.select(part_columns())
        return {part: self._coded(part, texts[f"part_{part}"]) for part in PARTS}

    def _peer_places(self, codes: dict[str, Codes]) -> list[Places]:
        return [
            slots.places(mixed([codes[part] for part in level.parts]))
            for level, slots in zip(LEVELS, self._levels, strict=True)
        ]

    @staticmethod
    def _places_of(key: Key, history: _History, codes: dict[str, Codes], height: int) -> Places:
        if history.slots is None:  # the key of everything: its one history, or none yet
            return np.full(height, len(history.seen) - 1, dtype=np.int64)
        return history.slots.places(mixed([codes[part] for part in key.parts]))


def _pieces(key: Key, texts: list[str]) -> dict[str, pl.Series]:
    """Split key texts into their parts' texts."""
    column = pl.Series("text", texts, dtype=pl.String)
    if len(key.parts) == 1:
        return {key.parts[0]: column}
    split = column.str.split_exact(MARK, len(key.parts) - 1).struct.unnest()
    return dict(zip(key.parts, split.get_columns(), strict=True))


def _dictionaries(texts: list[list[str]], levels: list[list[str]]) -> dict[str, pl.DataFrame]:
    """Number every text of every part that occurs in any key, from 1."""
    found: dict[str, list[pl.Series]] = {part: [] for part in PARTS}
    for key, keys in [*zip(KEYS, texts, strict=True), *zip(LEVELS, levels, strict=True)]:
        if key.parts:
            for part, pieces in _pieces(key, keys).items():
                found[part].append(pieces.alias("text").unique())
    return {
        part: pl.concat(series or [pl.Series("text", [], dtype=pl.String)])
        .unique(maintain_order=True)
        .to_frame()
        .with_columns(code=(pl.int_range(1, pl.len() + 1)).cast(pl.UInt64))
        for part, series in found.items()
    }
