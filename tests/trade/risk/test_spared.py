"""Trusted operators are spared by the tier's share, by lot; rules and the random sample spare nobody; the freed hours go to others."""

from statistics import mean

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.database.unit import Database
from smartcustoms.trade.risk import actions, queries
from smartcustoms.trade.risk.lanes import Candidate, Plan, assign, assign_one
from smartcustoms.trade.risk.model import FACTS, Lane
from smartcustoms.trade.risk.reasons import EXPLORATION, RANDOM_SAMPLE, SPARED, for_trader
from tests.business.aeo.applying import granted
from tests.cast import BELA, CHEN, ESI
from tests.conftest import NOON
from tests.trade.risk.histories import a_row

SECRET = b"a secret for tests only"
PLAN = Plan(share=0.2, random_rate=0.0, exploration=0.0, yellow_share=0.0)


def ones(spared: float, count: int = 5000) -> list[Candidate]:
    return [Candidate(f"D{n}", 0.5, float(n + 1), spared=spared if n % 2 else 0.0) for n in range(count)]


def test_the_share_is_spared_and_the_budget_is_spent_on_others() -> None:
    for share in (0.5, 0.8):
        given_, before = assign(ones(share), PLAN, SECRET), assign(ones(0.0), PLAN, SECRET)
        red = [one.lane is Lane.RED for one in given_]
        assert sum(red) == sum(one.lane is Lane.RED for one in before)
        reached = [one for n, one in enumerate(given_) if n % 2 and one.chosen_by in ("model", "spared")]
        rate = mean(one.chosen_by == "spared" for one in reached)
        assert abs(rate - share) < 0.05
        assert {one.propensity for n, one in enumerate(given_) if n % 2 and one.chosen_by == "model"} == {1.0 - share}
        assert all(one.chosen_by != "spared" for n, one in enumerate(given_) if n % 2 == 0)


@given(st.integers(0, 10**6), st.floats(0.05, 0.95), st.floats(0, 0.5))
def test_operators_are_chosen_as_if_nobody_were_spared_and_less_by_the_lot_alone(
    seed: int, share: float, exploration: float
) -> None:
    plan = Plan(share=0.2, random_rate=0.02, exploration=exploration, yellow_share=0.0)
    with_trust = [
        Candidate(f"{seed} {n}", (n * 7919 + seed) % 97 / 97, float(n + 1), spared=share if n % 3 else 0.0)
        for n in range(300)
    ]
    nobody = [Candidate(one.declaration, one.probability, one.value) for one in with_trust]
    now, before = assign(with_trust, plan, SECRET), assign(nobody, plan, SECRET)
    for one, new, old in zip(with_trust, now, before, strict=True):
        if one.spared:
            assert (new.lane is Lane.RED or new.chosen_by == "spared") == (old.lane is Lane.RED)
        elif old.lane is Lane.RED:
            assert new.lane is Lane.RED


def test_rules_and_the_sample_spare_nobody() -> None:
    by_rule = [Candidate(f"D{n}", 0.5, 1.0, rule_lane=Lane.RED, spared=1.0) for n in range(200)]
    assert {one.lane for one in assign(by_rule, PLAN, SECRET)} == {Lane.RED}
    sample = Plan(share=0.2, random_rate=0.1, exploration=0.0, yellow_share=0.0)
    drawn = assign([Candidate(f"D{n}", 0.5, 1.0, spared=1.0) for n in range(5000)], sample, SECRET)
    assert 0.08 < mean(one.lane is Lane.RED for one in drawn) < 0.12
    assert {one.chosen_by for one in drawn if one.lane is Lane.RED} == {"random"}


@given(st.integers(0, 10**6))
def test_one_alone_is_spared_by_the_same_lot(number: int) -> None:
    plan = Plan(share=0.2, random_rate=0.0, least_value=1e-9)
    alone = assign_one(Candidate(f"D{number}", 0.5, 10.0, spared=0.5), plan, SECRET, hours_left=None)
    whole = assign([Candidate(f"D{number}", 0.5, 10.0, spared=0.5)], Plan(share=1.0, random_rate=0.0), SECRET)[0]
    assert (alone.chosen_by == "spared") == (whole.chosen_by == "spared")


def test_only_who_may_claim_the_operator_s_trust_is_spared_alone_and_in_files(database: Database) -> None:
    granted(database, tier=2)
    with database.unit(by=ESI, at=NOON) as uow:
        actions.set_plan(uow, "*", Plan(share=1.0, random_rate=0.0, exploration=0.0, least_value=1e-9))

    def chosen(who: Actor, importer: str) -> set[str]:
        rows = [a_row(declaration=f"{who.user}{importer}{n}", on=NOON.date(), importer=importer) for n in range(20)]
        with database.unit(by=who, at=NOON) as uow:
            alone = [actions.assess(uow, [row]).chosen_by for row in rows]
        with database.unit(by=who, at=NOON) as uow:
            together = actions.assess_many(uow, pl.DataFrame(rows, schema=dict(FACTS)), explain=False)
        assert {one.chosen_by for one in together} == set(alone)
        return set(alone)

    assert chosen(BELA, "BELA-1") == {"spared", "model"}
    assert chosen(CHEN, "BELA-1") == chosen(BELA, "CHEN-1") == {"model"}
    with database.unit(by=ESI, at=NOON) as uow:
        (spared, *_) = (
            found
            for n in range(20)
            if (found := queries.assessment(uow, f"belaBELA-1{n}")) and found.chosen_by == "spared"
        )
    assert SPARED.code in {each.code for each in spared.reasons}
    assert queries.told_to_trader(spared) == for_trader(
        spared.lane, [each for each in spared.reasons if each.code != SPARED.code]
    )


def test_the_board_tells_what_is_spared_and_what_that_may_miss(database: Database) -> None:
    granted(database, tier=1)
    with database.unit(by=ESI, at=NOON) as uow:
        actions.set_plan(uow, "*", Plan(share=1.0, random_rate=0.0, exploration=0.0, least_value=1e-9))
    rows = [a_row(declaration=f"T{n}", on=NOON.date(), importer="BELA-1") for n in range(40)]
    with database.unit(by=BELA, at=NOON) as uow:
        told = actions.assess_many(uow, pl.DataFrame(rows, schema=dict(FACTS)), explain=False)
    red = [one.declaration for one in told if one.lane is Lane.RED]
    with database.unit(by=ESI, at=NOON) as uow:
        (before,) = queries.board(uow, since=NOON.date()).trusted
        for place, number in enumerate(red[:10]):
            actions.learn(uow, number, finding=place < 2)
        (after,) = queries.board(uow, since=NOON.date()).trusted
    spared = len(told) - len(red)
    assert (before.share, before.lodged, before.selected, before.spared) == (0.5, 40, len(red), spared)
    assert (before.examined, before.down.value) == (0, spared / 40)
    assert (after.examined, after.found, after.missed.value) == (10, 2, pytest.approx(0.2 * spared))
    assert after.missed.low < after.missed.value < after.missed.high


@pytest.mark.parametrize("lane", list(Lane))
def test_no_trader_learns_by_which_lot_he_was_drawn_or_spared(lane: Lane) -> None:
    assert for_trader(lane, [SPARED, RANDOM_SAMPLE, EXPLORATION]) == for_trader(lane, [])
