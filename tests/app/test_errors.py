"""Every error code has a sentence, a mend and a rule with a dated source, and whoever is refused is led there."""

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from smartcustoms.app import errors
from smartcustoms.app.cli import main
from smartcustoms.app.error_pages import AREAS
from smartcustoms.app.errors import Kind
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.edifact import faults as edifact
from smartcustoms.kernel.errors import NotFound, Refused, rule_of
from smartcustoms.kernel.settings import Settings
from smartcustoms.kernel.web import refusals
from smartcustoms.kernel.words.model import LANGUAGES
from smartcustoms.trade.declarations.rule import Rule
from smartcustoms.trade.declarations.wco import faults as wco
from tests.web_client import client
from tools import refusals as tool

PROBLEMS = re.compile(r'(?:problem|_page)\([^,]+, (?:[^,"]+, )?"([a-z_]+)"')
"""The codes that the frame gives without raising anything."""


def below(kind: type[Any]) -> Iterator[type[Any]]:
    for each in kind.__subclasses__():
        yield each
        yield from below(each)


@pytest.fixture(scope="module")
def said() -> tool.Said:
    return tool.found()  # imports every module, so that every class is known


@pytest.fixture(scope="module")
def raised(said: tool.Said) -> dict[str, set[str]]:
    """Give the codes of the code itself, by capability: of refusals, entry rules, tables of faults and the frame's own answers."""
    assert said
    found: dict[str, set[str]] = {}
    for kind in (Refused, *below(Refused), *below(Rule)):
        if "code" in vars(kind) and kind.__module__.startswith("smartcustoms."):
            found.setdefault(_area(kind.__module__), set()).add(kind.code)
    found["kernel/edifact"] |= set(edifact.KINDS)
    found["trade/declarations"] |= set(wco.KINDS)
    found["kernel"] |= set(PROBLEMS.findall(Path(refusals.__file__).read_text()))
    return found


def _area(module: str) -> str:
    return tool.owner_of(module).relative_to(tool.ROOT).as_posix()


def test_every_code_raised_is_told(raised: dict[str, set[str]]) -> None:
    told: dict[str, set[str]] = {}
    for each in errors.every():
        told.setdefault(each.capability, set()).add(each.code)
    lacking = {area: sorted(codes - told.get(area, set())) for area, codes in raised.items()}
    assert sum(len(codes) for codes in raised.values()) > 300
    assert not {area: codes for area, codes in lacking.items() if codes}, (
        "name a rule for them in reference/refusals.toml"
    )


def test_what_is_told_is_what_the_code_says(said: tool.Said) -> None:
    for folder in said:
        assert (folder / errors.SENTENCES).read_text() == tool.text_of(said, folder), "run make docs"


def test_no_code_is_without_sentence_mend_or_rule() -> None:
    for each in errors.every():
        assert each.told, each.code
        assert each.capability in AREAS, each.capability
        assert each.rule.source, each.rule.id
        assert each.rule.dated > date(2020, 1, 1), each.rule.id
        for language in LANGUAGES:
            assert each.rule.says[language], (each.rule.id, language)
            assert all(one.says and one.mend and "{" not in one.says + one.mend for one in each.said(language)), (
                each.code
            )


@pytest.mark.parametrize("language", ["zh-Hant", "zh-Hans"])
def test_every_sentence_is_translated(language: str) -> None:
    english = [
        (each.code, one.says)
        for each in errors.every()
        for one in each.said(language)
        if not re.search(r"[\u4e00-\u9fff]", one.says) or not re.search(r"[\u4e00-\u9fff]", one.mend)
    ]
    assert not english


def test_a_source_in_the_house_is_there() -> None:
    root = Path(__file__).resolve().parents[2]
    named = {
        name
        for each in errors.every()
        for name in re.findall(r"(?:docs|trade|kernel|business)/[\w/.-]*\w", each.rule.source)
    }
    assert not [name for name in named if not (root / name).exists() and not (tool.ROOT / name).exists()]


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
