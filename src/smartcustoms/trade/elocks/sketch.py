"""Maps drawn on the server: places in, the geometry of an SVG out, without tiles, scripts or anything from outside. Pure."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from smartcustoms.trade.elocks.journey import Point

WIDTH: Final = 800
HEIGHT: Final = 460
_EDGE: Final = 24
_STEPS: Final = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)


@dataclass(frozen=True, slots=True)
class Sketch:
    """A map's projection: equirectangular about its middle, north up, the same scale both ways."""

    south: float
    west: float
    middle: float
    scale: float
    left: float
    bottom: float

    def xy(self, place: Point) -> tuple[float, float]:
        """Give where a place is drawn."""
        x = self.left + (place[1] - self.west) * math.cos(math.radians(self.middle)) * self.scale
        return round(x, 1), round(HEIGHT - self.bottom - (place[0] - self.south) * self.scale, 1)

    def path(self, line: Sequence[Point]) -> str:
        """Give a line as the path of an SVG."""
        return "M" + " L".join(f"{x} {y}" for x, y in map(self.xy, line)) if line else ""

    def radius(self, metres: float) -> float:
        """Give how long metres are."""
        return round(max(metres / 111_195 * self.scale, 3.0), 1)

    @property
    def grid(self) -> list[tuple[str, float, bool]]:
        """Give the lines of latitude and longitude: label, where, and whether it lies across."""
        across = (HEIGHT - 2 * _EDGE) / self.scale
        step = next((each for each in _STEPS if across / each <= 5), 30.0)
        up = range(math.ceil(self.south / step), math.floor((self.south + across) / step) + 1)
        rows = [(f"{each * step:.2f}° N", self.xy((each * step, self.west))[1], True) for each in up]
        wide = (WIDTH - 2 * self.left) / self.scale / math.cos(math.radians(self.middle))
        along = range(math.ceil(self.west / step), math.floor((self.west + wide) / step) + 1)
        return rows + [(f"{each * step:.2f}° E", self.xy((self.south, each * step))[0], False) for each in along]


def sketch(places: Iterable[Point]) -> Sketch | None:
    """Fit a map to places; None without any."""
    every = list(places)
    if not every:
        return None
    south, north = min(each[0] for each in every), max(each[0] for each in every)
    west, east = min(each[1] for each in every), max(each[1] for each in every)
    middle = (south + north) / 2
    high, wide = max(north - south, 0.01), max((east - west) * math.cos(math.radians(middle)), 0.01)
    scale = min((WIDTH - 2 * _EDGE) / wide, (HEIGHT - 2 * _EDGE) / high)
    return Sketch(south, west, middle, scale, (WIDTH - wide * scale) / 2, (HEIGHT - high * scale) / 2)
