"""How far a route goes round: great circles between the middles of countries, a general indicator.

Reference: reference/centroids.csv (ISO 3166-1 alpha-2, degrees). Middles of countries, not ports: a route is
called circuitous only where it is a fifth longer than the straight way and at least 1,000 km longer, so that the
coarseness does not matter.
"""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt
from typing import Final

EARTH_RADIUS_KM: Final = 6371.0088
"""Mean radius (IUGG)."""


@cache
def centroids() -> Mapping[str, tuple[float, float]]:
    """Read the middle of each country: latitude and longitude in degrees, by ISO alpha-2 code."""
    text = (files("smartcustoms.trade.risk") / "reference" / "centroids.csv").read_text("utf-8")
    lines = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return {line["country"]: (float(line["latitude"]), float(line["longitude"])) for line in lines}


@cache
def distance_km(start: str, end: str) -> float | None:
    """Give the great-circle distance between two countries' middles; None where one is unknown."""
    places = centroids()
    if start not in places or end not in places:
        return None
    (north, east), (north_2, east_2) = places[start], places[end]
    rise, turn = radians(north_2 - north), radians(east_2 - east)
    half = sin(rise / 2) ** 2 + cos(radians(north)) * cos(radians(north_2)) * sin(turn / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(half)))


@cache
def detour(route: str | None) -> tuple[float, float]:
    """Give how much longer a route ("VN-HK-AU") is than its straight way: kilometres, and as a ratio.

    (0, 1) where the route is absent, has no stop on the way, or names an unknown country.
    """
    stops = (route or "").split("-")
    if len(stops) < 3:
        return 0.0, 1.0
    legs = [distance_km(start, end) for start, end in pairwise(stops)]
    straight = distance_km(stops[0], stops[-1])
    if straight is None or any(leg is None for leg in legs):
        return 0.0, 1.0
    sailed = sum(leg for leg in legs if leg is not None)
    return sailed - straight, sailed / max(straight, 200.0)


def stop_on_the_way(route: str | None) -> str | None:
    """Name the first country of call between the ends of a route."""
    stops = (route or "").split("-")
    return stops[1] if len(stops) > 2 else None
