"""The same assessment by command, form and API; hostile files are refused in words."""

import json
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.settings import Settings
from smartcustoms.trade.origin import queries, reading
from smartcustoms.trade.origin.cli import origin
from tests.cast import BELA
from tests.hostile import COUNTS, corpus, json_file, withstood
from tests.trade.origin.test_queries import FABRIC, ON, case
from tests.web_client import client

GOOD = case("AHKFTA", "620342", FABRIC, processes=["sewing"])
FORM = {
    "agreement": "AHKFTA",
    "hs_code": "620342",
    "party": "HK",
    "value": "100",
    "currency": "HKD",
    "processes": "cutting, sewing",
    "materials": "denim; 520942; CN; 40\nlabels; 621790; CN; 9.99",
}


def test_the_command_tells_the_working_and_its_exit_code_the_answer(tmp_path: Path) -> None:
    file = tmp_path / "case.json"
    file.write_text(json.dumps(GOOD))
    told = CliRunner().invoke(origin, ["assess", str(file)])
    assert told.exit_code == 0
    assert "The goods originate." in told.output
    plain = json.loads(CliRunner().invoke(origin, ["assess", str(file), "--json"]).output)
    assert (plain["originates"], plain["rule"]["prefix"]) == (True, "62")
    file.write_text(json.dumps({**GOOD, "processes": []}))
    assert CliRunner().invoke(origin, ["assess", str(file)]).exit_code == 1
    assert "CEPA" in CliRunner().invoke(origin, ["agreements"]).output
    assert json.loads(CliRunner().invoke(origin, ["agreements", "--json", "--on", "2018-12-31"]).output)


@pytest.mark.parametrize("content", [b"", b"\xff", b"[]", b"{}", b'{"goods": 5}', b"[" * 100_000])
def test_the_command_refuses_in_words(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "case.json"
    file.write_bytes(content)
    refused = CliRunner().invoke(origin, ["assess", str(file)])
    assert refused.exit_code == 2
    assert "Traceback" not in refused.output


@pytest.mark.parametrize("language", ["en", "zh-Hant", "zh-Hans"])
def test_form_and_api_give_the_same(database: Database, settings: Settings, language: str) -> None:
    with client(database, settings, as_=BELA) as web:
        page = web.get("/origin", params={**FORM, "lang": language})
        plain = web.get("/api/v1/origin", params=FORM).json()
        posted = web.call("POST", "/origin/assessment", GOOD)
        wrong = web.get("/origin", params={**FORM, "materials": "denim; 52; CN; 40", "lang": language})
        rules = web.get("/origin/agreements", params={"lang": language})
        listed = web.get("/api/v1/origin/agreements").json()
    assert (page.status_code, rules.status_code, posted.status_code) == (200, 200, 200)
    assert plain["originates"] is posted.json()["originates"] is True
    assert wrong.status_code == 422
    assert 'href="#materials"' in wrong.text
    assert {each["code"] for each in listed} >= {"CEPA", "AHKFTA"}


@pytest.mark.parametrize("count", COUNTS)
def test_hostile_files_are_refused_or_read(count: int) -> None:
    ends = withstood(lambda content: queries.assess(reading.read(content, ON)) and "", corpus(json_file(GOOD), count))
    assert sum(ends.values()) == count


@given(st.binary(max_size=300))
def test_only_a_refusal_leaves_the_reader(content: bytes) -> None:
    with suppress(Refused):  # a good case is not found by chance, but may be
        reading.read(content, ON)
