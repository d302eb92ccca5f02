from dataclasses import replace
from datetime import date

import pytest

from smartcustoms.kernel.intervals import wilson
from smartcustoms.trade.risk.backtest import Overlap, back_test
from smartcustoms.trade.risk.language.reading import read_rule
from smartcustoms.trade.risk.language.tree import Rule
from smartcustoms.trade.risk.model import Lane
from smartcustoms.trade.risk.rule_fields import rule_fields
from smartcustoms.trade.risk.rulebook import RuleInForce
from tests.trade.risk.rule_rows import a_history


def rule(text: str, code: str = "R") -> Rule:
    return read_rule(text, rule_fields(), code=code)


def test_the_figures_are_those_counted_by_hand() -> None:
    history = a_history()
    tried = back_test(rule("if value < 50 then red 50%"), history, {})
    rows = [row for row in history.to_dicts() if row["value"] < 50]
    examined = [row for row in rows if row["finding"] is not None]
    assert (tried.items, tried.days, tried.hits) == (200, 10, len(rows))
    assert (tried.examined, tried.found, tried.never_examined) == (
        len(examined),
        len(examined),
        len(rows) - len(examined),
    )
    assert tried.rate == wilson(len(examined), len(examined))
    assert tried.revenue == 100.0 * len(examined)
    assert tried.base.value == pytest.approx(0.5, abs=0.03)
    assert tried.expected_selected == len(rows) / 2
    assert tried.hours == len(rows) / 2 * 3.0
    assert sum(hits for _, hits in tried.by_day) == tried.hits
    assert tried.random is not None
    assert tried.random.value == 1.0
    assert tried.random_examined == sum(row["chosen_by"] == "random" for row in examined)


def test_days_without_a_hit_are_in_the_course_of_days() -> None:
    history = a_history(days=3, a_day=2).with_columns(value=100.0)
    tried = back_test(rule("if value < 50 then red"), history, {})
    assert [hits for _, hits in tried.by_day] == [0, 0, 0]
    assert tried.random is None


def test_long_histories_are_counted_by_week() -> None:
    tried = back_test(rule("if value >= 0 then blue"), a_history(days=100, a_day=1), {})
    assert 14 <= len(tried.by_day) <= 16
    assert sum(hits for _, hits in tried.by_day) == 100


def test_overlap_lane_change_and_what_is_hit_alone() -> None:
    history = a_history()
    others = [
        RuleInForce(rule('if hs_code = "220830" then yellow', "GOODS"), 1),
        RuleInForce(rule("if value > 1000 then red", "NEVER"), 1),
    ]
    tried = back_test(rule("if value < 50 then red"), history, {}, others=others)
    both = sum(row["value"] < 50 and row["hs_code"] == "220830" for row in history.to_dicts())
    assert tried.overlaps == (Overlap("GOODS", both, both / tried.hits),)
    assert tried.alone == tried.hits - both
    assert {(one.before, one.after): one.items for one in tried.changes} == {
        (Lane.GREEN, Lane.RED): tried.alone,
        (Lane.YELLOW, Lane.RED): both,
    }


def test_a_weaker_lane_never_takes_a_stronger_one_away() -> None:
    others = [RuleInForce(rule("if value < 50 then red", "STRONG"), 1)]
    tried = back_test(rule("if value < 50 then blue"), a_history(), {}, others=others)
    assert [(one.before, one.after) for one in tried.changes] == [(Lane.RED, Lane.RED)]


def test_validity_is_left_aside_and_offices_count() -> None:
    timed = replace(rule("if value < 50 then red"), since=date(2030, 1, 1))
    assert back_test(timed, a_history(), {}).hits == 100
    assert back_test(replace(timed, offices=("99",)), a_history(), {}).hits == 0


def test_an_empty_history_says_nothing_and_does_not_fall() -> None:
    tried = back_test(rule("if value < 50 then red"), a_history().clear(), {})
    assert (tried.hits, tried.days, tried.hits_a_day, tried.by_day) == (0, 0, 0.0, ())
    assert (tried.rate.low, tried.rate.high) == (0.0, 1.0)
