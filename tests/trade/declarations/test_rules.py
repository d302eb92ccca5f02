"""The entry rules, one row and a file: both forms of every rule must agree, and each must speak."""

from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smartcustoms.trade.declarations.checking import checked, faults, row_faults
from smartcustoms.trade.declarations.fields import ALL
from smartcustoms.trade.declarations.model import Drafted, NotAccepted
from smartcustoms.trade.declarations.reading import drafted, tidied, tidied_column
from smartcustoms.trade.declarations.rules import RULES
from tests.trade.declarations.builders import GOOD, entered

TODAY = date(2026, 11, 24)
CELLS = {
    "declared_on": ["2026-11-24", "2020-01-01", "2026-02-30", "0000-01-01", "2027-01-01", "24/11/2026", "2021-12-31"],
    "direction": ["import", "Export", "impot", "transhipment"],
    "currency": ["HKD", "RMB", "hkd", "XXX"],
    "departure": ["CN", "ZZ", "uk", "Germany"],
    "origin": ["VN", "zz", "c n"],
    "route": ["VN-HK-AU", "vn-hk", "VN", "VN--AU", "VN-ZZ"],
    "hs_code": ["690722", "6907.22", "220803", "71080", "940540", "000000", "9405400000"],
    "net_mass_kg": ["0", "0.0", "12.5", "1e3", "-1", "1234567890123", "12.1234567", "٣"],
    "gross_mass_kg": ["13", "12.4", "x", "0.000001"],
    "value": ["0", "1", "1.0", "100", "1,000"],
    "packages": ["1", "1.5", "123456789"],
    "licences": [
        "d26000000001a",
        "D26000000001A=4, D26000000002B",
        "D26000000001A D26000000001A=2",
        "D26000000001A=",
        "D1",
    ],
    "description": [
        "gift",
        "Gifts and parts!",
        "personal  effects",
        "禮物",
        "gift card printer",
        "cotton shirts",
        "a\x00b",
        "g" * 600,
    ],
}


def row_of_cells() -> st.SearchStrategy[dict[str, str]]:
    chosen = {
        name: st.one_of(st.sampled_from(CELLS.get(name, ["A"])), st.just(""), st.text(max_size=12)) for name in ALL
    }
    return st.fixed_dictionaries(chosen)


def tidied_frame(rows: list[dict[str, str]]) -> pl.DataFrame:
    frame = pl.DataFrame(rows, schema=dict.fromkeys(ALL, pl.String), orient="row")
    return frame.select(tidied_column(name, field.reads) for name, field in ALL.items())


@settings(max_examples=50, deadline=None)
@given(st.lists(row_of_cells(), min_size=1, max_size=8))
def test_one_row_and_a_file_are_judged_alike(rows: list[dict[str, str]]) -> None:
    frame = tidied_frame(rows)
    cells = [{name: text for name, each in ALL.items() if (text := tidied(row[name], each.reads))} for row in rows]
    assert [{k: v for k, v in row.items() if v is not None} for row in frame.iter_rows(named=True)] == cells
    masks = frame.select(rule.mask(TODAY).alias(str(n)) for n, rule in enumerate(RULES))
    for n, rule in enumerate(RULES):
        assert masks[str(n)].to_list() == [rule.broken(row, TODAY) for row in cells], rule
    for row in cells:
        assert all(str(each.says) and str(each.mend) for each in faults(Drafted(row, (row,)), on=TODAY))


def told(change: dict[str, Any], item: dict[str, Any] | None = None) -> list[tuple[str, str]]:
    found = faults(drafted(entered(**change, item=item or {})), on=TODAY)
    return [(each.code, each.path) for each in found]


def test_a_good_declaration_has_no_fault_and_keeps_exact_values() -> None:
    assert told({}) == []
    found = checked(drafted(GOOD), on=TODAY)
    assert str(found.value) == "HKD 375,751.20"
    assert str(found.items[0].net_mass_kg) == "11352"


@pytest.mark.parametrize(
    ("header", "item", "expected"),
    [
        ({"currency": "RMB"}, {}, ("currency_unknown", "currency")),
        ({"departure": "UK"}, {}, ("country_unknown", "departure")),
        ({"declared_on": "2026-11-25"}, {}, ("in_the_future", "declared_on")),
        ({}, {"hs_code": "220803"}, ("hs_code_unknown", "items[0].hs_code")),
        ({}, {"net_mass_kg": 0}, ("mass_not_above_zero", "items[0].net_mass_kg")),
        ({}, {"gross_mass_kg": "1"}, ("net_above_gross", "items[0].gross_mass_kg")),
        ({}, {"description": "Gifts and parts"}, ("goods_text_vague", "items[0].description")),
        ({}, {"value": "1"}, ("value_nominal", "items[0].value")),
        ({}, {"origin": None}, ("missing", "items[0].origin")),
        ({}, {"value": 1e-7}, ("not_a_number", "items[0].value")),
        ({"declared_on": "2020-05-01"}, {"hs_code": "940540"}, ("hs_code_of_earlier_edition", "items[0].hs_code")),
    ],
)
def test_each_rule_speaks(header: dict[str, Any], item: dict[str, Any], expected: tuple[str, str]) -> None:
    assert told(header, item) == [expected]


def test_every_fault_comes_at_once_with_what_was_meant() -> None:
    with pytest.raises(NotAccepted) as refused:
        checked(drafted(entered(currency="RMB", item={"hs_code": "220803"})), on=TODAY)
    meant = {each.field: each.meant for each in refused.value.faults}
    assert meant["currency"] == ("CNY",)
    assert "220830" in meant["hs_code"]


def test_no_items_and_too_many_are_refused() -> None:
    assert faults(Drafted(drafted(GOOD).header, ()), on=TODAY)[0].code == "items_count"
    many = Drafted(drafted(GOOD).header, drafted(GOOD).items * 1000)
    assert [each.code for each in faults(many, on=TODAY)] == ["items_count"]


def test_a_field_the_source_lacks_is_not_asked_of_a_file() -> None:
    frame = tidied_frame([dict.fromkeys(ALL, "")]).with_columns(row=pl.lit(1), item=pl.lit(1))
    asked = {each.fault.field for each in row_faults(frame, on=TODAY, absent=frozenset({"description"}))}
    assert "description" not in asked
    assert {"hs_code", "value", "currency"} <= asked
