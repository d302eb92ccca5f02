"""Schedules: cron's five fields in UTC."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartcustoms.kernel.jobs.clockwork import ScheduleUnreadable, schedule


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "after", "due"),
    [
        ("0 2 * * *", "2026-11-24T02:00", "2026-11-25T02:00"),
        ("0 2 * * *", "2026-11-24T01:59:59", "2026-11-24T02:00"),
        ("*/15 * * * *", "2026-11-24T10:16", "2026-11-24T10:30"),
        ("5/20 * * * *", "2026-11-24T10:26", "2026-11-24T10:45"),
        ("30 6 1,15 * *", "2026-11-15T07:00", "2026-12-01T06:30"),
        ("0 0 29 2 *", "2026-03-01T00:00", "2028-02-29T00:00"),
        ("0 9 * * 1-5", "2026-11-27T10:00", "2026-11-30T09:00"),  # Friday, then Monday
        ("0 9 * * 7", "2026-11-24T00:00", "2026-11-29T09:00"),  # 7 is Sunday, too
        ("0 0 13 * 5", "2026-11-24T00:00", "2026-11-27T00:00"),  # either the 13th or a Friday
    ],
)
def test_due(text: str, after: str, due: str) -> None:
    assert schedule(text).after(at(after)) == at(due)


@pytest.mark.parametrize("text", ["", "* * * *", "60 * * * *", "x * * * *", "*/0 * * * *", "5-1 * * * *", "0 0 30 2 *"])
def test_unreadable(text: str) -> None:
    with pytest.raises(ScheduleUnreadable):
        schedule(text).after(at("2026-11-24T00:00"))


@given(st.integers(0, 59), st.integers(0, 23), st.datetimes(timezones=st.just(UTC)))
def test_daily_is_always_within_a_day_and_on_the_minute(minute: int, hour: int, moment: datetime) -> None:
    start = moment.replace(year=2000 + moment.year % 100 // 4 * 4)
    due = schedule(f"{minute} {hour} * * *").after(start)
    assert (due.hour, due.minute, due.second) == (hour, minute, 0)
    assert 0 < (due - start).total_seconds() <= 86400
