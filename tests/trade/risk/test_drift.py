"""Drift: found when it is there, silent when it is not."""

import numpy as np

from smartcustoms.kernel.intervals import wilson
from smartcustoms.trade.risk.calibration import Platt, brier, fit_platt, reliability
from smartcustoms.trade.risk.drift import Adwin, kolmogorov_smirnov, psi, shifted
from smartcustoms.trade.risk.figures import auc, bootstrap, precision_at, revenue_at


def first_change(rates: list[tuple[int, float]], *, seed: int) -> int | None:
    draw, watcher, told = np.random.default_rng(seed), Adwin(), 0
    for count, rate in rates:
        for hit in draw.random(count) < rate:
            told += 1
            if watcher.update(float(hit)):
                return told
    return None


def test_a_fallen_hit_rate_is_found_within_a_thousand_results() -> None:
    found = [first_change([(3000, 0.30), (2000, 0.15)], seed=seed) for seed in range(5)]
    assert all(at is not None and 3000 < at < 4000 for at in found)


def test_a_steady_hit_rate_raises_no_alarm() -> None:
    assert [first_change([(6000, 0.22)], seed=seed) for seed in range(5)] == [None] * 5


def test_a_moved_feature_is_named_and_a_steady_one_is_not() -> None:
    draw = np.random.default_rng(3)
    before, now = draw.normal(size=(2000, 2)), draw.normal(size=(2000, 2))
    now[:, 1] += 1.0
    assert [name for name, _ in shifted(before, now, ("steady", "moved"))] == ["moved"]
    assert psi(before[:, 0], now[:, 0]) < 0.1
    apart, bound = kolmogorov_smirnov(before[:, 1], now[:, 1])
    assert apart > bound
    assert kolmogorov_smirnov(before[:, 0], now[:, 0])[0] < bound


def test_calibration_makes_said_and_found_agree_and_keeps_ranks() -> None:
    draw = np.random.default_rng(4)
    truth = draw.normal(-2, 1.5, 20_000)
    found = (draw.random(20_000) < 1 / (1 + np.exp(-truth))).astype(float)
    raw = 3 * truth + 5  # overconfident and shifted
    fitted = fit_platt(raw[:10_000], found[:10_000])
    said = np.asarray(fitted(raw[10_000:]))
    assert brier(said, found[10_000:]) < brier(np.asarray(Platt()(raw[10_000:])), found[10_000:])
    assert max(abs(bar.said - bar.found) for bar in reliability(said, found[10_000:])) < 0.05
    assert np.array_equal(np.argsort(said), np.argsort(raw[10_000:]))


def test_too_few_results_calibrate_nothing() -> None:
    assert fit_platt(np.array([0.1, 0.2]), np.array([1.0, 0.0])) == Platt()


def test_figures_say_what_they_mean() -> None:
    found, score = np.array([1.0, 0, 1, 0, 0, 0, 0, 0, 0, 0]), np.linspace(1, 0, 10)
    assert auc(found, score) == 15 / 16
    assert auc(found, np.zeros(10)) == 0.5
    assert precision_at(found, score, 0.1) == 1.0
    assert precision_at(found, score, 0.11) == 0.5  # a part of a row is a whole row
    assert revenue_at(found * 7, score, 0.1) == 0.5
    low_high = bootstrap(auc, found, score)
    assert low_high.low <= low_high.value <= low_high.high
    assert wilson(0, 0)[1:] == (0.0, 1.0)
    assert 0.2 < wilson(5, 10).low < 0.5 < wilson(5, 10).high < 0.8
