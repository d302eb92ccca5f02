"""Features of a batch on integer codes: what makes 150,000 declarations a second possible on one core.

Each part becomes a 64-bit code once per row (a hash of its text, or the number it is); a key's code is a mix of its
parts' codes; one table lookup finds the history, whose statistics were computed beforehand for the day. Two keys of
a million share a code once in thirty million histories. Equal to `single.py`, which a test holds.
"""

from collections.abc import Iterator, Mapping
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
from smartcustoms.trade.risk.keys import KEYS, MARK, PARTS, Key, part_codes
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


class Mixing:
    """Mixes the codes of keys' parts into one number a row; beginnings that keys share are mixed once."""

    __slots__ = ("_begun", "_codes")

    def __init__(self, codes: Mapping[str, Codes]) -> None:
        self._codes = codes
        self._begun: dict[tuple[str, ...], Codes] = {}

    def of(self, parts: tuple[str, ...]) -> Codes:
        """Give the mixed codes of a key: equal parts give equal numbers; 0 is never a key."""
        return self._mixed(parts) | np.uint64(1)

    def _mixed(self, parts: tuple[str, ...]) -> Codes:
        if (done := self._begun.get(parts)) is not None:
            return done
        *before, last = parts
        if before:
            total = self._mixed(tuple(before))
            turned = total >> _TURN
            np.bitwise_xor(turned, total, out=turned)
            np.add(turned, self._codes[last], out=turned)
            np.multiply(turned, _SPREAD, out=turned)
            mixed = turned
        else:
            mixed = self._codes[last] * _SPREAD
        self._begun[parts] = mixed
        return mixed


class Slots:
    """An open-addressing table from mixed codes to places, looked up for many rows at once.

    A code lies beside its place, so that a look-up touches memory once.
    """

    __slots__ = ("_bits", "_table")

    def __init__(self, keys: Codes, places: Places) -> None:
        self._bits = max(4, len(keys).bit_length() + 2)
        size = 1 << self._bits
        self._table: Codes = np.zeros((size, 2), dtype=np.uint64)
        waiting = np.arange(len(keys))
        slot = self._first(keys)
        while len(waiting):
            free = self._table[slot[waiting], 0] == 0
            _, chosen = np.unique(slot[waiting], return_index=True)
            takes = np.zeros(len(waiting), dtype=bool)
            takes[chosen] = True
            takes &= free
            at, who = slot[waiting[takes]], waiting[takes]
            self._table[at, 0], self._table[at, 1] = keys[who], places[who]
            waiting = waiting[~takes]
            slot[waiting] = (slot[waiting] + 1) & (size - 1)

    def _first(self, keys: Codes) -> Places:
        spread = keys * _SPREAD
        np.right_shift(spread, np.uint64(64 - self._bits), out=spread)
        return spread.view(np.int64)

    def places(self, keys: Codes) -> Places:
        """Give the place of each key; 0 where it is not in the table."""
        slot = self._first(keys)
        got = self._table.take(slot, axis=0, mode="clip")
        there = got[:, 0]
        hit = there == keys
        found: Places = np.multiply(got[:, 1].view(np.int64), hit)
        left = np.flatnonzero((there != 0) > hit)
        while len(left):
            slot[left] = (slot[left] + 1) & (len(self._table) - 1)
            got = self._table.take(slot[left], axis=0, mode="clip")
            there = got[:, 0]
            hit = there == keys[left]
            found[left[hit]] = got[hit, 1].astype(np.int64)
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

    __slots__ = ("_histories", "_levels", "_peers", "day")

    def __init__(self, profiles: Profiles, peers: PeerTable, *, day: date) -> None:
        self.day = day
        everything = tally_of(profiles.rows[profiles.index[0].get("", 0)])
        number = float(tallies.day_number(day))
        self._histories: list[_History] = []
        for key, index in zip(KEYS, profiles.index, strict=True):
            places = np.fromiter(index.values(), np.int64, len(index))
            rows = np.vstack([np.array(EMPTY)[None, :], profiles.rows[places]])
            reading = Reading(tally_of(rows), tallies.base_rate(everything), number, tallies.weight_of(number))
            columns = [STATISTICS[name](Arrays(), reading).astype(np.float32) for name in key.statistics]
            slots = Slots(_mixed_keys(key, list(index)), np.arange(1, len(index) + 1)) if key.parts else None
            self._histories.append(_History(slots, columns, rows[:, tallies.SEEN].copy()))
        self._peers = [column.copy() for column in peers.rows.T]
        self._levels = [
            Slots(_mixed_keys(level, list(index)), np.fromiter(index.values(), np.int64, len(index)))
            for level, index in zip(LEVELS, peers.index, strict=True)
        ]

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
        codes = Mixing({column.name: column.to_numpy() for column in rows.select(part_codes()).get_columns()})
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
            for level, slots in zip(LEVELS, self._levels, strict=True)
            for places in (slots.places(codes.of(level.parts)),)
        }
        case = Case(**case_facts(rows), seen=seen, peers=peers)
        for offset, column in enumerate(chain.from_iterable(g.formula(Arrays(), case) for g in GROUPS), start=at):
            matrix[:, offset] = column
        return matrix

    @staticmethod
    def _places_of(key: Key, history: _History, codes: Mixing, height: int) -> Places:
        if history.slots is None:  # the key of everything: its one history, or none yet
            return np.full(height, len(history.seen) - 1, dtype=np.int64)
        return history.slots.places(codes.of(key.parts))


def _pieces(key: Key, texts: list[str]) -> dict[str, pl.Series]:
    """Split key texts into their parts' texts."""
    column = pl.Series("text", texts, dtype=pl.String)
    if len(key.parts) == 1:
        return {key.parts[0]: column}
    split = column.str.split_exact(MARK, len(key.parts) - 1).struct.unnest()
    return dict(zip(key.parts, split.get_columns(), strict=True))


def _mixed_keys(key: Key, texts: list[str]) -> Codes:
    """Give the mixed codes of key texts."""
    codes = {part: PARTS[part].codes_of(pieces.alias(part)) for part, pieces in _pieces(key, texts).items()}
    return Mixing({part: series.to_numpy() for part, series in codes.items()}).of(key.parts)
