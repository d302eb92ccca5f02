"""Reads the programme's dated rules, benefits and form. Pure but for reading its own files."""

import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeVar

from smartcustoms.business.aeo.model import Benefits, FormField, Rules, Wanted, Worded

Dated = TypeVar("Dated", Rules, Benefits)
_REFERENCE: Final = Path(__file__).with_name("reference")


def rules(on: date) -> Rules:
    """Give the deadlines that hold on a day.

    Raises:
        LookupError: the day is before the programme began.
    """
    return _newest(_rules(), on)


def benefits(tier: int, on: date) -> Benefits:
    """Give what a tier brings on a day.

    Raises:
        LookupError: there is no such tier on that day.
    """
    return _newest(tuple(each for each in _benefits() if each.tier == tier), on)


def form_fields(tier: int) -> tuple[FormField, ...]:
    """Give the fields of the application form that a tier asks, in order."""
    return tuple(each for each in _fields() if each.tier <= tier)


def parts() -> Mapping[str, Worded]:
    """Give the parts of the form by code, in order."""
    found: Mapping[str, Worded] = _read("form.toml")["parts"]
    return found


@cache
def wanted() -> tuple[Wanted, ...]:
    """Give the files that go along."""
    return tuple(
        Wanted(each["code"], each["required"], each["names"], each.get("hint", {}))
        for each in _read("form.toml")["files"]
    )


def _newest(known: tuple[Dated, ...], on: date) -> Dated:
    found = [each for each in known if each.since <= on]
    if not found:
        raise LookupError(f"no rule of the programme holds on {on}")
    return max(found, key=lambda each: each.since)


@cache
def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((_REFERENCE / name).read_text(encoding="utf-8"))


@cache
def _rules() -> tuple[Rules, ...]:
    made = []
    for each in _read("programme.toml")["rules"]:
        rates = {name: Decimal(each[name]) for name in ("amber_rate", "red_rate")}
        made.append(Rules(**{**each, **rates}))
    return tuple(made)


@cache
def _benefits() -> tuple[Benefits, ...]:
    return tuple(
        Benefits(**{**each, "spared": Decimal(each["spared"])}) for each in _read("programme.toml")["benefits"]
    )


@cache
def _fields() -> tuple[FormField, ...]:
    return tuple(
        FormField(
            code=each["code"],
            part=each["part"],
            kind=each["kind"],
            required=each["required"],
            tier=each.get("tier", 1),
            choices=tuple((code, says) for code, says in each.get("choices", [])),
            asks=each["asks"],
            hint=each.get("hint", {}),
        )
        for each in _read("form.toml")["fields"]
    )
