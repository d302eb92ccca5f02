"""Drift: is the world still the one that was learned? With labels (hits of the random sample and of the selected,
apart) and without (the features' distributions)."""

from collections import deque
from dataclasses import dataclass, field
from math import log, sqrt
from typing import Final

import numpy as np

from smartcustoms.trade.risk.tallies import Floats

PSI_SHIFT: Final = 0.25
"""Population stability index from which a feature is called shifted (0.1: watch), the banks' usual bounds."""


@dataclass(slots=True)
class Adwin:
    """Adaptive windowing over hits and misses (Bifet, Gavaldà, SDM 2007), exact over the newest `most` results.

    Keeps results while their mean looks the same throughout; when two parts differ more than chance allows at
    `delta`, the older part is dropped and `update` tells it.
    """

    delta: float = 0.002
    most: int = 4000
    every: int = 16
    window: deque[float] = field(default_factory=deque)
    _since: int = 0

    def update(self, hit: float) -> bool:
        """Add one result (1 = finding); tell whether a change was found now."""
        self.window.append(hit)
        if len(self.window) > self.most:
            self.window.popleft()
        self._since += 1
        if self._since < self.every or len(self.window) < 2 * self.every:
            return False
        self._since = 0
        return self._cut()

    def _cut(self) -> bool:
        values = np.fromiter(self.window, float, len(self.window))
        n = len(values)
        sums = np.cumsum(values)
        older = np.arange(self.every, n - self.every + 1, self.every, dtype=float)
        first = sums[older.astype(int) - 1] / older
        second = (sums[-1] - sums[older.astype(int) - 1]) / (n - older)
        harmonic = 1.0 / (1.0 / older + 1.0 / (n - older))
        spread = float(values.var())
        guard = log(2.0 * log(max(n, 3)) / self.delta)
        bound = np.sqrt(2.0 / harmonic * spread * guard) + 2.0 / (3.0 * harmonic) * guard
        over = np.flatnonzero(np.abs(first - second) > bound)
        if not len(over):
            return False
        for _ in range(int(older[over[-1]])):
            self.window.popleft()
        return True

    @property
    def mean(self) -> float:
        """Hit rate of the window that still looks like one world."""
        return sum(self.window) / len(self.window) if self.window else 0.0


def psi(before: Floats, now: Floats, *, bins: int = 10) -> float:
    """Give the population stability index of one feature between two samples, over the first's quantiles."""
    if len(before) < bins or not len(now):
        return 0.0
    edges = np.unique(np.quantile(before, np.linspace(0, 1, bins + 1)[1:-1]))
    expected = np.bincount(np.searchsorted(edges, before, "right"), minlength=len(edges) + 1) / len(before)
    seen = np.bincount(np.searchsorted(edges, now, "right"), minlength=len(edges) + 1) / len(now)
    expected, seen = np.clip(expected, 1e-4, None), np.clip(seen, 1e-4, None)
    return float(np.sum((seen - expected) * np.log(seen / expected)))


def kolmogorov_smirnov(before: Floats, now: Floats) -> tuple[float, float]:
    """Give the greatest distance between two samples' distribution functions, and the bound it passes by chance
    once in a thousand times (large samples)."""
    both = np.sort(np.concatenate([before, now]))
    apart = np.abs(
        np.searchsorted(np.sort(before), both, "right") / len(before)
        - np.searchsorted(np.sort(now), both, "right") / len(now)
    ).max()
    return float(apart), 1.95 * sqrt((len(before) + len(now)) / (len(before) * len(now)))


def shifted(before: Floats, now: Floats, names: tuple[str, ...]) -> list[tuple[str, float]]:
    """Give the features whose stability index passes `PSI_SHIFT`, worst first: (name, index)."""
    found = [(name, psi(before[:, place], now[:, place])) for place, name in enumerate(names)]
    return sorted([(name, index) for name, index in found if index > PSI_SHIFT], key=lambda pair: -pair[1])
