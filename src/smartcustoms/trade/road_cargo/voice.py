"""What a caller keys on the telephone, read: references, PIN, digits of the plate, time and control point. Pure.

The dialogue in keys: `reference*reference#PIN#plate#HHMM#point#`. A reference is its 13 digits; PIN six; plate the digits of the
mark of Hong Kong; time that of the crossing, local, today or tomorrow; point the place of the control point in the list, from 1.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from smartcustoms.kernel.day import zone
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.words.model import sentence

_KEYS: Final = re.compile(r"([0-9]{13}(?:\*[0-9]{13})*)#([0-9]{6})#([0-9]{1,6})#([0-9]{4})#([0-9])#?", re.ASCII)


class KeysUnreadable(Refused):
    """The keys are no bundling."""

    code = "keys_unreadable"


@dataclass(frozen=True, slots=True)
class Keyed:
    """What was keyed: references and digits as they stand; the crossing as a moment."""

    references: tuple[str, ...]
    pin: str
    plate: str
    expected_at: datetime
    control_point: str


def read_keys(keys: str, *, at: datetime, points: Sequence[str]) -> Keyed:
    """Read the keys of a call; a time of day that has passed is tomorrow's.

    Raises:
        KeysUnreadable: they are in another form, or no such time or control point is.
    """
    found = _KEYS.fullmatch(keys.strip())
    if found is None:
        raise _unreadable()
    references, pin, plate, clock, place = found.groups()
    hour, minute, number = int(clock[:2]), int(clock[2:]), int(place)
    if hour > 23 or minute > 59 or not 1 <= number <= len(points):
        raise _unreadable()
    local = at.astimezone(zone())
    moment = datetime.combine(local.date(), time(hour, minute), zone())
    if moment <= local:
        moment += timedelta(days=1)
    return Keyed(tuple(references.split("*")), pin, plate, moment.astimezone(at.tzinfo), points[number - 1])


def _unreadable() -> KeysUnreadable:
    return KeysUnreadable(
        sentence("The keys were not understood."),
        mend=sentence(
            "Key the reference, hash, PIN, hash, digits of the plate, hash, time, hash, number of the control point."
        ),
        field="keys",
    )
