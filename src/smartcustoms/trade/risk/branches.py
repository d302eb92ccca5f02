"""Trees that branch freely (LightGBM's) as flat arrays, for few rows: each question strikes out the leaves it rules out.

The idea is QuickScorer's (Lucchese et al., SIGIR 2015): leaves are numbered from left to right; a question answered
with "to the right" strikes out the leaves on its left; of what is left of a tree's leaves, the first is the row's.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from smartcustoms.trade.risk.tallies import Floats

Matrix = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]

MOST_LEAVES: Final = 64
"""Leaves of a tree: one machine word."""


@dataclass(frozen=True, slots=True)
class Branches:
    """Questions of each tree in rows (questions, trees), the leaves that each keeps if answered "to the right"."""

    columns: Integers
    thresholds: Matrix
    kept: Words
    leaves: Floats
    starts: Integers
    shape: tuple[int, int]

    def raw(self, matrix: Matrix) -> Floats:
        """Give the raw score of each of a few rows."""
        right = (matrix.take(self.columns, axis=1) > self.thresholds).reshape(len(matrix), *self.shape)
        left = np.bitwise_and.reduce(np.where(right, self.kept, _ALL), axis=1)
        first = np.bitwise_count((left & (~left + _ONE)) - _ONE)
        return np.asarray(self.leaves.take(self.starts + first).sum(axis=1), np.float64)


_ALL: Final = np.uint64(0xFFFF_FFFF_FFFF_FFFF)
_ONE: Final = np.uint64(1)


class Question(NamedTuple):
    """One question: its column, the threshold over which a value goes to the right, the leaves on its left as bits."""

    column: int
    threshold: np.float32
    on_its_left: int


@dataclass(slots=True)
class _Tree:
    questions: list[Question] = field(default_factory=list)
    leaves: list[float] = field(default_factory=list)

    def read(self, node: Mapping[str, Any]) -> int:
        """Read a node and what hangs on it, left before right; give its leaves as bits."""
        if "leaf_value" in node:
            self.leaves.append(float(node["leaf_value"]))
            return 1 << (len(self.leaves) - 1)
        left = self.read(node["left_child"])
        self.questions.append(Question(int(node["split_feature"]), _at_most(float(node["threshold"])), left))
        return left | self.read(node["right_child"])


def _at_most(threshold: float) -> np.float32:
    """Give the greatest single number not above a threshold: single numbers compare with both alike."""
    nearest = np.float32(threshold)
    return nearest if float(nearest) <= threshold else np.nextafter(nearest, np.float32(-np.inf))


def nodes_of(tree: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Give every question and leaf of one tree of LightGBM's JSON form."""
    waiting = [tree["tree_structure"]]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(node[side] for side in ("left_child", "right_child") if side in node)


def read_branches(model: Mapping[str, Any]) -> Branches | None:
    """Read LightGBM's JSON form; None where a tree asks what this form cannot (categories, missing values, 65 leaves)."""
    plain = all(
        node["decision_type"] == "<=" and node["missing_type"] == "None"
        for tree in model["tree_info"]
        for node in nodes_of(tree)
        if "threshold" in node
    )
    if not plain or any(tree["num_leaves"] > MOST_LEAVES for tree in model["tree_info"]):
        return None
    trees = [_Tree() for _ in model["tree_info"]]
    for tree, told in zip(trees, model["tree_info"], strict=True):
        tree.read(told["tree_structure"])
    shape = (max(1, *(len(tree.questions) for tree in trees)), len(trees))
    columns, thresholds = np.zeros(shape, np.int64), np.full(shape, np.inf, np.float32)
    kept = np.full(shape, _ALL, np.uint64)
    for number, tree in enumerate(trees):
        for place, (column, threshold, on_its_left) in enumerate(tree.questions):
            columns[place, number], thresholds[place, number] = column, threshold
            kept[place, number] = _ALL ^ np.uint64(on_its_left)
    sizes = [len(tree.leaves) for tree in trees]
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int64)
    leaves = np.array([leaf for tree in trees for leaf in tree.leaves])
    return Branches(columns.ravel(), thresholds.ravel(), kept, leaves, starts, shape)
