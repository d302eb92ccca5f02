"""The agencies and the reasons for refusals as shipped: dated reference data. Pure."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from smartcustoms.trade.agencies.model import Agency, Reason

_HERE = Path(__file__).with_name("reference")


@lru_cache(maxsize=1)
def shipped_agencies() -> Mapping[str, Agency]:
    """Give the agencies by code."""
    rows = tomllib.loads((_HERE / "agencies.toml").read_text(encoding="utf-8"))["agency"]
    return {
        each["code"]: Agency(each["code"], each["names"], each["organisation"], each["since"], each["source"])
        for each in rows
    }


def reasons_for(kind: str, *, on: date) -> tuple[Reason, ...]:
    """Give the reasons for which a kind may be refused on a day."""
    return tuple(
        Reason(each["code"], each["says"], each["law"], each["mend"])
        for each in _reasons()
        if (not each["kinds"] or kind in each["kinds"])
        and each["since"] <= on
        and (each.get("until") is None or on < each["until"])
    )


@lru_cache(maxsize=1)
def _reasons() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads((_HERE / "reasons.toml").read_text(encoding="utf-8"))["reason"]
    return found


def limit(code: str, *, on: date) -> int:
    """Give a time limit in days, as it holds on a day."""
    rows = [each for each in _limits() if each["code"] == code and each["since"] <= on]
    return int(max(rows, key=lambda each: each["since"])["days"]) if rows else 0


@lru_cache(maxsize=1)
def _limits() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads((_HERE / "limits.toml").read_text(encoding="utf-8"))["limit"]
    return found
