"""How much business time lies between two moments, and when a promise runs out: hours and holidays are dated data. Pure."""

import tomllib
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_FURTHEST = 3660  # days that a promise is followed


@dataclass(frozen=True, slots=True)
class Hours:
    """Opening hours from a day on: for each weekday (Monday first) the spans that are open."""

    since: date
    days: tuple[tuple[tuple[time, time], ...], ...]


@dataclass(frozen=True, slots=True)
class Calendar:
    """The hours of an administration, by date, with its holidays."""

    zone: ZoneInfo
    hours: tuple[Hours, ...]
    holidays: frozenset[date]

    def spans(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """Give the open spans of a day, in UTC."""
        place = bisect_right([each.since for each in self.hours], day) - 1
        if place < 0 or day in self.holidays:
            return ()
        return tuple(
            (_at(day, begins, self.zone), _at(day, ends, self.zone))
            for begins, ends in self.hours[place].days[day.weekday()]
        )

    def seconds_of_a_day(self, day: date) -> int:
        """Give how long a full business day is, as promises count it: the longest day of the week in force."""
        place = max(bisect_right([each.since for each in self.hours], day) - 1, 0)
        lengths = (
            sum((datetime.combine(day, e) - datetime.combine(day, b)).total_seconds() for b, e in spans)
            for spans in self.hours[place].days
        )
        return int(max(lengths, default=0))


def spent(begins: datetime, ends: datetime, calendar: Calendar) -> int:
    """Give the business seconds between two moments; none when the second is not later."""
    total, day = 0.0, begins.astimezone(calendar.zone).date()
    last = ends.astimezone(calendar.zone).date()
    while day <= last:
        for opens, closes in calendar.spans(day):
            total += max(0.0, (min(closes, ends) - max(opens, begins)).total_seconds())
        day += timedelta(days=1)
    return int(total)


def due(begins: datetime, seconds: int, calendar: Calendar) -> datetime:
    """Give the moment at which so many business seconds have passed."""
    left, day = float(seconds), begins.astimezone(calendar.zone).date()
    moment = begins
    for _ in range(_FURTHEST):
        for opens, closes in calendar.spans(day):
            start = max(opens, begins)
            length = (closes - start).total_seconds()
            if length <= 0:
                continue
            moment = start
            if left <= length:
                return start + timedelta(seconds=left)
            left -= length
        day += timedelta(days=1)
    return moment  # no business hours so far ahead: the calendar ends


@lru_cache(maxsize=8)
def calendar_of(administration: str, zone: str) -> Calendar:
    """Read the calendar of an administration; one that has none gets the weekdays from nine to five."""
    rows = tomllib.loads((Path(__file__).with_name("reference") / "clock.toml").read_text(encoding="utf-8"))
    mine = [each for each in rows["hours"] if each["administration"] in (administration, "*")]
    own = [each for each in mine if each["administration"] == administration] or mine
    hours = sorted((hours_of(each, each["since"]) for each in own), key=lambda each: each.since)
    days = frozenset(each["day"] for each in rows["holidays"] if each["administration"] == administration)
    return Calendar(ZoneInfo(zone), tuple(hours), days)


def hours_of(spans: Mapping[str, object], since: date) -> Hours:
    """Read opening hours from spans by weekday, such as `09:00-13:00, 14:00-18:00`."""
    return Hours(since, tuple(_spans(str(spans.get(each, ""))) for each in DAYS))


def _spans(text: str) -> tuple[tuple[time, time], ...]:
    pairs = (each.split("-") for each in text.replace(" ", "").split(",") if each)
    return tuple((time.fromisoformat(begins), time.fromisoformat(ends)) for begins, ends in pairs)


def _at(day: date, hour: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, hour, zone).astimezone(UTC)
