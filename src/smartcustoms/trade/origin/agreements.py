"""The agreements, read from `reference/` and checked once: an unreadable rule stops start-up, it is never skipped."""

import tomllib
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib.resources import files
from typing import Any

from smartcustoms.kernel.places import countries
from smartcustoms.trade.origin.model import Agreement, Cumulation, Kind, Level, Method, Requirement, Rule

_NAMES = {"en", "zh-Hant", "zh-Hans"}


class AgreementsUnusable(ValueError):
    """The file of agreements cannot be read: says which, and what is wrong."""


@cache
def agreements() -> tuple[Agreement, ...]:
    """Give every agreement held, in the file's order.

    Raises:
        AgreementsUnusable: one lacks a field, has one too many, or names what is not known.
    """
    return read((files(__package__ or "") / "reference" / "agreements.toml").read_text("utf-8"))


def read(text: str) -> tuple[Agreement, ...]:
    """Read agreements from TOML.

    Raises:
        AgreementsUnusable: see `agreements`.
    """
    try:
        return tuple(_agreement(each) for each in tomllib.loads(text)["agreement"])
    except (tomllib.TOMLDecodeError, RecursionError, KeyError, TypeError, ValueError, InvalidOperation) as fault:
        raise AgreementsUnusable(f"the agreements cannot be read: {fault!r}") from None


def rule_for(agreement: Agreement, hs_code: str) -> Rule | None:
    """Give the rule that holds for goods of a code: the one of the longest prefix."""
    fitting = [each for each in agreement.rules if hs_code.startswith(each.prefix)]
    return max(fitting, key=lambda each: len(each.prefix), default=None)


def _agreement(given: dict[str, Any]) -> Agreement:
    rest = dict(given)
    rules = tuple(_rule(each) for each in rest.pop("rule"))
    made = Agreement(
        parties=tuple(rest.pop("parties")),
        tolerance=_share(rest.pop("tolerance")),
        cumulation=Cumulation(rest.pop("cumulation")),
        minimal=tuple(rest.pop("minimal")),
        rules=rules,
        **rest,
    )
    if not set(made.parties) <= countries() or set(made.names) != _NAMES or not isinstance(made.since, date):
        raise ValueError(f"{made.code} lacks a party, a name in a language or its first day")
    return made


def _rule(given: dict[str, Any]) -> Rule:
    ways = tuple(tuple(_requirement(each) for each in way) for way in given["ways"])
    if not ways or not all(ways) or set(given["says"]) != _NAMES or not given["source"]:
        raise ValueError(f"the rule for {given['prefix']!r} has no way, no source or not every language")
    return Rule(prefix=given["prefix"], ways=ways, says=given["says"], source=given["source"])


def _requirement(given: dict[str, Any]) -> Requirement:
    rest = dict(given)
    kind = Kind(rest.pop("kind"))
    match kind:
        case Kind.CHANGE:
            level, but_from = Level(rest.pop("level")), tuple(rest.pop("but_from", ()))
            made = Requirement(kind=kind, level=level, but_from=but_from)
        case Kind.VALUE:
            made = Requirement(kind=kind, method=Method(rest.pop("method")), limit=_share(rest.pop("limit")))
        case Kind.PROCESS:
            made = Requirement(kind=kind, process=rest.pop("process"))
        case Kind.WHOLLY_OBTAINED:
            made = Requirement(kind=kind)
    if rest:
        raise ValueError(f"a requirement has {', '.join(rest)} too many")
    return made


def _share(text: str) -> Decimal:
    share = Decimal(text)
    if not 0 <= share <= 1:
        raise ValueError(f"{text} is no share between 0 and 1")
    return share
