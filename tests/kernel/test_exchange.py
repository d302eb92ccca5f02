"""Rates of exchange: the newest of a day holds, steps lead through the base, and a bad file is told by its line."""

import random
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from smartcustoms.kernel.exchange import rates
from smartcustoms.kernel.settings import SettingUnusable
from tests.hostile import COUNTS, ODD_NUMBERS, ODD_TEXTS, corpus, torn, withstood

HEAD = "day,base,currency,rate,assumed,source\n"
OWN = HEAD + "2026-01-02,EUR,HKD,8,no,ours\n2026-02-02,EUR,HKD,10,no,ours\n2026-01-02,EUR,USD,2,no,ours\n# a remark\n\n"


def own(tmp_path: Path, text: str = OWN) -> str:
    file = tmp_path / "rates.csv"
    file.write_text(text, encoding="utf-8")
    return str(file)


def test_the_newest_rate_of_a_day_holds(tmp_path: Path) -> None:
    held = rates(own(tmp_path))
    factor = {day: held.between("EUR", "HKD", on=day) for day in (date(2025, 1, 1), date(2026, 2, 1), date(2026, 2, 2))}
    assert [each.factor for each in factor.values() if each] == [8, 8, 10]
    through = held.between("USD", "HKD", on=date(2026, 3, 1))
    assert through is not None
    assert (through.factor, through.day, through.assumed) == (5, date(2026, 1, 2), False)
    assert held.between("KRW", "HKD", on=date(2026, 3, 1)) is None
    same = held.between("HKD", "HKD", on=date(2026, 3, 1))
    assert same is not None
    assert same.factor == 1


def test_the_shipped_rates_lead_to_every_currency_in_them_and_say_that_they_are_assumed() -> None:
    held = rates()
    for currency in ("USD", "CNY", "KRW", "MOP", "AED", "VND", "EUR"):
        way = held.between(currency, "HKD", on=date(2026, 11, 24))
        assert way is not None
        assert way.assumed
    dollar = held.between("USD", "HKD", on=date(2026, 11, 24))
    assert dollar is not None
    assert Decimal("7.75") < dollar.factor < Decimal("7.85")  # the band in which the Hong Kong dollar is kept


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    file = own(tmp_path)
    assert rates(file).between("EUR", "HKD", on=date(2026, 3, 1)).factor == 10  # type: ignore[union-attr]
    own(tmp_path, OWN + "2026-03-01,EUR,HKD,11,no,ours\n")
    assert rates(file).between("EUR", "HKD", on=date(2026, 3, 1)).factor == 11  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "line",
    [
        "2026-01-02,EUR,HKD,0,no,x",
        "2026-01-02,EUR,EUR,1,no,x",
        "2026-01-02,EUR,ABC,1,no,x",
        "x",
        "2026-01-02,EUR,HKD,inf,no,x",
    ],
)
def test_a_bad_line_is_told(tmp_path: Path, line: str) -> None:
    with pytest.raises(SettingUnusable, match=r"rates.csv line 2: write a day"):
        rates(own(tmp_path, HEAD + line + "\n"))


@pytest.mark.parametrize("count", COUNTS)
def test_hostile_files(tmp_path: Path, count: int) -> None:
    file = tmp_path / "rates.csv"

    def make(luck: random.Random) -> bytes:
        odd = luck.choice([*ODD_TEXTS, *ODD_NUMBERS])
        cells = ["2026-01-02", "EUR", "HKD", "8.1", "no", "ours"]
        cells[luck.randrange(5)] = odd
        return torn(OWN.encode(), luck) if luck.random() < 0.5 else (OWN + ",".join(cells)).encode("utf-8", "replace")

    def read(content: bytes) -> str:
        file.write_bytes(content)
        try:
            rates(str(file)).between("USD", "HKD", on=date(2026, 3, 1))
        except SettingUnusable as unusable:
            return "refused" if "rates.csv" in str(unusable) else "refused without the file's name"
        return "read"

    assert set(withstood(read, corpus(make, count))) == {"read", "refused"}
