"""The clock, the rules and the route: pure."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartcustoms.kernel.database.unit import Database
from smartcustoms.trade.agencies.auto_rules import Rule, When, applying, holds, is_sampled, shipped
from smartcustoms.trade.agencies.listing import reasons_for, shipped_agencies
from smartcustoms.trade.agencies.model import Outcome, RouteStep, State, StepState
from smartcustoms.trade.agencies.service_clock import calendar_of, due, spent
from tests.conftest import NOON
from tests.trade.agencies.reviewing import begun
from tests.trade.agencies.test_actions import told

HK = calendar_of("HK", "Asia/Hong_Kong")
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 6, 1)).map(lambda each: each.replace(tzinfo=UTC))  # noqa: DTZ001


def at(day: int, hour: int, minute: int = 0, *, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=HK.zone).astimezone(UTC)


@pytest.mark.parametrize(
    ("begins", "ends", "hours"),
    [
        (at(24, 9), at(24, 18), 8.0),
        (at(24, 8), at(24, 9, 30), 0.5),
        (at(24, 12), at(24, 15), 2.0),
        (at(27, 17), at(30, 10), 2.0),  # over a weekend
        (at(24, 15), at(24, 12), 0.0),
        (at(24, 17, month=12), at(28, 10, month=12), 2.0),  # over Christmas
    ],
)
def test_business_time(begins: datetime, ends: datetime, hours: float) -> None:
    assert spent(begins, ends, HK) == hours * 3600


@given(MOMENTS, st.integers(0, 40 * 3600))
def test_what_is_due_is_due_when_that_much_was_spent(begins: datetime, seconds: int) -> None:
    ends = due(begins, seconds, HK)
    assert ends >= begins
    assert abs(spent(begins, ends, HK) - seconds) <= 1


@given(MOMENTS, MOMENTS, MOMENTS)
def test_time_adds_up(a: datetime, b: datetime, c: datetime) -> None:
    a, b, c = sorted((a, b, c))
    assert abs(spent(a, b, HK) + spent(b, c, HK) - spent(a, c, HK)) <= 2


def test_a_calendar_for_who_has_none() -> None:
    other = calendar_of("XX", "UTC")
    assert spent(datetime(2026, 11, 24, tzinfo=UTC), datetime(2026, 11, 25, tzinfo=UTC), other) == 8 * 3600


RULE = Rule(
    "R1",
    "RTA-TN",
    date(2026, 1, 1),
    date(2027, 1, 1),
    (When("direction", "is", "transhipment"), When("quantity", "at_most", 100)),
    Outcome.GRANTED,
    {"en": "It tells and asks nothing."},
    0.0,
)
FACTS = {"direction": "transhipment", "quantity": "12"}


def test_rules_hold_by_day_kind_and_facts() -> None:
    day = date(2026, 6, 1)
    assert applying([RULE], "RTA-TN", FACTS, on=day) is RULE
    assert applying([RULE], "RTA-IE", FACTS, on=day) is None
    assert applying([RULE], "RTA-TN", FACTS, on=date(2027, 1, 1)) is None
    assert applying([RULE], "RTA-TN", FACTS | {"quantity": "100.01"}, on=day) is None
    assert applying([RULE], "RTA-TN", {"direction": "transhipment"}, on=day) is None


@pytest.mark.parametrize(
    ("when", "facts", "expected"),
    [
        (When("hs", "within", ["8525"]), {"hs": ["852560", "852580"]}, True),
        (When("hs", "within", ["8525"]), {"hs": ["852560", "9301"]}, False),
        (When("hs", "none_of", ["9301"]), {"hs": ["852560"]}, True),
        (When("hs", "one_of", ["1", "2"]), {"hs": []}, False),
        (When("n", "at_least", 2), {"n": 2}, True),
        (When("n", "at_least", 2), {"n": "many"}, False),
        (When("n", "at_most", 2), {"n": "NaN"}, False),
        (When("n", "guess", 2), {"n": 2}, False),
    ],
)
def test_conditions(when: When, facts: dict[str, object], expected: bool) -> None:
    assert holds(when, facts) is expected


def test_the_lot_is_keyed_and_even() -> None:
    rule = replace(RULE, sample=0.1)
    drawn = sum(is_sampled(f"D{n}", rule, b"secret") for n in range(5000))
    assert 420 < drawn < 580
    assert [is_sampled(f"D{n}", rule, b"secret") for n in range(99)] == [
        is_sampled(f"D{n}", rule, b"secret") for n in range(99)
    ]
    assert [is_sampled(f"D{n}", rule, b"a") for n in range(99)] != [is_sampled(f"D{n}", rule, b"b") for n in range(99)]


def test_shipped_data() -> None:
    assert len(shipped_agencies()) == 9
    assert shipped_agencies()["C&ED"].organisation == "customs"
    assert all(each.because["zh-Hant"] for each in shipped())
    assert all(each.says["zh-Hans"] and each.mend["zh-Hant"] for each in reasons_for("X", on=date(2026, 1, 1)))
    assert reasons_for("X", on=date(2000, 1, 1)) == ()


def test_decided_at_once_by_a_rule_or_sent_to_an_officer(database: Database) -> None:
    route = (RouteStep("OFCA", lead=True, days=2, second_approval=True),)
    made = begun(database, kind="RTA-TN", facts=FACTS, rules=(RULE,), route=route)
    assert (made.state, made.rule, made.steps[0].state) == (State.GRANTED, "R1", StepState.DECIDED)
    again = begun(database, kind="RTA-TN", facts=FACTS, rules=(RULE,), route=route)
    assert again.number == made.number
    (decision,) = told(database, "DecisionReached")
    assert (decision["outcome"], decision["rule"], decision["lead"]) == ("granted", "R1", "OFCA")
    drawn = begun(database, about="D9", kind="RTA-TN", facts=FACTS, rules=(replace(RULE, sample=1.0),), route=route)
    assert (drawn.state, drawn.sampled, drawn.steps[0].state) == (State.OPEN, True, StepState.QUEUED)


def test_the_due_day_is_told(database: Database) -> None:
    step = begun(database).steps[0]
    assert step.due_at == due(NOON, 2 * 8 * 3600, HK)
    assert step.due_at - NOON == timedelta(days=2)
