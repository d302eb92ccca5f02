"""Fourteen days to thirty minutes, exactly; exemptions by date; references with their check digits."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartcustoms.trade.road_cargo.control_points import Side, are_apart, control_point, control_points, side_rule
from smartcustoms.trade.road_cargo.model import Jurisdiction, PlateUnreadable, plate, read_reference, reference
from smartcustoms.trade.road_cargo.windows import (
    exemptions,
    is_covered,
    is_early,
    is_late,
    lodging_ends,
    may_bundle,
)

DAY = date(2026, 11, 30)
TICK = timedelta(microseconds=1)


def test_a_day_is_open_from_fourteen_days_before_its_midnight_until_half_an_hour_before_its_end() -> None:
    begins, ends = lodging_ends(DAY)
    assert begins == datetime(2026, 11, 15, 16, 0, tzinfo=UTC)  # midnight in Hong Kong, 14 days ahead
    assert ends == datetime(2026, 11, 30, 15, 30, tzinfo=UTC)
    assert not is_early(begins, DAY)
    assert is_early(begins - TICK, DAY)
    assert not is_late(ends, DAY)
    assert is_late(ends + TICK, DAY)


@pytest.mark.parametrize(("ahead", "may"), [(timedelta(minutes=30), True), (timedelta(minutes=30) - TICK, False)])
def test_a_truck_is_bundled_thirty_minutes_ahead_and_not_a_moment_later(ahead: timedelta, may: bool) -> None:
    crossing = datetime(2026, 11, 30, 4, 0, tzinfo=UTC)
    assert may_bundle(crossing - ahead, crossing) is may


@pytest.mark.parametrize(
    ("ahead", "covered"),
    [
        (timedelta(days=14), True),
        (timedelta(days=14) + TICK, False),
        (timedelta(minutes=30), True),
        (timedelta(minutes=30) - TICK, False),
    ],
)
def test_a_reference_covers_crossings_within_its_window(ahead: timedelta, covered: bool) -> None:
    crossing = datetime(2026, 11, 30, 4, 0, tzinfo=UTC)
    assert is_covered(crossing - ahead, crossing) is covered


def test_exemptions_hold_from_their_day_and_say_that_they_are_assumed() -> None:
    assert {"personal", "post", "empty_units", "relief"} == set(exemptions(DAY))
    assert all(each.source == "assumed" for each in exemptions(DAY).values())
    assert not exemptions(date(2010, 5, 16))


@given(st.integers(2000, 2099), st.integers(0, 10**9 - 1))
def test_a_reference_is_read_back_and_no_single_digit_may_change(year: int, serial: int) -> None:
    whole = reference(year, serial)
    assert read_reference(whole) == whole
    assert read_reference(f" {whole[2:8]} {whole[8:]} ") == whole
    for place in range(2, len(whole)):
        other = whole[:place] + str((int(whole[place]) + 1) % 10) + whole[place + 1 :]
        assert read_reference(other) is None


@pytest.mark.parametrize("text", ["", "CC", "CC26", "CC²612345678901", "CC26000000001AB", "XX2600000000197"])
def test_what_is_no_reference_is_none(text: str) -> None:
    assert read_reference(text) is None


def test_plates_are_read_in_one_spelling() -> None:
    assert plate(Jurisdiction.HONG_KONG, "ab 1234").mark == "AB1234"
    assert plate(Jurisdiction.MAINLAND, "粵Z·1234港").mark == "粤Z1234港"
    assert plate(Jurisdiction.MACAO, "M-12-34").mark == "M1234"
    for whose, text in (
        (Jurisdiction.HONG_KONG, "IO 1"),
        (Jurisdiction.MAINLAND, "AB 1234"),
        (Jurisdiction.MACAO, "12-34"),
    ):
        with pytest.raises(PlateUnreadable) as refused:
            plate(whose, text)
        assert refused.value.seen == text


def test_shenzhen_bay_is_open_all_night_only_since_december_2020() -> None:
    night = timedelta(hours=3)
    before = control_point("SZB", datetime(2020, 12, 8, 16, tzinfo=UTC) + night)
    after = control_point("SZB", datetime(2020, 12, 9, 16, tzinfo=UTC) + night)
    assert before is not None
    assert after is not None
    assert not before.is_open(datetime(2020, 12, 8, 19, tzinfo=UTC))
    assert after.is_open(datetime(2020, 12, 9, 19, tzinfo=UTC))


def test_closing_time_is_too_late_and_opening_time_is_not() -> None:
    point = control_points(DAY)["MKT"]
    assert point.is_open(datetime(2026, 11, 29, 23, 0, tzinfo=UTC))  # 07:00 in Hong Kong
    assert not point.is_open(datetime(2026, 11, 30, 14, 0, tzinfo=UTC))  # 22:00


def test_sides_are_apart_only_between_east_and_west() -> None:
    assert are_apart(Side.EAST, Side.WEST)
    assert not are_apart(Side.EAST, Side.EAST)
    assert not are_apart(Side.EITHER, Side.WEST)
    assert side_rule(DAY) is not None
    assert side_rule(date(2011, 1, 1)) is None
