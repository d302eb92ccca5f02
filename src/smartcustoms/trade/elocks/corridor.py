"""Where a fix lies: how far from the assigned line, in which zone, and how far from another.

Distances are metres on a plane through the place (equirectangular, spherical Earth of 6,371,008.8 m): within 0.1 % over the widths of
corridors and zones, which are hundreds of metres.
"""

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
from h3.api.basic_int import cell_to_latlng as int_to_latlng
from h3.api.basic_int import latlng_to_cell as latlng_to_int
from numpy.typing import NDArray

from smartcustoms.trade.elocks.journey import Fix, Journey, Point

METRES_PER_DEGREE: Final = 6_371_008.8 * math.pi / 180


def distance_m(a: Point, b: Point) -> float:
    """Give the distance of two places in metres: great circle by the haversine formula."""
    lat_a, lat_b = math.radians(a[0]), math.radians(b[0])
    up = math.sin((lat_b - lat_a) / 2) ** 2
    across = math.cos(lat_a) * math.cos(lat_b) * math.sin(math.radians(b[1] - a[1]) / 2) ** 2
    return 2 * 6_371_008.8 * math.asin(min(1.0, math.sqrt(up + across)))


def distances_to_line_m(line: Sequence[Point] | NDArray[np.float64], places: Sequence[Point]) -> NDArray[np.float64]:
    """Give each place's distance to a line of at least one point, in metres."""
    points = np.asarray(places, np.float64).reshape(-1, 2)
    corners = np.asarray(line, np.float64).reshape(-1, 2)
    if len(corners) == 1:
        corners = np.repeat(corners, 2, axis=0)
    scale = np.stack(
        [np.full(len(points), METRES_PER_DEGREE), METRES_PER_DEGREE * np.cos(np.radians(points[:, 0]))], axis=1
    )
    # Every place is the origin of its own plane: segments are moved there, one row per place.
    starts = (corners[None, :-1] - points[:, None]) * scale[:, None]
    ends = (corners[None, 1:] - points[:, None]) * scale[:, None]
    along = ends - starts
    length = np.maximum((along**2).sum(axis=2), 1e-9)
    share = np.clip(-(starts * along).sum(axis=2) / length, 0, 1)
    nearest = starts + share[:, :, None] * along
    found: NDArray[np.float64] = np.sqrt((nearest**2).sum(axis=2).min(axis=1))
    return found


class Sieve:
    """Which places surely lie in the corridor of a line: cells of H3, judged once each by their centre; the rest is measured.

    A cell of resolution 9 reaches at most `_CELL_M` from its centre, so a cell whose centre lies that much inside lies inside whole.
    Journeys on one route share a sieve; it learns a cell when a truck first drives through it.
    """

    def __init__(self, line: Sequence[Point], corridor_m: float) -> None:
        self.line = np.asarray(line, np.float64).reshape(-1, 2)
        self.corridor_m = corridor_m
        self._cells: dict[int, bool] = {}

    def is_on_line(self, place: Point) -> bool:
        """Tell whether a place lies within the corridor."""
        cell: int = latlng_to_int(place[0], place[1], _RESOLUTION)  # type: ignore[no-untyped-call]
        inside = self._cells.get(cell)
        if inside is None:
            centre: Point = int_to_latlng(cell)  # type: ignore[no-untyped-call]
            inside = bool(distances_to_line_m(self.line, [centre])[0] <= self.corridor_m - _CELL_M)
            self._cells[cell] = inside
        return inside or bool(distances_to_line_m(self.line, [place])[0] <= self.corridor_m)


_RESOLUTION: Final = 9
_CELL_M: Final = 260.0
"""No cell of resolution 9 is longer from centre to corner (H3's largest has an edge of about 0.24 km)."""


def in_a_zone(journey: Journey, place: Point) -> bool:
    """Tell whether a place lies in the origin, a control point or the destination."""
    return any(distance_m(zone, place) <= journey.rules.zone_radius_m for zone in journey.zones)


def outside_corridor(journey: Journey, fixes: Sequence[Fix]) -> list[bool]:
    """Tell of each fix, all of which have places, whether it lies off the line and in no zone."""
    if not fixes:
        return []
    places = [fix.place for fix in fixes if fix.place is not None]
    off = distances_to_line_m(journey.line, places) > journey.rules.corridor_m
    return [bool(far) and not in_a_zone(journey, place) for far, place in zip(off, places, strict=True)]
