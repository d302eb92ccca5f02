"""Maps as GeoJSON (RFC 7946: longitude before latitude), for pages that draw them. Pure."""

import math
from collections.abc import Iterable, Sequence
from typing import Any

from smartcustoms.trade.elocks.corridor import METRES_PER_DEGREE
from smartcustoms.trade.elocks.journey import Fix, Journey, Point

_CORNERS = 32


def collection(features: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Put features together."""
    return {"type": "FeatureCollection", "features": list(features)}


def dot(place: Point, **facts: Any) -> dict[str, Any]:
    """Give a place."""
    return _feature("Point", _pair(place), facts)


def line(places: Sequence[Point], **facts: Any) -> dict[str, Any]:
    """Give a line; a single place is a line that goes nowhere."""
    pairs = [_pair(each) for each in places]
    return _feature("LineString", pairs if len(pairs) > 1 else pairs * 2, facts)


def circle(centre: Point, radius_m: float, **facts: Any) -> dict[str, Any]:
    """Give a circle as a polygon."""
    up = radius_m / METRES_PER_DEGREE
    across = up / max(math.cos(math.radians(centre[0])), 0.01)
    turns = [2 * math.pi * n / _CORNERS for n in range(_CORNERS + 1)]
    ring = [_pair((centre[0] + up * math.cos(each), centre[1] + across * math.sin(each))) for each in turns]
    return _feature("Polygon", [ring], facts)


def corridor(journey: Journey, **facts: Any) -> list[dict[str, Any]]:
    """Give a journey's line, with the width of its corridor in metres, and its zones."""
    width = 2 * journey.rules.corridor_m
    latitude = journey.line[0][0]
    zones = [circle(each, journey.rules.zone_radius_m, what="zone", **facts) for each in journey.zones]
    return [line(journey.line, what="corridor", width_m=width, latitude=latitude, **facts), *zones]


def track(fixes: Sequence[Fix]) -> dict[str, Any] | None:
    """Give where a lock was, with the times of its places in Unix seconds; None when it was nowhere."""
    places = [(each.t, each.place) for each in fixes if each.place is not None]
    if not places:
        return None
    return line([place for _, place in places], what="track", times=[t for t, _ in places])


def _pair(place: Point) -> list[float]:
    return [round(place[1], 6), round(place[0], 6)]


def _feature(kind: str, coordinates: Any, facts: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "properties": facts, "geometry": {"type": kind, "coordinates": coordinates}}
