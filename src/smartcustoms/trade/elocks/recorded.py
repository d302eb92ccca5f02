"""Reads recorded journeys: the file's rules, and per journey its line, zones and fixes. What a file says happened is never read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any

from smartcustoms.trade.elocks.journey import Fix, Journey, Point, Rules

_RULES = frozenset(each.name for each in fields(Rules))


class NoJourney(ValueError):
    """A recorded journey lacks something or holds what cannot be; the message says which journey and what."""


def journeys(root: Any) -> Iterator[tuple[Any, Journey, list[tuple[float, Fix]]]]:
    """Give each journey with its number as the file writes it, and its fixes with the times at which they were received."""
    if not isinstance(root, Mapping) or not isinstance(root.get("journeys"), list):
        raise NoJourney("the file has no list of journeys")
    said = root.get("rules") or {}
    rules = Rules(**{name: float(value) for name, value in said.items() if name in _RULES})
    for number, one in enumerate(root["journeys"]):
        try:
            yield (
                one["id"],
                _journey(one, rules),
                [(float(each.get("r", each["t"])), _fix(each)) for each in one["fixes"]],
            )
        except (KeyError, TypeError, ValueError) as fault:
            raise NoJourney(f"journey {number} of the file: {type(fault).__name__} {fault}") from None


def _journey(one: Mapping[str, Any], rules: Rules) -> Journey:
    zones = one["zones"]
    names = [*(name for name in zones if name != "destination"), *(["destination"] if "destination" in zones else [])]
    line = tuple(_point(each) for each in one["line"])
    if not line:
        raise ValueError("the line has no point")
    return Journey(str(one["id"]), line, tuple(_point(zones[name]) for name in names), rules, one.get("due_by"))


def _point(pair: Sequence[float]) -> Point:
    latitude, longitude = pair
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise ValueError(f"{latitude}, {longitude} is not on the globe")
    return float(latitude), float(longitude)


def _fix(said: Mapping[str, Any]) -> Fix:
    lock = said.get("lock") or {}
    located = said.get("gnss", True) and said.get("lat") is not None and said.get("lon") is not None
    lat, lon = _point((said["lat"], said["lon"])) if located else (None, None)
    return Fix(
        said["t"], lat, lon, said.get("kmh"), lock.get("rope"), lock.get("motor"), lock.get("cover"), said.get("event"),
        lock.get("battery_percent"),
    )  # fmt: skip
