from datetime import date, timedelta

import pytest

from smartcustoms.trade.risk.rule_rates import ENOUGH, QUIET, Result, rate_of, retirement_advice

TODAY = date(2026, 11, 24)


def results(examined: int, found: int, days_ago: int = 0) -> list[Result]:
    return [Result(TODAY - timedelta(days_ago), n < found, 10.0 if n < found else 0.0) for n in range(examined)]


def test_the_rate_starts_at_the_base_and_moves_with_findings() -> None:
    assert rate_of([], on=TODAY, base=0.02).recent == pytest.approx(0.02)
    moved = rate_of(results(10, 5), on=TODAY, base=0.02)
    assert (moved.examined, moved.found, moved.revenue) == (10, 5, 50.0)
    assert moved.recent == pytest.approx((10 * 0.02 + 5) / 20)


def test_old_findings_fade() -> None:
    old, new = rate_of(results(20, 20, 720), on=TODAY, base=0.0), rate_of(results(20, 20), on=TODAY, base=0.0)
    assert old.recent < new.recent / 3
    assert old.rate == new.rate


def test_advice_comes_only_with_cause() -> None:
    good = rate_of(results(40, 20), on=TODAY, base=0.05)
    poor = rate_of(results(200, 0), on=TODAY, base=0.05)
    few = rate_of(results(ENOUGH - 1, 0), on=TODAY, base=0.5)

    def advice(rate: object, **said: object) -> str | None:
        told = {"active_since": TODAY, "last_hit": TODAY, "until": None, "on": TODAY, "base": 0.05, **said}
        found = retirement_advice(rate, **told)  # type: ignore[arg-type]
        return None if found is None else str(found)

    assert advice(good) is None
    assert advice(few, base=0.5) is None
    assert "less often than a random choice" in str(advice(poor))
    assert advice(good, until=TODAY - timedelta(1)) == "Its validity ended on 2026-11-23"
    asleep = TODAY - timedelta(QUIET)
    assert advice(good, active_since=asleep, last_hit=None) == f"No hit for {QUIET} days"
    assert advice(good, active_since=asleep, last_hit=TODAY) is None
