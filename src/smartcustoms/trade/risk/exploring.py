"""How much of the budget is spent to learn: a bandit plays a share a week, and learns from what the week brought.

The idea is ADAPT's (Kim et al., ICDM workshops 2021: a bandit over shares of exploration), the bandit EXP3 (Auer et al.,
2002), which assumes nothing about how the world changes. Pure: no clock and no chance of its own; a week's lot comes
from a keyed hash, so that each play can be repeated. The random sample is not the bandit's: it only ever tunes what is
spent beyond it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import exp
from typing import Final

from smartcustoms.trade.risk.lanes import Plan
from smartcustoms.trade.risk.model import Played, PlayReason

ARMS: Final = (0.02, 0.05, 0.10, 0.20, 0.30)
"""Shares of the budget that the bandit may play, before an office's limits."""
MEMORY: Final = 52
"""Weeks that the bandit remembers: what a share brought longer ago says little."""


@dataclass(frozen=True, slots=True)
class Bandit:
    """The bandit's state. shares: what it may play; weights: what it thinks of each, relative to the best; mixing: the
    part of its choice that is spread evenly over all, whatever it thinks."""

    shares: tuple[float, ...] = ARMS
    weights: tuple[float, ...] = ()
    mixing: float = 0.2

    def __post_init__(self) -> None:
        if not self.weights:
            object.__setattr__(self, "weights", (1.0,) * len(self.shares))

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

    def learn(self, share: float, reward: float, *, chance: float | None = None) -> "Bandit":
        """Give the bandit after a period in which `share` was played for `reward` in [0, 1].

        chance: the probability with which it was played, if that was not just now.
        """
        arm = self.shares.index(share)
        gain = self.mixing * min(max(reward, 0.0), 1.0) / (chance or self.chances()[arm]) / len(self.shares)
        weights = [weight * (exp(gain) if place == arm else 1.0) for place, weight in enumerate(self.weights)]
        top = max(weights)
        return replace(self, weights=tuple(weight / top for weight in weights))


def shares_of(plan: Plan) -> tuple[float, ...]:
    """Give the shares that may be played under an office's limits, rising.

    None is so small that it would not even pay the random sample, where the budget is a share of the declarations.
    """
    least = plan.least_exploration
    if plan.share:
        least = max(least, min(plan.random_rate / plan.share, 1.0))
    most = max(least, plan.most_exploration)
    return tuple(sorted({round(min(max(arm, least), most), 4) for arm in ARMS}))


def bandit_of(plan: Plan, weeks: Sequence[Played]) -> Bandit:
    """Give an office's bandit after its weeks (in order); weeks without results, and shares no longer allowed, teach nothing."""
    bandit = Bandit(shares_of(plan))
    known = [week for week in weeks if week.brought is not None][-MEMORY:]
    best = max((week.brought or 0.0 for week in known), default=0.0)
    for week in known:
        if best > 0 and week.share in bandit.shares:
            bandit = bandit.learn(week.share, (week.brought or 0.0) / best, chance=week.chance)
    return bandit


def reason_for(bandit: Bandit, share: float, weeks: Iterable[Played]) -> PlayReason:
    """Say why a share is played: nothing is known yet, it is thought best, or it is tried beside the best."""
    if len(bandit.shares) == 1:
        return PlayReason.ONLY
    if not any(week.brought for week in weeks):
        return PlayReason.FIRST
    return PlayReason.BEST if bandit.weights[bandit.shares.index(share)] == max(bandit.weights) else PlayReason.TRIED
