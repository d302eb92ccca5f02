"""The strategies compared: each learns from what it examined and chooses rows of the next week.

ours: two heads (probability of a finding, revenue given one; LightGBM); of what does not explore, half goes by probability
x square root of expected revenue and half by probability; one tenth explores: half drawn, half by uncertainty x value.
ours-greedy: the same without exploring. label: a GBDT on the label only, by probability. date: the DATE idea re-built
(date_idea.py), by probability x revenue. random: a plain draw. All but random see the same features.
"""

from collections.abc import Callable
from typing import Protocol

import lightgbm as lgb
import numpy as np

from choosing.date_idea import DateIdea
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
EXPLORE = 0.1  # share of the budget
DAMPED = 0.5  # power of the expected revenue
BY_PROBABILITY = 0.5  # share of what does not explore that goes by probability alone
AT_RANDOM = 0.5  # share of exploration that is a plain draw


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


class Ours:
    """Two heads, expected revenue, and a share of the budget that explores."""

    def __init__(self, rng: np.random.Generator, explore: float = EXPLORE) -> None:
        self._rng, self._explore = rng, explore
        self._seed = int(rng.integers(1 << 30))

    def fit(self, known: Known) -> None:
        """Fit probability of a finding, and log revenue of the findings relative to what was declared."""
        self._probability = lgb.LGBMClassifier(**TREES, random_state=self._seed).fit(known.seen, known.finding)
        found = (known.finding == 1) & (known.revenue > 0)
        target = np.log(known.revenue[found] / np.maximum(known.value[found], 1.0) + 1e-3)
        self._ratio = lgb.LGBMRegressor(**{**TREES, "min_child_samples": 10}, random_state=self._seed)
        self._ratio.fit(known.seen[found], target)
        told = np.exp(self._ratio.predict(known.seen[found])) * known.value[found]
        self._scale = float(known.revenue[found].sum() / told.sum())

    def judge(self, week: Week) -> tuple[np.ndarray, np.ndarray]:
        """Give probability of a finding and revenue given one."""
        revenue = np.exp(self._ratio.predict(week.seen)) * week.value * self._scale
        return self._probability.predict_proba(week.seen)[:, 1], revenue

    def choose(self, week: Week, count: int) -> tuple[np.ndarray, np.ndarray]:
        """Half by probability x damped revenue, half by probability; then draw some, and ask about the unsure and dear."""
        probability, revenue = self.judge(week)
        # Revenue is damped: undamped, a few dear and almost surely honest goods would take the whole budget.
        dear = revenue**DAMPED
        extra = round(self._explore * count)
        drawn_count = int(np.ceil(extra * AT_RANDOM))
        likely = int((count - extra) * BY_PROBABILITY)
        rest = np.arange(len(week.value))
        drawn = self._rng.choice(rest, drawn_count, replace=False)  # over all rows, so their hit rate is unbiased
        parts, rest = [drawn], np.setdiff1d(rest, drawn)
        for score, many in (
            (probability * dear, count - extra - likely),
            (probability, likely),
            (np.sqrt(probability * (1 - probability)) * dear, extra - drawn_count),
        ):
            best = rest[top(score[rest], many)]
            parts, rest = [*parts, best], np.setdiff1d(rest, best)
        return np.concatenate(parts), np.repeat(["random", "model"], [drawn_count, count - drawn_count])


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


def _engine(rng: np.random.Generator) -> Strategy:
    from choosing.engine import Engine  # the engine's imports take seconds; only when asked for

    return Engine(rng)


STRATEGIES: dict[str, Callable[[np.random.Generator], Strategy]] = {
    "random": AtRandom,
    "label": LabelOnly,
    "date": Date,
    "ours-greedy": lambda rng: Ours(rng, explore=0.0),
    "ours": Ours,
    "engine": _engine,
}
ASKED_FOR = ("engine",)
"""Run only when named."""
