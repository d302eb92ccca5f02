"""The strategies compared: each learns from what it examined and chooses rows of the next week.

engine: the platform's own code (engine.py), with random sample, exploration and the bandit; engine-greedy: the same without
any of the three. label: a GBDT on the label only, by probability. date: the DATE idea re-built (date_idea.py), by
probability x revenue. random: a plain draw. label and date see the features of sight.py, the engine its own.
"""

from collections.abc import Callable
from typing import Protocol

import lightgbm as lgb
import numpy as np

from choosing.date_idea import DateIdea
from choosing.engine import Engine
from choosing.sight import Known, Week

TREES = {
    "n_estimators": 120,
    "num_leaves": 15,
    "learning_rate": 0.06,
    "min_child_samples": 20,
    "subsample": 0.8,
    "subsample_freq": 1,
    "colsample_bytree": 0.5,
    "reg_lambda": 5.0,
    "n_jobs": 1,
    "verbose": -1,
    "deterministic": True,
    "force_row_wise": True,
}


class Strategy(Protocol):
    """A way of choosing: `fit` on what is known, then `choose` row numbers of a week and say why each."""

    def fit(self, known: Known) -> None:
        """Learn from all results known so far."""

    def choose(self, week: Week, count: int) -> tuple[np.ndarray, np.ndarray]:
        """Give `count` row numbers and the reason of each ("model" or "random")."""


def top(score: np.ndarray, count: int) -> np.ndarray:
    """Give the rows of the highest scores."""
    return np.argsort(-score, kind="stable")[:count]


class AtRandom:
    """A plain draw."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng

    def fit(self, known: Known) -> None:
        """Learn nothing."""

    def choose(self, week: Week, count: int) -> tuple[np.ndarray, np.ndarray]:
        """Draw the rows."""
        return self._rng.choice(len(week.value), count, replace=False), np.full(count, "random")


class LabelOnly:
    """A GBDT on the label only, by its probability."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._seed = int(rng.integers(1 << 30))

    def fit(self, known: Known) -> None:
        """Fit the classifier."""
        self._model = lgb.LGBMClassifier(**TREES, random_state=self._seed).fit(known.seen, known.finding)

    def choose(self, week: Week, count: int) -> tuple[np.ndarray, np.ndarray]:
        """Take the most probable."""
        return top(self._model.predict_proba(week.seen)[:, 1], count), np.full(count, "model")


class Date:
    """The DATE idea, by probability x revenue; it does not explore."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng

    def fit(self, known: Known) -> None:
        """Fit anew."""
        self._model = DateIdea(self._rng).fit(known)

    def choose(self, week: Week, count: int) -> tuple[np.ndarray, np.ndarray]:
        """Take the highest probability x revenue."""
        probability, revenue = self._model.predict(week)
        return top(probability * revenue, count), np.full(count, "model")


STRATEGIES: dict[str, Callable[[np.random.Generator], Strategy]] = {
    "random": AtRandom,
    "label": LabelOnly,
    "date": Date,
    "engine-greedy": lambda rng: Engine(rng, exploring=False),
    "engine": Engine,
}
OWN_SIGHT = ("random", "engine", "engine-greedy")
"""Strategies that do not look at the features of sight.py."""
