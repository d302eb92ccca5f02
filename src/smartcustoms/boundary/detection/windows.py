"""When and into which scans threats are projected. Pure."""

import re
from collections.abc import Sequence
from datetime import datetime, time

from smartcustoms.boundary.detection.model import Examined, Projecting, State
from smartcustoms.kernel.day import zone

_SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)\s*[-–]\s*([01]\d|2[0-3]):([0-5]\d)")


def spans(text: str) -> tuple[tuple[time, time], ...] | None:
    """Read spans of the day, such as "08:00-12:00, 14:00-18:00"; None: it cannot be read, or a span ends before it begins.

    >>> spans("08:00-12:00, 14:00-18:00")
    ((datetime.time(8, 0), datetime.time(12, 0)), (datetime.time(14, 0), datetime.time(18, 0)))
    """
    found = []
    for part in text.split(","):
        read = _SPAN.fullmatch(part.strip())
        if read is None:
            return None
        first, last = time(int(read[1]), int(read[2])), time(int(read[3]), int(read[4]))
        if first >= last:
            return None
        found.append((first, last))
    return tuple(found)


def is_open(setting: Projecting, at: datetime) -> bool:
    """Tell whether threats are projected at a moment: on one of the days, within one of the spans of the administration's own time."""
    here = at.astimezone(zone())
    within = any(first <= here.time() < last for first, last in spans(setting.windows) or ())
    return setting.ratio > 0 and here.weekday() in setting.days and within


def may_hold(found: Examined, *, sure_from: float) -> bool:
    """Tell whether a scan may carry a projection: nobody has looked, and no alarm of its own is so sure that it must not be put off."""
    return found.state is State.WAITING and not found.looks and bool(found.methods) and found.surest < sure_from


def fits(views: Sequence[object], *, is_own_format: bool, beam: str) -> bool:
    """Tell whether matter can be put into a scan: one view, since a threat is in all or in none; a known tube; our own package."""
    return len(views) == 1 and is_own_format and beam.startswith("kv")
