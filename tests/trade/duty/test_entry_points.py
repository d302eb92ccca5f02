"""The same working from the command line, as JSON and on the page; a fault names its field in all three."""

import json

import pytest
from click.testing import CliRunner

from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.settings import Settings
from smartcustoms.trade.duty.cli import duty
from tests.cast import BELA
from tests.web_client import client

ASKED = {"class": "liquor", "value": "306", "currency": "HKD", "litres": "0.7", "abv": "40", "on": "2024-11-01"}
OPTIONS = [text for name, value in ASKED.items() for text in (f"--{name}", value)]


def test_the_command_prints_the_working_and_json() -> None:
    told = CliRunner().invoke(duty, ["assess", *OPTIONS])
    assert told.exit_code == 0
    assert "Duty: HKD 210.60" in told.output
    plain = json.loads(CliRunner().invoke(duty, ["assess", *OPTIONS, "--json"]).output)
    assert plain["duty"] == "210.60"
    assert [line["amount"] for line in plain["lines"]] == ["200", "10.6"]


@pytest.mark.parametrize("wrong", [["--value", "1e999"], ["--abv", "x"], ["--class", "cheese"], ["--on", "2024-13-01"]])
def test_the_command_refuses_in_words_with_exit_code_2(wrong: list[str]) -> None:
    refused = CliRunner().invoke(duty, ["assess", *OPTIONS, *wrong])
    assert refused.exit_code == 2
    assert "Traceback" not in refused.output


@pytest.mark.parametrize(
    ("name", "text", "field"),
    [
        ("containers", "0", "containers"),
        ("currency", "HKDX", "currency"),
        ("abv", "101", "abv"),
        ("class", "x", "class"),
    ],
)
def test_nothing_is_corrected_in_silence_and_the_field_is_named_as_it_was_asked(
    database: Database, settings: Settings, name: str, text: str, field: str
) -> None:
    with client(database, settings, as_=BELA) as web:
        told = web.get("/api/v1/duty", params={**ASKED, name: text})
        page = web.get("/duty", params={**ASKED, name: text}).text
    assert (told.status_code, told.json()["field"]) == (422, field)
    assert f'href="#{field}"' in page
    assert f'id="{field}"' in page
    refused = CliRunner().invoke(duty, ["assess", *OPTIONS, f"--{name}", text])
    assert refused.exit_code == 2


def test_json_and_page_give_the_same(database: Database, settings: Settings) -> None:
    with client(database, settings, as_=BELA) as web:
        plain = web.get("/api/v1/duty", params=ASKED).json()
        page = web.get("/duty", params={**ASKED, "goods": "liquor/spirits"})
        wrong = web.get("/duty", params={**ASKED, "goods": "liquor/spirits", "litres": "many"})
        bad = web.get("/api/v1/duty", params={**ASKED, "sticks": "1.5"})
        rates = web.get("/api/v1/duty/rates", params={"on": "2024-11-01"}).json()
    assert plain["duty"] == "210.60"
    assert page.status_code == 200
    assert "210.60" in page.text
    assert wrong.status_code == 422
    assert 'href="#litres"' in wrong.text
    assert (bad.status_code, bad.json()["field"]) == (422, "sticks")
    classes = {"liquor", "tobacco", "oil", "methyl alcohol", "declaration charge", "clothing levy"}
    assert {each["class"] for each in rates} == classes


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["passenger", "--age", "17", "--cigarettes", "19"], "under 18 years"),
        (["passenger", "--age", "18", "--litres", "0.7", "--abv", "40", "--value", "306"], "Duty: HKD 0.00"),
        (["late", "--value", "20000.01", "--goods-on", "2026-03-10", "--lodged-on", "2026-05-25"], "Penalty: HKD 200"),
        (["permits"], "REMOVAL"),
        (["reliefs"], "WAREHOUSE"),
    ],
)
def test_passenger_lateness_permits_and_reliefs_by_command(arguments: list[str], says: str) -> None:
    told = CliRunner().invoke(duty, arguments)
    assert told.exit_code == 0
    assert says in told.output
    assert json.loads(CliRunner().invoke(duty, [*arguments, "--json"]).output)


@pytest.mark.parametrize("wrong", [["passenger"], ["passenger", "--age", "x"], ["late"], ["late", "--value", "1"]])
def test_what_is_missing_is_refused_by_command(wrong: list[str]) -> None:
    refused = CliRunner().invoke(duty, wrong)
    assert refused.exit_code == 2
    assert "Traceback" not in refused.output


@pytest.mark.parametrize("language", ["en", "zh-Hant", "zh-Hans"])
def test_every_page_of_duty_opens_in_every_language(database: Database, settings: Settings, language: str) -> None:
    asked = {
        "/duty": {**ASKED, "goods": "liquor/spirits", "relief": "WAREHOUSE"},
        "/duty/passenger": {"age": "17", "litres": "0.7", "abv": "40", "value": "306", "cigarettes": "20"},
        "/duty/late": {"value": "20000.01", "goods_on": "2026-03-10", "lodged_on": "2026-05-25"},
        "/duty/permits": {},
    }
    with client(database, settings, as_=BELA) as web:
        for path, query in asked.items():
            page = web.get(path, params={**query, "lang": language})
            plain = web.get(f"/api/v1{path}", params={**query, "class": "liquor"})
            assert (page.status_code, plain.status_code) == (200, 200), path
        wrong = web.get("/duty/passenger", params={"age": "x"})
    assert wrong.status_code == 422
    assert 'href="#age"' in wrong.text
