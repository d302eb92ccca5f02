"""Jointech JT600 and JT701 in text: U01 to U06 (position, events), W01 (alert), P45 (unlock record).

Source: Jointech JT600 and JT701 communication protocols; coordinates in degrees (U, P) or degrees and minutes (W), times in UTC.
"""

import re
from datetime import datetime
from typing import Any, Final

from smartcustoms.trade.elocks.model import By, LockState, Position, Source, Unlock
from smartcustoms.trade.elocks.protocols.reading import at, clock_of, placed

MILE_KMH: Final = 1.609344
_DAY: Final = r"(\d\d)(\d\d)(\d\d),(\d\d)(\d\d)(\d\d),"
_U01: Final = re.compile(
    rf"\(\d+,(?:\d+,)*U\d\d,(?:(?P<event>\d+),)?{_DAY}(?P<valid>[TF]),(?P<lat>\d+\.\d+),(?P<ns>[NS]),(?P<lon>\d+\.\d+),(?P<ew>[EW]),"
    r"(?P<speed>\d+\.?\d*),(?P<course>\d+\.?\d*),(?P<satellites>\d+),(?P<battery>\d+)%,(?P<status>[01]+),\d+,\d+,(?P<signal>\d+),"
    r"(?P<km>\d+),(?P<index>\d+)"
)
_W01: Final = re.compile(
    rf"\(\d+,(?:\d+,)*W01,(?P<lon>\d{{3}})(?P<lon_m>\d\d\.\d+),(?P<ew>[EW]),(?P<lat>\d\d)(?P<lat_m>\d\d\.\d+),(?P<ns>[NS]),(?P<valid>[AV]),"
    rf"{_DAY}(?P<speed>\d+\.?\d*),(?P<course>\d+\.?\d*),(?P<power>\d+),(?P<satellites>\d+),(?P<signal>\d+),(?P<alert>\d+),"
)
_P45: Final = re.compile(
    rf"\(\d+,(?:\d+,)*P45,{_DAY}(?P<lat>\d+\.\d+),(?P<ns>[NS]),(?P<lon>\d+\.\d+),(?P<ew>[EW]),(?P<valid>[AV]),(?P<speed>\d+\.?\d*),(?P<course>\d+\.?\d*),"
    r"(?P<source>\d+),(?P<verified>\d+),(?P<card>\d+),(?P<password>\d+),(?P<wrong>\d+),(?P<index>\d+)"
)
_P45_SOURCES: Final = {"1": By.CARD, "2": By.PASSWORD, "3": By.REMOTE, "4": By.SMS, "5": By.BLUETOOTH}


def u01(sentence: str) -> Position | None:
    """Read U01 to U06; None when the sentence is no position (an answer, say)."""
    said = _U01.match(sentence)
    if said is None:
        return None
    lock: dict[str, Any] = {"satellites": int(said["satellites"]), "battery_percent": int(said["battery"])}
    lock |= {"signal_csq": int(said["signal"]), "odometer_m": int(said["km"]) * 1000, "index": int(said["index"])}
    lock |= {"status_word": int(said["status"], 2), "event_code": int(said["event"]) if said["event"] else None}
    return _position(said, float(said["lat"]), float(said["lon"]), said["valid"] == "T", MILE_KMH, lock)


def w01(sentence: str) -> Position | None:
    """Read W01, an alert: longitude first, in degrees and minutes."""
    said = _W01.match(sentence)
    if said is None:
        return None
    lock: dict[str, Any] = {"external_power_v": float(said["power"]), "satellites": int(said["satellites"])}
    lock |= {"signal_csq": int(said["signal"]), "event_code": int(said["alert"])}
    latitude = int(said["lat"]) + float(said["lat_m"]) / 60
    longitude = int(said["lon"]) + float(said["lon_m"]) / 60
    return _position(said, latitude, longitude, said["valid"] == "A", MILE_KMH, lock)


def p45(sentence: str) -> Position | None:
    """Read P45, the record of an unlock: by what, whether it was let, the card, and wrong passwords so far."""
    said = _P45.match(sentence)
    if said is None:
        return None
    card = said["card"].lstrip("0") or None
    accepted = said["verified"] == "1"
    by = _P45_SOURCES.get(said["source"].lstrip("0"), By.UNKNOWN)
    unlock = Unlock(by, card, accepted, result_code=int(said["verified"]))
    wrong = int(said["wrong"]) > 0
    lock = {"unlock": unlock, "card": card, "wrong_password": wrong, "index": int(said["index"])}
    return _position(said, float(said["lat"]), float(said["lon"]), said["valid"] == "A", 1.0, lock)


def _position(
    said: re.Match[str], latitude: float, longitude: float, valid: bool, unit_kmh: float, lock: dict[str, Any]
) -> Position:
    time = _time(said)
    north = latitude if said["ns"] == "N" else -latitude
    east = longitude if said["ew"] == "E" else -longitude
    placed(north, east)
    speed, course = round(float(said["speed"]) * unit_kmh, 3), float(said["course"])
    source = Source.GNSS if valid else Source.NONE
    state = LockState(**lock, clock=clock_of(time))
    return Position(time, north, east, valid, speed, course % 360, source=source, lock=state)


def _time(said: re.Match[str]) -> datetime | None:
    """Read ddmmyy,hhmmss; all zeros: no clock yet."""
    first = said.re.groupindex
    unnamed = [n for n in range(1, said.re.groups + 1) if n not in first.values()]
    day, month, year, hour, minute, second = (int(said[n]) for n in unnamed)
    if not (day or month or year):
        return None
    return at(2000 + year, month, day, hour, minute, second)
