"""What a journey is for judging: its route, zones and rules, the fixes a lock sent, and the alarms they amount to.

Times are Unix seconds by the lock's own clock; `received` is when the platform had the fix, and no alarm is judged by it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, NamedTuple

Point = tuple[float, float]
"""Latitude and longitude in degrees."""


class AlarmType(StrEnum):
    """What can be wrong with a journey."""

    ROPE_CUT = "rope_cut"
    COVER_OPENED = "cover_opened"
    ILLEGAL_UNLOCK = "illegal_unlock"
    WRONG_PASSWORD = "wrong_password"  # noqa: S105 # the name of an alarm
    OFF_ROUTE = "off_route"
    DWELL = "dwell"
    SIGNAL_LOSS = "signal_loss"
    LOW_BATTERY = "low_battery"
    IMPLAUSIBLE_POSITION = "implausible_position"
    LATE_ARRIVAL = "late_arrival"
    SPOOFED_POSITION = "spoofed_position"
    """Somebody else saw it elsewhere: the cameras of a gantry the truck, or the network the lock."""


TAMPERING: Final = frozenset(
    {
        AlarmType.ROPE_CUT,
        AlarmType.COVER_OPENED,
        AlarmType.ILLEGAL_UNLOCK,
        AlarmType.WRONG_PASSWORD,
        AlarmType.SPOOFED_POSITION,
    }
)
"""Alarms that say that somebody was at the seal, or makes the lock say that it is elsewhere."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The limits of a journey, as its scheme sets them."""

    corridor_m: float = 500
    off_route_s: float = 120
    dwell_radius_m: float = 150
    dwell_s: float = 900
    signal_loss_s: float = 600
    max_kmh: float = 180
    zone_radius_m: float = 800
    low_battery_percent: float = 20


@dataclass(frozen=True, slots=True, order=True)
class Permit:
    """The right to unlock once that a token gives: whose, under which counter, from when to when (Unix seconds), where.

    `owns_place`: it is of the administration in whose zone the place lies; an unlock needs one such.
    """

    counter: int
    administration: str
    not_before: float
    not_after: float
    place: Point
    radius_m: float
    owns_place: bool = True


@dataclass(frozen=True, slots=True)
class Journey:
    """The contract: the line to follow, the zones where the lock may be opened, the rules, and, if set, when to arrive by."""

    number: str
    line: tuple[Point, ...]
    zones: tuple[Point, ...]
    """Origin, control points, destination; the last is the destination."""
    rules: Rules = Rules()
    due_by: float | None = None
    permits: tuple[Permit, ...] | None = None
    """The tokens given so far, where the journey is unlocked by token; None: any unlock in a zone is lawful."""
    needs: int = 1
    """How many administrations must permit an unlock."""


@dataclass(frozen=True, slots=True, order=True)
class Fix:
    """One report of a lock: when, where (None without a satellite fix), how fast, and how the lock stood. None: not said."""

    t: float
    lat: float | None
    lon: float | None
    kmh: float | None = None
    rope: bool | None = None
    motor: bool | None = None
    cover: bool | None = None
    event: str | None = None
    battery_percent: float | None = None
    source: str | None = None
    """Whose the place is, when not the lock's satellite receiver's: the mobile `NETWORK`'s, or a `GANTRY`'s that saw the truck."""

    @property
    def place(self) -> Point | None:
        """Where it was by its own receiver, if it knew."""
        return None if self.source is not None or self.lat is None or self.lon is None else (self.lat, self.lon)

    @property
    def witness(self) -> Point | None:
        """Where it was by somebody else, if this report says so."""
        return None if self.source is None or self.lat is None or self.lon is None else (self.lat, self.lon)


class Received(NamedTuple):
    """A fix as the platform has it: whose, on which journey if any, when received, by which protocol, and the event when signed."""

    lock: str
    journey: str | None
    fix: Fix
    received_at: datetime
    protocol: str
    signed: bytes | None = None


@dataclass(frozen=True, slots=True, order=True)
class Alarm:
    """One alarm: since when the rule was broken (`at`), and the time of the fix that showed it (`raised_at`), both by the lock's clock."""

    at: float
    type: AlarmType
    raised_at: float


NETWORK: Final = "network"
GANTRY: Final = "gantry"
DEBOUNCE_S: Final = 300
"""The same kind of alarm again within this time is the same event, told again."""


def in_order(fixes: Iterable[Fix]) -> list[Fix]:
    """Give the fixes in event time, each once, whatever order they came in: the only order that is judged."""
    return sorted(set(fixes), key=order_of)


def order_of(fix: Fix) -> tuple[object, ...]:
    """Order fixes fully, those of one second too, so that equal sets give equal lists."""
    said = (fix.lat, fix.lon, fix.kmh, fix.rope, fix.motor, fix.cover, fix.event, fix.battery_percent, fix.source)
    return (fix.t, *(part for one in said for part in (one is not None, one if one is not None else 0)))
