"""A judge says the same to the last bit of one row, of few and of many, and judges the same when read back from its bytes."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from smartcustoms.trade.risk.calibration import Platt
from smartcustoms.trade.risk.features import NAMES
from smartcustoms.trade.risk.forest import MANY, grid_of
from smartcustoms.trade.risk.heads import CatBoostHead, Constant, LightGbmHead, fit_catboost, fit_lightgbm
from smartcustoms.trade.risk.judge import Judge, Scale, read_judge, unlearned

ROWS = MANY + 700
"""More than a block of the many, and not a whole number of anything."""
KNOWN = NAMES.index("hs6+departure+origin+tax_rate+tax_type+mass:known")


def a_matrix(rows: int = ROWS, *, seed: int = 5) -> np.ndarray:
    """Simulated features: a third whole numbers (so that values meet borders), some goods known, some not."""
    draw = np.random.default_rng(seed)
    matrix = draw.normal(0, 2, (rows, len(NAMES))).astype(np.float32)
    matrix[:, ::3] = np.round(matrix[:, ::3])
    matrix[:, KNOWN] = draw.integers(0, 2, rows)
    return np.asfortranarray(matrix)


def taught(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Answers that depend on the features, and equal weights."""
    found = (matrix[:, 1] + matrix[:, 40] * matrix[:, 77] > 1).astype(np.float64)
    return found, np.ones(len(matrix))


@pytest.fixture(scope="module")
def judge() -> Judge:
    matrix = a_matrix(1500, seed=6)
    found, weight = taught(matrix)
    small: dict[str, Any] = {"iterations": 60, "learning_rate": 0.2}
    many: dict[str, Any] = {"rounds": 40, "learning_rate": 0.2}
    return Judge(
        Scale(fit_catboost(matrix, found, weight, seed=1, depth=6, **small), Platt(0.9, 0.1)),
        Scale(fit_catboost(matrix, found, weight, seed=2, depth=5, **small), Platt(0.7, -0.2)),
        Scale(fit_lightgbm(matrix, found, weight, seed=1, num_leaves=31, **many), Platt()),
        Scale(fit_lightgbm(matrix, found, weight, seed=2, num_leaves=7, **many), Platt()),
        fit_catboost(matrix, np.exp(found + 3), weight, seed=3, depth=4, loss_function="RMSE", iterations=50),
        1.3,
    )


def test_one_few_and_many_rows_are_judged_alike_to_the_last_bit(judge: Judge) -> None:
    matrix = a_matrix()
    many = judge.judge(matrix)
    for size in (1, 3, 50):
        parts = [judge.judge(matrix[start : start + size]) for start in range(0, 300, size)]
        for name in ("probability", "challenger", "revenue", "new_goods", "new_party"):
            few = np.concatenate([getattr(part, name) for part in parts])
            assert np.array_equal(few, getattr(many, name)[: len(few)]), (size, name)
    ones = [judge.judge_one(row) for row in matrix[:300]]
    assert [one.probability for one in ones] == many.probability[:300].tolist()
    assert [one.revenue for one in ones] == many.revenue[:300].tolist()


@pytest.mark.parametrize("depth", [1, 4, 6, 8])
def test_flat_trees_equal_catboost_to_the_last_bit(depth: int) -> None:
    matrix = a_matrix(seed=depth)
    head = fit_catboost(matrix[:800], *taught(matrix[:800]), seed=0, depth=depth, iterations=30)
    assert isinstance(head, CatBoostHead)
    assert head.forest.is_exact
    by_catboost = head.model.predict(matrix, prediction_type="RawFormulaVal")
    assert np.array_equal(head.forest.raw(matrix), by_catboost)
    assert np.array_equal(head.forest.raw(matrix[:150]), by_catboost[:150])


@pytest.mark.parametrize("leaves", [2, 7, 31, 64])
def test_flat_branches_equal_lightgbm_to_the_last_bit(leaves: int) -> None:
    matrix = a_matrix(1200, seed=leaves)
    head = fit_lightgbm(matrix, *taught(matrix), seed=0, num_leaves=leaves, rounds=20, min_child_samples=3)
    assert isinstance(head, LightGbmHead)
    assert head.branches is not None
    assert np.array_equal(head.branches.raw(matrix), head.booster.predict(matrix, raw_score=True))


def test_trees_with_more_leaves_than_a_word_are_left_to_lightgbm() -> None:
    matrix = a_matrix(2000)
    head = fit_lightgbm(matrix, *taught(matrix), seed=0, num_leaves=90, rounds=3, min_child_samples=2)
    assert isinstance(head, LightGbmHead)
    assert head.branches is None
    assert len(head.raw(matrix[:2])) == 2


def test_leaves_are_put_on_a_grid_that_changes_next_to_nothing_and_others_are_asked_through_catboost() -> None:
    import catboost

    matrix = a_matrix(1500)
    found, weight = taught(matrix)
    head = fit_catboost(matrix, found, weight, seed=4, iterations=80, depth=6)
    plain = catboost.CatBoost(
        {"loss_function": "Logloss", "random_seed": 4, "thread_count": 1, "allow_writing_files": False,
         "logging_level": "Silent", "iterations": 80, "depth": 6}
    ).fit(catboost.Pool(matrix, label=found, weight=weight))  # fmt: skip
    old = CatBoostHead(plain)
    assert not old.forest.is_exact
    assert np.array_equal(old.raw(matrix[:9]), plain.predict(matrix[:9], prediction_type="RawFormulaVal"))
    assert np.abs(head.raw(matrix) - old.raw(matrix)).max() < 1e-11
    scale = Scale(old, Platt())
    judge = Judge(scale, scale, scale, scale, Constant(1.0), 1.0)
    assert judge.judge(matrix[:1]).probability[0] == judge.judge_one(matrix[0]).probability


def test_a_judge_read_back_is_the_same(judge: Judge) -> None:
    again = read_judge(judge.saved)
    matrix = a_matrix(500)
    for mine, other in zip(again.judge(matrix), judge.judge(matrix), strict=True):
        assert np.array_equal(mine, other)


def test_revenue_is_learned_per_declared_value_and_a_judge_of_before_says_what_it_said(judge: Judge) -> None:
    matrix = a_matrix(300)
    relative = replace(judge, per_value=True, revenue=Constant(float(np.log(0.2))), revenue_factor=1.5)
    value = np.exp(matrix[:, NAMES.index("log_value")].astype(np.float64))
    assert np.allclose(relative.judge(matrix).revenue, 0.3 * value)
    assert [relative.judge_one(row).revenue for row in matrix] == relative.judge(matrix).revenue.tolist()
    assert read_judge(relative.saved).per_value
    assert b"per_value" not in judge.saved  # so the hash of a judge of before is still its name


def test_the_unlearned_judge_says_the_base_rate_of_one_and_of_many() -> None:
    matrix = a_matrix(400)
    judge = unlearned(0.05)
    many = judge.judge(matrix)
    assert np.allclose(many.probability, 0.05)
    assert judge.judge_one(matrix[0]).probability == many.probability[0]
    assert judge.judge(matrix[:0]).probability.shape == (0,)
    assert judge.familiar.head == Constant(float(np.log(0.05 / 0.95)))


def test_a_sum_on_the_grid_has_room_in_a_double() -> None:
    step = grid_of(np.array([0.3, -7.5, 0.1, 0.2]), [2, 2], 1.0)
    assert (7.5 + 0.2 + 1.0) / step < 2**51
    assert step < 1e-13
