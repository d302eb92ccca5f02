"""Which day it is for the administration at a moment."""

from datetime import date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from smartcustoms.kernel.settings import read_settings


def day_of(at: datetime) -> date:
    """Give the day of the administration's time zone at a moment."""
    return at.astimezone(zone()).date()


def begin_of(day: date) -> datetime:
    """Give the moment at which a day begins for the administration."""
    return datetime.combine(day, time(), tzinfo=zone())


def day_or_none(text: str) -> date | None:
    """Read a day from a filter of a list (2026-11-24); what is no day filters nothing."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@lru_cache(maxsize=1)
def zone() -> ZoneInfo:
    """Give the administration's time zone."""
    return ZoneInfo(read_settings().time_zone)
