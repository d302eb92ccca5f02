"""Which control points a truck may take, what speaks against each, and when it must leave: dated data, pure."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

from smartcustoms.kernel.day import day_of, zone
from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.trade.road_cargo.control_points import (
    ControlPoint,
    Effect,
    Side,
    are_apart,
    control_points,
    side_rule,
)
from smartcustoms.trade.road_cargo.model import VehicleKind

_STEP: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Place:
    """A district of Hong Kong or a region of the Mainland: its side, and the minutes in free traffic to control points."""

    code: str
    names: Mapping[str, str]
    side: Side
    minutes: Mapping[str, int]

    def name(self, language: str) -> str:
        """Give its name in a language."""
        return self.names.get(language, self.names["en"])


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What speaks against a control point: whether it refuses or warns, why, and what to do."""

    effect: Effect
    says: Sentence
    mend: Sentence


@dataclass(frozen=True, slots=True)
class Choice:
    """One control point for a trip: what speaks against it, how long the drive takes, and when to leave."""

    point: ControlPoint
    obstacles: tuple[Obstacle, ...]
    drive: timedelta | None
    leave_at: datetime | None

    @property
    def is_refused(self) -> bool:
        """Tell whether the truck cannot cross there."""
        return any(each.effect is Effect.REFUSES for each in self.obstacles)


def districts(on: date) -> Mapping[str, Place]:
    """Give the districts of Hong Kong, by code; none before the table's first day."""
    return _places("district", on)


def regions(on: date) -> Mapping[str, Place]:
    """Give the regions of the Mainland, by code; none before the table's first day."""
    return _places("region", on)


def plan(
    at: datetime, kind: VehicleKind, *, district: str = "", region: str = "", came_by: ControlPoint | None = None
) -> list[Choice]:
    """Give every control point for a crossing at a moment: those without obstacles first, then by the drive.

    Args:
        at: when the truck crosses.
        kind: its kind.
        district: code of the district of Hong Kong where it starts or ends; "" when it is not said.
        region: code of the region of the Mainland; "" when it is not said.
        came_by: the control point by which the truck crossed last in the other direction.
    """
    on = day_of(at)
    places = [each for each in (districts(on).get(district), regions(on).get(region)) if each]
    found = []
    for point in control_points(on).values():
        against = (*obstacles(point, at, kind, came_by=came_by), *_sides(point, places, on))
        drive = drive_time(district, point.code, at) if district else None
        leave = leave_at(district, point.code, at) if district else None
        found.append(Choice(point, tuple(against), drive, leave))
    return sorted(found, key=lambda each: (each.is_refused, len(each.obstacles), each.drive or timedelta(0)))


def obstacles(
    point: ControlPoint, at: datetime, kind: VehicleKind, *, came_by: ControlPoint | None = None
) -> tuple[Obstacle, ...]:
    """Give what speaks against a control point for a truck: hours, kind of vehicle, and the side by which it came."""
    found = []
    if not point.is_open(at):
        says = sentence(
            "Goods are cleared there from {opens} to {closes} only.",
            opens=_clock(point.opens),
            closes=_clock(point.closes),
        )
        found.append(Obstacle(Effect.REFUSES, says, sentence("Cross within these hours or elsewhere.")))
    if kind not in point.kinds:
        says = sentence("Vehicles of this kind do not cross there.")
        found.append(Obstacle(Effect.REFUSES, says, sentence("Choose another control point.")))
    rule = side_rule(day_of(at))
    if rule and came_by and are_apart(point.side, came_by.side):
        says = sentence("East in East out, West in West out: the truck came by the other side.")
        found.append(Obstacle(rule.back, says, sentence("Choose a control point of the side by which it came.")))
    return tuple(found)


def drive_time(district: str, point: str, at: datetime) -> timedelta | None:
    """Give how long the drive takes for who sets out at a moment; None where the table does not say."""
    found = districts(day_of(at)).get(district)
    if found is None or point not in found.minutes:
        return None
    factor = float(_table()["factors"][at.astimezone(zone()).hour])
    return timedelta(minutes=round(found.minutes[point] * factor))


def leave_at(district: str, point: str, at: datetime) -> datetime | None:
    """Give the latest moment, in steps of five minutes, at which to leave so as to cross in time; None where the table does not say."""
    margin = timedelta(minutes=_table()["margin_minutes"])
    leave = at - margin
    for _ in range(288):
        drive = drive_time(district, point, leave)
        if drive is None:
            return None
        if leave + drive + margin <= at:
            return leave
        leave -= _STEP
    return None


def _sides(point: ControlPoint, places: list[Place], on: date) -> list[Obstacle]:
    rule = side_rule(on)
    apart = [each for each in places if are_apart(each.side, point.side)]
    if rule is None or not apart:
        return []
    says = sentence("East in East out, West in West out: the place lies on the other side.")
    return [Obstacle(rule.places, says, sentence("Choose a control point of the same side."))]


def _clock(after: timedelta) -> str:
    minutes = int(after.total_seconds()) // 60
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _places(kind: str, on: date) -> dict[str, Place]:
    if on < _table()["since"]:
        return {}
    return {
        row["code"]: Place(
            row["code"],
            {"en": row["en"], "zh-Hant": row["zh-Hant"], "zh-Hans": row["zh-Hans"]},
            Side(row["side"]),
            row.get("minutes", {}),
        )
        for row in _table()[kind]
    }


@cache
def _table() -> dict[str, Any]:
    with Path(__file__).with_name("reference").joinpath("travel.toml").open("rb") as file:
        return tomllib.load(file)
