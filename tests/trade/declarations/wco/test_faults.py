"""Every error code of trade/declarations has a sentence in three languages, and a mend."""

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import smartcustoms.trade.declarations as capability
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.words.catalogues import translations
from smartcustoms.trade.declarations.wco.faults import KINDS, fault

CHINESE = ("zh-Hant", "zh-Hans")
ROOT = Path(str(capability.__file__)).parent


@pytest.mark.parametrize("code", KINDS)
def test_each_fault_of_a_message(code: str) -> None:
    kind = KINDS[code]
    for said in (kind.says.text, kind.mend.text):
        assert said.rstrip().endswith((".", "?"))
        for language in CHINESE:
            assert translations(language).get(said), f"{code} is not said in {language}: {said}"
    assert fault(code).code == code


def modules() -> Iterator[str]:
    for each in pkgutil.walk_packages([str(ROOT)], f"{capability.__name__}."):
        yield each.name


def refusals() -> dict[str, type[Refused]]:
    """Every class of refusal that a module of the capability defines, by its code."""
    found = {}
    for name in modules():
        for _, each in inspect.getmembers(importlib.import_module(name), inspect.isclass):
            if issubclass(each, Refused) and each.__module__.startswith(capability.__name__):
                found[f"{each.__module__}.{each.__name__}"] = each
    return found


def test_each_refusal_has_its_own_code() -> None:
    codes = {name: each.code for name, each in refusals().items()}
    assert len(codes) > 5
    assert all(code not in {"", "refused"} for code in codes.values()), codes


def test_each_sentence_of_the_capability_is_said_in_three_languages() -> None:
    missing = []
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Call(func=ast.Name("sentence" | "Sentence"), args=[ast.Constant(str(said)), *_]):
                    missing += [(language, said) for language in CHINESE if not translations(language).get(said)]
    assert missing == []


def test_each_refusal_that_is_raised_says_how_to_mend_it() -> None:
    """A refusal's `mend` is asked for by its type; here that none is written empty."""
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.keyword(
                    arg="mend", value=ast.Call(func=ast.Name("sentence"), args=[ast.Constant(str(said)), *_])
                ):
                    assert len(said) > 5
                case ast.keyword(arg="mend", value=ast.Constant()):
                    pytest.fail(f"{path.name}: a mend that is no sentence")
