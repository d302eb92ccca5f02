"""Judges a batch: each field's coded column looks up "terms still possible" masks, and the AND over the fields is the answer.

Cost grows with the fields that rules name, not with the rules (64 terms a machine word). Nothing but numpy, one thread.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, reduce
from operator import and_, or_
from typing import Final, Protocol, assert_never

import numpy as np
import polars as pl
from numpy.typing import NDArray

from smartcustoms.trade.risk.language.catalogue import Field, Kind
from smartcustoms.trade.risk.language.cells import Cells, ComputedCell, FieldCells, cut
from smartcustoms.trade.risk.language.meaning import SIGNS, Lists
from smartcustoms.trade.risk.language.tables import FlagTable, NumberTable, TextTable
from smartcustoms.trade.risk.language.tree import (
    And,
    Compare,
    Condition,
    Not,
    Or,
    Scaled,
    Sign,
    Test,
    fields_of,
    tests_of,
)

Words = NDArray[np.uint64]
CHUNK: Final = 32_768
"""Rows judged at a time, so that what is read and written again stays in the processor's cache."""
WIDE: Final = 4
"""Words looked up at a time: numpy copies rows of 1, 2 or 4 words fastest."""
MOST_COUNTED: Final = 60
"""Edges of a number field up to which counting beats searching."""
FREE_TEXT: Final = frozenset({"description"})
"""Fields whose values hardly repeat: their codes are made for one batch and forgotten."""
_NAMESPACE: Final = "smartcustoms.rules"


@dataclass(frozen=True, slots=True)
class TextColumn:
    """A text column as codes: 0 is missing, i+1 is the category i.

    Categories keep their codes, and only ever grow, while some series of theirs lives; `anchor` (without rows) is one.
    """

    codes: NDArray[np.intp]
    anchor: pl.Series

    @property
    def categories(self) -> pl.Categories:
        """The words behind the codes."""
        dtype = self.anchor.dtype
        assert isinstance(dtype, pl.Categorical)  # noqa: S101 - `code` makes no other
        return dtype.categories


@dataclass(frozen=True, slots=True)
class Coded:
    """A batch made ready: texts as codes, numbers and days (as ordinals) as float64 with NaN for missing, flags as 0, 1, 2 (missing)."""

    height: int
    texts: Mapping[str, TextColumn]
    numbers: Mapping[str, NDArray[np.float64]]
    flags: Mapping[str, NDArray[np.intp]]


def code(frame: pl.DataFrame, fields: Iterable[Field]) -> Coded:
    """Code the columns that rules name. Codes of a text stay the same over batches, so tables made once serve again."""
    texts: dict[str, TextColumn] = {}
    numbers: dict[str, NDArray[np.float64]] = {}
    flags: dict[str, NDArray[np.intp]] = {}
    for field in fields:
        column = frame.get_column(field.name)
        match field.kind:
            case Kind.TEXT:
                texts[field.name] = _text_column(column)
            case Kind.NUMBER:
                numbers[field.name] = column.cast(pl.Float64).to_numpy()
            case Kind.DAY:
                days = column.to_physical().cast(pl.Float64) + float(date(1970, 1, 1).toordinal())
                numbers[field.name] = days.to_numpy()
            case Kind.FLAG:
                flags[field.name] = column.cast(pl.Int64).fill_null(2).to_numpy()
    return Coded(frame.height, texts, numbers, flags)


def _text_column(column: pl.Series) -> TextColumn:
    coded = column
    if not isinstance(column.dtype, pl.Categorical):
        coded = column.cast(pl.String).cast(_anchor(column.name).dtype)
    codes = (coded.to_physical().cast(pl.Int64) + 1).fill_null(0)
    return TextColumn(codes.to_numpy(), coded.clear())


def _anchor(name: str) -> pl.Series:
    if name in FREE_TEXT:
        return pl.Series(name, [], pl.Categorical(pl.Categories.random()))
    return _lasting_anchor(name)


@cache
def _lasting_anchor(name: str) -> pl.Series:
    """Keep a field's codes alive between batches, so that tables made for one batch serve the next."""
    return pl.Series(name, [], pl.Categorical(pl.Categories(name, namespace=_NAMESPACE)))


@dataclass(frozen=True, slots=True)
class Hits:
    """Which rows hit which conditions: bit `r % 64` of word `r // 64` of a row says whether it hits condition r."""

    words: Words
    rules: int

    def matrix(self) -> NDArray[np.bool_]:
        """Give rows × conditions, true for a hit."""
        as_bytes = np.ascontiguousarray(self.words.astype("<u8", copy=False)).view(np.uint8)
        return np.unpackbits(as_bytes, axis=1, bitorder="little", count=self.rules).view(np.bool_)

    def counts(self) -> NDArray[np.int64]:
        """Count the hits of each condition."""
        as_bytes = np.ascontiguousarray(self.words.astype("<u8", copy=False)).view(np.uint8)
        bits = np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1, bitorder="little").astype(np.int64)
        columns = range((self.rules + 7) // 8)
        return np.concatenate(
            [np.bincount(as_bytes[:, number], minlength=256) @ bits for number in columns] or [np.zeros(0, np.int64)]
        )[: self.rules]

    def total(self) -> int:
        """Count all hits."""
        return int(np.bitwise_count(self.words).sum())

    def pairs(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Give every hit as row number and condition number, row by row, conditions rising."""
        as_bytes = np.ascontiguousarray(self.words.astype("<u8", copy=False)).view(np.uint8)
        # Few bytes hold a hit: find those first, then the bits in them.
        places = np.flatnonzero(as_bytes)
        rows, columns = np.divmod(places, as_bytes.shape[1])
        found, bits = np.nonzero(np.unpackbits(as_bytes.ravel()[places][:, None], axis=1, bitorder="little"))
        return rows[found], columns[found] * 8 + bits


class MaskRules:
    """A rule set compiled for batches. One object serves many batches and keeps its tables; use one per thread."""

    def __init__(self, conditions: Sequence[Condition], lists: Lists) -> None:
        cells = cut(conditions)
        self._rules = cells.rules
        self._shape = shape = _Shape.holding(len(cells.rule_of_term))
        self._columns: list[_Column] = [_column(part, lists, shape) for part in cells.fields]
        self._columns += [_ComputedColumn(cell, lists, shape) for cell in cells.computed]
        self._further = _further_terms(cells, shape)
        self._kept = shape.table([(1 << cells.rules) - 1])
        self.fields = tuple(dict.fromkeys(field for condition in conditions for field in fields_of(condition)))
        """The fields that must be coded."""

    def hits(self, batch: Coded) -> Hits:
        """Judge every row of a batch."""
        shape = self._shape
        blocks = np.empty((shape.blocks, batch.height, shape.wide), np.uint64)
        blocks[:] = np.uint64(0xFFFF_FFFF_FFFF_FFFF) if not self._columns else np.uint64(0)
        room = np.empty((min(CHUNK, batch.height), shape.wide), np.uint64)
        lookups = [column.lookup(batch) for column in self._columns]
        for start in range(0, batch.height, CHUNK):
            rows = slice(start, min(start + CHUNK, batch.height))
            indices = [lookup.index(rows) for lookup in lookups]
            for number in range(shape.blocks):
                block, spare = blocks[number, rows], room[: rows.stop - start]
                for turn, (lookup, index) in enumerate(zip(lookups, indices, strict=True)):
                    np.take(lookup.table[number], index, axis=0, out=spare if turn else block, mode="clip")
                    if turn:
                        np.bitwise_and(block, spare, out=block)
            self._add_further(blocks[:, rows])
        words = blocks[0] if shape.blocks == 1 else np.concatenate(list(blocks), axis=1)
        return Hits(words[:, : max(1, (self._rules + 63) // 64)], self._rules)

    def _add_further(self, blocks: Words) -> None:
        """Give the hits of second and further terms to their rules, eight terms at a time."""
        for block, byte, table in self._further:
            as_bytes = blocks[block].astype("<u8").view(np.uint8)
            index = as_bytes[:, byte].astype(np.intp)
            for number in range(self._shape.blocks):
                blocks[number] |= table[number][index]
        blocks &= self._kept


@dataclass(frozen=True, slots=True)
class _Shape:
    """How masks lie in memory: blocks of `wide` words."""

    blocks: int
    wide: int

    @classmethod
    def holding(cls, terms: int) -> "_Shape":
        words = max(1, (terms + 63) // 64)
        wide = next((wide for wide in (1, 2) if words <= wide), WIDE)
        return cls((words + wide - 1) // wide, wide)

    def table(self, masks: Sequence[int]) -> Words:
        """Lay masks out as blocks × masks × words."""
        size = self.blocks * self.wide * 8
        flat = np.frombuffer(b"".join(mask.to_bytes(size, "little") for mask in masks), "<u8").astype(np.uint64)
        laid = flat.reshape(len(masks), self.blocks, self.wide)
        return np.ascontiguousarray(laid.transpose(1, 0, 2))


@dataclass(frozen=True, slots=True)
class _Lookup:
    """A column made ready for one batch: the table, and the function from rows to places in it."""

    table: Words
    index: Callable[[slice], NDArray[np.intp]]


class _Column(Protocol):
    def lookup(self, batch: Coded) -> _Lookup: ...


def _column(cells: FieldCells, lists: Lists, shape: _Shape) -> "_Column":
    match cells.field.kind:
        case Kind.TEXT:
            return _TextColumn(cells, lists, shape)
        case Kind.NUMBER | Kind.DAY:
            return _NumberColumn(cells, shape)
        case Kind.FLAG:
            return _FlagColumn(cells, shape)
        case _:
            assert_never(cells.field.kind)


class _TextColumn:
    def __init__(self, cells: FieldCells, lists: Lists, shape: _Shape) -> None:
        self._name, self._shape = cells.field.name, shape
        self._source = TextTable(cells, lists)
        self._anchor: pl.Series | None = None
        self._table = shape.table([self._source.missing])

    def lookup(self, batch: Coded) -> _Lookup:
        column = batch.texts[self._name]
        if self._anchor is None or self._anchor.dtype != column.anchor.dtype:
            self._anchor = column.anchor
            self._table = self._shape.table([self._source.missing])
        table = self._table
        known = table.shape[1] - 1
        if int(column.codes.max(initial=0)) > known:
            words = column.categories.to_series()[known:].to_list()
            more = [self._source.missing if word is None else self._source.found(word) for word in words]
            table = np.concatenate([table, self._shape.table(more)], axis=1)
            # Another thread may have taken a code and not yet given its word: this batch has no such code, a later may.
            whole = words.index(None) if None in words else len(words)
            self._table = table[:, : 1 + known + whole]
        return _Lookup(table, lambda rows: column.codes[rows])


class _NumberColumn:
    def __init__(self, cells: FieldCells, shape: _Shape) -> None:
        table = NumberTable(cells)
        self._name = cells.field.name
        self._edges = np.array(table.edges, np.float64)
        self._table = shape.table([table.missing, *table.masks])

    def lookup(self, batch: Coded) -> _Lookup:
        values = batch.numbers[self._name]
        find = self._counted if len(self._edges) <= MOST_COUNTED else self._searched
        return _Lookup(self._table, lambda rows: find(values[rows]))

    def _counted(self, values: NDArray[np.float64]) -> NDArray[np.intp]:
        """Count the edges at or below each value: for few edges quicker than a search, as it runs in wide registers."""
        count = np.equal(values, values).view(np.uint8)  # NaN alone differs from itself and stays at 0, "missing"
        reached = np.empty(len(values), np.bool_)
        for edge in self._edges:
            np.greater_equal(values, edge, out=reached)
            np.add(count, reached.view(np.uint8), out=count)
        return count.astype(np.intp)

    def _searched(self, values: NDArray[np.float64]) -> NDArray[np.intp]:
        found = np.searchsorted(self._edges, values, side="right") + 1
        found[np.isnan(values)] = 0
        return found


class _FlagColumn:
    def __init__(self, cells: FieldCells, shape: _Shape) -> None:
        flag = FlagTable(cells)
        self._name = cells.field.name
        self._table = shape.table([flag.false, flag.true, flag.missing])

    def lookup(self, batch: Coded) -> _Lookup:
        codes = batch.flags[self._name]
        return _Lookup(self._table, lambda rows: codes[rows])


class _ComputedColumn:
    """A condition over several fields, worked out for the whole batch with arrays of truth."""

    def __init__(self, cell: ComputedCell, lists: Lists, shape: _Shape) -> None:
        self._condition = cell.condition
        self._table = shape.table([cell.free, cell.free | cell.needed_by])
        self._single = {
            test: _column(FieldCells(test.field, (test,), (1,), 0), lists, _Shape(1, 1))
            for test in tests_of(cell.condition)
            if not _against_field(test)
        }

    def lookup(self, batch: Coded) -> _Lookup:
        truth = self._truth(self._condition, batch).astype(np.intp)
        return _Lookup(self._table, lambda rows: truth[rows])

    def _truth(self, condition: Condition, batch: Coded) -> NDArray[np.bool_]:
        match condition:
            case And(parts):
                return reduce(and_, (self._truth(part, batch) for part in parts))
            case Or(parts):
                return reduce(or_, (self._truth(part, batch) for part in parts))
            case Not(part):
                return ~self._truth(part, batch)
            case Compare(field, sign, Scaled(factor, other)):
                return _compared(field, sign, factor, other, batch)
            case _:
                found = self._single[condition].lookup(batch)
                return np.asarray(found.table[0, found.index(slice(None)), 0], np.bool_)


def _against_field(test: Test) -> bool:
    return isinstance(test, Compare) and isinstance(test.value, Scaled)


def _compared(field: Field, sign: Sign, factor: float, other: Field, batch: Coded) -> NDArray[np.bool_]:
    """Hold one field against another; false where either is missing."""
    truth: NDArray[np.bool_]
    match field.kind:
        case Kind.TEXT:
            left, right = batch.texts[field.name], batch.texts[other.name]
            # The right column's words in the left column's codes; code 0 stays "missing".
            words = right.categories.to_series().cast(left.anchor.dtype)
            recoded = np.concatenate([[0], words.to_physical().cast(pl.Int64).to_numpy() + 1])[right.codes]
            truth = np.asarray(SIGNS[sign](left.codes, recoded), np.bool_) & (left.codes > 0) & (recoded > 0)
        case Kind.FLAG:
            one, two = batch.flags[field.name], batch.flags[other.name]
            truth = SIGNS[sign](one, two) & (one < 2) & (two < 2)
        case Kind.NUMBER | Kind.DAY:
            this, that = batch.numbers[field.name], batch.numbers[other.name]
            with np.errstate(over="ignore", under="ignore"):
                scaled = that if factor == 1 else factor * that
            truth = SIGNS[sign](this, scaled) & (this == this) & (that == that)
        case _:
            assert_never(field.kind)
    return truth


def _further_terms(cells: Cells, shape: _Shape) -> list[tuple[int, int, Words]]:
    """For each byte that holds second or further terms: its block, its place in a row of that block, and what it adds."""
    tables = []
    terms = len(cells.rule_of_term)
    for byte in range(cells.rules // 8, (terms + 7) // 8 if terms > cells.rules else 0):
        own = [(bit, cells.rule_of_term[byte * 8 + bit]) for bit in range(8) if cells.rules <= byte * 8 + bit < terms]
        masks = [sum({1 << rule for bit, rule in own if value >> bit & 1}) for value in range(256)]
        tables.append((byte // (8 * shape.wide), byte % (8 * shape.wide), shape.table(masks)))
    return tables
