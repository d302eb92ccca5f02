"""Which day it is for the administration at a moment."""

from datetime import date, datetime, time
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from smartcustoms.kernel.settings import read_settings

NO_DAY: Final = date.min
"""Stands for a day in a form that is none, so that the form itself refuses it, with all that was written beside."""


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


def day_written(text: str) -> date | None:
    """Read a day from a form: None where nothing is written, `NO_DAY` where what is written is no day."""
    return (day_or_none(text.strip()) or NO_DAY) if text.strip() else None


@lru_cache(maxsize=1)
def zone() -> ZoneInfo:
    """Give the administration's time zone."""
    return ZoneInfo(read_settings().time_zone)
