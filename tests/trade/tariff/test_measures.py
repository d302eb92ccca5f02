"""What holds for goods on a day, what it comes to, and how the nomenclature is found in Chinese."""

import csv
import json
from datetime import date
from decimal import Decimal
from importlib.resources import files
from io import StringIO

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.money import Money
from smartcustoms.kernel.settings import Settings
from smartcustoms.trade.documents import catalogue
from smartcustoms.trade.duty import queries as duty
from smartcustoms.trade.duty.model import Goods
from smartcustoms.trade.tariff import queries as tariff
from smartcustoms.trade.tariff.cli import tariff as command
from smartcustoms.trade.tariff.everyday import words
from smartcustoms.trade.tariff.measures import MeasuresUnusable, measures, read
from smartcustoms.trade.tariff.model import Kind, Way
from smartcustoms.trade.tariff.notes import notes
from tests.cast import BELA
from tests.web_client import client

ON = date(2026, 11, 24)
WHISKY = Goods(
    goods="", value=Money(Decimal(306), "HKD"), litres=Decimal("0.7"), abv=Decimal(40), kilograms=Decimal("1.2")
)


def kinds(code: str, way: Way, on: date = ON) -> list[tuple[str, str]]:
    return [(each.kind.value, each.reference) for each in tariff.measures(code, on=on, way=way)]


def test_whisky_bears_duty_a_permit_and_the_charge_when_imported() -> None:
    assert set(kinds("220830", Way.IMPORT)) == {
        ("duty", "liquor/spirits"),
        ("suspension", "WAREHOUSE"),
        ("licence", "DC-DP"),
        ("licence", "DC-RM"),
        ("levy", "declaration charge/other"),
    }
    assert set(kinds("220830", Way.EXPORT)) == {("licence", "DC-EX"), ("levy", "declaration charge/other")}


def test_of_levies_of_one_class_the_longest_prefix_holds() -> None:
    assert ("levy", "declaration charge/food") in kinds("020130", Way.IMPORT)
    assert ("levy", "declaration charge/other") not in kinds("020130", Way.IMPORT)
    assert ("levy", "declaration charge/other") in kinds("020130", Way.EXPORT)


def test_a_quota_ends_where_the_prohibition_begins() -> None:
    before, after = date(2019, 12, 31), date(2020, 1, 1)
    assert ("quota", "HCFC") in kinds("290379", Way.IMPORT, before)
    assert ("prohibition", "HCFC") not in kinds("290379", Way.IMPORT, before)
    assert ("quota", "HCFC") not in kinds("290379", Way.IMPORT, after)
    assert ("prohibition", "HCFC") in kinds("290379", Way.IMPORT, after)


def test_duty_is_worked_out_and_what_is_not_said_is_named() -> None:
    found = {each.measure.reference: each for each in tariff.due("220830", WHISKY, on=ON, way=Way.IMPORT)}
    assert str(found["liquor/spirits"].assessment.due) == "HKD 210.60"  # type: ignore[union-attr]
    assert str(found["declaration charge/other"].assessment.due) == "HKD 0.20"  # type: ignore[union-attr]
    (lacking, _) = tariff.due("220830", Goods(goods="", value=Money(Decimal(306), "HKD")), on=ON, way=Way.IMPORT)
    assert lacking.assessment is None
    assert lacking.lacks is not None
    assert lacking.lacks.field == "abv"


def test_every_measure_names_goods_that_exist_and_duty_that_is_held() -> None:
    documents = {path.stem.upper() for path in (files(catalogue.__package__) / "reference" / "types").iterdir()}  # type: ignore[attr-defined,arg-type]
    known = {(goods, kind) for goods, several in duty.kinds().items() for kind in several}
    for each in measures():
        assert not each.prefix or tariff.line(each.prefix)
        if each.kind in {Kind.DUTY, Kind.LEVY}:
            assert (each.goods_class, each.goods_kind) in known, each.reference
        if each.kind is Kind.SUSPENSION:
            assert each.reference in {one.code for one in duty.reliefs(ON)}
        if each.kind is Kind.LICENCE:
            assert each.reference in documents, each.reference
    assert {each.kind for each in measures()} == set(Kind)


def test_the_code_of_statistics_is_no_code_of_goods() -> None:
    assert "999999" not in tariff.subheadings()
    assert tariff.line("999999").declarable is False
    assert tariff.measures("999999", on=ON) == []
    assert "999999" not in tariff.nearest("999998")


@given(st.text(max_size=300))
def test_a_text_that_is_no_file_of_measures_is_refused(text: str) -> None:
    with pytest.raises(MeasuresUnusable):
        read(text)


@pytest.mark.parametrize(
    "row",
    [
        "HK,22x,import,duty,a/b,2020-01-01,,law,source,a,b,c",
        "HK,22,sideways,duty,a/b,2020-01-01,,law,source,a,b,c",
        "HK,22,import,gift,a/b,2020-01-01,,law,source,a,b,c",
        "HK,22,import,duty,a/b,2020-13-01,,law,source,a,b,c",
        "HK,22,import,duty,a/b,2020-01-01,,,source,a,b,c",
        "HK,22,import,duty,a/b,2020-01-01,,law,source,a,b",
    ],
)
def test_a_row_that_lacks_something_stops_the_reading(row: str) -> None:
    head = "administration,prefix,direction,kind,reference,from,until,law,source,en,zh-Hant,zh-Hans"
    with pytest.raises(MeasuresUnusable, match="line 2"):
        read(f"{head}\n{row}")


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("威士忌", "220830"),
        ("香煙", "240220"),
        ("香烟", "240220"),
        ("智能手機", "8517"),
        ("大米", "1006"),
        ("紅酒", "2204"),
        ("电池", "8506"),
    ],
)
def test_chinese_words_find_lines(asked: str, code: str) -> None:
    assert tariff.lines_found(asked, 5)[0].code == code


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("pesticides", "3808"),
        ("mobile phones", "8517"),
        ("cars", "8703"),
        ("jeans", "6203"),
        ("power bank", "8507"),
        ("whiskey", "220830"),
        ("refridgerator", "8418"),
    ],
)
def test_everyday_words_come_first_even_misspelt(asked: str, code: str) -> None:
    assert tariff.lines_found(asked, 5)[0].code.startswith(code)


def test_notes_of_section_and_chapter_hold_for_a_line_and_those_of_others_lead_to_it() -> None:
    assert {each.of for each in tariff.notes("950300")} == {"95"}
    assert {each.of for each in tariff.notes("851713")} == {"XVI", "85"}
    assert any(each.of == "95" and "3604" in each.leads_to for each in tariff.notes_leading_to("360410"))
    assert [each.number for each in tariff.general_rules()] == [
        "1",
        "2(a)",
        "2(b)",
        "3(a)",
        "3(b)",
        "3(c)",
        "4",
        "5(a)",
        "5(b)",
        "6",
    ]


def test_every_note_stands_somewhere_leads_to_headings_that_there_are_and_speaks_three_languages() -> None:
    places = {line.section for line in tariff.lines_below(None)} | {line.code for line in tariff.lines_below(None)}
    found = notes()
    assert {each.of for each in found} - places == {"GIR"}
    assert len({(each.of, each.number) for each in found}) == len(found)
    for each in found:
        assert all(tariff.line(code) for code in each.leads_to)
        assert all(each.says[name] for name in ("en", "zh-Hant", "zh-Hans"))


def test_every_chapter_of_goods_has_chinese_words_and_every_word_names_a_line() -> None:
    chapters = {line.code for line in tariff.lines_below(None)} - {"99"}
    assert chapters <= set(words())
    assert all(tariff.line(code) for code in words())
    assert all(said["zh-Hant"] and said["zh-Hans"] for said in words().values())


def test_commands_tell_lines_and_measures_and_refuse_in_words() -> None:
    def run(*arguments: str) -> tuple[int, str]:
        done = CliRunner().invoke(command, arguments)
        return done.exit_code, done.output

    assert json.loads(run("find", "whisky", "--json")[1])[0]["code"] == "220830"
    assert "liquor/spirits" in run("line", "2208.30", "--direction", "import")[1]
    rows = list(csv.DictReader(StringIO(run("measures", "--csv", "--on", "2026-11-24")[1])))
    assert len(rows) == len(tariff.measures(on=ON))
    for wrong in (["line", "220803"], ["measures", "--kind", "x"], ["line", "2208", "--on", "2026-13-01"]):
        code, told = run(*wrong)
        assert code == 2
        assert "Traceback" not in told


@pytest.mark.parametrize("language", ["en", "zh-Hant", "zh-Hans"])
def test_pages_and_json_give_the_same(database: Database, settings: Settings, language: str) -> None:
    asked = {"value": "306", "litres": "0.7", "abv": "40", "direction": "import", "on": "2024-11-01", "lang": language}
    with client(database, settings, as_=BELA) as web:
        page = web.get("/tariff/220830", params=asked)
        plain = web.get("/api/v1/tariff/220830", params=asked).json()
        wrong = web.get("/tariff/220830", params={**asked, "abv": "x"})
        listed = web.get("/tariff/measures", params={"text": "2208", "lang": language})
        table = web.get("/tariff/measures", params={"format": "csv"})
        unknown = web.get("/tariff/220803")
        odd = web.get("/tariff/999999", params={"lang": language})
        walk = web.get("/tariff", params={"text": "威士忌", "lang": language})
    assert (page.status_code, listed.status_code, odd.status_code, walk.status_code) == (200, 200, 200, 200)
    assert "210.60" in page.text
    assert [each["due"] for each in plain["due"]] == ["210.60", "0.20"]
    assert (wrong.status_code, unknown.status_code) == (422, 404)
    assert 'href="#abv"' in wrong.text
    assert table.headers["content-type"].startswith("text/csv")
    assert len(table.text.splitlines()) > 50
    assert "220830" in walk.text
