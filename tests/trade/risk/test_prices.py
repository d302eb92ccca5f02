"""Prices far outside their peers: the arithmetic, the narrowest peers with enough, and the two ways of asking give the same."""

from datetime import date
from math import inf, nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartcustoms.kernel.database.unit import Database
from smartcustoms.trade.risk import actions, queries, store
from smartcustoms.trade.risk.peers import FIELDS, LEVELS, peer_table
from smartcustoms.trade.risk.prices import ENOUGH, far_outside, stacked
from tests.cast import AMINA
from tests.conftest import NOON
from tests.trade.risk.histories import a_history, a_row

DAY = date(2026, 7, 15)


def peers(n: float, *prices: float) -> list[float]:
    """Write a row of a peer table: how many, and the logarithms of the 5th, 50th and 95th percentile."""
    low, middle, high = np.log(prices)
    known = {"n": n, "price_05": low, "price_25": low, "price_50": middle, "price_75": high, "price_95": high}
    return [float(known.get(name, 0.0)) for name in FIELDS]


def unusual(price: float, *levels: list[float] | None) -> list[tuple[str, float]]:
    found = far_outside(np.array([price]), stacked([[*levels, *[None] * (len(LEVELS) - len(levels))]]))
    return [(each.level, round(each.times, 3)) for each in found]


def test_beyond_a_fence_drawn_by_its_own_sides_spread() -> None:
    goods = peers(100, 1, 10, 20)
    assert unusual(0.11, goods) == []
    assert unusual(0.09, goods) == [("hs6+origin", 0.009)]
    assert unusual(59, goods) == []
    assert unusual(61, goods) == [("hs6+origin", 6.1)]


def test_narrow_peers_still_leave_room() -> None:
    assert unusual(3.9, peers(100, 9.9, 10, 10.1)) == []
    assert unusual(3.2, peers(100, 9.9, 10, 10.1)) == [("hs6+origin", 0.32)]


def test_too_few_peers_give_way_to_wider_ones_and_none_to_silence() -> None:
    few, wide = peers(ENOUGH - 1, 1, 1, 1), peers(ENOUGH, 90, 100, 110)
    assert unusual(100, few, None, wide) == []
    assert unusual(1, few, None, wide) == [("hs4", 0.01)]
    assert unusual(1e9, few) == []


@pytest.mark.parametrize("price", [nan, inf, 0.0, -1.0])
def test_an_unknown_price_is_passed_over(price: float) -> None:
    assert unusual(price, peers(100, 1, 10, 20)) == []


@given(
    st.lists(st.floats(1e-3, 1e6), min_size=1, max_size=20), st.floats(1e-3, 1e3), st.floats(1, 50), st.floats(1, 50)
)
def test_what_lies_between_the_percentiles_is_never_told(
    prices: list[float], middle: float, below: float, above: float
) -> None:
    goods = stacked([[peers(50, middle / below, middle, middle * above), None, None]] * len(prices))
    for found in far_outside(np.array(prices), goods):
        assert not middle / below <= prices[found.row] <= middle * above
        assert found.times > 3 or found.times < 1 / 3


def test_the_warm_table_and_the_query_say_the_same(database: Database) -> None:
    goods = [
        ("690722", "CN", 3.0),
        ("690722", "CN", 0.01),
        ("252329", "VN", 900.0),
        ("690722", "FR", 0.01),
        ("999999", "CN", 1.0),
    ]
    with database.unit(by=AMINA, at=NOON) as uow:
        store.profiles.keep_peers(uow, date(2026, 7, 1), peer_table(a_history(), month=date(2026, 7, 1)))
    with database.unit(by=AMINA, at=NOON) as uow:
        asked = queries.unusual_prices(uow, goods, on=DAY)
        assert "risk" not in store.memory_of(uow)
        actions.assess(uow, [a_row(on=DAY)])
        assert store.memory_of(uow)["risk"].peers_asked_for == date(2026, 7, 1)
        warm = queries.unusual_prices(uow, goods, on=DAY)
    assert [(each.row, each.level) for each in asked] == [(1, "hs6+origin"), (2, "hs6+origin"), (3, "hs6")]
    assert warm == asked
    with database.unit(by=AMINA, at=NOON) as uow:
        assert queries.unusual_prices(uow, [], on=DAY) == []
