"""Lanes under a budget: who is examined when officers' hours are scarce. Pure, deterministic, auditable.

Order, as officers know it from ASYCUDA's selectivity: rules first, then the random sample, then exploration, then
the best expected value per hour until the budget is spent; then yellow for the next best; the rest is released.

The random sample is drawn by a keyed hash of the declaration's number: anyone with the key can repeat the draw,
nobody without it can foresee it. It is drawn apart from all else, so its hit rate estimates that of all goods.
"""

import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from math import ceil, exp, log, sqrt
from typing import Final

from smartcustoms.trade.risk.model import Lane

SEVERITY: Final = {Lane.GREEN: 0, Lane.BLUE: 1, Lane.YELLOW: 2, Lane.RED: 3}
"""Which lane wins where several speak."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How an office works on a day.

    hours: officers' hours for examinations, or None; share: of the declarations to examine, or None (one of the two
    is given); random_rate: least share drawn at random; exploration: share of the budget spent to learn;
    yellow_share: of the declarations whose documents are checked; least_value: expected value per hour under which
    a declaration that comes alone is not examined (so that the day's hours last until evening).
    """

    hours: float | None = None
    share: float | None = 0.05
    random_rate: float = 0.01
    exploration: float = 0.10
    yellow_share: float = 0.05
    least_value: float = 0.0
    yellow_value: float = float("inf")


@dataclass(frozen=True, slots=True)
class Candidate:
    """One declaration before its lane: what the judge and the rules say of its goods items together.

    hours: an examination would take; new: goods or a party never seen; rule_lane: the worst lane of the rules hit.
    """

    declaration: str
    probability: float
    value: float
    hours: float = 1.0
    new: bool = False
    rule_lane: Lane | None = None

    @property
    def worth(self) -> float:
        """Expected value per officer's hour."""
        return self.value / max(self.hours, 0.05)

    @property
    def curiosity(self) -> float:
        """What an examination would teach: uncertainty x value, doubled for what was never seen."""
        return 4 * self.probability * (1 - self.probability) * max(self.value, 1e-9) * (2 if self.new else 1)


@dataclass(frozen=True, slots=True)
class Assignment:
    """A declaration's lane. chosen_by: rule, random, exploration, model or none; propensity: the probability with
    which this policy examines such a declaration; sampled: it belongs to the random sample, whatever else chose it."""

    declaration: str
    lane: Lane
    chosen_by: str
    propensity: float
    sampled: bool = False


def draw(declaration: str, secret: bytes) -> float:
    """Give the declaration's lot: a number in [0, 1), the same for everyone with the secret, uniform to others."""
    digest = hmac.new(secret, declaration.encode(), sha256).digest()
    return int.from_bytes(digest[:7], "big") / float(1 << 56)


def assign(candidates: Sequence[Candidate], plan: Plan, secret: bytes) -> list[Assignment]:
    """Give each declaration of one office and day its lane, in the order given. Equal input, equal lanes."""
    budget = plan.hours if plan.hours is not None else float(ceil((plan.share or 0.0) * len(candidates)))
    counted = plan.hours is None
    lots = {one.declaration: draw(one.declaration, secret) for one in candidates}
    chosen: dict[str, Assignment] = {}

    def cost(one: Candidate) -> float:
        return 1.0 if counted else one.hours

    def examine(ones: Iterable[Candidate], by: str, until: float) -> float:
        spent = 0.0
        for one in ones:
            if one.declaration not in chosen and spent + cost(one) <= until + 1e-9:
                chosen[one.declaration] = _red(one, by, lots[one.declaration], plan)
                spent += cost(one)
        return spent

    by_rule = [one for one in candidates if one.rule_lane is Lane.RED]
    spent = examine(by_rule, "rule", float("inf"))
    sample = [one for one in candidates if lots[one.declaration] < plan.random_rate]
    by_chance = examine(sample, "random", float("inf"))
    left = max(0.0, budget - spent - by_chance)
    curious = sorted(candidates, key=lambda one: (-one.curiosity, lots[one.declaration]))
    left -= examine(curious, "exploration", min(left, max(0.0, budget * plan.exploration - by_chance)))
    best = sorted(candidates, key=lambda one: (-one.worth, lots[one.declaration]))
    examine(best, "model", left)
    _check_documents(best, plan, chosen)
    return [chosen.get(one.declaration) or _by_rule(one, plan) for one in candidates]


def assign_one(candidate: Candidate, plan: Plan, secret: bytes, *, hours_left: float | None) -> Assignment:
    """Give a declaration that comes alone its lane: by rule, by lot, or if it is worth more than the office's least.

    hours_left: officers' hours not yet spent that day (None: no limit). Rules and the random sample are not
    limited by it, as in a batch.
    """
    lot = draw(candidate.declaration, secret)
    if candidate.rule_lane is Lane.RED:
        return _red(candidate, "rule", lot, plan)
    if lot < plan.random_rate:
        return _red(candidate, "random", lot, plan)
    affordable = hours_left is None or candidate.hours <= hours_left
    if affordable and plan.least_value > 0 and candidate.worth >= plan.least_value:
        return _red(candidate, "model", lot, plan)
    if candidate.worth >= plan.yellow_value and (candidate.rule_lane or Lane.GREEN) is not Lane.YELLOW:
        return Assignment(candidate.declaration, Lane.YELLOW, "model", plan.random_rate)
    return _by_rule(candidate, plan)


def _red(one: Candidate, by: str, lot: float, plan: Plan) -> Assignment:
    propensity = plan.random_rate if by == "random" else 1.0
    return Assignment(one.declaration, Lane.RED, by, propensity, sampled=lot < plan.random_rate)


def _by_rule(one: Candidate, plan: Plan) -> Assignment:
    lane = one.rule_lane or Lane.GREEN
    return Assignment(one.declaration, lane, "rule" if one.rule_lane else "none", plan.random_rate)


def _check_documents(best: Sequence[Candidate], plan: Plan, chosen: dict[str, Assignment]) -> None:
    left = ceil(plan.yellow_share * len(best))
    for one in best:
        if left and one.declaration not in chosen and (one.rule_lane or Lane.GREEN) is not Lane.YELLOW:
            chosen[one.declaration] = Assignment(one.declaration, Lane.YELLOW, "model", plan.random_rate)
            left -= 1


def worst(lanes: Iterable[Lane]) -> Lane | None:
    """Give the severest lane; None if there is none."""
    return max(lanes, key=SEVERITY.__getitem__, default=None)


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


def thresholds(worths: Sequence[float], plan: Plan, *, hours_each: float = 1.0) -> Plan:
    """Set the values per hour over which a declaration that comes alone is examined or checked.

    From the recent declarations' worth: as many lie above as the plan can examine in a day of as many.
    """
    if not worths:
        return plan
    ranked = sorted(worths, reverse=True)
    share = plan.share if plan.hours is None else min(1.0, plan.hours / hours_each / len(ranked))
    model_share = max(0.0, (share or 0.0) - plan.random_rate)
    red = _nth(ranked, model_share) if model_share else float("inf")
    yellow = _nth(ranked, model_share + plan.yellow_share)
    return replace(plan, least_value=max(red, 1e-12), yellow_value=yellow if plan.yellow_share else float("inf"))


def _nth(ranked: Sequence[float], share: float) -> float:
    """Give the worth over which a share of the ranked lies; 0 where all of them may be chosen."""
    place = ceil(share * len(ranked))
    return ranked[place] if place < len(ranked) else 0.0


def ips_hit_rate(results: Iterable[tuple[bool, float]]) -> tuple[float, float]:
    """Estimate the hit rate among all goods from (found, propensity) of examined ones, self-normalised inverse
    propensity weighting; and its standard error."""
    rows = [(float(found), 1 / max(propensity, 1e-3)) for found, propensity in results]
    total = sum(weight for _, weight in rows)
    if not total:
        return 0.0, 1.0
    rate = sum(found * weight for found, weight in rows) / total
    spread = sum((weight * (found - rate)) ** 2 for found, weight in rows)
    return rate, sqrt(spread) / total


def hours_of(net_mass_kg: float | None, packages: int | None, items: int) -> float:
    """Estimate an examination's hours: half an hour, more for many items, heavy loads and many packages."""
    return round(
        0.5 + 0.1 * min(items, 20) + 0.15 * log(1 + (net_mass_kg or 0.0) / 1000) + 0.1 * log(1 + (packages or 0)), 3
    )


def plan_of(office: str, plans: Mapping[str, Plan]) -> Plan:
    """Give an office's plan; that of "*" where the office has none of its own."""
    return plans.get(office) or plans.get("*") or Plan()
