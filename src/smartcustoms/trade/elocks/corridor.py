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

from smartcustoms.trade.elocks.journey import Journey, Point

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
    """Which places lie in the corridor of a line: by cells of H3, each of which learns once which of the line's segments are near it.

    A cell of resolution 9 reaches at most `_CELL_M` from its centre: one whose centre lies that much inside lies inside whole, and a
    segment whose box is further than that and the corridor's width from the centre is near none of its places. Journeys on one route
    share a sieve.
    """

    def __init__(self, line: Sequence[Point], corridor_m: float) -> None:
        self.corridor_m = corridor_m
        self._segments, self._low, self._high = _boxed(line)
        self._cells: dict[int, _Segments | None] = {}
        """What is known of a cell: the segments near it, none when it lies outside, and None when it lies inside whole."""

    def is_on_line(self, place: Point) -> bool:
        """Tell whether a place lies within the corridor."""
        cell: int = latlng_to_int(place[0], place[1], _RESOLUTION)  # type: ignore[no-untyped-call]
        try:
            near = self._cells[cell]
        except KeyError:
            near = self._cells[cell] = self._learned(cell)
        return near is None or (bool(near) and _distance_to(near, place) <= self.corridor_m)

    def _learned(self, cell: int) -> "_Segments | None":
        """Give the segments near a cell; None: the cell lies inside whole."""
        centre: Point = int_to_latlng(cell)  # type: ignore[no-untyped-call]
        reach = (self.corridor_m + _CELL_M) * 1.02 / METRES_PER_DEGREE
        margin = np.array([reach, reach / max(math.cos(math.radians(centre[0])), 1e-6)])
        hit = ((self._low - margin <= centre) & (self._high + margin >= centre)).all(axis=1)
        near: _Segments = tuple((a, b, c, d) for a, b, c, d in self._segments[hit].tolist())
        return None if near and _distance_to(near, centre) <= self.corridor_m - _CELL_M else near


_Segments = tuple[tuple[float, float, float, float], ...]
_RESOLUTION: Final = 9
_CELL_M: Final = 260.0
"""No cell of resolution 9 is longer from centre to corner (H3's largest has an edge of about 0.24 km)."""


def _boxed(line: Sequence[Point]) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Give a line's segments, and the low and the high corner of each one's box."""
    corners = np.asarray(line, np.float64).reshape(-1, 2)
    segments = np.hstack([corners[:-1], corners[1:]] if len(corners) > 1 else [corners, corners])
    low, high = np.minimum(segments[:, :2], segments[:, 2:]), np.maximum(segments[:, :2], segments[:, 2:])
    return segments, low, high


def _distance_to(segments: _Segments, place: Point) -> float:
    """Give a place's distance to the nearest of a few segments, in metres; the same formula as `distances_to_line_m`."""
    north, east = place
    scale = METRES_PER_DEGREE * math.cos(math.radians(north))
    best = math.inf
    for a_north, a_east, b_north, b_east in segments:
        x, y = (a_north - north) * METRES_PER_DEGREE, (a_east - east) * scale
        along_x, along_y = (b_north - a_north) * METRES_PER_DEGREE, (b_east - a_east) * scale
        share = -(x * along_x + y * along_y) / max(along_x * along_x + along_y * along_y, 1e-9)
        share = min(1.0, max(0.0, share))
        x, y = x + share * along_x, y + share * along_y
        best = min(best, x * x + y * y)
    return math.sqrt(best)


def on_line(line: Sequence[Point], corridor_m: float, places: Sequence[Point]) -> list[bool]:
    """Tell of many places at once whether each lies within the corridor of a line, as its sieve would."""
    points = np.asarray(places, np.float64).reshape(-1, 2)
    segments, low, high = _boxed(line)
    reach = corridor_m * 1.02 / METRES_PER_DEGREE
    margins = np.stack(
        [np.full(len(points), reach), reach / np.maximum(np.cos(np.radians(points[:, 0])), 1e-6)], axis=1
    )[:, None]
    near = ((low - margins <= points[:, None]) & (high + margins >= points[:, None])).all(axis=2)
    rows = segments.tolist()
    found = []
    for place, hit in zip(places, near, strict=True):
        chosen: _Segments = tuple(tuple(rows[n]) for n in np.flatnonzero(hit).tolist())
        found.append(bool(chosen) and _distance_to(chosen, place) <= corridor_m)
    return found


def in_a_zone(journey: Journey, place: Point) -> bool:
    """Tell whether a place lies in the origin, a control point or the destination."""
    return any(distance_m(zone, place) <= journey.rules.zone_radius_m for zone in journey.zones)
