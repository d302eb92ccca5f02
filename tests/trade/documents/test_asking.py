"""What goods need and which documents there are: by page, JSON and command, each refusal with its field."""

import json

import pytest
from click.testing import CliRunner

from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.settings import Settings
from smartcustoms.trade.documents import cli
from tests.web_client import client


def test_page_and_json_tell_the_same_to_anybody(database: Database, settings: Settings) -> None:
    with client(database, settings) as web:
        plain = web.get("/api/v1/documents/needs", params={"goods": "3808.91", "direction": "import"}).json()
        page = web.get("/documents/needs", params={"goods": "380891", "direction": "import"})
        words = web.get("/api/v1/documents/needs", params={"goods": "insecticides"}).json()
        chinese = web.get("/documents/types", params={"lang": "zh-Hant", "agency": "OFCA"})
    found = {each["code"]: each for each in plain["documents"]}
    assert found["PEST-IE"]["agencies"] == ["AFCD"]
    assert found["PEST-IE"]["law"].startswith("Pesticides Ordinance")
    assert "PEST-IE" in page.text
    assert words["goods"]["hs_code"].startswith("3808")
    assert "無線電通訊發送器具進出口許可證" in chinese.text
    assert "declaration charge" in {each["class"] for each in plain["duty"]}


def test_dutiable_goods_are_told_their_duty_and_permits(database: Database, settings: Settings) -> None:
    with client(database, settings) as web:
        plain = web.get("/api/v1/documents/needs", params={"goods": "220830"}).json()
    assert {"DC-DP", "DC-RM"} <= {each["code"] for each in plain["documents"]}
    assert "liquor" in {each["class"] for each in plain["duty"]}


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"goods": "776655"}, "hs_code"),
        ({"goods": "qqqqzzzz"}, "goods"),
        ({"goods": "380891", "direction": "sideways"}, "direction"),
        ({"goods": "380891", "on": "2026-02-30"}, "on"),
    ],
)
def test_what_cannot_be_answered_names_its_field(
    database: Database, settings: Settings, asked: dict[str, str], field: str
) -> None:
    with client(database, settings) as web:
        told = web.get("/api/v1/documents/needs", params=asked)
        page = web.get("/documents/needs", params=asked)
    assert told.json()["field"] == field
    assert told.json()["mend"]
    assert page.status_code == told.status_code
    assert f'href="#{field}"' in page.text
    assert f'id="{field}"' in page.text


def test_a_type_its_schema_and_one_that_is_not_there(database: Database, settings: Settings) -> None:
    with client(database, settings) as web:
        one = web.get("/api/v1/documents/types/ods-l").json()
        schema = web.get("/api/v1/documents/types/ODS-L/schema").json()
        wrong = web.get("/api/v1/documents/types/ODSL").json()
        early = web.get("/api/v1/documents/types/TDEC-I", params={"on": "2020-01-01"}).json()
        page = web.get("/documents/types/ODS-L")
    assert one["schema"] == schema
    assert schema["$schema"].endswith("2020-12/schema")
    assert "ODS-L" in wrong["mend"]
    assert "2026" in early["mend"]
    assert page.status_code == 200


def test_the_commands(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    from contextlib import nullcontext

    monkeypatch.setattr(cli, "opened_for_command", lambda: nullcontext(database))
    listed = json.loads(CliRunner().invoke(cli.documents, ["types", "--json"]).output)
    assert len(listed) >= 51
    told = CliRunner().invoke(cli.documents, ["needs", "380891", "--json"])
    assert "PEST-IE" in {each["code"] for each in json.loads(told.output)["documents"]}
    assert "Pesticides" in CliRunner().invoke(cli.documents, ["needs", "380891"]).output
    wrong = CliRunner().invoke(cli.documents, ["needs", "x9x", "--on", "tomorrow"])
    assert wrong.exit_code == 2
    assert "2026-11-28" in wrong.output
