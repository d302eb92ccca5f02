"""What training learns from: goods that come again are shown as if new, others as they came; no challenger, equal champion."""

import numpy as np
import polars as pl

from smartcustoms.trade.risk import training
from smartcustoms.trade.risk.history import feature_matrix
from tests.trade.risk.histories import a_history


def lessons(history: pl.DataFrame) -> training._Lessons:
    ordered = history.sort("on", "declaration", "item", maintain_order=True)
    return training._lessons_of(ordered, feature_matrix(ordered), 0)


def test_goods_that_hardly_ever_come_again_are_learned_in_the_order_of_time() -> None:
    history = a_history()
    once = history.with_columns(net_mass_kg=pl.int_range(pl.len()).cast(pl.Float64) + 100.0)
    again = history.with_columns(net_mass_kg=pl.lit(100.0), hs_code=pl.lit("690722"), tax_rate=pl.lit(8.0))
    told = lessons(once)
    assert told.shuffled is told.in_time
    told = lessons(again)
    assert told.shuffled is not told.in_time
    assert len(told.shuffled) < len(told.in_time)  # one row of each goods tuple, in a few orders


def test_without_a_challenger_the_champion_is_the_same_and_stands_in() -> None:
    history = a_history(500)
    both, alone = training.train(history).judge, training.train(history, shadow=False).judge
    matrix = feature_matrix(history.sort("on", "declaration", "item", maintain_order=True))[-200:]
    assert np.array_equal(both.champion(matrix), alone.champion(matrix))
    said = alone.judge(matrix)
    assert np.array_equal(said.challenger[said.new_goods], said.probability[said.new_goods])
    assert not np.array_equal(both.judge(matrix).challenger, both.champion(matrix))
