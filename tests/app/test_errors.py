"""Whoever is refused is led to the rule, on the page, by the API and on the command line."""

import json

import pytest
from click.testing import CliRunner

from smartcustoms.app import errors
from smartcustoms.app.cli import main
from smartcustoms.app.errors import Kind
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.errors import NotFound, rule_of
from smartcustoms.kernel.settings import Settings
from tests.web_client import client


def test_a_sentence_is_found_by_its_words_in_the_readers_language() -> None:
    english = errors.search("no country", "en")["trade/declarations"]
    assert [each.code for each in english] == ["country_unknown"]
    assert errors.search(errors.of("country_unknown")[0].said("zh-Hant")[0].says, "zh-Hant")
    assert not errors.search("no such words anywhere", "en")


def test_two_capabilities_may_have_one_code_each_with_its_rule() -> None:
    assert {each.rule.id for each in errors.of("missing")} == {"directory", "advance", "accurate"}
    with pytest.raises(NotFound):
        errors.of("nonsense")


def test_a_memory_is_marked_as_assumed() -> None:
    assert errors.of("not_closed")[0].rule.assumed
    assert errors.of("currency_unknown")[0].rule.kind is Kind.STANDARD


def test_the_command_tells_a_code() -> None:
    done = CliRunner().invoke(main, ["errors", "second_officer_needed", "--json", "--lang", "zh-Hant"])
    told = json.loads(done.stdout)
    assert {each["capability"] for each in told} == {"trade/risk", "trade/watchlists"}
    assert told[0]["rule"]["kind"] == "house"
    lost = CliRunner().invoke(main, ["errors", "nonsense"])
    assert lost.exit_code == 2
    assert "Why: smartcustoms errors not_found" in lost.stderr


def test_a_visitor_reads_why_on_the_page_and_by_the_api(database: Database, settings: Settings) -> None:
    with client(database, settings) as visitor:
        listed = visitor.get("/errors", params={"text": "nomenclature"}).text
        assert 'href="/errors/hs_code_unknown"' in listed
        assert 'href="/errors/password_too_weak"' not in listed
        page = visitor.get("/errors/goods_text_vague", headers={"Accept-Language": "zh-Hant"}).text
        assert "trade/declarations/reference/vague_goods.csv" in page
        told = visitor.get("/api/v1/errors/goods_text_vague").json()["errors"]
        assert [each["rule"]["kind"] for each in told] == ["standard"]
        assert len(visitor.get("/api/v1/errors").json()["errors"]) == len(errors.every())


def test_who_is_refused_is_led_to_the_rule(database: Database, settings: Settings) -> None:
    with client(database, settings) as visitor:
        refused = visitor.get("/api/v1/errors/nonsense")
        assert refused.status_code == 404
        assert refused.json()["rule"] == rule_of("not_found") == "/errors/not_found"
        assert visitor.get(refused.json()["rule"]).status_code == 200
        assert 'href="/errors/not_found"' in visitor.get("/errors/nonsense").text
