"""Calibration: from a raw score to a probability that means what it says, and how well it does."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from smartcustoms.trade.risk.tallies import Floats


@dataclass(frozen=True, slots=True)
class Platt:
    """probability = 1 / (1 + exp(-(slope x raw + shift))) (Platt 1999); strictly rising, so ranks are kept."""

    slope: float = 1.0
    shift: float = 0.0

    def __call__(self, raw: Any) -> Any:
        """Give the probability of a raw score (number or array)."""
        return 1.0 / (1.0 + np.exp(-np.clip(self.slope * raw + self.shift, -50.0, 50.0)))

    def of_one(self, raw: float) -> float:
        """Give the probability of one raw score, to the same bit: numpy's own exponential, as `math.exp` may differ."""
        return 1.0 / (1.0 + float(np.exp(-min(max(self.slope * raw + self.shift, -50.0), 50.0))))


def fit_platt(raw: Floats, found: Floats) -> Platt:
    """Fit slope and shift on scores of rows the head has not learned from, by Newton's method.

    With Platt's own smoothing of the targets, a slope of at least 0.05 (ranks are never turned), and the identity
    where there are too few of either kind to say anything (fewer than five).
    """
    many, few = float(found.sum()), float(len(found) - found.sum())
    if min(many, few) < 5:
        return Platt()
    target = np.where(found > 0, (many + 1) / (many + 2), 1 / (few + 2))
    spread = max(float(raw.std()), 1e-9)
    at = np.array([1.0 / spread, float(np.log((many + 1) / (few + 1)))])
    centred = raw - raw.mean()
    for _ in range(100):
        step = _newton_step(at, centred, target)
        loss, size = _loss(at, centred, target), 1.0
        while size > 1e-6 and _loss(at - size * step, centred, target) > loss:
            size /= 2  # Newton's step goes too far where the scores are extreme
        at = at - size * step
        if float(np.abs(size * step).max()) < 1e-9:
            break
    slope = max(0.05, float(at[0]))
    return Platt(slope, float(at[1]) - slope * float(raw.mean()))


def _loss(at: Floats, raw: Floats, target: Floats) -> float:
    """Log-loss of slope and shift, written so that no exponent overflows."""
    score = at[0] * raw + at[1]
    return float(np.sum(np.logaddexp(0.0, score) - target * score))


def _newton_step(at: Floats, raw: Floats, target: Floats) -> Floats:
    p = Platt(float(at[0]), float(at[1]))(raw)
    error, spread = p - target, p * (1 - p) + 1e-9
    gradient = np.array([np.dot(error, raw), error.sum()])
    curvature = np.array([[np.dot(spread, raw * raw), np.dot(spread, raw)], [np.dot(spread, raw), spread.sum()]])
    return np.asarray(np.linalg.solve(curvature + 1e-6 * np.eye(2), gradient), np.float64)


class Bin(NamedTuple):
    """One bar of a reliability plot: rows, mean probability said, share found."""

    rows: int
    said: float
    found: float


def brier(probability: Floats, found: Floats) -> float:
    """Give the mean squared distance between what was said and what was found (Brier 1950); 0 is perfect."""
    return float(np.mean((probability - found) ** 2)) if len(found) else float("nan")


def reliability(probability: Floats, found: Floats, *, bins: int = 10) -> list[Bin]:
    """Give the bars of a reliability plot, of about equal numbers of rows, from low to high."""
    order = np.argsort(probability, kind="stable")
    return [
        Bin(len(part), float(probability[part].mean()), float(found[part].mean()))
        for part in np.array_split(order, bins)
        if len(part)
    ]
