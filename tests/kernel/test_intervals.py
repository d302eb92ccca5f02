"""Intervals against published or exact values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartcustoms.kernel.intervals import mean_count


@pytest.mark.parametrize(
    ("count", "low", "high"), [(0, 0.0, 3.689), (1, 0.025, 5.572), (10, 4.795, 18.390), (100, 81.364, 121.627)]
)
def test_a_count_has_poissons_exact_interval_nearly(count: int, low: float, high: float) -> None:
    """Exact values: Garwood 1936, by the chi-squared distribution."""
    found = mean_count([count])
    assert found.value == count
    assert found.low == pytest.approx(low, abs=0.06)
    assert found.high == pytest.approx(high, abs=0.1)


@given(st.lists(st.integers(0, 50), min_size=1))
def test_the_interval_holds_the_mean(counts: list[int]) -> None:
    found = mean_count(counts)
    assert 0 <= found.low <= found.value <= found.high


def test_uneven_counts_are_less_sure() -> None:
    even, uneven = mean_count([1] * 20), mean_count([20] + [0] * 19)
    assert even.value == uneven.value
    assert uneven.high - uneven.low > 2 * (even.high - even.low)


def test_nothing_counted_says_nothing() -> None:
    assert mean_count([]) == (0.0, 0.0, float("inf"))
