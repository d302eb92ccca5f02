"""The case: a 40-ft container of cement, Viet Nam to Australia, transhipped in Hong Kong; from general indicators.

On a simulated history: nothing in the engine names cement, Viet Nam, Hong Kong or Australia together.
"""

from datetime import date, timedelta

import numpy as np
import polars as pl

from smartcustoms.trade.risk import indicators
from smartcustoms.trade.risk.coded import Coded
from smartcustoms.trade.risk.features import NAMES
from smartcustoms.trade.risk.lanes import Candidate, Plan, assign_one
from smartcustoms.trade.risk.model import FACTS, LABELS, Lane
from smartcustoms.trade.risk.peers import PeerTable, month_of, peer_table
from smartcustoms.trade.risk.profiles import Profiles, state_of
from tests.trade.risk.histories import a_row

DAY = date(2026, 6, 1)


def usual_trade() -> pl.DataFrame:
    """A simulated year: cement comes from Japan and China straight; Viet Nam sends furniture by Hong Kong to China."""
    draw = np.random.default_rng(5)
    rows = []
    for number in range(2000):
        cement = number % 8 == 0
        origin = ("JP", "CN")[number % 16 // 8] if cement else ("VN", "CN", "KR")[number % 3]
        route = f"{origin}-HK" if cement or number % 5 else "VN-HK-CN"
        rows.append(
            a_row(
                declaration=f"U{number}", on=DAY - timedelta(days=1 + number % 170), direction="transhipment",
                hs_code="252329" if cement else ("940360", "850440", "610910")[number % 3], origin=origin,
                departure=origin, route=route, destination=route[-2:], importer=f"I{number % 50}",
                net_mass_kg=26000.0 if cement else 4000.0, value=float(2000 * np.exp(draw.normal(0, 0.1))),
            )
            | {"finding": None, "revenue": None, "result_on": None, "chosen_by": None, "propensity": None}
        )  # fmt: skip
    return pl.DataFrame(rows, schema={**FACTS, **LABELS})


def judged(**changes: object) -> tuple[Lane, list[str], list[str]]:
    past = usual_trade()
    known = Profiles.from_state(state_of(past, before=DAY))
    month = month_of(DAY)
    coded = Coded(known, PeerTable(peer_table(past, month=month), month=month), day=DAY)
    row = a_row(
        declaration="CASE", on=DAY, direction="transhipment", hs_code="252329", origin="VN", departure="VN",
        route="VN-HK-AU", destination="AU", importer="I1", net_mass_kg=26000.0, value=2000.0,
        description="Portland cement in bags, one 40-ft container",
    ) | changes  # fmt: skip
    matrix = coded.matrix(pl.DataFrame([row], schema=dict(FACTS)))
    assert np.isfinite(matrix).all()
    assert matrix.shape[1] == len(NAMES)
    asked = indicators.lane_for(float(indicators.points(matrix)[0]))
    candidate = Candidate("CASE", 0.02, 1.0, rule_lane=asked)
    given = assign_one(candidate, Plan(random_rate=0.0), b"secret", hours_left=8.0)
    why = indicators.reasons_of(row, matrix[0])
    return given.lane, [reason.code for reason in why], [str(reason.says) for reason in why]


def test_cement_by_hong_kong_to_australia_is_red_with_each_reason_named() -> None:
    lane, codes, said = judged()
    assert lane is Lane.RED
    assert {"goods-rare", "route-circuitous", "route-rare", "destination-demand"} <= set(codes)
    told = " ".join(said)
    assert "HS 252329 is rarely traded from VN" in told
    assert "VN-HK-AU is circuitous: by HK" in told
    assert "AU is a demand country" in told


def test_the_same_cement_from_where_it_usually_comes_is_released() -> None:
    lane, codes, _ = judged(origin="JP", departure="JP", route="JP-HK", destination="HK")
    assert lane is Lane.GREEN
    assert codes == []


def test_it_is_not_about_cement_other_goods_on_a_like_journey_are_red_too() -> None:
    lane, codes, _ = judged(hs_code="610910", origin="BR", departure="BR", route="BR-ZA-CN-NZ", destination="NZ")
    assert lane is Lane.RED
    assert {"goods-rare", "route-circuitous", "destination-demand"} <= set(codes)


def test_one_indicator_alone_does_not_make_red() -> None:
    assert judged(origin="JP", departure="JP", route="JP-AU", destination="AU")[0] is Lane.GREEN
