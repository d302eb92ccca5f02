"""A value per kg far outside like goods' is told at entry, by every channel, in the reader's words; the peers' prices are not."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import sqlalchemy as sa

from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.words.say import say
from smartcustoms.trade.declarations import actions, queries
from smartcustoms.trade.declarations.model import Channel, Fault, Weight
from smartcustoms.trade.declarations.reading import drafted
from smartcustoms.trade.declarations.unusual_prices import CODE
from smartcustoms.trade.risk import store as risk_store
from smartcustoms.trade.risk.peers import peer_table
from tests.cast import AMINA, BELA
from tests.conftest import NOON
from tests.trade.declarations.builders import entered
from tests.trade.risk.histories import a_history

DAY = "2026-07-15"


@pytest.fixture
def priced(database: Database) -> Iterator[Database]:
    """A database whose peers know what tiles from CN cost: about 2.7 HKD a kg."""
    with database.unit(by=AMINA, at=NOON) as uow:
        month = date(2026, 7, 1)
        risk_store.profiles.keep_peers(uow, month, peer_table(a_history(), month=month))
    yield database
    database.engine.dispose()


def lodged(database: Database, *, mass: str, value: str, currency: str = "HKD") -> list[Fault]:
    what = entered(
        declared_on=DAY, currency=currency, item={"net_mass_kg": mass, "gross_mass_kg": None, "value": value}
    )
    with database.unit(by=BELA, at=NOON) as uow:
        found = actions.lodge(uow, drafted(what), through=Channel.API, original=f"{mass} {value} {currency}".encode())
        kept = queries.declaration(uow, found.number).told
    assert [each.code for each in kept] == [each.code for each in found.told]
    return [each for each in found.told if each.code == CODE]


def test_tonnes_for_kilograms_are_told_and_do_not_refuse(priced: Database) -> None:
    assert lodged(priced, mass="1000", value="2700") == []
    (fault,) = lodged(priced, mass="1", value="2700")
    assert (fault.weight, fault.path, fault.seen) == (Weight.TELLS, "items[0].value", "2700 HKD/kg")
    assert (
        str(fault.says)
        == "The value per kg is 2700 HKD: some 1000 times more than is usual for goods of HS 690722 from CN."
    )
    assert "net mass" in str(fault.mend)
    (low,) = lodged(priced, mass="1000000", value="2700")
    assert "times less" in str(low.says)


def test_another_currency_is_converted_and_the_rates_are_named(priced: Database) -> None:
    assert lodged(priced, mass="1000", value="347", currency="USD") == []
    (fault,) = lodged(priced, mass="1000", value="347", currency="KRW")
    assert "by assumed rates of 2024-12-31" in str(fault.says)
    assert fault.seen == "0.347 KRW/kg"


def test_a_currency_without_a_rate_is_passed_over(priced: Database) -> None:
    assert lodged(priced, mass="1", value="2700", currency="XAU") == []


def test_a_spoilt_file_of_rates_stops_no_lodging(
    priced: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMARTCUSTOMS_EXCHANGE_RATES", str(tmp_path / "none.csv"))
    assert lodged(priced, mass="1", value="2700", currency="USD") == []
    assert len(lodged(priced, mass="1", value="2700")) == 1


def test_the_risk_rows_are_in_the_administrations_currency(priced: Database) -> None:
    lodged(priced, mass="1000", value="100", currency="USD")
    with priced.engine.connect() as connection:
        value = connection.execute(sa.text("select value from risk_item")).scalar_one()
    assert value == pytest.approx(776.6, abs=1)


@pytest.mark.parametrize(("language", "word"), [("zh-Hant", "每公斤"), ("zh-Hans", "每公斤"), ("en", "value per kg")])
def test_it_is_said_in_each_language(priced: Database, language: str, word: str) -> None:
    (fault,) = lodged(priced, mass="1", value="2700", currency="USD")
    assert word in (say(fault.says, language) or "")
    assert say(fault.mend, language)


def test_a_file_is_told_the_same_row_by_row_with_one_question(
    priced: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        _row("a", "1000", "2700", "HKD"),
        _row("b", "1", "2700", "HKD"),
        _row("c", "1", "347", "USD"),
        _row("c", "1000", "347", "USD"),
    ]
    content = pl.DataFrame(rows).write_csv().encode()
    asked: list[int] = []
    real = actions.bringing.unusual_rows
    monkeypatch.setattr(
        actions.bringing, "unusual_rows", lambda uow, named: asked.append(named.height) or real(uow, named)
    )
    read = actions.read_file(content, name="f.csv", by="smartcustoms")
    with priced.unit(by=BELA, at=NOON) as uow:
        file = actions.begin_file(uow, content, name="f.csv", by="smartcustoms")

    def each(_name: str, do: Any, _done: int) -> None:
        with priced.unit(by=BELA, at=NOON) as uow:
            do(uow)

    actions.bring(each, file, read)
    with priced.unit(by=BELA, at=NOON) as uow:
        found = {
            one.header.reference: [(fault.item, fault.seen) for fault in one.told if fault.code == CODE]
            for one in (
                queries.declaration(uow, row.number) for row in queries.declarations(uow, queries.Wanted()).rows
            )
        }
    assert found == {"a": [], "b": [(1, "2700 HKD/kg")], "c": [(1, "347 USD/kg")]}
    assert asked == [4]


def _row(reference: str, mass: str, value: str, currency: str) -> dict[str, str]:
    return {
        "reference": reference, "declared_on": DAY, "direction": "import", "office": "40", "transport": "40", "departure": "CN",
        "currency": currency, "hs_code": "690722", "description": "Ceramic floor tiles, glazed", "origin": "CN", "net_mass_kg": mass,
        "value": value,
    }  # fmt: skip
