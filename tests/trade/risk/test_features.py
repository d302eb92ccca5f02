"""One definition of every feature: single declaration, batch, history and SQL give the same numbers."""

from datetime import date, timedelta

import duckdb
import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smartcustoms.trade.risk import cluster, history, peers, tallies
from smartcustoms.trade.risk.coded import Coded, Slots
from smartcustoms.trade.risk.features import NAMES
from smartcustoms.trade.risk.keys import texts_of
from smartcustoms.trade.risk.model import FACTS
from smartcustoms.trade.risk.peers import PeerTable, month_of
from smartcustoms.trade.risk.profiles import Profiles, lodging, result, state_of
from smartcustoms.trade.risk.single import features_of
from tests.shared_data import shared
from tests.trade.risk.histories import FIRST, a_history, a_row

DAY = FIRST + timedelta(days=100)


def with_routes(rows: pl.DataFrame) -> pl.DataFrame:
    """Give every third row a journey, and some rows holes."""
    number = pl.int_range(pl.len())
    return rows.with_columns(
        route=pl.when(number % 3 == 0).then(pl.lit("VN-HK-AU")).when(number % 3 == 1).then(pl.lit("CN-HK")),
        destination=pl.when(number % 3 == 0).then(pl.lit("AU")).when(number % 3 == 1).then(pl.lit("HK")),
        packages=pl.when(number % 2 == 0).then(number % 40).cast(pl.Int32),
        courier=pl.when(number % 5 == 0).then(pl.lit("C1")),
        net_mass_kg=pl.when(number % 50 == 7).then(0.0).otherwise(pl.col("net_mass_kg")),
    )


def in_batch(past: pl.DataFrame, rows: pl.DataFrame, day: date) -> tuple[np.ndarray, Profiles, PeerTable]:
    known = Profiles.from_state(state_of(past, before=day))
    month = month_of(day)
    table = PeerTable(peers.peer_table(past, month=month), month=month)
    return Coded(known, table, day=day).matrix(rows), known, table


def by_sql(past: pl.DataFrame, rows: pl.DataFrame, day: date) -> np.ndarray:
    with duckdb.connect() as base:
        base.register("history", past.to_arrow())
        base.register("rows", rows.to_arrow())
        base.execute(f"create table profile as {cluster.state_sql(day)}")
        base.execute(f"create table peer as {cluster.peers_sql(month_of(day))}")
        found = sorted(base.execute(cluster.features_sql(day, rows["route"].to_list())).fetchall())
    return np.array([row[2:] for row in found], dtype=np.float32)


def test_single_batch_history_and_sql_are_equal() -> None:
    past = with_routes(a_history())
    rows = past.filter(pl.col("on") == DAY)
    assert rows.height >= 10
    batch, known, table = in_batch(past, rows, DAY)
    single = np.stack([features_of(row, known, table, day=DAY) for row in rows.to_dicts()])
    then = history.feature_matrix(past)[(past["on"] == DAY).to_numpy()]
    told = by_sql(past, rows, DAY)
    for name, other in (("single", single), ("history", then), ("sql", told)):
        apart = np.abs(batch - other).max(axis=0)
        worst = int(apart.argmax())
        assert apart.max() < 2e-5, f"{name}: {NAMES[worst]} differs by {apart[worst]}"


def test_features_of_the_real_set_are_equal() -> None:
    from benchmarks.kcs import read

    past = read(shared("declarations-kcs/train.csv")).filter(pl.col("on") < date(2020, 3, 12)).sort("on", "declaration")
    day = date(2020, 3, 11)
    rows = past.filter(pl.col("on") == day)
    batch, known, table = in_batch(past, rows, day)
    single = np.stack([features_of(row, known, table, day=day) for row in rows.to_dicts()])
    then = history.feature_matrix(past)[(past["on"] == day).to_numpy()]
    assert np.allclose(batch, single, atol=2e-5)
    assert np.allclose(batch, then, atol=2e-5)
    assert np.allclose(batch, by_sql(past, rows, day), atol=2e-5)


def test_no_feature_knows_a_label_of_its_own_day_or_later() -> None:
    past = with_routes(a_history(600))
    turned = past.with_columns(
        finding=pl.when(pl.col("result_on") >= DAY).then(1 - pl.col("finding")).otherwise(pl.col("finding")),
        revenue=pl.when(pl.col("result_on") >= DAY).then(99.0).otherwise(pl.col("revenue")),
    )
    upto = (past["on"] <= DAY).to_numpy()
    assert np.array_equal(history.feature_matrix(past)[upto], history.feature_matrix(turned)[upto])


def test_shuffled_goods_never_meet_their_own_goods_labels() -> None:
    past = history.Past(a_history(400))
    turned = history.Past(a_history(400).with_columns(finding=1 - pl.col("finding")))
    goods = NAMES.index("hs6+departure+origin+tax_rate+tax_type+mass:known")
    order = past.shuffled_order(seed=1)
    assert past.shuffled(past.in_time(), order)[:, goods].max() == 0
    first = order.lodged.argmin()  # goods that come first meet nobody's label
    rates = [place for place, name in enumerate(NAMES) if name.endswith(":rate") and "importer" not in name
             and "seller" not in name and "declarant" not in name and "courier" not in name]  # fmt: skip
    one = past.shuffled(past.in_time(), order)[first, rates]
    other = turned.shuffled(turned.in_time(), order)[first, rates]
    assert np.array_equal(one, other)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.booleans(), st.floats(0, 1e6), st.integers(0, 60)), max_size=30))
def test_profiles_moved_one_by_one_equal_the_summed_history(
    found: list[tuple[int, bool, float, int]],
) -> None:
    last = FIRST + timedelta(days=200)
    rows = [
        a_row(declaration=f"P{n}", importer=f"IMP{who}", on=FIRST + timedelta(days=ago))
        | {"finding": int(hit), "revenue": revenue, "result_on": FIRST + timedelta(days=ago + 3), "chosen_by": None,
           "propensity": None}
        for n, (who, hit, revenue, ago) in enumerate(found)
    ]  # fmt: skip
    moved = Profiles()
    for row in rows:
        moved.lodged(row)
    for row in reversed(rows):
        moved.found(row, finding=bool(row["finding"]), revenue=row["revenue"], on=row["result_on"])
    together = Profiles()
    together.add_many([(texts_of(row), lodging(row["on"])) for row in rows])
    together.add_many(
        [
            (texts_of(row), result(finding=bool(row["finding"]), revenue=row["revenue"], on=row["result_on"]))
            for row in rows
        ]
    )
    empty = a_history(1).clear()
    frame = pl.DataFrame(rows, schema=empty.schema) if rows else empty
    summed = Profiles.from_state(state_of(frame, before=last)).state()
    mine = moved.state()
    assert mine.height == summed.height
    if rows:
        numbers = list(tallies.FIELDS)
        assert mine["key"].to_list() == summed["key"].to_list()
        assert np.allclose(mine.select(numbers).to_numpy(), together.state().select(numbers).to_numpy(), rtol=1e-9)
        assert np.allclose(mine.select(numbers).to_numpy(), summed.select(numbers).to_numpy(), rtol=1e-9)


@settings(max_examples=50, deadline=None)
@given(st.sets(st.integers(1, 2**63), max_size=300), st.lists(st.integers(1, 2**63), max_size=50))
def test_slots_find_what_is_there_and_nothing_else(known: set[int], asked: list[int]) -> None:
    keys = np.array(sorted(known), dtype=np.uint64)
    slots = Slots(keys, np.arange(1, len(keys) + 1))
    places = dict(zip(sorted(known), range(1, len(keys) + 1), strict=True))
    wanted = np.array([*known, *asked], dtype=np.uint64)
    assert slots.places(wanted).tolist() == [places.get(one, 0) for one in [*known, *asked]]


def test_an_empty_past_gives_finite_features() -> None:
    empty = a_history(1).clear()
    rows = pl.DataFrame([a_row()], schema=dict(FACTS))
    batch, known, table = in_batch(empty, rows, DAY)
    assert np.isfinite(batch).all()
    assert np.allclose(batch[0], features_of(rows.to_dicts()[0], known, table, day=DAY), atol=2e-5)


@pytest.mark.parametrize(
    ("route", "further"), [("VN-HK-AU", True), ("VN-AU", False), (None, False), ("XX-YY-ZZ", False)]
)
def test_a_detour_is_told_from_a_straight_way(route: str | None, *, further: bool) -> None:
    from smartcustoms.trade.risk.geography import detour

    km, ratio = detour(route)
    assert (km > 500 and ratio > 1.1) is further


def test_profiles_grow_from_nothing_one_by_one() -> None:
    known = Profiles.from_state(state_of(a_history(1).clear(), before=DAY))
    for number in range(60):
        known.lodged(a_row(declaration=f"G{number}", importer=f"NEW{number}"))
    assert known.state().filter(entity="all", key="")["seen"].to_list() == [60.0]
    assert known.state().filter(entity="importer").height == 60
