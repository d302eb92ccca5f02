"""Reads the agreements and their economies; tells which cover a route on a day. Pure but for reading its own file."""

import tomllib
from collections.abc import Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Final

from smartcustoms.kernel.places import countries
from smartcustoms.trade.transhipment.model import Agreement

_NAMES: Final = {"en", "zh-Hant", "zh-Hans"}


class AgreementsUnusable(ValueError):
    """The file of agreements cannot be read: says which row, and what is wrong."""


@cache
def agreements() -> tuple[Agreement, ...]:
    """Give every agreement held, in the file's order.

    Raises:
        AgreementsUnusable: a row lacks something, or names an economy that is not known.
    """
    return tuple(_agreement(each) for each in _said()["agreement"])


def home() -> str:
    """Give the economy that goods go to northbound."""
    return str(_said()["home"])


def published() -> dict[str, Any]:
    """Give what the scheme is published to cover: `economies`, `agreements`, `source`."""
    return dict(_said()["published"])


def economies(on: date) -> frozenset[str]:
    """Give the economies from which goods go north under an agreement in force on a day."""
    return frozenset().union(*(each.north for each in in_force(on)))


def in_force(on: date) -> tuple[Agreement, ...]:
    """Give the agreements in force on a day."""
    return tuple(each for each in agreements() if each.since <= on and (each.until is None or on <= each.until))


def agreement(code: str) -> Agreement | None:
    """Give an agreement by its code."""
    return next((each for each in agreements() if each.code == code), None)


def covers(one: Agreement, origin: str, destination: str) -> bool:
    """Tell whether an agreement covers goods of an origin on their way to a destination."""
    north = destination == home() and origin in one.north
    return north or (origin == home() and destination in one.south)


def covering(origin: str, destination: str, on: date) -> Sequence[Agreement]:
    """Give the agreements in force on a day that cover a route."""
    return [each for each in in_force(on) if covers(each, origin, destination)]


@cache
def _said() -> dict[str, Any]:
    return tomllib.loads((files(__package__ or "") / "reference" / "agreements.toml").read_text("utf-8"))


def _agreement(row: dict[str, Any]) -> Agreement:
    try:
        made = Agreement(
            code=row["code"],
            names=row["names"],
            since=row["since"],
            until=row.get("until"),
            north=frozenset(row["north"]),
            south=frozenset(row["south"]),
            certificate_months=row["certificate_months"],
            source=row["source"],
        )
    except KeyError as missing:
        raise AgreementsUnusable(f"{row.get('code')}: lacks {missing}") from None
    unknown = (made.north | made.south) - countries()
    if unknown or set(made.names) != _NAMES or not made.north or not made.source:
        raise AgreementsUnusable(
            f"{made.code}: unknown economies {sorted(unknown)}, or no name in a language, or no source"
        )
    return made
