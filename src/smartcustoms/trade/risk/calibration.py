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


def fit_platt(raw: Floats, found: Floats) -> Platt:
    """Fit slope and shift on scores of rows the head has not learned from, by Newton's method.

    With Platt's own smoothing of the targets, a slope of at least 0.05 (ranks are never turned), and the identity
    where there are too few of either kind to say anything (fewer than five).
    """
    many, few = float(found.sum()), float(len(found) - found.sum())
    if min(many, few) < 5:
        return Platt()
    target = np.where(found > 0, (many + 1) / (many + 2), 1 / (few + 2))
    slope, shift = 1.0, 0.0
    for _ in range(50):
        p = Platt(slope, shift)(raw)
        error, spread = p - target, p * (1 - p) + 1e-9
        gradient = np.array([np.dot(error, raw), error.sum()])
        curvature = np.array([[np.dot(spread, raw * raw), np.dot(spread, raw)], [np.dot(spread, raw), spread.sum()]])
        step = np.linalg.solve(curvature + 1e-6 * np.eye(2), gradient)
        slope, shift = slope - float(step[0]), shift - float(step[1])
        if float(np.abs(step).max()) < 1e-9:
            break
    if not np.isfinite(slope) or slope < 0.05:
        return Platt(0.05, float(np.log((many + 1) / (few + 1))))
    return Platt(slope, shift)


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
