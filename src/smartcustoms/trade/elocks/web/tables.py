"""Lists as CSV: the whole list that the page's filters ask for, up to `MOST` rows."""

from collections.abc import Iterable
from typing import Any, Final

from fastapi import Response

from smartcustoms.kernel.spreadsheet import csv_of
from smartcustoms.kernel.web.downloads import csv_file
from smartcustoms.trade.elocks.model import AlarmRecord
from smartcustoms.trade.elocks.queries import Device, Live

MOST: Final = 10_000


def journeys(found: Iterable[Live]) -> Response:
    """Give journeys with where each was last."""
    heads = (
        "number",
        "stage",
        "alarms",
        "truck",
        "lock",
        "route",
        "declaration",
        "origin",
        "destination",
        "latitude",
        "longitude",
        "heard",
    )
    rows = (
        (
            each.record.number, each.record.stage.value, " ".join(each.alarms), each.record.truck, each.record.lock, each.record.route,
            each.record.declaration, each.record.origin, each.record.destination, each.newest and each.newest.lat,
            each.newest and each.newest.lon, each.received_at and each.received_at.isoformat(),
        )
        for each in found
    )  # fmt: skip
    return as_csv("journeys", heads, rows)


def alarms(found: Iterable[AlarmRecord]) -> Response:
    """Give alarms with what was done about each."""
    heads = (
        "journey", "number", "type", "lock", "declaration", "at", "raised", "state", "withdrawn", "taken_up_by", "taken_up", "team",
        "cause", "note",
    )  # fmt: skip
    rows = (
        (
            each.journey, each.number, each.type, each.lock, each.declaration, each.at.isoformat(), each.raised_at.isoformat(),
            each.state.value, each.withdrawn_at and each.withdrawn_at.isoformat(), each.acknowledged_by,
            each.acknowledged_at and each.acknowledged_at.isoformat(), each.team, each.cause and each.cause.value, each.note,
        )
        for each in found
    )  # fmt: skip
    return as_csv("alarms", heads, rows)


def devices(found: Iterable[Device]) -> Response:
    """Give locks with how each last stood."""
    heads = ("number", "protocol", "administration", "signs", "battery_percent", "heard", "refused")
    rows = (
        (
            each.lock.number, each.lock.protocol, each.lock.administration, each.lock.public_key is not None,
            each.newest and each.newest.battery_percent, each.received_at and each.received_at.isoformat(), each.refused,
        )
        for each in found
    )  # fmt: skip
    return as_csv("devices", heads, rows)


def as_csv(name: str, heads: Iterable[str], rows: Iterable[Iterable[Any]]) -> Response:
    """Give a table as a file to keep."""
    return csv_file(csv_of(heads, rows), f"elocks-{name}.csv")
