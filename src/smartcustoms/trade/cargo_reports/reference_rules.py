"""The dated rules of `reference/rules.toml`."""

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from smartcustoms.trade.cargo_reports.model import Mode


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far master and house may be apart and still agree."""

    mass_share: Decimal
    mass_kg: Decimal
    goods_alike: float
    parties_alike: float


@dataclass(frozen=True, slots=True)
class Matching:
    """How a declaration finds its bill."""

    days: int
    mass_share: Decimal
    alike: float
    ahead: float


def agreement(on: date) -> Agreement:
    """Give the rules of agreement that hold on a day."""
    row = _holding("agreement", on)
    return Agreement(Decimal(row["mass_share"]), Decimal(row["mass_kg"]), row["goods_alike"], row["parties_alike"])


def time_to_mend(mode: Mode, on: date) -> timedelta:
    """Give how long filers have to mend a discrepancy."""
    return timedelta(hours=_holding("deadline", on, mode=mode.value)["hours"])


def matching(on: date) -> Matching:
    """Give the rules of matching that hold on a day."""
    row = _holding("matching", on)
    return Matching(row["days"], Decimal(row["mass_share"]), row["alike"], row["ahead"])


def _holding(kind: str, on: date, **like: str) -> dict[str, Any]:
    rows = [row for row in _rules()[kind] if all(row[name] == value for name, value in like.items())]
    held = [row for row in rows if row["since"] <= on]
    found: dict[str, Any] = max(held or rows[:1], key=lambda row: row["since"])
    return found


@cache
def _rules() -> dict[str, Any]:
    with Path(__file__).with_name("reference").joinpath("rules.toml").open("rb") as file:
        return tomllib.load(file)
