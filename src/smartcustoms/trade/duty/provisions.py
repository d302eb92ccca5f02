"""What stands beside the rates: permits, concession, penalties, reliefs; read from `reference/` and checked once, each row dated."""

import tomllib
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from smartcustoms.trade.duty.model import Concession, Free, Permit, Relief, ReliefKind
from smartcustoms.trade.duty.schedule import ScheduleUnusable

_NAMES = {"en", "zh-Hant", "zh-Hans"}


class LateStep(NamedTuple):
    """What lateness costs up to a number of months after the last day (0: without end), for a low and a high value."""

    months: int
    low: Decimal
    high: Decimal


class Late(NamedTuple):
    """How long a declaration may take, and what each step of lateness costs."""

    since: date
    days: int
    value_up_to: Decimal
    steps: tuple[LateStep, ...]
    law: str
    source: str


class Times(NamedTuple):
    """A multiple of what is due, with a sum on top, at most another, payable within days."""

    since: date
    times: int
    more: Decimal
    most: Decimal | None
    days: int
    law: str
    source: str


class Provisions(NamedTuple):
    """All of them, in the file's order."""

    permits: tuple[Permit, ...]
    concessions: tuple[Concession, ...]
    late: tuple[Late, ...]
    short: tuple[Times, ...]
    compound: tuple[Times, ...]
    reliefs: tuple[Relief, ...]


@cache
def provisions() -> Provisions:
    """Give what the administration's file holds.

    Raises:
        ScheduleUnusable: a row lacks a field or has one too many.
    """
    return read((files(__package__ or "") / "reference" / "provisions.toml").read_text("utf-8"))


def read(text: str) -> Provisions:
    """Read provisions from TOML.

    Raises:
        ScheduleUnusable: see `provisions`.
    """
    try:
        root = tomllib.loads(text)
        return Provisions(
            tuple(_permit(each) for each in root["permit"]),
            tuple(_concession(each) for each in root["concession"]),
            tuple(_late(each) for each in root["late"]),
            tuple(_times(each) for each in root["short"]),
            tuple(_times(each) for each in root["compound"]),
            tuple(_relief(each) for each in root["relief"]),
        )
    except (tomllib.TOMLDecodeError, RecursionError, KeyError, TypeError, ValueError, InvalidOperation) as fault:
        raise ScheduleUnusable(f"the provisions cannot be read: {fault!r}") from None


def _permit(given: dict[str, Any]) -> Permit:
    return Permit(**_checked(given) | {"goods": tuple(given["goods"])})


def _relief(given: dict[str, Any]) -> Relief:
    return Relief(**_checked(given) | {"goods": tuple(given["goods"]), "kind": ReliefKind(given["kind"])})


def _concession(given: dict[str, Any]) -> Concession:
    free = tuple(
        Free(
            group=each["group"],
            goods=each["class"],
            kind=each["kind"],
            litres=Decimal(each["litres"]) if "litres" in each else None,
            sticks=each.get("sticks"),
            kilograms=Decimal(each["kilograms"]) if "kilograms" in each else None,
        )
        for each in given["free"]
    )
    return Concession(**_checked(given) | {"free": free})


def _late(given: dict[str, Any]) -> Late:
    steps = tuple(LateStep(each["months"], Decimal(each["low"]), Decimal(each["high"])) for each in given["steps"])
    return Late(**_checked(given) | {"value_up_to": Decimal(given["value_up_to"]), "steps": steps})


def _times(given: dict[str, Any]) -> Times:
    most = Decimal(given["most"]) if "most" in given else None
    more = Decimal(given.get("more", 0))
    return Times(**{"days": 0, **_checked(given)} | {"more": more, "most": most})


def _checked(given: dict[str, Any]) -> dict[str, Any]:
    """Refuse a row without its first day, law or source, or with a text that is not in every language."""
    if not isinstance(given["since"], date) or not given["law"] or not given["source"]:
        raise ValueError(f"{given.get('code', 'a row')} lacks its first day, law or source")
    if any(set(given[name]) != _NAMES for name in ("names", "says") if name in given):
        raise ValueError(f"{given.get('code', 'a row')} is not said in every language")
    return dict(given)
