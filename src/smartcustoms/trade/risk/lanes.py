"""Lanes under a budget: who is examined when officers' hours are scarce. Pure, deterministic, auditable.

Order, as officers know it from ASYCUDA's selectivity: rules first, then the random sample, then exploration, then
the best expected value per hour until the budget is spent; then yellow for the next best; the rest is released.

The random sample is drawn by a keyed hash of the declaration's number: anyone with the key can repeat the draw,
nobody without it can foresee it. It is drawn apart from all else, so its hit rate estimates that of all goods.

Exploration is drawn too, by another lot: priority sampling (Duffield, Lund and Thorup, 2007) takes those whose
curiosity divided by their lot is greatest, so what would teach twice as much is drawn twice as often, and each has a
known propensity. A declaration that comes alone is drawn alike, against the bar of the last days.

Trusted operators are spared by a third lot: of what the model or exploration would examine of them if nobody were spared, the tier's
share is not, and the next best of the others takes the place; no operator does, or the hours freed would be spent on operators again and
their rate fall by less than the share. Rules and the random sample spare nobody, so that what sparing costs can be measured.
"""

import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from math import ceil, log, sqrt
from typing import Final

from smartcustoms.trade.risk.model import Lane

SEVERITY: Final = {Lane.GREEN: 0, Lane.BLUE: 1, Lane.YELLOW: 2, Lane.RED: 3}
"""Which lane wins where several speak."""

DAMPING: Final = 0.05
"""Power of the expected revenue when goods are ranked: undamped, a few dear and almost surely honest goods take the
whole budget. Chosen on simulated seeds that no benchmark reports."""


_SPARING: Final = ("exploration", "model")
"""Which choices spare trusted operators."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How an office works on a day.

    hours: officers' hours for examinations, or None; share: of the declarations to examine, or None (one of the two
    is given); random_rate: least share drawn at random; exploration: share of the budget spent to learn;
    yellow_share: of the declarations whose documents are checked; least_value: worth per hour under which a
    declaration that comes alone is not examined (so that the day's hours last until evening); yellow_value: the same
    for its documents; curiosity_bar: priority from which on a declaration that comes alone is examined to learn; tuned: a
    bandit moves `exploration` each week, from least_exploration to most_exploration (never the random rate).
    """

    hours: float | None = None
    share: float | None = 0.05
    random_rate: float = 0.01
    exploration: float = 0.10
    yellow_share: float = 0.05
    least_value: float = 0.0
    yellow_value: float = float("inf")
    curiosity_bar: float = float("inf")
    tuned: bool = True
    least_exploration: float = 0.02
    most_exploration: float = 0.30


@dataclass(frozen=True, slots=True)
class Candidate:
    """One declaration before its lane: what the judge and the rules say of its goods items together.

    hours: an examination would take; new: goods or a party never seen; rule_lane: the worst lane of the rules hit;
    spared: share of the model's selections that is not examined, of an authorised operator (0: nobody is spared).
    """

    declaration: str
    probability: float
    value: float
    hours: float = 1.0
    new: bool = False
    rule_lane: Lane | None = None
    spared: float = 0.0

    @property
    def _weight(self) -> float:
        """The damped revenue of a finding, if there is one."""
        return float(max(self.value / max(self.probability, 1e-12), 1e-9) ** DAMPING)

    @property
    def worth(self) -> float:
        """What an examination is worth per officer's hour: probability x damped revenue. Ranks; it is no money."""
        return self.probability * self._weight / max(self.hours, 0.05)

    @property
    def curiosity(self) -> float:
        """What an examination would teach: uncertainty x damped revenue, doubled for what was never seen."""
        return 4 * self.probability * (1 - self.probability) * self._weight * (2 if self.new else 1)


@dataclass(frozen=True, slots=True)
class Assignment:
    """A declaration's lane. chosen_by: rule, random, exploration, model, none, or spared (a trusted
    operator's that the model or exploration would have examined); propensity: the probability with
    which the arm that chose it examines such a declaration (of what nothing chose: with which any would have);
    sampled: it belongs to the random sample, whatever else chose it."""

    declaration: str
    lane: Lane
    chosen_by: str
    propensity: float
    sampled: bool = False


def draw(declaration: str, secret: bytes) -> float:
    """Give the declaration's lot: a number in [0, 1), the same for everyone with the secret, uniform to others."""
    digest = hmac.new(secret, declaration.encode(), sha256).digest()
    return int.from_bytes(digest[:7], "big") / float(1 << 56)


def _learning_lot(declaration: str, secret: bytes) -> float:
    """Give the declaration's lot of exploration, apart from that of the random sample: a number in (0, 1]."""
    return 1.0 - draw(f"to learn {declaration}", secret)


def _is_spared(one: Candidate, secret: bytes) -> bool:
    """Tell whether a trusted operator's declaration is spared: by a lot apart from all others."""
    return one.spared > 0 and draw(f"to spare {one.declaration}", secret) < one.spared


def _chance(curiosity: float, bar: float) -> float:
    """Give the probability with which exploration draws a declaration where this is the bar."""
    return min(1.0, curiosity / bar) if bar > 0 else 1.0


def assign(candidates: Sequence[Candidate], plan: Plan, secret: bytes) -> list[Assignment]:
    """Give each declaration of one office and day its lane, in the order given. Equal input, equal lanes."""
    budget = plan.hours if plan.hours is not None else float(ceil((plan.share or 0.0) * len(candidates)))
    counted = plan.hours is None
    lots = {one.declaration: draw(one.declaration, secret) for one in candidates}
    chosen: dict[str, Assignment] = {}
    bar = float("inf")

    def cost(one: Candidate) -> float:
        return 1.0 if counted else one.hours

    def examine(ones: Iterable[Candidate], by: str, until: float) -> float:
        spent = 0.0
        for one in ones:
            if one.declaration not in chosen and spent + cost(one) <= until + 1e-9:
                chosen[one.declaration] = _red(one, by, lots[one.declaration], plan, bar)
                spent += cost(one)
        return spent

    by_rule = [one for one in candidates if one.rule_lane is Lane.RED]
    spent = examine(by_rule, "rule", float("inf"))
    sample = [one for one in candidates if lots[one.declaration] < plan.random_rate]
    by_chance = examine(sample, "random", float("inf"))
    left = max(0.0, budget - spent - by_chance)
    to_learn = min(left, max(0.0, budget * plan.exploration - by_chance))
    curious = _drawn_to_learn(candidates, secret)
    bar = _bar(curious, [0.0 if one.declaration in chosen else cost(one) for _, one in curious], to_learn)
    left -= examine((one for priority, one in curious if priority > bar), "exploration", to_learn)
    best = sorted(candidates, key=lambda one: (-one.worth, lots[one.declaration]))
    left -= examine(best, "model", left)
    spared = _spared(candidates, chosen, secret)
    left += sum(cost(one) for one in candidates if one.declaration in spared)
    examine((one for one in best if not one.spared), "model", left if spared else 0.0)
    _check_documents([one for one in best if one.declaration not in spared], plan, chosen, bar)
    return [
        chosen.get(one.declaration) or _unexamined(one, plan, bar, spared=one.declaration in spared)
        for one in candidates
    ]


def _spared(candidates: Iterable[Candidate], chosen: dict[str, Assignment], secret: bytes) -> set[str]:
    """Take what is spared of trusted operators out of what was chosen, and give it."""
    found = {
        one.declaration
        for one in candidates
        if one.declaration in chosen and chosen[one.declaration].chosen_by in _SPARING and _is_spared(one, secret)
    }
    for each in found:
        del chosen[each]
    return found


def _drawn_to_learn(candidates: Iterable[Candidate], secret: bytes) -> list[tuple[float, Candidate]]:
    """Give the candidates with their priorities, the greatest first."""
    priorities = [(one.curiosity / _learning_lot(one.declaration, secret), one) for one in candidates]
    return sorted(priorities, key=lambda each: (-each[0], each[1].declaration))


def _bar(curious: Sequence[tuple[float, Candidate]], costs: Sequence[float], to_learn: float) -> float:
    """Give the priority of the first candidate that the share for learning cannot pay; 0 where it pays all."""
    spent = 0.0
    for (priority, _), one in zip(curious, costs, strict=True):
        spent += one
        if spent > to_learn + 1e-9:
            return priority
    return 0.0


def assign_one(candidate: Candidate, plan: Plan, secret: bytes, *, hours_left: float | None) -> Assignment:
    """Give a declaration that comes alone its lane: by rule, by lot, to learn by another lot, or if it is worth more
    than the office's least.

    hours_left: officers' hours not yet spent that day (None: no limit). Rules and the random sample are not
    limited by it, as in a batch.
    """
    lot, bar = draw(candidate.declaration, secret), plan.curiosity_bar
    if candidate.rule_lane is Lane.RED:
        return _red(candidate, "rule", lot, plan, bar)
    if lot < plan.random_rate:
        return _red(candidate, "random", lot, plan, bar)
    affordable = hours_left is None or candidate.hours <= hours_left
    to_learn = affordable and candidate.curiosity / _learning_lot(candidate.declaration, secret) > bar
    worth_it = affordable and plan.least_value > 0 and candidate.worth >= plan.least_value
    if (to_learn or worth_it) and _is_spared(candidate, secret):
        return _unexamined(candidate, plan, bar, spared=True)
    if to_learn or worth_it:
        return _red(candidate, "exploration" if to_learn else "model", lot, plan, bar)
    if candidate.worth >= plan.yellow_value and (candidate.rule_lane or Lane.GREEN) is not Lane.YELLOW:
        return Assignment(candidate.declaration, Lane.YELLOW, "model", _any_chance(candidate, plan, bar))
    return _unexamined(candidate, plan, bar)


def _red(one: Candidate, by: str, lot: float, plan: Plan, bar: float) -> Assignment:
    propensity = {"random": plan.random_rate, "exploration": _chance(one.curiosity, bar)}.get(by, 1.0)
    if by in _SPARING:
        propensity *= 1.0 - one.spared
    return Assignment(one.declaration, Lane.RED, by, propensity, sampled=lot < plan.random_rate)


def _any_chance(one: Candidate, plan: Plan, bar: float) -> float:
    """Give the probability that the random sample or exploration would have taken it."""
    return 1.0 - (1.0 - plan.random_rate) * (1.0 - _chance(one.curiosity, bar))


def _unexamined(one: Candidate, plan: Plan, bar: float, *, spared: bool = False) -> Assignment:
    by = "spared" if spared else "rule" if one.rule_lane else "none"
    return Assignment(one.declaration, one.rule_lane or Lane.GREEN, by, _any_chance(one, plan, bar))


def _check_documents(best: Sequence[Candidate], plan: Plan, chosen: dict[str, Assignment], bar: float) -> None:
    left = ceil(plan.yellow_share * len(best))
    for one in best:
        if left and one.declaration not in chosen and (one.rule_lane or Lane.GREEN) is not Lane.YELLOW:
            chosen[one.declaration] = Assignment(one.declaration, Lane.YELLOW, "model", _any_chance(one, plan, bar))
            left -= 1


def worst(lanes: Iterable[Lane]) -> Lane | None:
    """Give the severest lane; None if there is none."""
    return max(lanes, key=SEVERITY.__getitem__, default=None)


def thresholds(recent: Sequence[Candidate], plan: Plan, *, days: float = 1.0) -> Plan:
    """Set what a declaration that comes alone is measured against: the worth over which it is examined or checked,
    and the priority over which it is examined to learn.

    From the recent declarations of so many days: as many lie above as the plan can examine.
    """
    if not recent:
        return plan
    share = plan.share if plan.hours is None else min(1.0, plan.hours * days / len(recent))
    whole = share or 0.0
    to_learn = max(0.0, whole * plan.exploration - plan.random_rate)
    model_share = max(0.0, whole - plan.random_rate - to_learn)
    ranked = sorted((one.worth for one in recent), reverse=True)
    red = _nth(ranked, model_share) if model_share else float("inf")
    yellow = _nth(ranked, model_share + plan.yellow_share)
    return replace(
        plan,
        least_value=max(red, 1e-12),
        yellow_value=yellow if plan.yellow_share else float("inf"),
        curiosity_bar=_bar_for([one.curiosity for one in recent], to_learn * len(recent)),
    )


def _bar_for(curiosities: Sequence[float], count: float) -> float:
    """Give the bar under which exploration is expected to draw so many of declarations like these.

    The sum of min(1, curiosity / bar) falls as the bar rises; so many certain ones are left out until it fits.
    """
    ranked = sorted(curiosities, reverse=True)
    if count <= 0:
        return float("inf")
    left = sum(ranked)
    for certain, curiosity in enumerate(ranked):
        if certain >= count:
            break
        bar = left / (count - certain)
        if curiosity <= bar:
            return bar
        left -= curiosity
    return 0.0 if count >= len(ranked) else ranked[min(len(ranked) - 1, ceil(count) - 1)]


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
