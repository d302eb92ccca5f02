"""From a field's value to the mask of terms still possible: one table per field, exact for every value there can be."""

from bisect import bisect_right
from collections.abc import Callable, Iterable
from datetime import date
from math import inf, nextafter
from typing import Final

from smartcustoms.trade.risk.language.cells import FieldCells
from smartcustoms.trade.risk.language.meaning import Lists, entries_of, holds, lowered
from smartcustoms.trade.risk.language.tree import (
    And,
    Between,
    Compare,
    Condition,
    Listed,
    Matching,
    Missing,
    Not,
    OneOf,
    Or,
    Part,
    Test,
    tests_of,
)

MOST_REMEMBERED: Final = 200_000
"""Values of a text field whose masks are kept; beyond that the memory starts afresh."""


def _mask(cells: FieldCells, truth: Callable[[Condition], bool]) -> int:
    mask = cells.free
    for cell, needed_by in zip(cells.cells, cells.needed_by, strict=True):
        if truth(cell):
            mask |= needed_by
    return mask


def _missing_mask(cells: FieldCells) -> int:
    return _mask(cells, lambda cell: holds(cell, {}, _NoLists()))


class _NoLists(dict[str, frozenset[str]]):
    """Stands for every list where no value is there to be looked up."""

    def __missing__(self, name: str) -> frozenset[str]:
        return frozenset()


class NumberTable:
    """Numbers and days fall into stretches between `edges`; all values of a stretch have one mask.

    `masks[i]` is for values with exactly i edges at or below them. Days count as their ordinal.
    """

    def __init__(self, cells: FieldCells) -> None:
        name = cells.field.name
        points = {point for cell in cells.cells for test in tests_of(cell) for point in _points(test)}
        days = any(isinstance(point, date) for point in points)
        edges = sorted({edge for point in points for edge in _edges(point)})
        below = [max(edges[0] - 1, 1.0) if days else nextafter(edges[0], -inf)] if edges else [1.0]
        masks = []
        for edge in below + edges:
            value: float | date = date.fromordinal(int(edge)) if days else edge
            masks.append(_mask(cells, lambda cell, value=value: holds(cell, {name: value}, {})))  # type: ignore[misc]
        kept = [number for number in range(len(edges)) if masks[number] != masks[number + 1]]
        self.edges = [edges[number] for number in kept]
        self.masks = masks[:1] + [masks[number + 1] for number in kept]
        self.missing = _missing_mask(cells)

    def mask(self, value: float) -> int:
        """Give the mask of a number that is there (a day as its ordinal)."""
        return self.masks[bisect_right(self.edges, value)]


def _points(test: Test) -> Iterable[float | date]:
    match test:
        case Compare(_, _, int() | float() | date() as value):
            return (value,)
        case Between(_, low, high):
            return (low, high)
        case OneOf(_, values):
            return values  # type: ignore[return-value] # of a number or day field
        case _:
            return ()


def _edges(point: float | date) -> tuple[float, float]:
    """Give the smallest value not below a point and the smallest above it."""
    if isinstance(point, date):
        return float(point.toordinal()), float(min(point.toordinal() + 1, date.max.toordinal()))
    return point, nextafter(point, inf)


class FlagTable:
    """Masks of true, false and missing."""

    def __init__(self, cells: FieldCells) -> None:
        name = cells.field.name
        self.true = _mask(cells, lambda cell: holds(cell, {name: True}, {}))
        self.false = _mask(cells, lambda cell: holds(cell, {name: False}, {}))
        self.missing = _missing_mask(cells)


class _Remembered(dict[str | None, int]):
    """Masks by text, found when first asked for; it starts afresh when it has grown too large."""

    def __init__(self, find: Callable[[str], int], missing: int) -> None:
        super().__init__({None: missing})
        self._find, self._missing = find, missing

    def __missing__(self, value: str | None) -> int:
        if len(self) >= MOST_REMEMBERED:
            self.clear()
            self[None] = self._missing
        mask = self[value] = self._missing if value is None else self._find(value)
        return mask


class TextTable:
    """Finds the tests a text passes by look-ups (exact, by start) and only a few by search, then the mask from those.

    `masks[value]` gives the mask of a text, or of None (missing), and remembers it.
    """

    def __init__(self, cells: FieldCells, lists: Lists) -> None:
        self._cells = cells
        self._bit: dict[Test, int] = {}
        self._exact: dict[str, int] = {}
        self._starts: dict[int, dict[str, int]] = {}
        self._searched: list[tuple[int, Part, tuple[str, ...]]] = []
        for cell in cells.cells:
            for test in tests_of(cell):
                if test not in self._bit and not isinstance(test, Missing):
                    self._bit[test] = 1 << len(self._bit)
                    self._index(test, self._bit[test], lists)
        self._by_passed: dict[int, int] = {}
        self.missing = _missing_mask(cells)
        self.masks = _Remembered(self.found, self.missing)

    def _index(self, test: Test, bit: int, lists: Lists) -> None:
        match test:
            case Compare(_, _, str() as value):
                self._add(self._exact, (value,), bit)
            case OneOf(_, values):
                self._add(self._exact, map(str, values), bit)
            case Listed(_, name, False):
                self._add(self._exact, entries_of(lists, name), bit)
            case Listed(_, name, True):
                self._add_starts(entries_of(lists, name), bit)
            case Matching(_, Part.START, texts):
                self._add_starts(texts, bit)
            case Matching(_, part, texts):
                folded = tuple(map(lowered, texts)) if part is Part.ANYWHERE else texts
                self._searched.append((bit, part, folded))
            case _:
                raise TypeError(f"{test} is not a test of a text")

    def _add_starts(self, texts: Iterable[str], bit: int) -> None:
        for text in texts:
            self._add(self._starts.setdefault(len(text), {}), (text,), bit)

    @staticmethod
    def _add(index: dict[str, int], texts: Iterable[str], bit: int) -> None:
        for text in texts:
            index[text] = index.get(text, 0) | bit

    def found(self, value: str) -> int:
        """Find the mask of a text that is there, without remembering it."""
        passed = self._exact.get(value, 0)
        for length, starts in self._starts.items():
            if len(value) >= length:
                passed |= starts.get(value[:length], 0)
        for bit, part, texts in self._searched:
            if value.endswith(texts) if part is Part.END else any(text in lowered(value) for text in texts):
                passed |= bit
        mask = self._by_passed.get(passed)
        if mask is None:
            mask = self._by_passed[passed] = _mask(self._cells, lambda cell: self._true(cell, passed))
        return mask

    def _true(self, cell: Condition, passed: int) -> bool:
        match cell:
            case And(parts):
                return all(self._true(part, passed) for part in parts)
            case Or(parts):
                return any(self._true(part, passed) for part in parts)
            case Not(part):
                return not self._true(part, passed)
            case Missing(_, negated):
                return negated
            case Compare(_, sign):
                return bool(passed & self._bit[cell]) is (sign == "=")
            case OneOf() | Listed() | Matching():
                return bool(passed & self._bit[cell]) is not cell.negated
            case _:
                raise TypeError(f"{cell} is not a test of a text")


Table = NumberTable | FlagTable | TextTable
