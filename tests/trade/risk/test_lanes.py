"""Lanes: budgets kept, the random sample fair and repeatable, order deterministic, rules first."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smartcustoms.trade.risk.exploring import Bandit
from smartcustoms.trade.risk.lanes import (
    Candidate,
    Plan,
    assign,
    assign_one,
    draw,
    hours_of,
    ips_hit_rate,
    plan_of,
    thresholds,
    worst,
)
from smartcustoms.trade.risk.model import Lane

SECRET = b"a secret of tests"
chances = st.floats(0, 1)
candidates = st.lists(
    st.tuples(chances, st.floats(0, 1e6), st.floats(0.1, 5), st.booleans(), st.sampled_from([None, *Lane])), max_size=60
).map(
    lambda rows: [Candidate(f"D{n}", p, value, hours, new, rule) for n, (p, value, hours, new, rule) in enumerate(rows)]
)


@settings(deadline=None, max_examples=60)
@given(candidates, st.floats(0, 40))
def test_the_hours_are_kept_but_for_rules_and_the_random_sample(ones: list[Candidate], hours: float) -> None:
    given_ = assign(ones, Plan(hours=hours, share=None), SECRET)
    free = sum(
        one.hours
        for one, lane in zip(ones, given_, strict=True)
        if lane.lane is Lane.RED and lane.chosen_by in ("model", "exploration")
    )
    fixed = sum(
        one.hours
        for one, lane in zip(ones, given_, strict=True)
        if lane.chosen_by in ("rule", "random") and lane.lane is Lane.RED
    )
    assert free <= max(0.0, hours - fixed) + 1e-6


@settings(deadline=None, max_examples=60)
@given(candidates)
def test_the_order_in_which_they_come_changes_nothing(ones: list[Candidate]) -> None:
    forth = {one.declaration: one for one in assign(ones, Plan(), SECRET)}
    back = {one.declaration: one for one in assign(ones[::-1], Plan(), SECRET)}
    assert forth == back


@settings(deadline=None, max_examples=60)
@given(candidates)
def test_a_red_rule_is_red_and_no_rule_is_softened(ones: list[Candidate]) -> None:
    for one, lane in zip(ones, assign(ones, Plan(), SECRET), strict=True):
        if one.rule_lane is Lane.RED:
            assert (lane.lane, lane.chosen_by) == (Lane.RED, "rule")
        if one.rule_lane is Lane.YELLOW:
            assert lane.lane in (Lane.YELLOW, Lane.RED)


def test_a_share_examines_that_many() -> None:
    ones = [Candidate(f"D{n}", 0.1, float(n)) for n in range(1000)]
    given_ = assign(ones, Plan(share=0.05, random_rate=0.01), SECRET)
    red = [one for one in given_ if one.lane is Lane.RED]
    assert len(red) == 50
    assert {one.declaration for one in red if one.chosen_by == "model"} <= {f"D{n}" for n in range(900, 1000)}


def test_the_random_sample_is_fair_repeatable_and_not_guessable() -> None:
    lots = np.array([draw(f"D{n}", SECRET) for n in range(20_000)])
    assert abs(lots.mean() - 0.5) < 0.01
    assert abs((lots < 0.03).mean() - 0.03) < 0.005
    assert draw("D1", SECRET) == draw("D1", SECRET) != draw("D1", b"another secret")


def test_the_sample_says_its_propensity_and_estimates_the_base_rate() -> None:
    draw_ = np.random.default_rng(2)
    truth = draw_.random(30_000) < 0.04
    ones = [Candidate(f"D{n}", 0.5 if hit else 0.01, 100.0 if hit else 1.0) for n, hit in enumerate(truth)]
    given_ = assign(ones, Plan(share=0.05, random_rate=0.02), SECRET)
    sampled = [(bool(truth[n]), 0.02) for n, one in enumerate(given_) if one.sampled]
    assert all(one.propensity == 0.02 for one in given_ if one.chosen_by == "random")
    rate, error = ips_hit_rate(sampled)
    assert abs(rate - 0.04) < 4 * error
    picked = [truth[n] for n, one in enumerate(given_) if one.chosen_by == "model" and one.lane is Lane.RED]
    assert np.mean(picked) > 0.99


def test_alone_it_is_red_by_worth_while_hours_last() -> None:
    recent = [Candidate(f"R{n}", 0.5, float(n)) for n in range(1000)]
    plan = thresholds(recent, Plan(share=0.05, random_rate=0.0, exploration=0.0))
    rich = Candidate("A", 0.5, 990.0)
    assert assign_one(rich, plan, SECRET, hours_left=None).lane is Lane.RED
    assert assign_one(rich, plan, SECRET, hours_left=0.5).lane is Lane.YELLOW
    assert assign_one(Candidate("B", 0.5, 10.0), plan, SECRET, hours_left=None).lane is Lane.GREEN
    assert assign_one(Candidate("C", 0.5, 920.0), plan, SECRET, hours_left=None).lane is Lane.YELLOW


def a_day_of_goods(count: int, *, seed: int) -> list[Candidate]:
    draw_ = np.random.default_rng(seed)
    chances, values = draw_.beta(1, 20, count), draw_.lognormal(6, 1.5, count)
    return [
        Candidate(f"S{seed}D{n}", float(p), float(p * v)) for n, (p, v) in enumerate(zip(chances, values, strict=True))
    ]


def test_alone_it_takes_part_in_exploration_as_often_as_in_a_batch() -> None:
    """One by one, by its own keyed lot, as many are examined to learn as the plan says, with propensities that add up."""
    plan = thresholds(a_day_of_goods(4000, seed=1), Plan(share=0.10, random_rate=0.01, exploration=0.3))
    ones = [assign_one(each, plan, SECRET, hours_left=None) for each in a_day_of_goods(8000, seed=2)]
    explored = [one for one in ones if one.chosen_by == "exploration"]
    assert abs(len(explored) / 8000 - 0.02) < 0.006  # 30 % of a tenth, less the random sample
    assert all(0 < one.propensity <= 1 for one in explored)
    assert sum(1 / one.propensity for one in explored) == pytest.approx(8000 * 0.99, rel=0.25)
    again = [assign_one(each, plan, SECRET, hours_left=None) for each in a_day_of_goods(8000, seed=2)]
    other = [assign_one(each, plan, b"another", hours_left=None) for each in a_day_of_goods(8000, seed=2)]
    assert again == ones
    assert {one.declaration for one in other if one.chosen_by == "exploration"} != {o.declaration for o in explored}
    broke = [assign_one(each, plan, SECRET, hours_left=0.0) for each in a_day_of_goods(500, seed=2)]
    assert not [one for one in broke if one.chosen_by in ("exploration", "model") and one.lane is Lane.RED]


def test_exploration_in_a_batch_draws_the_curious_more_often_and_says_how_often() -> None:
    goods = a_day_of_goods(300, seed=3)
    plan = Plan(share=0.2, random_rate=0.0, exploration=0.5)
    drawn = dict.fromkeys((one.declaration for one in goods), 0)
    said: dict[str, list[float]] = {name: [] for name in drawn}
    for day in range(150):
        for one in assign(goods, plan, f"day {day}".encode()):
            if one.chosen_by == "exploration":
                drawn[one.declaration] += 1
                said[one.declaration].append(one.propensity)
    assert sum(drawn.values()) == pytest.approx(150 * 30)
    often = [name for name, count in drawn.items() if count >= 30]
    for name in often:
        assert drawn[name] / 150 == pytest.approx(np.mean(said[name]), abs=0.15), name
    curious = sorted(goods, key=lambda one: -one.curiosity)
    assert sum(drawn[one.declaration] for one in curious[:100]) > 4 * sum(drawn[o.declaration] for o in curious[200:])


def test_without_a_threshold_nothing_alone_is_chosen_by_the_judge() -> None:
    assert assign_one(Candidate("A", 0.9, 1e9), Plan(random_rate=0.0), SECRET, hours_left=None).lane is Lane.GREEN


def test_the_bandit_finds_the_better_share() -> None:
    bandit, lots = Bandit(), np.random.default_rng(1)
    for _ in range(300):
        share = bandit.play(float(lots.random()))
        bandit = bandit.learn(share, 0.9 if share == 0.10 else 0.2)
    assert bandit.chances().index(max(bandit.chances())) == bandit.shares.index(0.10)
    assert sum(bandit.chances()) == pytest.approx(1.0)


def test_small_things() -> None:
    assert worst([Lane.GREEN, Lane.RED, Lane.BLUE]) is Lane.RED
    assert worst([]) is None
    assert plan_of("9", {"*": Plan(share=0.2)}).share == 0.2
    assert hours_of(26000.0, 100, 3) > hours_of(10.0, 1, 1) >= 0.5
