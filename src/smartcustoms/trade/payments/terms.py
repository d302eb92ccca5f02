"""Terms of payment as data: days of grace, late charges, the payee of codes to scan; read from `reference/` once."""

import calendar
import tomllib
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple


class TermsUnusable(ValueError):
    """The file of terms cannot be read."""


class LateCharge(NamedTuple):
    """A share of what is owed, added some months after the last day."""

    since: date
    after_months: int
    share: Decimal
    names: dict[str, str]
    law: str


class Terms(NamedTuple):
    """How long notes and attempts wait, what lateness adds, and whom a code to scan pays."""

    days: int
    minutes: int
    late: tuple[LateCharge, ...]
    payee: dict[str, str]


@cache
def terms() -> Terms:
    """Give the administration's terms.

    Raises:
        TermsUnusable: the file lacks something.
    """
    return read((files(__package__ or "") / "reference" / "charges.toml").read_text("utf-8"))


def read(text: str) -> Terms:
    """Read terms from TOML.

    Raises:
        TermsUnusable: see `terms`.
    """
    try:
        root = tomllib.loads(text)
        late = tuple(_late(each) for each in root["late_charge"])
        payee = {name: str(root["payee"][name]) for name in ("fps", "name", "city", "country")}
        return Terms(int(root["terms"]["days"]), int(root["terms"]["minutes"]), late, payee)
    except (tomllib.TOMLDecodeError, RecursionError, KeyError, TypeError, ValueError, InvalidOperation) as fault:
        raise TermsUnusable(f"the terms cannot be read: {fault!r}") from None


def begun(due_on: date, on: date) -> list[LateCharge]:
    """Give the late charges that have begun on a day, for what was due on another."""
    return [each for each in terms().late if each.since <= on and on > _months_on(due_on, each.after_months)]


def _months_on(day: date, months: int) -> date:
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _late(given: dict[str, Any]) -> LateCharge:
    share = Decimal(given["share"])
    if not 0 < share < 1 or not isinstance(given["since"], date) or set(given["names"]) != {"en", "zh-Hant", "zh-Hans"}:
        raise ValueError("a late charge lacks its share, first day or a language")
    return LateCharge(given["since"], int(given["after_months"]), share, given["names"], given["law"])
