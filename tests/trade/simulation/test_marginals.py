"""The reference tables are what declarations-kcs gives, and simulated trade has its marginals."""

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from smartcustoms.trade.simulation import marginals
from smartcustoms.trade.simulation.marginals import MarginalsAbsent
from smartcustoms.trade.simulation.model import Settings
from smartcustoms.trade.simulation.world import World
from tests.shared_data import shared

# Largest share of rows that may sit under another code (total variation distance).
DISTANCES = {
    "office": 0.06, "transport": 0.03, "chapter": 0.1, "origin": 0.08, "departure": 0.1, "tax_type": 0.1,
    "type": 0.02, "payment": 0.03, "use": 0.03, "procedure": 0.01, "origin_marking": 0.02,
}  # fmt: skip
QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)
LOG_GAP = {"net_mass_kg": 0.5, "price": 1.0, "value": 0.9}  # natural log: 0.9 is a factor of 2.5


@pytest.fixture(scope="module")
def real() -> pl.DataFrame:
    rows = pl.read_csv(shared("declarations-kcs/train.csv"), infer_schema_length=50_000)
    return rows.select(
        "HS6 Code", "Net Mass", "Item Price", "Tax Rate",
        office=pl.col("Office ID").cast(pl.String), transport=pl.col("Mode of Transport").cast(pl.String),
        chapter=pl.col("HS6 Code").cast(pl.String).str.zfill(6).str.slice(0, 2), origin="Country of Origin",
        departure="Country of Departure", tax_type="Tax Type", type=pl.col("Import Type").cast(pl.String),
        payment=pl.col("Payment Type").cast(pl.String), use=pl.col("Import Use").cast(pl.String),
        procedure="Process Type", origin_marking="Country of Origin Indicator", net_mass_kg="Net Mass",
        value="Item Price", price=pl.col("Item Price") / pl.col("Net Mass"), tax_rate="Tax Rate",
    )  # fmt: skip


@pytest.fixture(scope="module")
def made() -> pl.DataFrame:
    world = World(3, Settings(per_week=3_000))
    rows = pl.concat([world.step() for _ in range(10)]).filter(pl.col("direction") == "import")
    return rows.with_columns(chapter=pl.col("hs_code").str.slice(0, 2), price=pl.col("value") / pl.col("net_mass_kg"))


@pytest.mark.parametrize("field", DISTANCES)
def test_codes_are_as_frequent_as_in_the_set(field: str, real: pl.DataFrame, made: pl.DataFrame) -> None:
    theirs = real[field].value_counts(normalize=True, name="theirs")
    ours = made[field].value_counts(normalize=True, name="ours")
    both = theirs.join(ours, on=field, how="full", coalesce=True).fill_null(0)
    assert float((both["theirs"] - both["ours"]).abs().sum()) / 2 <= DISTANCES[field]


@pytest.mark.parametrize("measure", LOG_GAP)
def test_measures_lie_as_in_the_set(measure: str, real: pl.DataFrame, made: pl.DataFrame) -> None:
    known = real.filter((pl.col("Net Mass") > 0) & (pl.col("value") > 0))[measure].log()
    ours = made[measure].log()
    gaps = [abs(known.quantile(q) - ours.quantile(q)) for q in QUANTILES]
    assert max(gaps) <= LOG_GAP[measure], gaps


def test_rates_lie_as_in_the_set(real: pl.DataFrame, made: pl.DataFrame) -> None:
    assert abs((real["tax_rate"] == 0).mean() - (made["tax_rate"] == 0).mean()) <= 0.1
    assert abs(real["tax_rate"].mean() - made["tax_rate"].mean()) <= 2.5


def test_the_reference_tables_are_derived_from_the_set() -> None:
    rows = pl.read_csv(shared("declarations-kcs/train.csv"), infer_schema_length=50_000)
    for name, table in marginals.derive(rows).items():
        kept = pl.DataFrame(marginals._table(name))
        as_text = table.select(pl.all().cast(pl.String).fill_null(""))
        numbers = [column for column in table.columns if table[column].dtype.is_numeric()]
        assert_frame_equal(kept.drop(numbers), as_text.drop(numbers))
        for column in numbers:
            told = kept[column].replace("", None).cast(pl.Float64)
            assert told.equals(table[column].cast(pl.Float64)), (name, column)


def test_a_line_is_a_total_over_several_rows_never_one_row() -> None:
    assert min(line.rows for line in marginals.goods_lines()) >= marginals.FEWEST
    assert len(marginals.goods_lines()) > 1_000


def test_shares_add_up_and_fall_back_to_the_whole() -> None:
    assert abs(marginals.shares("office", "40").shares.sum() - 1) < 1e-9
    assert list(marginals.shares("office", "no such mode").codes) == list(marginals.shares("office").codes)
    with pytest.raises(MarginalsAbsent, match="no shares"):
        marginals.shares("colour")


def test_every_chapter_has_words() -> None:
    chapters = {line.hs_code[:2] for line in marginals.goods_lines()}
    assert chapters <= set(marginals.chapter_words())
