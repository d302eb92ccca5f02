"""A declaration assessed, found, learned, changed and replayed, on a real database."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl
import pytest

from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.statements import Ready
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.settings import Settings
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.risk import actions, queries, store
from smartcustoms.trade.risk.actions.remembering import remember, take_up
from smartcustoms.trade.risk.lanes import Candidate, Plan
from smartcustoms.trade.risk.model import FACTS, Lane, RuleHit
from smartcustoms.trade.risk.profiles import Profiles, state_of
from smartcustoms.trade.risk.training import Learned
from tests.cast import AMINA, BELA, CHEN, DAOUD, ESI
from tests.conftest import NOON
from tests.trade.risk.histories import a_history, a_row


@pytest.fixture(autouse=True)
def _own_secret(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    monkeypatch.setenv("SMARTCUSTOMS_SECRET", settings.secret)


@pytest.fixture(scope="module")
def judged() -> Learned:
    return actions.train_on(a_history())


@pytest.fixture
def learned(database: Database, judged: Learned) -> Database:
    with database.unit(by=PLATFORM, at=NOON) as uow:
        actions.bring_history(uow, a_history())
        actions.enrol(uow, judged)
    return database


def lodge(database: Database, number: str, by: Any = BELA, **changes: Any) -> Any:
    with database.unit(by=by, at=NOON) as uow:
        return actions.assess(uow, [a_row(declaration=number, on=NOON.date(), **changes)])


def test_a_cheating_importer_is_judged_riskier_and_the_decision_replays_exactly(learned: Database) -> None:
    bad = lodge(learned, "A1", importer="IMP1", seller="SEL1", declarant="DEC1", value=1300.0)
    good = lodge(learned, "A2", importer="IMP40", seller="SEL6", declarant="DEC5", value=2700.0)
    assert bad.probability > 3 * good.probability
    with learned.unit(by=AMINA, at=NOON) as uow:
        for number in ("A1", "A2"):
            replay = queries.replayed(uow, number)
            assert replay is not None
            assert replay.same
            assert replay.then.judge


def test_a_batch_says_what_single_assessments_say(learned: Database) -> None:
    rows = [a_row(declaration=f"B{n}", on=NOON.date(), importer=f"IMP{n}", net_mass_kg=100.0 + n) for n in range(60)]
    with learned.unit(by=PLATFORM, at=NOON) as uow:
        many = actions.assess_many(uow, pl.DataFrame(rows, schema=dict(FACTS)))
        kept = {one.declaration: one for one in many}
    with learned.unit(by=PLATFORM, at=NOON) as uow:
        memory = remember(uow, on=NOON.date())
        stored = queries.worklist(uow, lane=None, most=100)
    assert stored.total == 60
    assert len(memory.profiles) > 1000
    with learned.unit(by=AMINA, at=NOON) as uow:
        for number in ("B3", "B30"):
            found = queries.assessment(uow, number)
            assert found is not None
            assert found == kept[number]
            replay = queries.replayed(uow, number)
            assert replay is not None
            assert replay.same


def test_a_trader_sees_no_risk_table_but_is_told_his_lane(learned: Database) -> None:
    lodge(learned, "A1", importer="IMP1")
    for trader in (BELA, CHEN):
        with learned.unit(by=trader, at=NOON) as uow:
            assert queries.assessment(uow, "A1") is None
            assert store.profiles.state(uow).height == 0
    with learned.unit(by=BELA, at=NOON) as uow:
        assert queries.lane(uow, "A1") in set(Lane)
        assert queries.reasons_for_trader(uow, "A1")
        assert queries.assessment(uow, "A1") is None  # the transaction is the trader's again


def test_a_finding_moves_the_profiles_at_once_and_in_every_process(learned: Database) -> None:
    before = lodge(learned, "A1", importer="IMP77", seller="SEL77", declarant="DEC77")
    with learned.unit(by=DAOUD, at=NOON) as uow:
        actions.learn(uow, "A1", finding=True, revenue=800.0)
    after = lodge(learned, "A2", importer="IMP77", seller="SEL77", declarant="DEC77")
    assert after.features != before.features
    with learned.unit(by=PLATFORM, at=NOON) as uow:
        followed = remember(uow, on=NOON.date()).profiles.state()
        store.memory_of(uow).clear()
    with learned.unit(by=PLATFORM, at=NOON) as uow:
        warmed = remember(uow, on=NOON.date()).profiles.state()
    assert followed.equals(warmed)


def test_changes_asked_for_by_two_at_once_count_once(learned: Database) -> None:
    with learned.unit(by=PLATFORM, at=NOON) as uow:
        memory = remember(uow, on=NOON.date())
    lodge(learned, "A1", importer="IMP77")
    with learned.unit(by=PLATFORM, at=NOON) as early, learned.unit(by=PLATFORM, at=NOON) as late:
        since, known = memory.horizon, list(memory.applied)
        asked = store.following.follow(early, since, but=known)
        assert len(asked[1]) == 1
        remember(late, on=NOON.date())
        take_up(memory, asked[0].horizon, asked[1])  # the early one comes late: applied already, and settled
        followed = memory.profiles.state()
        store.memory_of(late).clear()
        assert followed.equals(remember(late, on=NOON.date()).profiles.state())


def test_following_the_log_reads_no_more_than_is_new(learned: Database) -> None:
    asked = store.profiles.logged(10**12, [])
    with learned.unit(by=PLATFORM, at=NOON) as uow:
        uow.later(Ready("set local enable_seqscan = off", ()))  # the table is small here
        (plan,) = uow.ask(Ready(f"explain {asked.text}", asked.values))
    assert any("ix_risk_change_transaction" in line for (line,) in plan), plan


def test_incremental_profiles_equal_the_summed_history(learned: Database) -> None:
    lodge(learned, "A1", importer="IMP77")
    with learned.unit(by=DAOUD, at=NOON) as uow:
        actions.learn(uow, "A1", finding=True, revenue=800.0)
    with learned.unit(by=PLATFORM, at=NOON) as uow:
        remember(uow, on=NOON.date())
    with learned.unit(by=PLATFORM, at=NOON) as uow:
        followed = remember(uow, on=NOON.date()).profiles.state()
        history = queries.history(uow)
    summed = Profiles.from_state(state_of(history, before=NOON.date() + timedelta(days=1))).state()
    assert followed.select("entity", "key").equals(summed.select("entity", "key"))
    numbers = ["seen", "n", "s", "dn", "ds", "revenue", "first"]
    assert np.allclose(followed.select(numbers).to_numpy(), summed.select(numbers).to_numpy(), rtol=1e-9)


def test_a_second_result_teaches_nothing(learned: Database) -> None:
    lodge(learned, "A1", importer="IMP77")
    for _ in range(2):
        with learned.unit(by=DAOUD, at=NOON) as uow:
            actions.learn(uow, "A1", finding=True, revenue=800.0)
    with learned.unit(by=PLATFORM, at=NOON) as uow:
        remember(uow, on=NOON.date())
    with learned.unit(by=PLATFORM, at=NOON) as uow:
        state = remember(uow, on=NOON.date()).profiles.state()
    assert state.filter(entity="importer", key="IMP77").select("seen", "n", "s").row(0) == (1.0, 1.0, 1.0)


def test_a_rule_makes_red_and_is_the_first_reason(database: Database) -> None:
    hit = RuleHit("CEMENT-1", Lane.RED, sentence("Rule CEMENT-1 was met."))
    with database.unit(by=BELA, at=NOON) as uow:
        done = actions.assess(uow, [a_row(declaration="A1", on=NOON.date())], hits=[hit])
    assert (done.lane, done.chosen_by, done.reasons[0].code) == (Lane.RED, "rule", "rule:CEMENT-1")


def test_an_override_needs_a_reason_and_a_second_pair_of_eyes(database: Database) -> None:
    lodge(database, "A1")
    with database.unit(by=AMINA, at=NOON) as uow:
        with pytest.raises(actions.NoReason):
            actions.ask_override(uow, "A1", Lane.RED, because="hm")
        asked = actions.ask_override(uow, "A1", Lane.RED, because="The scan shows a hollow wall.")
        with pytest.raises(actions.SameEyes):
            actions.decide_override(uow, asked.number, agreed=True)
        assert queries.lane(uow, "A1") is not Lane.RED
    with database.unit(by=ESI, at=NOON) as uow:
        actions.decide_override(uow, asked.number, agreed=True)
        assert queries.lane(uow, "A1") is Lane.RED
        with pytest.raises(actions.Decided):
            actions.decide_override(uow, asked.number, agreed=False)


def test_what_happens_makes_red(database: Database) -> None:
    lodge(database, "A1")
    with database.unit(by=PLATFORM, at=NOON) as uow:
        actions.raise_to_red(uow, "A1", because=sentence("The e-lock was cut."))
        found = queries.assessment(uow, "A1")
        assert found is not None
        assert (found.lane, found.reasons[0].code) == (Lane.RED, "raised")
        with pytest.raises(actions.NotAssessed):
            actions.raise_to_red(uow, "nothing", because=sentence("The e-lock was cut."))


def test_a_plan_by_hours_limits_what_comes_alone(learned: Database) -> None:
    with learned.unit(by=ESI, at=NOON) as uow:
        actions.set_plan(uow, "10", Plan(hours=0.1, share=None, random_rate=0.0, least_value=1e-9))
    done = lodge(learned, "A1", importer="IMP1")
    assert done.lane is not Lane.RED
    with learned.unit(by=ESI, at=NOON) as uow:
        actions.set_plan(uow, "10", Plan(hours=8.0, share=None, random_rate=0.0, least_value=1e-9))
        assert queries.plans(uow)["10"].hours == 8.0
    assert lodge(learned, "A2", importer="IMP1").lane is Lane.RED


def test_the_board_counts_lanes_and_hits_by_arm(learned: Database) -> None:
    with learned.unit(by=ESI, at=NOON) as uow:
        actions.set_plan(uow, "*", Plan(random_rate=1.0))
    lodge(learned, "A1")
    with learned.unit(by=DAOUD, at=NOON) as uow:
        actions.learn(uow, "A1", finding=True, revenue=100.0)
        seen = queries.board(uow, since=date(2026, 11, 1))
    assert seen.lanes["10"][Lane.RED] == 1
    assert [(rate.arm, rate.examined, rate.found) for rate in seen.rates] == [("random", 1, 1)]


def test_what_comes_alone_takes_part_in_exploration_by_a_keyed_lot_and_its_propensity_is_kept(
    learned: Database,
) -> None:
    """Equal goods, each lodged alone: about half are examined to learn where their curiosity is half the bar."""
    one = lodge(learned, "A0")
    curiosity = Candidate("A0", one.probability, one.value, one.hours, new=one.new_goods or one.new_party).curiosity
    with learned.unit(by=ESI, at=NOON + timedelta(minutes=1)) as uow:
        store.judges.keep_plan(uow, "10", {"share": 0.05, "random_rate": 0.0, "curiosity_bar": 2 * curiosity})
    done = [lodge(learned, f"E{number}") for number in range(24)]
    explored = [each for each in done if each.chosen_by == "exploration"]
    assert 4 <= len(explored) <= 20
    for each in done:
        mine = Candidate(each.declaration, each.probability, each.value, each.hours, each.new_goods or each.new_party)
        assert each.propensity == pytest.approx(min(1.0, mine.curiosity / (2 * curiosity)))
        assert (each.lane is Lane.RED) == (each.chosen_by == "exploration")
    assert "exploration" in {reason.code for reason in explored[0].reasons}
    with learned.unit(by=ESI, at=NOON) as uow:
        kept = queries.assessment(uow, explored[0].declaration)
    assert kept is not None
    assert (kept.chosen_by, kept.propensity) == ("exploration", explored[0].propensity)
