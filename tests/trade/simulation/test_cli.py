"""The command writes what the world made, and says it is simulated."""

import json
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from smartcustoms.trade.risk.model import FACTS, LABELS
from smartcustoms.trade.simulation.cli import simulate


@pytest.mark.parametrize("ending", ["parquet", "csv"])
def test_a_file_is_written_with_labels_for_the_examined(tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"made.{ending}"
    done = CliRunner().invoke(
        simulate, ["--weeks", "2", "--per-week", "300", "--out", str(out), "--json"], catch_exceptions=False
    )
    told = json.loads(done.stdout)
    rows = pl.read_parquet(out) if ending == "parquet" else pl.read_csv(out, infer_schema_length=None)
    assert done.exit_code == 0
    assert told["simulated"] is True
    assert rows.columns == [*FACTS, *LABELS]
    assert rows.height == told["declarations"]
    assert rows["finding"].drop_nulls().len() == told["examined"]
    assert 0.05 < told["examined"] / rows.height < 0.15
    assert (rows["finding"].is_null() == rows["result_on"].is_null()).all()


def test_without_labels_only_facts_are_written(tmp_path: Path) -> None:
    out = tmp_path / "made.parquet"
    done = CliRunner().invoke(simulate, ["--weeks", "1", "--per-week", "100", "--out", str(out), "--no-labels"])
    assert pl.read_parquet(out).columns == list(FACTS)
    assert "Nothing of this is real" in done.output


@pytest.mark.parametrize(
    ("option", "told"), [(["--out", "made.txt"], "parquet or .csv"), (["--per-week", "1"], "per_week")]
)
def test_wrong_options_are_refused_with_a_sentence(tmp_path: Path, option: list[str], told: str) -> None:
    done = CliRunner().invoke(simulate, ["--out", str(tmp_path / "a.csv"), *option])
    assert done.exit_code == 2
    assert told in done.output
