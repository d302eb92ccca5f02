"""OsmAnd's web tracking over HTTP, which phones use as a fallback tracker: a query string or form, or the newer JSON body.

Source: OsmAnd trip recording, online tracking; Traccar Client's parameters (id or deviceid, timestamp, lat, lon, location, speed in
knots, bearing or heading, altitude, batt, charge, valid, cell, wifi). A time is Unix seconds or milliseconds, or a date in UTC.
Without a time, the time of receipt is the only one there is.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from smartcustoms.trade.elocks.model import FrameRefused, HttpRequest, Kind, LockState, Message, Position, Source
from smartcustoms.trade.elocks.protocols.reading import clock_of, from_unix_ms, placed

KNOT_KMH: Final = 1.852
_SECONDS_END: Final = 10**11
"""A smaller number is seconds (until the year 5138), another milliseconds (since 1973); 2^31 would end in 2038."""
_YES: Final = frozenset({"true", "1", "yes"})


@dataclass(slots=True)
class Session:
    """HTTP keeps none; the time of receipt stands for a fix that names none."""

    received_at: datetime
    device: str | None = None


def decode(request: HttpRequest, session: Session) -> Message:
    """Read one request."""
    values = _values(request.uri, request.body)
    if not values and request.body.lstrip()[:1] == b"{":
        return _json(request.body, session)
    device = values.get("id") or values.get("deviceid")
    if device is None:
        raise FrameRefused("value: the request names no id and no deviceid")
    session.device = device
    latitude, longitude = _place(values)
    time = _time(values.get("timestamp"), session.received_at)
    lock = LockState(
        battery_percent=_number(values, "batt"), charging=_flag(values.get("charge")), clock=clock_of(time),
        card=values.get("driverUniqueId"),
    )  # fmt: skip
    if latitude is None:
        return Message(
            Kind.HEARTBEAT, device, (Position(time, None, None, valid=False, source=_coarse(values), lock=lock),)
        )
    speed = _number(values, "speed")
    valid = _flag(values.get("valid")) is not False
    course = _number(values, "bearing", "heading")
    fix = Position(
        time, latitude, longitude, valid, None if speed is None else round(speed * KNOT_KMH, 3), course,
        _number(values, "altitude"), lock=lock,
    )  # fmt: skip
    return Message(Kind.POSITION, device, (fix,))


def _values(uri: str, body: bytes) -> dict[str, str]:
    try:
        query = urlsplit(uri).query
    except ValueError:
        raise FrameRefused("value: the address is none") from None
    text = query or (body.decode("utf-8", "replace") if body.lstrip()[:1] != b"{" else "")
    try:
        pairs = parse_qs(text, max_num_fields=200)
    except ValueError:
        raise FrameRefused("length: more than 200 parameters") from None
    return {name: values[-1] for name, values in pairs.items()}


def _place(values: Mapping[str, str]) -> tuple[float, float] | tuple[None, None]:
    if "location" in values:
        parts = values["location"].split(",")
        if len(parts) != 2:
            raise FrameRefused("value: location is latitude,longitude")
        return placed(_float("location", parts[0]), _float("location", parts[1]))
    if "lat" not in values or "lon" not in values:
        return None, None
    return placed(_float("lat", values["lat"]), _float("lon", values["lon"]))


def _coarse(values: Mapping[str, str]) -> Source:
    return Source.CELL if "cell" in values else Source.WIFI if "wifi" in values else Source.NONE


def _number(values: Mapping[str, str], *names: str) -> float | None:
    for name in names:
        if values.get(name):
            return _float(name, values[name])
    return None


def _float(name: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if value != value or abs(value) > 1e9:
        raise FrameRefused(f"value: {name} is {text[:40]!r}, no number")
    return value


def _flag(text: str | None) -> bool | None:
    return None if text is None else text.lower() in _YES


def _time(text: str | None, received_at: datetime) -> datetime:
    if text is None:
        return received_at
    try:
        number = float(text)
    except ValueError:
        return _date(text)
    if not 0 <= number < 1e15:
        raise FrameRefused(f"date: {text[:40]} is no time")
    return from_unix_ms(int(number * 1000) if number < _SECONDS_END else int(number))


def _date(text: str) -> datetime:
    """Read an ISO date, or one with a blank; one that names no zone is UTC. An unescaped plus of a zone arrives as a blank."""
    head, _, zone = text.strip().rpartition(" ")
    for each in (text.strip(), f"{head}+{zone}"):
        try:
            read = datetime.fromisoformat(each)
            return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
        except (ValueError, OverflowError):
            continue
    raise FrameRefused(f"date: {text[:40]!r} is no time")


def _json(body: bytes, session: Session) -> Message:
    """Read the JSON body: device_id, and a location with coords (speed in m/s), battery and motion."""
    try:
        root = json.loads(body)
    except (ValueError, RecursionError):
        raise FrameRefused("value: the body is no JSON") from None
    location = root.get("location") if isinstance(root, dict) else None
    coordinates = location.get("coords") if isinstance(location, dict) else None
    if not isinstance(location, dict) or not isinstance(coordinates, dict):
        raise FrameRefused("value: the body has no location with coords")
    device = root.get("device_id")
    if not isinstance(device, str) or not device:
        raise FrameRefused("value: the body names no device_id")
    session.device = device
    return Message(Kind.POSITION, device, (_json_position(location, coordinates, session.received_at),))


def _json_position(location: Mapping[str, Any], coordinates: Mapping[str, Any], received_at: datetime) -> Position:
    number = {name: _float(name, str(value)) for name, value in coordinates.items() if value is not None}
    if "latitude" not in number or "longitude" not in number:
        raise FrameRefused("value: coords have no latitude and longitude")
    north, east = placed(number["latitude"], number["longitude"])
    stamp = location.get("timestamp")
    time = _time(None if stamp is None else str(stamp), received_at)
    battery = location.get("battery")
    level = battery.get("level") if isinstance(battery, dict) else None
    charging = battery.get("is_charging") if isinstance(battery, dict) else None
    moving = location.get("is_moving")
    odometer = location.get("odometer")
    lock = LockState(
        battery_percent=None if level is None or _float("level", str(level)) < 0 else round(_float("level", str(level)) * 100, 1),
        charging=charging if isinstance(charging, bool) else None, moving=moving if isinstance(moving, bool) else None,
        odometer_m=None if odometer is None else int(_float("odometer", str(odometer))), clock=clock_of(time),
    )  # fmt: skip
    speed, course = number.get("speed"), number.get("heading")
    return Position(
        time, north, east, valid=True, speed_kmh=round(speed * 3.6, 3) if speed is not None and speed >= 0 else None,
        course_deg=course if course is not None and course >= 0 else None, altitude_m=number.get("altitude"), lock=lock,
    )  # fmt: skip
