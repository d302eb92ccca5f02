"""The dated rates, read from `reference/` and checked once: an unreadable rate stops start-up, it is never skipped."""

import tomllib
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib.resources import files
from typing import Any

from smartcustoms.trade.duty.model import Band, Formula, Part, Rate, Unit

_NUMBERS = ("strength_over", "strength_up_to", "unknown_value", "unknown_under", "stick_length")
_PART_NUMBERS = ("rate", "litres_whole", "amount", "above", "first", "first_amount", "step")


class ScheduleUnusable(ValueError):
    """The schedule of rates cannot be read: names the rate by its place, and what is wrong."""


@cache
def schedule(name: str = "hong_kong") -> tuple[str, tuple[Rate, ...]]:
    """Give the currency and the rates of an administration's schedule, in its order.

    Raises:
        ScheduleUnusable: a rate lacks a field, has one too many, or overlaps another.
    """
    return read((files(__package__ or "") / "reference" / f"{name}.toml").read_text("utf-8"))


def read(text: str) -> tuple[str, tuple[Rate, ...]]:
    """Read a schedule from TOML.

    Raises:
        ScheduleUnusable: see `schedule`.
    """
    try:
        root = tomllib.loads(text)
        given, currency = list(root["rate"]), str(root["currency"])
    except (tomllib.TOMLDecodeError, RecursionError) as fault:
        raise ScheduleUnusable(f"the schedule is no TOML: {fault}") from None
    except (KeyError, TypeError) as fault:
        raise ScheduleUnusable(f"the schedule has no currency or no list of rates: {fault}") from None
    rates = [_rate(number, each) for number, each in enumerate(given, 1)]
    seen = {(each.goods, each.kind, each.since, each.strength_up_to) for each in rates}
    if len(seen) != len(rates):
        raise ScheduleUnusable("two rates of the same goods begin on the same day")
    return currency, tuple(rates)


def _rate(number: int, given: Any) -> Rate:
    if not isinstance(given, dict):
        raise ScheduleUnusable(f"rate {number} is no table")
    rest = dict(given)
    try:
        numbers: dict[str, Any] = {name: Decimal(rest.pop(name)) for name in _NUMBERS if name in rest}
        parts = tuple(_part(each) for each in rest.pop("parts"))
        made = Rate(goods=rest.pop("class"), parts=parts, **numbers, **rest)
    except (KeyError, TypeError, ValueError, InvalidOperation) as fault:
        raise ScheduleUnusable(f"rate {number} ({given.get('class')}): {fault!r}") from None
    if not isinstance(made.since, date) or set(made.names) != {"en", "zh-Hant", "zh-Hans"} or not made.law:
        raise ScheduleUnusable(f"rate {number} ({made.goods}) lacks its first day, its law or a name in a language")
    return made


def _part(given: dict[str, Any]) -> Part:
    rest = dict(given)
    numbers: dict[str, Any] = {name: Decimal(rest.pop(name)) for name in _PART_NUMBERS if name in rest}
    bands = tuple(Band(Decimal(each["over"]), Decimal(each["rate"])) for each in rest.pop("bands", ()))
    unit = Unit(rest.pop("unit")) if "unit" in rest else None
    return Part(formula=Formula(rest.pop("formula")), bands=bands, unit=unit, **numbers, **rest)
