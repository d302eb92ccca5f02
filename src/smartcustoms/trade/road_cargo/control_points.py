"""Land control points: side, hours, kinds of vehicles, and the rule "East in East out, West in West out": dated data, pure."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from smartcustoms.kernel.day import day_of, zone
from smartcustoms.trade.road_cargo.model import VehicleKind


class Side(StrEnum):
    """On which side of Shenzhen a place or control point lies."""

    EAST = "east"
    WEST = "west"
    EITHER = "either"


class Effect(StrEnum):
    """What breaking a rule means: the way is refused, or the trucker is warned."""

    REFUSES = "refuses"
    WARNS = "warns"


@dataclass(frozen=True, slots=True)
class ControlPoint:
    """A control point as it stands from a day on. `opens` and `closes` are times after local midnight."""

    code: str
    names: Mapping[str, str]
    mainland: str
    side: Side
    since: date
    opens: timedelta
    closes: timedelta
    kinds: frozenset[VehicleKind]
    source: str

    def name(self, language: str) -> str:
        """Give its name in a language."""
        return self.names.get(language, self.names["en"])

    def is_open(self, at: datetime) -> bool:
        """Tell whether goods are cleared at a moment; closing time itself is too late."""
        local = at.astimezone(zone())
        after = timedelta(hours=local.hour, minutes=local.minute, seconds=local.second)
        return self.opens <= after < self.closes


@dataclass(frozen=True, slots=True)
class SideRule:
    """What it means when sides differ: of a place and its control point, and of coming and going."""

    places: Effect
    back: Effect
    source: str


def control_points(on: date) -> dict[str, ControlPoint]:
    """Give the control points of a day by code, as they stand then."""
    found: dict[str, ControlPoint] = {}
    for row in sorted(_rules()["point"], key=lambda each: each["since"]):
        if row["since"] <= on:
            found[row["code"]] = _point(row)
    return dict(sorted(found.items()))


def control_point(code: str, at: datetime) -> ControlPoint | None:
    """Give a control point as it stands at a moment."""
    return control_points(day_of(at)).get(code)


def side_rule(on: date) -> SideRule | None:
    """Give the rule of sides that holds on a day; None before there was one."""
    held = [row for row in _rules()["side_rule"] if row["since"] <= on]
    if not held:
        return None
    row = max(held, key=lambda each: each["since"])
    return SideRule(Effect(row["places"]), Effect(row["return"]), row["source"])


def are_apart(one: Side, other: Side) -> bool:
    """Tell whether two sides are apart: one east, one west."""
    return Side.EITHER not in (one, other) and one is not other


def _point(row: Mapping[str, Any]) -> ControlPoint:
    return ControlPoint(
        code=row["code"],
        names={"en": row["en"], "zh-Hant": row["zh-Hant"], "zh-Hans": row["zh-Hans"]},
        mainland=row["mainland"],
        side=Side(row["side"]),
        since=row["since"],
        opens=_clock(row["opens"]),
        closes=_clock(row["closes"]),
        kinds=frozenset(VehicleKind(each) for each in row["kinds"]),
        source=row["source"],
    )


def _clock(text: str) -> timedelta:
    hours, minutes = text.split(":")
    return timedelta(hours=int(hours), minutes=int(minutes))


@cache
def _rules() -> dict[str, Any]:
    with Path(__file__).with_name("reference").joinpath("control_points.toml").open("rb") as file:
        return tomllib.load(file)
