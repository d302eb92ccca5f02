"""The share for learning is tuned by the week: limits kept, propensities logged, the random rate left alone, reasons told."""

from datetime import date, timedelta

import numpy as np
import pytest

from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.settings import Settings
from smartcustoms.trade.risk import actions, queries
from smartcustoms.trade.risk.actions.tuning import week_from
from smartcustoms.trade.risk.exploring import MEMORY, Bandit, bandit_of, reason_for, shares_of
from smartcustoms.trade.risk.jobs import jobs
from smartcustoms.trade.risk.lanes import Plan
from smartcustoms.trade.risk.model import Played, PlayReason
from tests.cast import AMINA, BELA, ESI
from tests.conftest import NOON
from tests.trade.risk.histories import a_row
from tests.web_client import client

WEEK = timedelta(days=7)
MONDAY = week_from(NOON.date())


@pytest.fixture(autouse=True)
def _own_secret(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    monkeypatch.setenv("SMARTCUSTOMS_SECRET", settings.secret)


def a_week(number: int, share: float, brought: float | None, chance: float = 0.25) -> Played:
    return Played("10", MONDAY + number * WEEK, share, chance, (), PlayReason.FIRST, brought)


def test_shares_stay_within_the_limits_and_never_below_the_random_sample() -> None:
    assert shares_of(Plan()) == (0.2, 0.3)  # one in a hundred at random is a fifth of a budget of five
    assert shares_of(Plan(random_rate=0.001)) == (0.02, 0.05, 0.1, 0.2, 0.3)
    assert shares_of(Plan(random_rate=0.0, least_exploration=0.04, most_exploration=0.12)) == (0.04, 0.05, 0.1, 0.12)
    assert shares_of(Plan(random_rate=0.02, most_exploration=0.1)) == (0.4,)
    assert shares_of(Plan(hours=8.0, share=None, random_rate=0.3)) == (0.02, 0.05, 0.1, 0.2, 0.3)


def test_the_bandit_prefers_what_brought_more_by_logged_propensities_and_forgets_old_weeks() -> None:
    plan = Plan(random_rate=0.0)
    draw = np.random.default_rng(4)
    weeks: list[Played] = []
    for number in range(MEMORY):
        bandit = bandit_of(plan, weeks)
        share = bandit.play(float(draw.random()))
        chance = dict(zip(bandit.shares, bandit.chances(), strict=True))[share]
        weeks.append(a_week(number, share, 100.0 if share == 0.05 else 10.0, chance))
    bandit = bandit_of(plan, weeks)
    assert bandit.shares[int(np.argmax(bandit.chances()))] == 0.05
    assert min(bandit.chances()) >= 0.04  # a fifth is spread evenly over five shares
    assert reason_for(bandit, 0.05, weeks) is PlayReason.BEST
    assert reason_for(bandit, 0.2, weeks) is PlayReason.TRIED
    forgotten = bandit_of(plan, weeks + [a_week(MEMORY + n, 0.2, 50.0) for n in range(MEMORY)])
    assert forgotten.shares[int(np.argmax(forgotten.chances()))] == 0.2
    assert bandit_of(plan, [a_week(0, 0.07, 9.0), a_week(1, 0.1, None)]) == Bandit()
    assert reason_for(Bandit(), 0.1, []) is PlayReason.FIRST
    assert reason_for(Bandit((0.4,)), 0.4, weeks) is PlayReason.ONLY


@pytest.mark.parametrize(("day", "monday"), [(22, 23), (23, 23), (25, 23), (28, 23), (29, 30)])
def test_a_week_is_played_from_the_sunday_before(day: int, monday: int) -> None:
    assert week_from(date(2026, 11, day)) == date(2026, 11, monday)


@pytest.fixture
def tuned(database: Database) -> Database:
    """Three plans: tuned within wide limits, not tuned, and tuned where everything is drawn at random anyway."""
    with database.unit(by=ESI, at=NOON) as uow:
        actions.set_plan(uow, "10", Plan(share=0.05, random_rate=0.002))
        actions.set_plan(uow, "20", Plan(share=0.05, tuned=False, exploration=0.07))
        actions.set_plan(uow, "*", Plan(share=0.1, random_rate=1.0, most_exploration=0.1))
    tune(database, 0)
    tune(database, 0)  # a second time changes nothing
    return database


def tune(database: Database, weeks: int) -> None:
    """Let the clock's job run, so many weeks later."""
    job = next(job for job in jobs if job.name == "risk.exploration")
    assert job.run is not None
    job.run(database, NOON + weeks * WEEK)


def test_each_week_a_share_is_played_once_and_logged_with_its_propensity(tuned: Database) -> None:
    with tuned.unit(by=ESI, at=NOON) as uow:
        plans, played = queries.plans(uow), queries.exploration(uow)
    assert [(one.office, one.week, one.why) for one in played] == [
        ("*", MONDAY, PlayReason.ONLY),
        ("10", MONDAY, PlayReason.FIRST),
    ]
    assert plans["10"].exploration == played[1].share
    assert played[1].chances == tuple((share, 0.2) for share in (0.04, 0.05, 0.1, 0.2, 0.3))
    assert (plans["10"].random_rate, plans["20"].exploration, plans["*"].random_rate) == (0.002, 0.07, 1.0)


def test_what_a_week_brought_comes_back_once_its_results_are_known(tuned: Database) -> None:
    with tuned.unit(by=PLATFORM, at=NOON) as uow:
        actions.assess(uow, [a_row(declaration="T1", on=MONDAY, office="30")], hits=[])  # drawn, as all there are
        actions.learn(uow, "T1", finding=True, revenue=120.0)
        one = queries.assessment(uow, "T1")
        assert one is not None
    tune(tuned, 1)
    with tuned.unit(by=ESI, at=NOON) as uow:
        assert all(each.brought is None for each in queries.exploration(uow))  # results may still come
    tune(tuned, 2)
    with tuned.unit(by=ESI, at=NOON) as uow:
        brought = {(each.office, each.week): each.brought for each in queries.exploration(uow)}
    assert brought["*", MONDAY] == pytest.approx(120.0 / one.hours)
    assert brought["10", MONDAY] is None  # nothing of that office was examined


def test_the_page_and_its_json_tell_the_choice_and_why(tuned: Database, settings: Settings) -> None:
    with client(tuned, settings, as_=ESI) as esi:
        page = esi.get("/risk/budget").text
        assert "No week has brought anything yet" in page
        assert "The limits leave only this share." in page
        told = esi.get("/api/v1/risk/exploration").json()
        assert [(one["office"], one["why"], one["chance"]) for one in told] == [
            ("*", "only", 1.0),
            ("10", "first", 0.2),
        ]
    with client(tuned, settings, as_=BELA) as bela:
        assert bela.get("/api/v1/risk/exploration").status_code == 403


def test_the_supervisor_narrows_the_limits_or_turns_tuning_off(database: Database, settings: Settings) -> None:
    with client(database, settings, as_=ESI) as esi:
        wanted = {"office": "10", "share": "5", "tuned": "no", "least_exploration": "4", "most_exploration": "8"}
        assert esi.fill("/risk/budget", wanted, page="/risk/budget").status_code == 303
        crossed = {**wanted, "least_exploration": "9"}
        assert "more than the most" in esi.fill("/risk/budget", crossed, page="/risk/budget").text
    with database.unit(by=AMINA, at=NOON) as uow:
        plan = queries.plans(uow)["10"]
    assert (plan.tuned, plan.least_exploration, plan.most_exploration) == (False, 0.04, 0.08)
