"""Dates of the programme at their boundaries: exact."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartcustoms.business.aeo.dates import barred_until, last_day, may_renew, renewal_opens, report_days, shifted
from smartcustoms.business.aeo.programme import benefits, rules
from smartcustoms.kernel.day import day_of

days = st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 12, 31))


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 11, 24), date(2029, 11, 23)),
        (date(2028, 2, 29), date(2031, 2, 28)),  # 2031 has no 29 February
        (date(2028, 3, 1), date(2031, 2, 28)),
        (date(2025, 3, 1), date(2028, 2, 29)),  # the day before 1 March 2028 is the 29th
        (date(2025, 2, 28), date(2028, 2, 27)),
        (date(2027, 1, 1), date(2029, 12, 31)),
    ],
)
def test_a_certificate_of_three_years_ends(first: date, last: date) -> None:
    assert last_day(first, years=3) == last


@pytest.mark.parametrize(
    ("until", "opens"),
    [
        (date(2029, 11, 23), date(2029, 5, 23)),
        (date(2029, 8, 31), date(2029, 2, 28)),
        (date(2028, 8, 31), date(2028, 2, 29)),
        (date(2029, 12, 31), date(2029, 6, 30)),
    ],
)
def test_renewal_opens_six_months_before(until: date, opens: date) -> None:
    assert renewal_opens(until, 6) == opens
    assert not may_renew(opens - timedelta(days=1), until, 6)
    assert may_renew(opens, until, 6)
    assert may_renew(until, until, 6)
    assert not may_renew(until + timedelta(days=1), until, 6)


@pytest.mark.parametrize(
    ("revoked", "last"),
    [
        (date(2026, 11, 24), date(2028, 11, 23)),
        (date(2028, 2, 29), date(2030, 2, 28)),
        (date(2026, 3, 1), date(2028, 2, 29)),
    ],
)
def test_the_bar_of_two_years(revoked: date, last: date) -> None:
    assert barred_until(revoked, 2) == last


@given(days, st.integers(1, 10))
def test_a_period_has_its_years_and_never_a_day_more(first: date, years: int) -> None:
    last = last_day(first, years=years)
    assert shifted(first, 12 * years) - timedelta(days=1) <= last <= shifted(first, 12 * years)
    assert last_day(first + timedelta(days=1), years=years) >= last


def test_reports_fall_within_the_validity() -> None:
    first = date(2026, 11, 24)
    assert report_days(first, last_day(first, years=3), 12) == (date(2027, 11, 24), date(2028, 11, 24))


def test_the_day_is_the_administrations_own() -> None:
    assert day_of(datetime(2026, 11, 23, 15, 59, tzinfo=UTC)) == date(2026, 11, 23)
    assert day_of(datetime(2026, 11, 23, 16, 0, tzinfo=UTC)) == date(2026, 11, 24)  # midnight in Hong Kong


def test_the_rules_are_data_with_their_source() -> None:
    found = rules(date(2026, 11, 24))
    assert (found.certificate_years, found.renew_months, found.bar_years) == (3, 6, 2)
    assert found.source
    assert [str(benefits(tier, date(2026, 11, 24)).spared) for tier in (1, 2)] == ["0.50", "0.80"]
    with pytest.raises(LookupError):
        rules(date(2009, 12, 31))
