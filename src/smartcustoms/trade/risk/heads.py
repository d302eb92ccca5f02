"""The learned functions: trees fitted by CatBoost (champion) and LightGBM (challenger), and their flat form.

CatBoost's trees ask the same question on each level, so a whole model is three flat arrays: a single declaration
is judged by four numpy calls on them, a batch by CatBoost itself; both give the same number to 1e-9.
"""

import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt

from smartcustoms.trade.risk.tallies import Floats

Matrix = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]

DEEPEST: Final = 8
"""Levels of a flat tree: one byte of answers."""


def _catboost() -> Any:
    """Import CatBoost when it is first needed: it takes a second, and most commands do without."""
    import catboost

    return catboost


class Head(Protocol):
    """A function from features to one number, its raw score (log-odds, or the target of a regression)."""

    def raw(self, matrix: Matrix) -> Floats:
        """Give the raw score of each row."""
        ...

    def contributions(self, matrix: Matrix) -> Floats:
        """Give what each column added to each row's raw score (TreeSHAP): (rows, columns)."""
        ...

    def saved(self) -> bytes:
        """Give the head as bytes from which `read_head` makes it again."""
        ...


@dataclass(frozen=True, slots=True)
class FlatTrees:
    """Symmetric trees as arrays: column and border of each question, the leaves, and what is added in the end."""

    columns: Integers
    borders: Matrix
    leaves: Floats
    starts: Integers
    bias: float

    def raw_of(self, row: Matrix) -> float:
        """Give the raw score of one row of features."""
        answers = np.packbits(row.take(self.columns) > self.borders, bitorder="little")
        return float(self.leaves.take(self.starts + answers).sum()) + self.bias


def flat_trees(model: Mapping[str, Any]) -> FlatTrees:
    """Read CatBoost's JSON form. Trees have at most `DEEPEST` levels; missing levels answer no."""
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
    return FlatTrees(columns.ravel(), borders.ravel(), leaves, starts, float(bias))


@dataclass(slots=True)
class CatBoostHead:
    """Trees of CatBoost. `flat` serves single rows."""

    model: Any
    flat: FlatTrees = field(init=False)

    def __post_init__(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "model.json"
            self.model.save_model(str(path), format="json")
            self.flat = flat_trees(json.loads(path.read_text("utf-8")))

    def raw(self, matrix: Matrix) -> Floats:
        """Give the raw score of each row, on one thread; quickest when columns lie together in memory."""
        if not len(matrix):
            return np.zeros(0)
        return np.asarray(self.model.predict(matrix, prediction_type="RawFormulaVal", thread_count=1), np.float64)

    def contributions(self, matrix: Matrix) -> Floats:
        """Give TreeSHAP values, without the last column (the expected value)."""
        pool = _catboost().Pool(matrix)
        return np.asarray(self.model.get_feature_importance(pool, type="ShapValues", thread_count=1))[:, :-1]

    def saved(self) -> bytes:
        """Give CatBoost's own binary form."""
        return b"catboost\n" + bytes(self.model._serialize_model())


@dataclass(frozen=True, slots=True)
class LightGbmHead:
    """Trees of LightGBM."""

    booster: Any

    def raw(self, matrix: Matrix) -> Floats:
        """Give the raw score of each row, on one thread."""
        if not len(matrix):
            return np.zeros(0)
        return np.asarray(self.booster.predict(matrix, raw_score=True, num_threads=1), np.float64)

    def contributions(self, matrix: Matrix) -> Floats:
        """Give TreeSHAP values, without the last column."""
        return np.asarray(self.booster.predict(matrix, pred_contrib=True, num_threads=1))[:, :-1]

    def saved(self) -> bytes:
        """Give LightGBM's own text form."""
        return b"lightgbm\n" + str(self.booster.model_to_string()).encode()


@dataclass(frozen=True, slots=True)
class Constant:
    """A head that says the same of every row: what is known before anything was learned."""

    value: float

    def raw(self, matrix: Matrix) -> Floats:
        """Give the value for each row."""
        return np.full(len(matrix), self.value)

    def contributions(self, matrix: Matrix) -> Floats:
        """Nothing contributes."""
        return np.zeros(matrix.shape)

    def saved(self) -> bytes:
        """Give the value as text."""
        return b"constant\n" + repr(self.value).encode()


class NotAHead(ValueError):
    """Bytes that are not a saved head."""


def read_head(content: bytes) -> Head:
    """Make a head again from `saved` bytes; NotAHead if they are something else."""
    kind, _, rest = content.partition(b"\n")
    if kind == b"catboost":
        return CatBoostHead(_catboost().CatBoost().load_model(blob=rest))
    if kind == b"lightgbm":
        import lightgbm

        return LightGbmHead(lightgbm.Booster(model_str=rest.decode()))
    if kind == b"constant":
        return Constant(float(rest))
    raise NotAHead(f"a saved head starts with catboost, lightgbm or constant; seen {kind[:20]!r}")


def fit_catboost(matrix: Matrix, target: Floats, weight: Floats, *, seed: int, **settings: Any) -> Head:
    """Fit a CatBoost head: log-loss, or what `loss_function` says. One thread, seeded: the same bytes each time.

    Where there is nothing to tell apart (all targets equal), the head is a constant.
    """
    if len(target) == 0 or np.all(target == target[0]):
        return _constant(target, is_rate="loss_function" not in settings)
    model = _catboost().CatBoost(
        {"loss_function": "Logloss", "random_seed": seed, "thread_count": 1, "allow_writing_files": False,
         "logging_level": "Silent", **settings}
    )  # fmt: skip
    return CatBoostHead(model.fit(_catboost().Pool(matrix, label=target, weight=weight)))


def _constant(target: Floats, *, is_rate: bool) -> Constant:
    if not is_rate:
        return Constant(float(target[0]) if len(target) else 0.0)
    rate = (float(target.sum()) + 0.5) / (len(target) + 1.0)
    return Constant(float(np.log(rate / (1 - rate))))


def fit_lightgbm(matrix: Matrix, target: Floats, weight: Floats, *, seed: int, **settings: Any) -> Head:
    """Fit a LightGBM head: log-loss, or what `objective` says. One thread, deterministic.

    Where there is nothing to tell apart (all targets equal), the head is a constant.
    """
    if len(target) == 0 or np.all(target == target[0]):
        return _constant(target, is_rate=True)
    import lightgbm

    rounds = settings.pop("rounds")
    chosen = {"objective": "binary", "num_threads": 1, "deterministic": True, "verbose": -1, "seed": seed, **settings}
    return LightGbmHead(lightgbm.train(chosen, lightgbm.Dataset(matrix, target, weight=weight), rounds))
