"""How hard the next picture is: where the steps come to rest, and that nobody is helped by calling everything suspect."""

import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartcustoms.boundary.training.adapting import following, has_passed, reached, rules, span, weights
from smartcustoms.boundary.training.difficulty import LEVELS, grade, level
from smartcustoms.boundary.training.model import Level, Result, Step

KNOWN = rules(date(2026, 11, 24))
WHOLE = (0.0, 1.0)


def walk(seed: int, ratio: float, hit_rate: float, false_rate: float, pictures: int) -> list[float]:
    """Let somebody with these rates at half the scale, falling with difficulty, answer pictures."""
    luck, scale, way = random.Random(seed), 0.2, []
    for _ in range(pictures):
        way.append(scale)
        if luck.random() < ratio:
            result = Result.HIT if luck.random() < hit_rate * 2 * (1 - scale) else Result.MISS
        else:
            result = Result.FALSE_ALARM if luck.random() < false_rate else Result.CORRECT
        scale = following(scale, result, known=KNOWN, ratio=ratio, turned=True, within=WHOLE)
    return way


@pytest.mark.parametrize("ratio", [0.3, 0.5, 0.7])
def test_it_comes_to_rest_where_hits_less_false_alarms_are_the_target(ratio: float) -> None:
    ends = [reached(walk(seed, ratio, 0.45, 0.1, 400)) for seed in range(12)]
    found = sum(ends) / len(ends)
    rest = 1 - (KNOWN.target + 0.1) / (2 * 0.45)  # where the hit rate is the target and the false-alarm rate more
    assert found == pytest.approx(rest, abs=0.05)


def test_who_calls_everything_suspect_stays_at_the_easiest() -> None:
    luck, scale = random.Random(1), 0.5
    for _ in range(200):
        result = Result.HIT if luck.random() < 0.5 else Result.FALSE_ALARM
        scale = following(scale, result, known=KNOWN, ratio=0.5, turned=True, within=WHOLE)
    assert scale < 0.25


def test_who_misses_everything_meets_the_easiest_and_who_finds_everything_the_hardest() -> None:
    within = span(Level.EASY, Level.MIDDLE)
    low = high = 0.4
    for _ in range(50):
        low = following(low, Result.MISS, known=KNOWN, ratio=0.5, turned=False, within=within)
        high = following(high, Result.HIT, known=KNOWN, ratio=0.5, turned=False, within=within)
    assert (low, high) == within


def test_a_category_that_is_missed_comes_more_often() -> None:
    steps = [Step(place, 0.3, "gun", Level.EASY, Result.HIT) for place in range(8)]
    steps += [Step(place, 0.3, "knife", Level.EASY, Result.MISS) for place in range(8)]
    found = weights(steps, ("gun", "knife", "drugs"))
    assert found["knife"] > found["drugs"] > found["gun"] > 0
    assert sum(found.values()) == pytest.approx(1)


@given(st.floats(0, 1), st.floats(0, 6), st.floats(0, 1))
def test_the_scale_and_the_levels_agree(turned: float, over: float, unquiet: float) -> None:
    on = date(2026, 11, 24)
    factors = {"turned_away": turned, "superposition": over, "complexity": unquiet}
    assert LEVELS[int(grade(**factors, on=on) * 3)] is level(**factors, on=on)


def test_passing_needs_the_level_and_few_false_alarms() -> None:
    assert has_passed(0.4, Level.MIDDLE, false_alarms=2, clean=20, most=0.1)
    assert not has_passed(0.3, Level.MIDDLE, false_alarms=0, clean=20, most=0.1)
    assert not has_passed(0.9, Level.MIDDLE, false_alarms=3, clean=20, most=0.1)
