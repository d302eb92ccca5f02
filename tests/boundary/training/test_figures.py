"""Rates, d' and c against numbers from the literature's formulas, and how hard a threat is."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartcustoms.boundary.training.difficulty import level, result_of
from smartcustoms.boundary.training.figures import figures, share
from smartcustoms.boundary.training.model import Answer, Level, Result


def of(hits: int, threats: int, false: int, clean: int):  # type: ignore[no-untyped-def]
    with_threat = [Result.HIT] * hits + [Result.MISS] * (threats - hits)
    return figures(with_threat, [Result.FALSE_ALARM] * false + [Result.CORRECT] * (clean - false))


def test_sensitivity_and_bias_of_known_rates() -> None:
    found = of(80, 100, 10, 100)
    assert found.sensitivity is not None
    assert found.bias is not None
    assert found.sensitivity.value == pytest.approx(2.08, abs=0.02)  # z(.797) - z(.104), a half added to each count
    assert found.bias.value == pytest.approx(0.21, abs=0.02)
    assert found.sensitivity.high - found.sensitivity.value == pytest.approx(0.43, abs=0.02)
    assert (share(8, 10).low, share(8, 10).high) == (pytest.approx(0.490, abs=0.001), pytest.approx(0.943, abs=0.001))


@given(st.integers(0, 30), st.integers(1, 30), st.integers(0, 30), st.integers(1, 30))
def test_perfect_and_hopeless_rates_have_finite_figures(hits: int, threats: int, false: int, clean: int) -> None:
    found = of(min(hits, threats), threats, min(false, clean), clean)
    assert found.sensitivity is not None
    assert found.sensitivity.low < found.sensitivity.value < found.sensitivity.high


def test_without_trials_of_both_kinds_nothing_is_said() -> None:
    assert of(3, 4, 0, 0).sensitivity is None
    assert not of(3, 4, 1, 4).enough


@pytest.mark.parametrize(
    ("factors", "expected"),
    [((0, 0, 0), Level.EASY), ((0.5, 0, 0), Level.MIDDLE), ((0.5, 2, 0), Level.HARD), ((0.5, 2, 1), Level.HARD)],
)
def test_each_factor_makes_it_harder(factors: tuple[float, float, float], expected: Level) -> None:
    named = dict(zip(("turned_away", "superposition", "complexity"), factors, strict=True))
    assert level(**named, on=date(2026, 11, 1)) is expected


def test_a_late_find_is_a_miss_and_a_late_clear_of_a_clean_bag_is_right() -> None:
    assert result_of(Answer.SUSPECT, projected=True, late=True) is Result.MISS
    assert result_of(Answer.CLEAR, projected=False, late=True) is Result.CORRECT
