"""Symmetric trees as flat arrays: how a judge is asked, one row or a hundred thousand, with nothing but numpy.

A symmetric tree asks the same question on each level, so its leaf is a number made of yes and no bits. Few rows: one
gather of all questions' columns, one comparison, bits packed to bytes, one gather of leaves. Many rows: each question
is compared for all rows at once, and two or three trees share one table of the sums of their leaves.

Leaves lie on a grid (`on_grid`) so coarse that any sum of them is exact: the order of adding, the number of rows and
the machine make no difference to the last bit, which is what lets a decision be replayed exactly.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import frexp, ldexp
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from smartcustoms.trade.risk.tallies import Floats

Matrix = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]

DEEPEST: Final = 8
"""Levels of a flat tree: one byte of answers."""
FEW: Final = 200
"""Rows up to which the gathers of the few are quicker than anything else."""
MANY: Final = 8_192
"""Rows from which on the comparisons of the many are worth their calls."""
MOST_QUESTIONS: Final = 900
"""Questions up to which the comparisons of the many are quicker than CatBoost: it pays for columns, they for questions."""
BLOCK: Final = 16_384
"""Rows worked on together: the indices, the found leaves and their sum stay in the core's cache."""
_TABLE_BITS: Final = 12
"""Bits of the index of a shared table: its 4,096 sums fill the core's nearest cache and no more."""
_HALVES: Final = tuple((half, np.array(1 << half, np.uint8)) for half in (4, 2, 1))
_BYTE: Final = np.array(256, np.uint16)
_SPARE_BITS: Final = 50
"""Bits that a sum of leaves may have: three fewer than a double's."""


def grid_of(leaves: Floats, sizes: Sequence[int], bias: float) -> float:
    """Give the step of the grid on which every sum of one leaf a tree, and the bias, is exact in a double."""
    ends = np.cumsum(sizes)
    most = sum(float(np.abs(leaves[end - size : end]).max()) for end, size in zip(ends, sizes, strict=True))
    return ldexp(1.0, frexp(most + abs(bias))[1] - _SPARE_BITS)


def on_grid(numbers: Any, step: float) -> Any:
    """Round numbers to multiples of a step that is a power of two."""
    return np.round(np.asarray(numbers, np.float64) / step) * step


class _Shared(NamedTuple):
    """Trees that share one table: the questions of each byte of the index, lowest bit first, and the sums."""

    bytes_: tuple[tuple[tuple[int, Matrix], ...], ...]
    sums: Floats


@dataclass(frozen=True)
class Forest:
    """Columns and borders of the questions (trees x DEEPEST, flattened), leaves, where each tree's start, the bias.

    A question is answered yes where the column is greater than the border; missing levels answer no.
    """

    columns: Integers
    borders: Matrix
    leaves: Floats
    starts: Integers
    bias: float

    @cached_property
    def is_exact(self) -> bool:
        """Tell whether the leaves and the bias lie on a grid, so that sums are exact in any order."""
        step = grid_of(self.leaves, self._sizes, self.bias) / 2  # rounding may have moved the sum over a power of two
        numbers = np.append(self.leaves, self.bias)
        return bool(np.array_equal(on_grid(numbers, step), numbers))

    @cached_property
    def _sizes(self) -> list[int]:
        return [int(size) for size in np.diff(np.append(self.starts, len(self.leaves)))]

    def is_quick_for(self, rows: int) -> bool:
        """Tell whether so many rows are judged quicker here than by CatBoost."""
        return rows <= FEW or (rows >= MANY and self._questions <= MOST_QUESTIONS)

    @cached_property
    def _questions(self) -> int:
        return sum(size.bit_length() - 1 for size in self._sizes)

    def raw(self, matrix: Matrix) -> Floats:
        """Give the raw score of each row; quickest when columns lie together in memory."""
        return self._of_few(matrix) if len(matrix) <= FEW else self._of_many(matrix)

    def leaves_of(self, row: Matrix) -> Floats:
        """Give the leaf of each tree for one row of features."""
        answers = np.packbits(row.take(self.columns) > self.borders, bitorder="little")
        return self.leaves.take(self.starts + answers)

    def _of_few(self, matrix: Matrix) -> Floats:
        answers = np.packbits(matrix.take(self.columns, axis=1) > self.borders, axis=1, bitorder="little")
        return np.asarray(self.leaves.take(self.starts + answers).sum(axis=1) + self.bias, np.float64)

    def _of_many(self, matrix: Matrix) -> Floats:
        total = np.full(len(matrix), self.bias)
        work = _Work(min(BLOCK, len(matrix)))
        for start in range(0, len(matrix), BLOCK):
            rows = matrix[start : start + BLOCK]
            room, columns = work.of(len(rows)), list(rows.T)
            for shared in self._shared:
                room.add(shared, columns, total[start : start + BLOCK])
        return total

    @cached_property
    def _shared(self) -> list[_Shared]:
        """Put neighbouring trees together as long as their bits fit one table."""
        return [self._joined(trees) for trees in self._neighbours()]

    def _neighbours(self) -> Iterator[list[int]]:
        together: list[int] = []
        bits = 0
        for tree, size in enumerate(self._sizes):
            levels = size.bit_length() - 1
            if together and bits + levels > _TABLE_BITS:
                yield together
                together, bits = [], 0
            together.append(tree)
            bits += levels
        if together:
            yield together

    def _joined(self, trees: list[int]) -> _Shared:
        questions: list[tuple[int, Matrix]] = []
        sums: Floats = np.zeros(1)
        for tree in trees:
            size = self._sizes[tree]
            first = tree * DEEPEST
            places = range(first, first + size.bit_length() - 1)
            questions.extend((int(self.columns[place]), self.borders[place : place + 1]) for place in places)
            start = int(self.starts[tree])
            sums = np.add.outer(self.leaves[start : start + size], sums).ravel()
        return _Shared(tuple(tuple(questions[low : low + 8]) for low in range(0, len(questions), 8)), sums)


class _Work:
    """Room for one block of rows, used again for every table."""

    __slots__ = ("_bits", "_found", "_index", "_packed", "_wide")

    def __init__(self, rows: int) -> None:
        self._bits: Bytes = np.empty((8, rows), np.uint8)
        self._packed: Bytes = np.empty((2, rows), np.uint8)
        self._wide = np.empty(rows, np.uint16)
        self._index = np.empty(rows, np.intp)
        self._found = np.empty(rows)

    def of(self, rows: int) -> "_Work":
        """Give the room for a block of so many rows."""
        return self if rows == len(self._found) else _Work(rows)

    def add(self, shared: _Shared, columns: Sequence[Matrix], total: Floats) -> None:
        """Add one table's sums to the rows' totals."""
        for number, questions in enumerate(shared.bytes_):
            self._pack(questions, columns, self._packed[number])
        if len(shared.bytes_) > 1:
            np.copyto(self._wide, self._packed[1])
            np.multiply(self._wide, _BYTE, out=self._wide)
            np.bitwise_or(self._wide, self._packed[0], out=self._wide)
            np.copyto(self._index, self._wide)
        elif shared.bytes_:
            np.copyto(self._index, self._packed[0])
        else:  # trees without questions
            self._index.fill(0)
        np.take(shared.sums, self._index, out=self._found, mode="clip")
        np.add(total, self._found, out=total)

    def _pack(self, questions: Sequence[tuple[int, Matrix]], columns: Sequence[Matrix], packed: Bytes) -> None:
        """Answer up to eight questions for all rows and pack the answers to one byte a row, by halves."""
        bits = self._bits
        for place, (column, border) in enumerate(questions):
            np.greater(columns[column], border, out=bits[place].view(np.bool_))
        bits[len(questions) :] = 0
        for half, factor in _HALVES if len(questions) > 4 else _HALVES[1:]:
            upper = bits[half : 2 * half]
            np.multiply(upper, factor, out=upper)  # quicker than a shift, which must look at its width
            np.bitwise_or(bits[:half], upper, out=bits[:half])
        np.copyto(packed, bits[0])


def read_forest(model: Mapping[str, Any]) -> Forest:
    """Read CatBoost's JSON form. Trees have at most `DEEPEST` levels."""
    trees = model["oblivious_trees"]
    scale, (bias,) = model["scale_and_bias"]
    columns = np.zeros((len(trees), DEEPEST), dtype=np.int64)
    borders = np.full((len(trees), DEEPEST), np.inf, dtype=np.float32)
    sizes = [len(tree["leaf_values"]) for tree in trees]
    for number, tree in enumerate(trees):
        for level, question in enumerate(tree["splits"]):
            columns[number, level] = question["float_feature_index"]
            borders[number, level] = question["border"]
    leaves = np.concatenate([np.array(tree["leaf_values"]) for tree in trees]) * scale
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int64)
    return Forest(columns.ravel(), borders.ravel(), leaves, starts, float(bias))


def stump(value: float) -> Forest:
    """Give the forest that says the same of every row."""
    return Forest(
        np.zeros(DEEPEST, np.int64), np.full(DEEPEST, np.inf, np.float32), np.zeros(1), np.zeros(1, np.int64), value
    )


class Pair:
    """Two forests asked together about one row: one gather, one comparison, two sums."""

    __slots__ = ("_biases", "_cuts", "_forest")

    def __init__(self, first: Forest, second: Forest) -> None:
        self._forest = Forest(
            np.concatenate([first.columns, second.columns]),
            np.concatenate([first.borders, second.borders]),
            np.concatenate([first.leaves, second.leaves]),
            np.concatenate([first.starts, second.starts + len(first.leaves)]),
            0.0,
        )
        self._cuts = np.array([0, len(first.starts)])
        self._biases = first.bias, second.bias

    def raw_of(self, row: Matrix) -> tuple[float, float]:
        """Give the two raw scores of one row of features."""
        first, second = np.add.reduceat(self._forest.leaves_of(row), self._cuts).tolist()
        return first + self._biases[0], second + self._biases[1]
