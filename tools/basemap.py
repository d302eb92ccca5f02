"""Cuts the land of one region out of Natural Earth's coastline, for the maps of pages.

`python tools/basemap.py land-10m.json` reads the TopoJSON of the npm package `world-atlas` (ISC; its data is Natural Earth 1:10m, public
domain) and writes `src/smartcustoms/trade/elocks/static/land.json`: GeoJSON polygons clipped to `REGION`. The coast is generalised
(steps of some 400 m) and has no roads, names or borders: it tells where, not how to drive.
"""

import json
import sys
from pathlib import Path
from typing import Any, Final

REGION: Final = (104.0, 16.5, 123.0, 29.0)
"""West, south, east, north in degrees: Guangdong, Hong Kong, Macao, Hunan's south and Fujian."""
OUT: Final = Path(__file__).resolve().parents[1] / "src/smartcustoms/trade/elocks/static/land.json"
_Ring = list[tuple[float, float]]


def main() -> int:
    """Cut, and say how much it is."""
    topology = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    arcs = decoded(topology)
    rings = [
        clipped(ring(part, arcs))
        for shape in topology["objects"]["land"]["geometries"]
        for polygon in ([shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"])
        for part in polygon[:1]
    ]
    kept = [[[round(x, 3), round(y, 3)] for x, y in each] for each in rings if len(each) > 3]
    found = {
        "type": "Feature",
        "properties": {"source": "Natural Earth 1:10m land, public domain"},
        "geometry": {"type": "MultiPolygon", "coordinates": [[each] for each in kept]},
    }
    OUT.write_text(json.dumps(found, separators=(",", ":")) + "\n", encoding="utf-8")
    sys.stdout.write(f"{OUT.name}: {len(kept)} polygons, {OUT.stat().st_size:,} bytes\n")
    return 0


def decoded(topology: dict[str, Any]) -> list[_Ring]:
    """Give the arcs of a quantised topology as longitudes and latitudes."""
    (sx, sy), (ox, oy) = topology["transform"]["scale"], topology["transform"]["translate"]
    found = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + ox, y * sy + oy))
        found.append(points)
    return found


def ring(part: list[int], arcs: list[_Ring]) -> _Ring:
    """Join arcs into a ring; a negative number is an arc backwards."""
    found: _Ring = []
    for each in part:
        points = arcs[each] if each >= 0 else arcs[~each][::-1]
        found += points if not found else points[1:]
    return found


def clipped(points: _Ring) -> _Ring:
    """Clip a ring to the region (Sutherland and Hodgman), closed again."""
    west, south, east, north = REGION
    for axis, limit, sign in ((0, west, 1), (1, south, 1), (0, east, -1), (1, north, -1)):
        points = _cut(points, axis, limit, sign)
    return [*points, points[0]] if points and points[0] != points[-1] else points


def _cut(points: _Ring, axis: int, limit: float, sign: int) -> _Ring:
    found: _Ring = []
    for before, here in zip([*points[-1:], *points[:-1]], points, strict=True):
        inside, was = sign * (here[axis] - limit) >= 0, sign * (before[axis] - limit) >= 0
        if inside != was:
            share = (limit - before[axis]) / (here[axis] - before[axis])
            found.append((before[0] + share * (here[0] - before[0]), before[1] + share * (here[1] - before[1])))
        if inside:
            found.append(here)
    return found


if __name__ == "__main__":
    sys.exit(main())
