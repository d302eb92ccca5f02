"""The learned functions: trees fitted by CatBoost (champion) and LightGBM (challenger), and their flat form.

Few rows are judged by a few numpy calls on flat arrays (`forest.py`, `branches.py`), many by whichever is quickest.
The leaves of every fitted head lie on a grid, so that all ways give the same number to the last bit.
"""

import json
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt

from smartcustoms.trade.risk.branches import Branches, nodes_of, read_branches
from smartcustoms.trade.risk.forest import Forest, grid_of, on_grid, read_forest
from smartcustoms.trade.risk.openmp import lightgbm
from smartcustoms.trade.risk.tallies import Floats

Matrix = npt.NDArray[np.float32]

FEW_BRANCHED: Final = 2
"""Rows up to which LightGBM's trees are quicker as flat arrays: a call of LightGBM costs as much as three rows."""


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


@dataclass(slots=True)
class CatBoostHead:
    """Trees of CatBoost, and the same as flat arrays. A head saved before leaves lay on a grid is always asked
    through CatBoost, so that what it said is replayed exactly."""

    model: Any
    forest: Forest = field(init=False)

    def __post_init__(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "model.json"
            self.model.save_model(str(path), format="json")
            self.forest = read_forest(json.loads(path.read_text("utf-8")))

    def raw(self, matrix: Matrix) -> Floats:
        """Give the raw score of each row, on one thread; quickest when columns lie together in memory."""
        if self.forest.is_exact and self.forest.is_quick_for(len(matrix)):
            return self.forest.raw(matrix)
        return np.asarray(self.model.predict(matrix, prediction_type="RawFormulaVal", thread_count=1), np.float64)

    def contributions(self, matrix: Matrix) -> Floats:
        """Give TreeSHAP values, without the last column (the expected value)."""
        pool = _catboost().Pool(matrix)
        return np.asarray(self.model.get_feature_importance(pool, type="ShapValues", thread_count=1))[:, :-1]

    def saved(self) -> bytes:
        """Give CatBoost's own binary form."""
        return b"catboost\n" + bytes(self.model._serialize_model())


@dataclass(slots=True)
class LightGbmHead:
    """Trees of LightGBM, and the same as flat arrays for few rows."""

    booster: Any
    branches: Branches | None = field(init=False)

    def __post_init__(self) -> None:
        self.branches = read_branches(self.booster.dump_model())

    def raw(self, matrix: Matrix) -> Floats:
        """Give the raw score of each row, on one thread."""
        if self.branches and len(matrix) <= FEW_BRANCHED:
            return self.branches.raw(matrix)
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
        return LightGbmHead(lightgbm().Booster(model_str=rest.decode()))
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
    return CatBoostHead(_settled_trees(model.fit(_catboost().Pool(matrix, label=target, weight=weight))))


def _settled_trees(model: Any) -> Any:
    """Put the leaves and the bias on the grid: a change of less than a part in 2^49 of what the trees can say."""
    leaves, sizes = model.get_leaf_values(), model.get_tree_leaf_counts().tolist()
    scale, bias = model.get_scale_and_bias()
    step = grid_of(leaves * scale, sizes, bias)
    model.set_leaf_values(on_grid(leaves * scale, step))
    model.set_scale_and_bias(1.0, float(on_grid(bias, step)))
    return model


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
    library = lightgbm()
    rounds = settings.pop("rounds")
    chosen = {"objective": "binary", "num_threads": 1, "deterministic": True, "verbose": -1, "seed": seed, **settings}
    return LightGbmHead(_settled(library.train(chosen, library.Dataset(matrix, target, weight=weight), rounds)))


def _settled(booster: Any) -> Any:
    """Put the leaves on the grid, as with CatBoost's."""
    trees = [
        [(node["leaf_index"], node["leaf_value"]) for node in nodes_of(tree) if "leaf_index" in node]
        for tree in booster.dump_model()["tree_info"]
    ]
    step = grid_of(np.array([leaf for tree in trees for _, leaf in tree]), [len(tree) for tree in trees], 0.0)
    for number, tree in enumerate(trees):
        for place, leaf in tree:
            booster.set_leaf_output(number, place, float(on_grid(leaf, step)))
    return booster
