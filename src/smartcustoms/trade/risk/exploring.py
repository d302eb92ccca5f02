"""How much of the budget is spent to learn: a bandit plays a share a week, and learns from what the week brought.

Pure: no clock, no chance of its own; the lot of a week comes from a keyed hash, so that a play can be repeated.
"""

from dataclasses import dataclass, replace
from math import exp


@dataclass(frozen=True, slots=True)
class Bandit:
    """Tunes the exploration share (the idea of ADAPT, ICDMW 2021: a bandit over shares; EXP3 by Auer et al. 2002).

    Each period one share is played; its reward is the period's revenue or hits against the best seen, in [0, 1].
    """

    shares: tuple[float, ...] = (0.02, 0.05, 0.10, 0.20)
    weights: tuple[float, ...] = (1.0, 1.0, 1.0, 1.0)
    mixing: float = 0.2

    def chances(self) -> tuple[float, ...]:
        """Give the probability of playing each share."""
        total = sum(self.weights)
        return tuple((1 - self.mixing) * weight / total + self.mixing / len(self.weights) for weight in self.weights)

    def play(self, lot: float) -> float:
        """Choose the period's share by a lot in [0, 1)."""
        reached = 0.0
        for share, chance in zip(self.shares, self.chances(), strict=True):
            reached += chance
            if lot < reached:
                return share
        return self.shares[-1]

    def learn(self, share: float, reward: float) -> "Bandit":
        """Give the bandit after a period in which `share` was played for `reward` in [0, 1]."""
        arm = self.shares.index(share)
        gain = self.mixing * min(max(reward, 0.0), 1.0) / self.chances()[arm] / len(self.shares)
        weights = [weight * (exp(gain) if place == arm else 1.0) for place, weight in enumerate(self.weights)]
        top = max(weights)
        return replace(self, weights=tuple(weight / top for weight in weights))
