"""Origin: each requirement on both sides of its limit, tolerance, cumulation, what never gives origin, and what is refused."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartcustoms.trade.origin import agreements, queries, reading
from smartcustoms.trade.origin.agreements import AgreementsUnusable
from smartcustoms.trade.origin.model import NotAssessable, Origin

ON = date(2026, 11, 24)
FABRIC = {"description": "denim", "hs_code": "520942", "origin": "CN", "value": "40.00"}


def case(agreement: str, hs_code: str, *materials: dict[str, Any], **more: Any) -> dict[str, Any]:
    goods = {"hs_code": hs_code, "party": "HK", "value": "100.00", "currency": "HKD"}
    return {"agreement": agreement, "on": "2026-11-01", "goods": goods, "materials": list(materials), **more}


def found(*arguments: Any, **more: Any) -> Origin:
    return queries.assess(reading.case_of(case(*arguments, **more), ON))


def part(hs_code: str, value: str, origin: str = "CN", originating: bool = False) -> dict[str, Any]:
    return {"hs_code": hs_code, "origin": origin, "value": value, "originating": originating}


@pytest.mark.parametrize(
    ("foreign", "originates"),
    [("60.00", True), ("60.01", False)],  # of 100: value content 40 % and a hair less; the heading does not change
)
def test_value_content_built_down_to_the_cent(foreign: str, originates: bool) -> None:
    assert found("AHKFTA", "850760", part("850790", foreign)).originates is originates


@pytest.mark.parametrize(
    ("own", "costs", "originates"),
    [("20.00", "10.00", True), ("20.00", "9.99", False)],
)
def test_value_content_built_up_counts_own_costs(own: str, costs: str, originates: bool) -> None:
    given_ = found("CEPA", "850760", part("850790", "65"), part("850790", own, "HK", True), own_costs=costs)
    assert given_.originates is originates


@pytest.mark.parametrize(("foreign", "originates"), [("60", True), ("60.01", False)])
def test_at_most_so_much_from_foreign_materials(foreign: str, originates: bool) -> None:
    assert found("A-HKFTA", "850760", part("850760", foreign)).originates is originates


def test_a_change_of_chapter_with_its_process() -> None:
    sewn = found("AHKFTA", "620342", FABRIC, processes=["cutting", "sewing"])
    unsewn = found("AHKFTA", "620342", FABRIC, processes=["cutting"])
    assert (sewn.originates, unsewn.originates) == (True, False)
    assert any("not named: sewing" in str(each.says) for each in unsewn.lines)


@pytest.mark.parametrize(("labels", "originates"), [("10.00", True), ("10.01", False)])
def test_tolerance_of_materials_that_do_not_change(labels: str, originates: bool) -> None:
    given_ = found("AHKFTA", "620342", FABRIC, part("621790", labels), processes=["sewing"])
    assert given_.originates is originates
    assert any("tolerated" in str(each.says) for each in given_.lines)


def test_a_change_from_what_is_ruled_out_is_none() -> None:
    assert found("AHKFTA", "220830", part("220710", "50")).originates is False
    assert found("AHKFTA", "220830", part("100390", "50")).originates is True


def test_materials_of_other_parties_count_only_where_the_agreement_cumulates() -> None:
    theirs = part("850760", "70", "VN", True)
    assert found("AHKFTA", "850760", theirs).originates is True
    assert found("HKNZ-CEPA", "850760", part("850760", "70", "NZ", True)).originates is False
    assert found("AHKFTA", "850760", {**theirs, "originating": False}).originates is False
    assert found("AHKFTA", "850760", part("850760", "70", "CN", True)).originates is False  # China is no party


def test_wholly_obtained_needs_the_word_and_no_foreign_material() -> None:
    assert found("AHKFTA", "010511", wholly_obtained=True).originates is True
    assert found("AHKFTA", "010511").originates is False
    assert found("AHKFTA", "010511", part("230990", "1"), wholly_obtained=True).originates is False


def test_packing_alone_never_gives_origin() -> None:
    given_ = found("AHKFTA", "850760", part("811100", "10"), processes=["packing", "labelling"])
    assert given_.originates is False
    assert "never gives origin" in str(given_.lines[-1].says)


def test_the_longest_prefix_gives_the_rule_and_it_says_that_it_is_assumed() -> None:
    given_ = queries.plain(found("CEPA", "910111", part("910811", "50")))
    assert given_["rule"]["prefix"] == "9101"
    assert given_["rule"]["assumed"] is True
    assert given_["originates"] is True


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"agreement": "NAFTA"}, "agreement"),
        ({"on": "2010-01-01"}, "agreement"),
        ({"on": "2026-02-30"}, "on"),
        ({"goods": {"hs_code": "999999", "party": "HK", "value": "1"}}, "goods.hs_code"),
        ({"goods": {"hs_code": "850760", "party": "CN", "value": "1"}}, "goods.party"),
        ({"goods": {"hs_code": "850760", "party": "HK", "value": "0"}}, "goods.value"),
        ({"goods": {"hs_code": "850760", "party": "HK", "value": "1", "currency": "XXX"}}, "goods.currency"),
        ({"goods": {"hs_code": "850760", "party": "HK", "value": True}}, "goods.value"),
        ({"materials": [{"hs_code": "85"}]}, "materials[0].hs_code"),
        ({"materials": [part("850760", "-1")]}, "materials[0].value"),
        ({"materials": [part("850760", "1", "ZZ")]}, "materials[0].origin"),
        ({"materials": [{**part("850760", "1"), "originating": "yes"}]}, "materials[0].originating"),
        ({"materials": [part("850760", "1")] * 1001}, "materials"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_cannot_be_read_names_its_field_and_mend(change: dict[str, Any], field: str) -> None:
    with pytest.raises(NotAssessable) as refused:
        queries.assess(reading.case_of({**case("AHKFTA", "850760"), **change}, ON))
    assert refused.value.field == field
    assert str(refused.value.mend)


amounts = st.decimals(0, 100, places=2)


@given(amounts, amounts)
def test_more_foreign_value_never_gives_origin_back(one: Decimal, other: Decimal) -> None:
    less, more = sorted((one, other))
    if found("AHKFTA", "850760", part("850790", str(more))).originates:
        assert found("AHKFTA", "850760", part("850790", str(less))).originates


def test_every_agreement_has_a_rule_for_all_goods_and_says_its_source() -> None:
    held = queries.agreements(ON)
    assert len(held) == 4
    assert all(any(rule.prefix == "" for rule in each.rules) for each in held)
    assert all(rule.source for each in held for rule in each.rules)


@given(st.text(max_size=200))
def test_a_text_that_is_no_file_of_agreements_is_refused(text: str) -> None:
    with pytest.raises(AgreementsUnusable):
        agreements.read(text)


def test_numbers_are_exact() -> None:
    sent = json.dumps(case("AHKFTA", "850760")).replace('"100.00"', "100.10")
    assert reading.read(sent.encode(), ON).value.amount == Decimal("100.10")
