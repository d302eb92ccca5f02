"""Every error code has a sentence, a mend and a rule with a dated source, each in three languages."""

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from smartcustoms.app import errors
from smartcustoms.app.error_pages import AREAS
from smartcustoms.kernel.edifact import faults as edifact
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.web import refusals
from smartcustoms.kernel.words.model import LANGUAGES
from smartcustoms.trade.declarations.rule import Rule
from smartcustoms.trade.declarations.wco import faults as wco
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


def test_no_rule_is_for_a_code_that_is_gone() -> None:
    told = {(each.capability, each.code) for each in errors.every()}
    for path in tool.ROOT.rglob(errors.RULES):
        area = path.parents[1].relative_to(tool.ROOT).as_posix()
        rules = tomllib.loads(path.read_text())["rule"]
        gone = [code for rule in rules for code in rule.get("codes", ()) if (area, code) not in told]
        assert not gone, path
