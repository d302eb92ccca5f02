"""The catalogue: every shipped type is sound, the phases switch by date, and no text breaks the reader."""

import random
from collections import Counter
from contextlib import suppress
from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as calm
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from smartcustoms.kernel.errors import Refused
from smartcustoms.trade.documents import catalogue
from smartcustoms.trade.documents.bulk import rows_of
from smartcustoms.trade.documents.faults import faults_of
from smartcustoms.trade.documents.form_schema import fields_of
from smartcustoms.trade.documents.forms import cells_of, entered, sections
from smartcustoms.trade.documents.model import TypeUnusable
from smartcustoms.trade.documents.needs import needed
from tests.hostile import COUNTS, corpus, json_file, torn, withstood
from tests.trade.documents.builders import content_for

TYPES = list(catalogue.shipped().values())
KNOWN_OF_PHASE_1 = {
    "RTA-IE": ("Import and Export Permit for Radiocommunications Transmitting Apparatus", {"OFCA"}),
    "RTA-TN": ("Transhipment Notification for Radiocommunications Transmitting Apparatus", {"OFCA"}),
    "PEST-IE": ("Import/Export Licence for Pesticides", {"AFCD"}),
    "CHEM-L": ("Licence for Scheduled Chemicals", {"EPD"}),
    "ODS-L": ("Licence for Ozone Depleting Substances", {"EPD", "TID"}),
}
LANGUAGES = ("en", "zh-Hant", "zh-Hans")


def test_at_least_51_types_of_nine_agencies_14_then_28() -> None:
    assert len(TYPES) >= 51
    assert len({agency for each in TYPES for agency in each.agencies}) == 9
    counted = Counter(each.phase for each in TYPES)
    assert (counted[1], counted[2]) == (14, 28)
    assert sum(each.code.startswith("DC-") for each in TYPES) == 5


def test_the_five_known_types_of_phase_1_are_exactly_those() -> None:
    for code, (name, agencies) in KNOWN_OF_PHASE_1.items():
        found = catalogue.shipped()[code]
        assert (found.names["en"], set(found.agencies), found.phase) == (name, agencies, 1)
        assert found.source != "assumed"
    assumed = [each for each in TYPES if each.phase == 1 and each.code not in KNOWN_OF_PHASE_1]
    assert {each.source for each in assumed} == {"assumed"}


@pytest.mark.parametrize("found", TYPES, ids=lambda each: each.code)
def test_a_type_says_all_in_three_languages_and_its_form_is_a_schema(found: Any) -> None:
    Draft202012Validator.check_schema(found.form)
    assert all(found.names[each].strip() for each in LANGUAGES)
    for name, section in found.form["properties"].items():
        assert {"zh-Hant", "zh-Hans"} <= set(section["x-title"]), name
        for field, says in fields_of(section).items():
            assert {"zh-Hant", "zh-Hans"} <= set(says["x-title"]), field
    for part in (*found.conditions, *found.duties):
        assert all(part.says[each].strip() for each in LANGUAGES)
    assert found.law
    assert found.law_link.startswith("https://")


@pytest.mark.parametrize("found", TYPES, ids=lambda each: each.code)
def test_each_form_takes_what_fits_it_and_names_each_field_that_is_left_out(found: Any) -> None:
    whole = content_for(found.form)
    assert faults_of(found.form, whole) == ()
    assert entered(found.form, cells_of(whole)) == whole
    told = {fault.field for fault in faults_of(found.form, {})}
    assert told == set(found.form["required"])
    for section in sections(found.form, "zh-Hant"):
        assert section.title
        assert all(each.title for each in section.fields)


def test_phases_switch_by_date() -> None:
    def of(day: date) -> set[int]:
        return {each.phase for each in TYPES if each.in_force(day, catalogue.phases())}

    assert of(date(2018, 12, 27)) == set()
    assert of(date(2018, 12, 28)) == {1}
    assert of(date(2023, 5, 14)) == {1}
    assert of(date(2023, 5, 15)) == {1, 2}
    assert of(date(2026, 11, 28)) == {1, 2, 3}


def test_needs_finds_by_code_direction_and_day() -> None:
    def codes(hs_code: str, direction: str, on: date) -> set[str]:
        found = needed(TYPES, hs_code=hs_code, direction=direction, on=on, phase_since=catalogue.phases())
        return {each.type.code for each in found}

    assert "PEST-IE" in codes("380891", "import", date(2020, 1, 1))
    assert "TDEC-I" not in codes("380891", "import", date(2020, 1, 1))
    assert {"PEST-IE", "TDEC-I"} <= codes("380891", "import", date(2026, 11, 28))
    assert "RTA-TN" in codes("851762", "transhipment", date(2026, 11, 28))
    assert "RTA-TN" not in codes("851762", "import", date(2026, 11, 28))


def body() -> dict[str, Any]:
    return deepcopy(dict(catalogue.shipped()["PEST-IE"].body))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"agency": "NASA"}, "agency"),
        ({"names": {"en": "x"}}, "names.zh-Hant"),
        ({"scope": {"hs": ["7766"], "control_lists": []}}, "scope.hs.0"),
        ({"since": "2026-02-30"}, "since"),
        ({"until": "2001-01-01"}, "until"),
        ({"fee": {"amount": "-5", "currency": "HKD", "source": "assumed"}}, "fee.amount"),
        ({"fee": {"amount": "5", "currency": "XXX", "source": "assumed"}}, "fee.currency"),
        ({"route": []}, "route"),
        ({"form": {"type": "object", "properties": {}}}, "form"),
        ({"form": {"type": "object", "properties": {"a": {"$ref": "file:///etc/passwd"}}}}, "form.properties.a"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_type_with_a_fault_is_refused_by_its_field(change: dict[str, Any], field: str) -> None:
    with pytest.raises(TypeUnusable) as refused:
        catalogue.checked({**body(), **change})
    assert field in {fault.field for fault in refused.value.faults}


def test_a_pattern_that_may_hang_is_refused() -> None:
    wrong = body()
    title = {"title": "A", "x-title": {"zh-Hant": "甲", "zh-Hans": "甲"}}
    wrong["form"]["properties"]["odd"] = {
        **title, "type": "object", "properties": {"a": {**title, "type": "string", "pattern": "(a+)+$"}},
    }  # fmt: skip
    with pytest.raises(TypeUnusable) as refused:
        catalogue.checked(wrong)
    assert refused.value.faults[0].field == "form.properties.odd.properties.a"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)


@calm(suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(body())), JSON)
def test_only_a_refusal_leaves_the_reader_of_types(field: str, value: Any) -> None:
    with suppress(Refused):
        assert catalogue.checked({**body(), field: value}).code


@calm(suppress_health_check=[HealthCheck.too_slow])
@given(JSON)
def test_any_content_gets_faults_and_no_crash(content: Any) -> None:
    for fault in faults_of(catalogue.shipped()["ODS-L"].form, content):
        assert str(fault.says)
        assert str(fault.mend)


@pytest.mark.parametrize("count", COUNTS)
def test_the_reader_of_types_withstands_hostile_files(count: int) -> None:
    ends = withstood(catalogue.read, corpus(json_file(body()), count))
    assert sum(ends.values()) == count


@pytest.mark.parametrize("count", COUNTS)
def test_the_reader_of_bulk_files_withstands_hostile_files(count: int) -> None:
    known = catalogue.shipped()
    form = known["RTA-TN"].form
    good = [{"type": "RTA-TN", "reference": "a", "content": content_for(form)}]
    cells = {"type": "RTA-TN", **cells_of(content_for(form))}
    table = "\n".join(",".join(f'"{each}"' for each in row) for row in (cells, cells.values())).encode()

    def table_file(luck: random.Random) -> bytes:
        return torn(table, luck) if luck.random() < 0.8 else luck.randbytes(luck.randrange(1, 5000))

    def read(content: bytes) -> object:
        return rows_of(content, form_of=lambda code: known[code].form if code in known else None)

    assert sum(withstood(read, corpus(json_file(good), count)).values()) == count
    assert sum(withstood(read, corpus(table_file, count)).values()) == count


@calm(suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_only_a_refusal_leaves_the_reader_of_bulk_files(content: bytes) -> None:
    with suppress(Refused):
        assert rows_of(content, form_of=lambda _: None)
