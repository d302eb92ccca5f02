"""When a schedule is due: cron's five fields (minute, hour, day, month, weekday), always in UTC.

Fields take `*`, numbers, ranges `1-5`, lists `1,15` and steps `*/10`. As in cron, when both day and weekday are restricted
either suffices; weekday 0 and 7 are Sunday.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final

_FIELDS: Final = (("minute", 0, 59), ("hour", 0, 23), ("day", 1, 31), ("month", 1, 12), ("weekday", 0, 7))
_HORIZON: Final = timedelta(days=8 * 366)  # 29 February of a given weekday comes at least once in so many days


class ScheduleUnreadable(ValueError):
    """A schedule is not five cron fields, or never comes."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """The sets of minutes, hours, days, months and weekdays (0 = Sunday) at which something is due."""

    text: str
    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    either: bool

    def after(self, moment: datetime) -> datetime:
        """Give the first due moment after a moment (both aware).

        Raises:
            ScheduleUnreadable: it never comes, such as 30 February.
        """
        at = moment.astimezone(UTC).replace(second=0, microsecond=0) + timedelta(minutes=1)
        last = at + _HORIZON
        while at < last:
            if at.month not in self.months or not self._on(at):
                at = at.replace(hour=0, minute=0) + timedelta(days=1)
            elif at.hour not in self.hours:
                at = at.replace(minute=0) + timedelta(hours=1)
            elif at.minute not in self.minutes:
                at += timedelta(minutes=1)
            else:
                return at
        raise ScheduleUnreadable(f"schedule {self.text!r} never comes; mend its day or month")

    def _on(self, at: datetime) -> bool:
        day, weekday = at.day in self.days, at.isoweekday() % 7 in self.weekdays
        return day or weekday if self.either else day and weekday


@lru_cache(maxsize=256)
def schedule(text: str) -> Schedule:
    """Read a schedule: `schedule("0 2 * * *")`.

    Raises:
        ScheduleUnreadable: it is not five fields, or a field cannot be read; the sentence names the field.
    """
    parts = text.split()
    if len(parts) != len(_FIELDS):
        raise ScheduleUnreadable(f"schedule {text!r} has {len(parts)} fields; write minute hour day month weekday")
    sets = [_field(part, *field, text) for part, field in zip(parts, _FIELDS, strict=True)]
    weekdays = frozenset(day % 7 for day in sets[4])
    either = not parts[2].startswith("*") and not parts[4].startswith("*")
    return Schedule(text, sets[0], sets[1], sets[2], sets[3], weekdays, either)


def _field(part: str, name: str, low: int, high: int, text: str) -> frozenset[int]:
    found: set[int] = set()
    for piece in part.split(","):
        span, _, step = piece.partition("/")
        first, _, last = (f"{low}-{high}" if span == "*" else span).partition("-")
        numbers = (first, last or (str(high) if step else first), step or "1")
        if not all(number.isdecimal() for number in numbers):
            raise ScheduleUnreadable(f"schedule {text!r}: {piece!r} is no {name}; write a number, a-b, a,b or */n")
        start, end, by = map(int, numbers)
        if by == 0 or start < low or end > high or start > end:
            raise ScheduleUnreadable(f"schedule {text!r}: {name} {piece!r} is not within {low} to {high}")
        found.update(range(start, end + 1, by))
    return frozenset(found)
