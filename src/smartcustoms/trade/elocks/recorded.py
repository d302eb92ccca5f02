"""Reads recorded journeys: the file's rules, and per journey its line, zones and fixes. What a file says happened is never read."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any

from smartcustoms.trade.elocks.journey import GANTRY, NETWORK, Fix, Journey, Point, Rules

_RULES = frozenset(each.name for each in fields(Rules))


class NoJourney(ValueError):
    """A recorded journey lacks something or holds what cannot be; the message says which journey and what."""


def journeys(root: Any) -> Iterator[tuple[Any, Journey, list[tuple[float, Fix]]]]:
    """Give each journey with its number as the file writes it, and its fixes with the times at which they were received."""
    if not isinstance(root, Mapping) or not isinstance(root.get("journeys"), list):
        raise NoJourney("the file has no list of journeys")
    rules = _rules(root.get("rules") or {})
    for number, one in enumerate(root["journeys"]):
        try:
            yield (
                one["id"],
                _journey(one, rules),
                [(_finite(each.get("r", each["t"])), _fix(each)) for each in one["fixes"]],
            )
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as fault:
            raise NoJourney(f"journey {number} of the file: {type(fault).__name__} {fault}") from None


def one_journey(said: Mapping[str, Any], rules: Any) -> Journey:
    """Read one journey of plain JSON values: id, line, zones by name (the last is the destination unless one is called so), due_by.

    Raises:
        NoJourney: something is missing or cannot be.
    """
    try:
        return _journey(said, _rules(rules or {}))
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as fault:
        raise NoJourney(f"the journey: {type(fault).__name__} {fault}") from None


def _rules(said: Any) -> Rules:
    try:
        return Rules(**{name: _finite(value) for name, value in said.items() if name in _RULES})
    except (TypeError, ValueError, AttributeError, OverflowError) as fault:
        raise NoJourney(f"the rules of the file: {type(fault).__name__} {fault}") from None


def _finite(value: Any) -> float:
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(f"{value} is no number to reckon with")
    return number


def _journey(one: Mapping[str, Any], rules: Rules) -> Journey:
    zones = one["zones"]
    names = [*(name for name in zones if name != "destination"), *(["destination"] if "destination" in zones else [])]
    line = tuple(_point(each) for each in one["line"])
    if not line:
        raise ValueError("the line has no point")
    due_by = _figure(one.get("due_by"))
    permits = () if one.get("by_token") is True else None
    needs = 2 if one.get("needs") == 2 else 1
    return Journey(str(one["id"]), line, tuple(_point(zones[name]) for name in names), rules, due_by, permits, needs)


def _point(pair: Sequence[float]) -> Point:
    latitude, longitude = pair
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise ValueError(f"{latitude}, {longitude} is not on the globe")
    return float(latitude), float(longitude)


def _fix(said: Mapping[str, Any]) -> Fix:
    lock = said.get("lock") or {}
    located = said.get("gnss", True) and said.get("lat") is not None and said.get("lon") is not None
    lat, lon = _point((said["lat"], said["lon"])) if located else (None, None)
    event = said.get("event")
    if said["t"] is None or not (event is None or isinstance(event, str)):
        raise ValueError("a fix has no time, or an event that is no text")
    source = said.get("source")
    if source not in (None, NETWORK, GANTRY):
        raise ValueError(f"{source!r:.40} is no source of a place")
    rope, motor, cover = (None if lock.get(name) is None else bool(lock[name]) for name in ("rope", "motor", "cover"))
    return Fix(
        _figure(said["t"]) or 0, lat, lon, _figure(said.get("kmh")), rope, motor, cover, event,
        _figure(lock.get("battery_percent")), source,
    )  # fmt: skip


def _figure(value: Any) -> float | None:
    """Give a number as it is written, so that whole seconds stay whole; text and true are none."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"{value!r:.40} is no number to reckon with")
    return value
