"""Where control points lie: dated by nothing, for they do not move (`reference/places.csv`)."""

import csv
from functools import cache
from importlib.resources import files


@cache
def places() -> dict[str, tuple[float, float]]:
    """Give latitude and longitude by control point."""
    text = files(__package__ or "").joinpath("reference", "places.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    return {row["control_point"]: (float(row["latitude"]), float(row["longitude"])) for row in rows}
