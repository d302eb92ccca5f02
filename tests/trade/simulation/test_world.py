"""The simulated world: repeatable, within its base rate, hiding its truth, reacting to being caught."""

import datetime as dt

import numpy as np
import polars as pl
import pytest

from smartcustoms.trade.risk.model import FACTS
from smartcustoms.trade.simulation import oracle
from smartcustoms.trade.simulation.model import PERFECT, Inspector, Settings, SettingsUnusable
from smartcustoms.trade.simulation.world import DeclarationUnknown, World

SMALL = Settings(per_week=400, shocks=())


def run(world: World, weeks: int) -> pl.DataFrame:
    return pl.concat([world.step() for _ in range(weeks)])


@pytest.fixture(scope="module")
def half_year() -> tuple[World, pl.DataFrame]:
    world = World(11, Settings(per_week=1_000))
    return world, run(world, 26)


def test_the_same_seed_gives_the_same_trade_and_another_seed_another() -> None:
    assert run(World(5, SMALL), 2).equals(run(World(5, SMALL), 2))
    assert not run(World(5, SMALL), 2).equals(run(World(6, SMALL), 2))


def test_a_week_is_seven_days() -> None:
    daily = World(5, SMALL)
    assert pl.concat([daily.step(days=1) for _ in range(7)]).equals(World(5, SMALL).step())


def test_rows_have_the_columns_of_the_risk_row_and_nothing_of_the_truth(half_year: tuple[World, pl.DataFrame]) -> None:
    _, rows = half_year
    assert dict(rows.schema) == dict(FACTS)
    assert rows["declaration"].is_unique().all()
    assert rows["declaration"].str.starts_with("SIM").all()
    needed = set(FACTS) - {
        "declarant",
        "importer",
        "seller",
        "courier",
        "destination",
        "route",
        "packages",
        "description",
    }
    assert rows.select(needed).null_count().sum_horizontal().item() == 0
    assert rows.select((pl.col("net_mass_kg") > 0).all(), (pl.col("value") >= 0).all()).row(0) == (True, True)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_base_rate_stays_between_one_and_five_percent(seed: int) -> None:
    world = World(seed, Settings(per_week=1_000))
    run(world, 26)
    assert 0.01 <= oracle.truth(world)["illicit"].mean() <= 0.05


def test_every_scheme_is_run(half_year: tuple[World, pl.DataFrame]) -> None:
    world, _ = half_year
    found = oracle.truth(world)["scheme"].drop_nulls().value_counts()
    assert set(found["scheme"]) == {
        "undervalued", "misclassified", "origin_false", "miscounted", "split", "prohibited"
    }  # fmt: skip
    assert found["count"].min() >= 10


def test_risk_of_importers_persists_and_gathers_at_addresses(half_year: tuple[World, pl.DataFrame]) -> None:
    world, rows = half_year
    joined = rows.join(oracle.truth(world), on="declaration").join(world.register(), on="importer", how="left")
    middle = rows["on"].min() + dt.timedelta(days=91)
    late = joined.filter(pl.col("on") >= middle)
    for party in ("importer", "address"):
        early = joined.filter(pl.col("on") < middle).group_by(party).agg(before=pl.col("illicit").sum())
        both = late.join(early, on=party)
        known = both.filter(pl.col("before") >= 2)["illicit"].mean()
        clean = both.filter(pl.col("before") == 0)["illicit"].mean()
        assert known > 4 * clean, party


def test_the_undervalued_are_cheap_for_their_line_and_origin(half_year: tuple[World, pl.DataFrame]) -> None:
    world, rows = half_year
    joined = rows.join(oracle.truth(world), on="declaration").filter(pl.col("direction") == "import")
    price = (pl.col("value") / pl.col("net_mass_kg")).log()
    ranked = joined.with_columns(gap=price - price.median().over("importer", "hs_code", "origin"))
    own = ranked.filter(pl.len().over("importer", "hs_code", "origin") >= 5)
    waves = own.filter((pl.col("scheme") == "undervalued") & (pl.col("gap") < -0.2))
    honest = own.filter((pl.col("illicit") == 0) & (pl.col("gap") < -0.2))
    assert waves.height / own.filter(pl.col("scheme") == "undervalued").height > 2 * honest.height / own.height


def test_hidden_goods_travel_rare_and_roundabout_to_demand_countries(half_year: tuple[World, pl.DataFrame]) -> None:
    world, rows = half_year
    joined = rows.join(oracle.truth(world), on="declaration")
    stops = pl.col("route").str.count_matches("-") + 1
    seen = pl.len().over("hs_code", "origin")
    shown = joined.with_columns(stops=stops, seen=seen).with_columns(hidden=pl.col("scheme") == "prohibited")
    mean = {row["hidden"]: row for row in shown.with_columns(pl.col("hidden").fill_null(False)).group_by("hidden").agg(
        pl.col("stops").mean(), pl.col("seen").median(), (pl.col("direction") == "transhipment").mean()
    ).to_dicts()}  # fmt: skip
    assert mean[True]["stops"] > mean[False]["stops"] + 0.5
    assert mean[True]["seen"] <= 3 < mean[False]["seen"]
    assert mean[True]["direction"] > 0.4


def test_split_consignments_come_in_parts_below_the_formal_entry_value(half_year: tuple[World, pl.DataFrame]) -> None:
    world, rows = half_year
    split = rows.join(oracle.truth(world), on="declaration").filter(pl.col("scheme") == "split")
    parts = split.group_by("on", "importer", "hs_code").len()
    assert parts["len"].min() >= 2
    assert (split["value"] < world.settings.formal_entry).mean() > 0.6


def test_a_sudden_shock_changes_where_the_illicit_is() -> None:
    def cells(week_of_shock: tuple[int, ...]) -> float:
        world = World(21, Settings(per_week=1_000, shocks=week_of_shock))
        rows = run(world, 24).join(oracle.truth(world), on="declaration")
        where = pl.concat_str(pl.col("hs_code").str.slice(0, 2), "origin")
        ill = rows.filter(pl.col("illicit") == 1).with_columns(cell=where, late=pl.col("on") >= dt.date(2025, 3, 31))
        early, late = (ill.filter(pl.col("late") == x)["cell"].value_counts(normalize=True) for x in (False, True))
        return early.join(late, on="cell").select(pl.min_horizontal("proportion", "proportion_right").sum()).item()

    assert cells((12,)) < cells(()) - 0.1


def test_inspectors_miss_by_their_skill_and_only_the_examined_get_labels() -> None:
    world = World(8, SMALL)
    rows = run(world, 13)
    bad = rows.join(oracle.truth(world).filter(pl.col("illicit") == 1), on="declaration")["declaration"]
    sharp = world.examine(bad, world.today, [PERFECT])
    dull = world.examine(bad, world.today, [Inspector("dull", 0.3)])
    blind = world.examine(bad, world.today, [Inspector("blind", 0.0)])
    assert sharp.height == len(bad)
    assert sharp["finding"].mean() > 0.75 > 0.4 > dull["finding"].mean() > blind["finding"].mean() == 0
    assert (sharp.filter(pl.col("finding") == 0)["revenue"] == 0).all()


def test_results_come_late_and_some_from_the_laboratory() -> None:
    world = World(8, SMALL)
    rows = run(world, 4)
    waited = (world.examine(rows["declaration"], world.today)["result_on"] - world.today).dt.total_days()
    assert waited.min() == 0
    assert 8 <= waited.max() <= 21
    assert 0.1 < (waited >= 8).mean() < 0.2


def test_the_caught_react_and_the_uncaught_go_on() -> None:
    left = {}
    for examines in (True, False):
        world = World(9, Settings(per_week=400, shocks=()))
        for _ in range(20):
            rows = world.step()
            if examines:
                world.examine(rows["declaration"], world.today, [PERFECT])
        truth = oracle.truth(world)
        left[examines] = truth.tail(truth.height // 2)["illicit"].mean()
    assert left[True] < 0.7 * left[False]


def test_some_of_the_caught_go_on_through_a_new_importer_at_the_same_address() -> None:
    world = World(9, Settings(per_week=1_000, shocks=()))
    before = world.register()
    for _ in range(8):
        world.examine(world.step()["declaration"], world.today, [PERFECT])
    new = world.register().slice(before.height)
    moved = new.join(before, on="address", how="semi")
    assert moved.height >= 3
    assert moved.height < new.height / 2


def test_unknown_declarations_are_refused() -> None:
    world = World(1, SMALL)
    world.step()
    for number in ("SIM99999999", "97061800", "SIM00000000"):
        with pytest.raises(DeclarationUnknown, match="never lodged"):
            world.examine([number], world.today)


@pytest.mark.parametrize("wrong", [{"per_week": 1}, {"base_rate": 0.5}, {"export_share": 0.4}])
def test_unusable_settings_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(SettingsUnusable):
        Settings(**wrong)


def test_the_oracle_is_the_best_that_can_be_done() -> None:
    rng = np.random.default_rng(0)
    illicit, revenue = rng.random(100) < 0.03, rng.random(100)
    assert oracle.best_precision(illicit, 10) == min(illicit.sum(), 10) / 10
    assert oracle.best_revenue(revenue, 10) >= revenue[:10].sum()
    assert oracle.best_precision(illicit, 0) == 0


@pytest.mark.slow
def test_two_years_of_five_thousand_a_week_are_made() -> None:
    world = World(1, Settings(per_week=5_000))
    assert run(world, 104).height > 450_000


def test_examining_one_by_one_misses_as_often_as_together() -> None:
    world = World(8, SMALL)
    rows = run(world, 13)
    bad = rows.join(oracle.truth(world).filter(pl.col("illicit") == 1), on="declaration")["declaration"].to_list()
    alone = [world.examine([number], world.today)["finding"][0] for number in bad]
    assert 0.55 < np.mean(alone) < 0.95
    assert world.examine([], world.today).height == 0
