"""Maps as GeoJSON, the wall, and lists as CSV; the land under the maps."""

import csv
import io
import json
from pathlib import Path

import pytest

from smartcustoms.app.demo.sealing import make_journeys
from smartcustoms.kernel import clock
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.settings import Settings
from smartcustoms.trade.elocks.corridor import distance_m
from smartcustoms.trade.elocks.geojson import circle, corridor, line, track
from smartcustoms.trade.elocks.journey import Fix, Journey
from tests.cast import BELA, ESI
from tests.web_client import client
from tools.basemap import OUT, REGION, clipped

HOME = (22.5, 114.0)


def test_a_circle_is_as_wide_as_its_radius_everywhere() -> None:
    ring = circle(HOME, 800.0)["geometry"]["coordinates"][0]
    assert ring[0] == ring[-1]
    assert all(abs(distance_m(HOME, (lat, lon)) - 800) < 3 for lon, lat in ring)


def test_a_journey_is_drawn_longitude_first() -> None:
    drawn = corridor(Journey("J", (HOME, (22.6, 114.1)), (HOME,)))
    assert [each["properties"]["what"] for each in drawn] == ["corridor", "zone"]
    assert drawn[0]["geometry"]["coordinates"] == [[114.0, 22.5], [114.1, 22.6]]
    assert drawn[0]["properties"]["width_m"] == 1000
    assert line([HOME])["geometry"]["coordinates"] == [[114.0, 22.5]] * 2
    assert track([Fix(1, None, None)]) is None
    assert (track([Fix(1, *HOME), Fix(2, None, None)]) or {})["properties"]["times"] == [1]


def test_the_land_is_whole_and_of_the_region() -> None:
    land = json.loads(OUT.read_text(encoding="utf-8"))
    west, south, east, north = REGION
    rings = [part[0] for part in land["geometry"]["coordinates"]]
    assert all(ring[0] == ring[-1] for ring in rings)
    assert all(west <= x <= east and south <= y <= north for ring in rings for x, y in ring)
    assert clipped([(0, 0), (1, 0), (1, 1), (0, 0)]) == []
    corner = clipped([(100, 20), (110, 20), (110, 30), (100, 30), (100, 20)])
    assert {(104, 20), (110, 20), (110, 29), (104, 29)} <= set(corner)


@pytest.mark.slow
def test_maps_wall_and_tables_of_the_demo_world(database: Database, settings: Settings) -> None:
    make_journeys(database, clock.now())
    with client(database, settings, as_=ESI) as web:
        found = web.get("/api/v1/elocks/map").json()["features"]
        locks = [each for each in found if each["properties"]["what"] == "lock"]
        alarmed = web.get("/api/v1/elocks/map?alarmed=true").json()["features"]
        one = web.get("/api/v1/elocks/J-SIM-004/map").json()["features"]
        wall = web.get("/elocks/wall").text
        tables = {each: web.get(f"/elocks{each}?format=csv") for each in ("", "/alarms", "/devices")}
        assert web.get("/api/v1/elocks/NONE/map").status_code == 404
        assert web.get("/elocks?format=xls").status_code == 422
    assert len(locks) == 12
    assert {each["properties"]["alarmed"] for each in alarmed if each["properties"]["what"] == "lock"} == {True}
    assert {each["properties"]["what"] for each in one} == {"corridor", "zone", "track", "alarm"}
    assert "Rope cut" in wall
    rows = {each: list(csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff")))) for each, answer in tables.items()}
    assert len(rows[""]) == len(rows["/devices"]) == 12
    assert {"rope_cut", "illegal_unlock"} <= {each["type"] for each in rows["/alarms"]}
    with client(database, settings, as_=BELA) as bela:
        assert bela.get("/api/v1/elocks/map").status_code == 403
    assert Path(OUT).stat().st_size < 200_000
