import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from smartcustoms.trade.risk.backtest_command import backtest
from tests.trade.risk.rule_rows import a_history

RULES = 'rule "LOW" if value < 50 then red\nrule "LISTED" if importer in list "watched" then yellow 50%\n'


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "rules.txt").write_text(RULES)
    (tmp_path / "watched.txt").write_text("A1\n\nA2\n")
    a_history().write_csv(tmp_path / "history.csv")
    a_history().write_parquet(tmp_path / "history.parquet")
    return tmp_path


@pytest.mark.parametrize("history", ["history.csv", "history.parquet"])
def test_rules_are_tried_on_files_without_a_database(files: Path, history: str) -> None:
    said = [str(files / "rules.txt"), "--history", str(files / history), "--list", f"watched={files / 'watched.txt'}"]
    found = CliRunner().invoke(backtest, [*said, "--json"])
    assert found.exit_code == 0, found.output
    figures = json.loads(found.stdout)
    assert (figures["LOW"]["hits"], figures["LISTED"]["hits"], figures["LISTED"]["hours"]) == (100, 200, 50.0)
    assert figures["LOW"]["overlaps"] == [{"rule": "LISTED", "both": 100, "share": 1.0}]
    shown = CliRunner(env={"COLUMNS": "220"}).invoke(backtest, said)
    assert "nobody knows what was in them" in shown.stdout
    assert "200 items in 10 days" in shown.stdout


@pytest.mark.parametrize(
    ("rules", "history", "told"),
    [
        ('rule "X" if valeu > 1 then red', "history.csv", "Did you mean value?"),
        (RULES, "history.csv", "'watched' is not among the lists"),
        ('rule "X" if value > 1 then red', "watched.txt", "without a day"),
    ],
)
def test_what_cannot_be_used_is_told_in_a_sentence(files: Path, rules: str, history: str, told: str) -> None:
    (files / "rules.txt").write_text(rules)
    found = CliRunner().invoke(backtest, [str(files / "rules.txt"), "--history", str(files / history)])
    assert found.exit_code == 2
    assert told in found.output
    assert "Traceback" not in found.output
