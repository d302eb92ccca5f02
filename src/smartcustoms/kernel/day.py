"""Which day it is for the administration at a moment."""

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from smartcustoms.kernel.settings import read_settings


def day_of(at: datetime) -> date:
    """Give the day of the administration's time zone at a moment."""
    return at.astimezone(_zone()).date()


@lru_cache(maxsize=1)
def _zone() -> ZoneInfo:
    return ZoneInfo(read_settings().time_zone)
