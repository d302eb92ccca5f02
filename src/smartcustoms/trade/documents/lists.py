"""Code lists that forms choose from: countries, currencies, and the lists of `reference/code_lists.json`."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from smartcustoms.kernel.places import countries, country_names, currencies, currency_names

_CONTROL = Path(__file__).with_name("reference") / "control_lists.json"
_OWN = Path(__file__).with_name("reference") / "code_lists.json"


def known() -> frozenset[str]:
    """Give the names of all code lists."""
    return frozenset({"countries", "currencies", *_held()})


@cache
def codes(name: str) -> frozenset[str]:
    """Give the codes of a list; none of a list that is not there."""
    if name == "countries":
        return countries()
    if name == "currencies":
        return currencies()
    return frozenset(each["code"] for each in _held().get(name, {}).get("codes", ()))


@cache
def choices(name: str, language: str) -> tuple[tuple[str, str], ...]:
    """Give the codes of a list with what each is called in a language, in the order in which they are shown."""
    if name == "countries":
        return tuple(country_names(language).items())
    if name == "currencies":
        return tuple((code, f"{code} {says}") for code, says in currency_names(language).items())
    held = _held().get(name, {}).get("codes", ())
    return tuple((each["code"], each.get(language) or each["en"]) for each in held)


@cache
def control_list(name: str) -> Mapping[str, str]:
    """Give what a control list is called in each language; one that an administrator named is called as he wrote it."""
    found: Mapping[str, Mapping[str, str]] = json.loads(_CONTROL.read_text(encoding="utf-8"))
    return {"en": name, **found.get(name, {})}


@cache
def _held() -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(_OWN.read_text(encoding="utf-8"))
    return found
