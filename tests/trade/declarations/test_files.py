"""A file of declarations: good rows are lodged, bad ones told, a crash is gone on from, the same file is lodged once."""

from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner

from smartcustoms.kernel.database.unit import Database, UnitOfWork
from smartcustoms.trade.declarations import actions, queries
from smartcustoms.trade.declarations.actions import bringing
from smartcustoms.trade.declarations.cli import assess
from smartcustoms.trade.declarations.mapping import MappingUnusable, mapped, mapping, mapping_of, mappings
from smartcustoms.trade.declarations.model import Wanted
from smartcustoms.trade.declarations.sheets_in import table
from tests.cast import BELA, CHEN
from tests.conftest import NOON
from tests.shared_data import shared
from tests.trade.declarations.builders import GOOD, GOOD_ITEM


def rows(count: int, **change: dict[int, str]) -> bytes:
    flat = {
        **{name: str(value) for name, value in GOOD.items() if name != "items"},
        **{k: str(v) for k, v in GOOD_ITEM.items()},
    }
    made = [
        {**flat, "reference": f"R{n}", **{name: by[n] for name, by in change.items() if n in by}} for n in range(count)
    ]
    return pl.DataFrame(made).write_csv().encode()


def bring(database: Database, content: bytes, *, stop_at: str = "") -> Any:
    read = actions.read_file(content, name="a.csv", by="smartcustoms")

    def run(name: str, do: Callable[[UnitOfWork], Any], _done: int) -> None:
        if name == stop_at:
            raise KeyboardInterrupt
        with database.unit(by=BELA, at=NOON) as uow:
            do(uow)

    with database.unit(by=BELA, at=NOON) as uow:
        file = actions.begin_file(uow, content, name="a.csv", by="smartcustoms")
    actions.bring(run, file, read)
    with database.unit(by=BELA, at=NOON) as uow:
        return queries.file_lodged(uow, file), queries.refused_rows(uow, file)


def test_good_rows_are_lodged_and_bad_ones_told_with_their_mend(database: Database) -> None:
    content = rows(5, currency={1: "RMB"}, hs_code={3: "220803"}, description={2: "gift"})
    found, refused = bring(database, content)
    assert (found.rows, found.taken, found.refused, found.declarations) == (5, 3, 2, 3)
    assert sum(found.lanes.values()) == 3
    assert [(each.row, each.fault.field, each.fault.seen) for each in refused] == [
        (2, "currency", "RMB"),
        (4, "hs_code", "220803"),
    ]
    assert "220830" in queries.refused_csv(refused)
    with database.unit(by=BELA, at=NOON) as uow:
        page = queries.declarations(uow, Wanted(sort="reference"))
        assert [each.reference for each in page.rows] == ["R0", "R2", "R4"]
        vague = queries.declaration(uow, page.rows[1].number)
        assert [each.code for each in vague.told] == ["goods_text_vague"]
        assert str(vague.value.rounded()) == "HKD 375,751.20"
    with database.unit(by=CHEN, at=NOON) as uow:
        assert queries.declarations(uow, Wanted()).total == 0


def test_rows_of_one_reference_are_one_declaration_taken_or_refused_whole(database: Database) -> None:
    content = rows(6, reference={0: "A", 1: "A", 2: "B", 3: "B", 4: "C", 5: "C"}, origin={3: "ZZ"})
    found, refused = bring(database, content)
    assert (found.declarations, found.taken, found.refused) == (2, 4, 2)
    assert [(each.row, each.fault.code) for each in refused] == [(3, "other_item_refused"), (4, "country_unknown")]


def test_a_crash_is_gone_on_from_and_the_same_file_is_lodged_once(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bringing, "ROWS_IN_A_PART", 4)
    content = rows(10)
    with pytest.raises(KeyboardInterrupt):
        bring(database, content, stop_at="part 1")
    for _ in range(2):
        found, _ = bring(database, content)
        assert (found.declarations, found.taken) == (10, 10)
    with database.unit(by=BELA, at=NOON) as uow:
        assert queries.declarations(uow, Wanted()).total == 10


def test_shipped_mappings_can_be_read_and_a_wrong_one_is_told() -> None:
    assert [mapping(name).name for name in mappings()] == ["declarations-kcs", "smartcustoms"]
    for text in ("no toml", "", "[columns]\nnothing = 'x'", "columns = 5"):
        with pytest.raises(MappingUnusable):
            mapping_of("wrong", text)
    with pytest.raises(MappingUnusable):
        mapped(table(b"a,b\n1,2\n", name="a.csv"), mapping("declarations-kcs"))


def test_the_columns_of_declarations_kcs_are_read_as_fields() -> None:
    content = shared("declarations-kcs/train.csv").read_bytes()
    found = mapped(table(content, name="train.csv"), mapping("declarations-kcs"))
    first = found.row(0, named=True)
    assert (first["hs_code"], first["value"], first["currency"], first["item"]) == ("440890", "372254.4", "KRW", 1)
    assert found["hs_code"].str.len_chars().unique().to_list() == [6]
    assert found["declared_on"].str.to_date().min() == date(2020, 1, 1)


@pytest.mark.slow
def test_assess_writes_one_row_per_row_in_the_files_order(tmp_path: Any) -> None:
    train, valid = shared("declarations-kcs/train.csv"), shared("declarations-kcs/valid.csv")
    small = tmp_path / "few.csv"
    small.write_text("\n".join(valid.read_text().splitlines()[:301]))
    out = tmp_path / "scored.csv"
    given = [str(small), "--mapping", "declarations-kcs", "--history", str(train), "--out", str(out), "--json"]
    ran = CliRunner().invoke(assess, given)
    assert ran.exit_code == 0, ran.output
    scored = pl.read_csv(out)
    assert scored.columns == ["declaration_id", "score", "lane", "reasons"]
    assert scored["declaration_id"].to_list() == pl.read_csv(small)["Declaration ID"].to_list()
    assert 0.03 <= (scored["lane"] == "red").mean() <= 0.08


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"\xff\x00\x01", b"PK\x03\x04nothing"])
def test_assess_tells_an_unusable_file_in_a_sentence(tmp_path: Any, content: bytes) -> None:
    file = tmp_path / "wrong.csv"
    file.write_bytes(content)
    given = [str(file), "--mapping", "declarations-kcs", "--history", str(file)]
    ran = CliRunner().invoke(assess, given)
    assert ran.exit_code == 2
    assert "wrong.csv" in ran.output or "column" in ran.output
    assert "Traceback" not in ran.output
