"""Simulated journeys, for tests and load: trucks that never drove, on roads that are not there, with every trap of the real ones.

A seed decides everything. Each journey is of one kind: a lawful drive, one event that must be found, or one trap that must not be
taken for one; what was put in is told beside it, so that any engine can be scored. Times are Unix seconds, fixes come with the time
at which the platform has them, in order of arrival.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from random import Random
from typing import Final

from smartcustoms.trade.elocks.corridor import METRES_PER_DEGREE
from smartcustoms.trade.elocks.journey import AlarmType, Fix, Journey, Point, Rules

START: Final = 1_790_000_000


@dataclass(frozen=True, slots=True)
class Arrival:
    """A fix and when the platform had it."""

    received: float
    fix: Fix


@dataclass(frozen=True, slots=True)
class Event:
    """What was put into a journey: its kind, and from when to when it goes on."""

    type: AlarmType
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Simulated:
    """One journey with its fixes as they arrive, and what is true about it."""

    kind: str
    journey: Journey
    arrivals: tuple[Arrival, ...]
    events: tuple[Event, ...]


@dataclass(slots=True)
class _Drive:
    """A drive while it is being made: fixes in event time, what was put in, and which fixes are stored and sent late."""

    draw: Random
    journey: Journey
    fixes: list[Fix]
    events: list[Event]
    stored: tuple[int, int] = (0, 0)


def simulated(seed: int, kind: str | None = None) -> Simulated:
    """Make one journey; without a kind, the seed chooses one."""
    draw = Random(seed)  # noqa: S311 # a simulation, not a secret
    kind = kind or draw.choice(sorted(KINDS))
    journey = _route(draw, seed)
    drive = _Drive(draw, journey, _lawful(draw, journey), [])
    KINDS[kind](drive)
    drive.fixes[-1] = replace(drive.fixes[-1], event="unlock", motor=False, rope=False, kmh=0.0)
    return Simulated(kind, journey, tuple(_arrivals(drive)), tuple(drive.events))


def _route(draw: Random, seed: int) -> Journey:
    """Draw a winding line of 40 to 150 km with a control point on its way."""
    heading, place = draw.uniform(0, 2 * math.pi), (draw.uniform(21, 25), draw.uniform(110, 116))
    line = [place]
    for _ in range(draw.randrange(20, 50)):
        heading += draw.gauss(0, 0.25)
        line.append(_moved(line[-1], heading, draw.uniform(1500, 3500)))
    middle = len(line) // 2
    return Journey(f"simulated-{seed}", tuple(line), (line[0], line[middle], line[-1]), Rules())


def _moved(place: Point, heading: float, metres: float) -> Point:
    north = metres * math.cos(heading) / METRES_PER_DEGREE
    east = metres * math.sin(heading) / (METRES_PER_DEGREE * math.cos(math.radians(place[0])))
    return place[0] + north, place[1] + east


def _lawful(draw: Random, journey: Journey) -> list[Fix]:
    """Drive the line from end to end, a fix every 10 to 60 seconds, each off by some metres as satellites have it."""
    every, t = draw.choice((10, 20, 30, 30, 60)), START + draw.randrange(10**6)
    fixes, along, speed = [], 0.0, 50.0
    total = _length(journey.line)
    while along < total:
        fixes.append(_fix(draw, t, _at(journey.line, along), speed))
        t += every
        speed = min(90.0, max(25.0, speed + draw.gauss(0, 10)))
        along += speed / 3.6 * every
    fixes.append(_fix(draw, t, journey.line[-1], 0.0))
    return fixes


def _fix(draw: Random, t: float, place: Point, kmh: float) -> Fix:
    lat, lon = _moved(place, draw.uniform(0, 2 * math.pi), abs(draw.gauss(0, 12)))
    return Fix(t, round(lat, 6), round(lon, 6), round(kmh, 1), rope=True, motor=True, cover=True)


def _length(line: tuple[Point, ...]) -> float:
    return sum(_gap(a, b) for a, b in pairwise(line))


def _gap(a: Point, b: Point) -> float:
    return math.hypot(
        (a[0] - b[0]) * METRES_PER_DEGREE, (a[1] - b[1]) * METRES_PER_DEGREE * math.cos(math.radians(a[0]))
    )


def _at(line: tuple[Point, ...], along: float) -> Point:
    for a, b in pairwise(line):
        step = _gap(a, b)
        if along <= step:
            return a[0] + (b[0] - a[0]) * along / step, a[1] + (b[1] - a[1]) * along / step
        along -= step
    return line[-1]


def _spell(drive: _Drive, seconds: float) -> tuple[int, int]:
    """Choose where something of this length happens: away from the zones, first and last fix included."""
    count = len(drive.fixes)
    every = drive.fixes[1].t - drive.fixes[0].t
    long = max(1, int(seconds / every))
    far = [n for n in range(count - long) if all(_is_far(drive, m) for m in (n, n + long // 2, n + long))]
    first = drive.draw.choice(far) if far else max(1, count // 4 - long // 2)
    return first, min(first + long, count - 2)


def _is_far(drive: _Drive, number: int) -> bool:
    fix = drive.fixes[number]
    return fix.place is not None and all(_gap(zone, fix.place) > 2500 for zone in drive.journey.zones)


def _shift(drive: _Drive, first: int, last: int, width: float, sideways_ms: float = 12.0) -> None:
    """Move the fixes of a spell sideways by up to `width` metres, leaving and coming back no faster than a truck can."""
    before = list(drive.fixes)
    start, end = before[first].t, before[last].t
    a, b = (
        before[max(first - 3, 0)],
        before[min(last + 3, len(before) - 1)],
    )  # one heading: noise must not swing the road
    heading = math.atan2((b.lon or 0) - (a.lon or 0), (b.lat or 0) - (a.lat or 0)) + math.pi / 2
    for n in range(first, last + 1):
        metres = min(width, sideways_ms * (before[n].t - start), sideways_ms * (end - before[n].t))
        lat, lon = _moved(before[n].place or (0, 0), heading, metres)
        drive.fixes[n] = replace(before[n], lat=round(lat, 6), lon=round(lon, 6))


def _told(drive: _Drive, kind: AlarmType, first: int, last: int, early: float = 0) -> None:
    drive.events.append(Event(kind, drive.fixes[first].t - early, drive.fixes[last].t))


def _deviation(drive: _Drive) -> None:
    first, last = _spell(drive, drive.draw.uniform(480, 1500))
    width = drive.draw.uniform(1500, 6000)
    _shift(drive, first, last, width)
    _told(drive, AlarmType.OFF_ROUTE, first, last)


def _short_excursion(drive: _Drive) -> None:
    first, last = _spell(drive, drive.draw.uniform(120, 200))
    _shift(drive, first, last, drive.draw.uniform(550, 1200))


def _parallel_road(drive: _Drive) -> None:
    first, last = _spell(drive, drive.draw.uniform(600, 1800))
    width = drive.draw.uniform(100, 380)
    _shift(drive, first, last, width)


def _stop(drive: _Drive, number: int, seconds: float) -> tuple[int, int]:
    """Stand at a fix for a while; all that follows is later by as much."""
    every = drive.fixes[1].t - drive.fixes[0].t
    count = max(1, int(seconds / every))
    still = drive.fixes[number]
    here = still.place or (0, 0)
    stop = [_fix(drive.draw, still.t + n * every, here, 0.0) for n in range(count)]
    later = [replace(fix, t=fix.t + count * every) for fix in drive.fixes[number:]]
    drive.fixes[number:] = stop + later
    return number, number + count - 1


def _dwell(drive: _Drive) -> None:
    first, last = _stop(drive, _spell(drive, 30)[0], drive.draw.uniform(990, 3600))
    drive.events.append(Event(AlarmType.DWELL, drive.fixes[first].t + 840, drive.fixes[last].t))


def _short_stop(drive: _Drive) -> None:
    _stop(drive, _spell(drive, 30)[0], drive.draw.uniform(180, 840))


def _queue(drive: _Drive) -> None:
    zone = drive.journey.zones[1]
    nearest = min(range(len(drive.fixes) - 1), key=lambda n: _gap(zone, drive.fixes[n].place or (0, 0)))
    lat, lon = _moved(zone, drive.draw.uniform(0, 6), drive.draw.uniform(0, 300))
    drive.fixes[nearest] = replace(drive.fixes[nearest], lat=lat, lon=lon)
    _stop(drive, nearest, drive.draw.uniform(1200, 7200))


def _tunnel(drive: _Drive) -> None:
    first, last = _spell(drive, drive.draw.uniform(120, 900))
    for n in range(first, last + 1):
        drive.fixes[n] = replace(drive.fixes[n], lat=None, lon=None)


def _silence(drive: _Drive) -> None:
    first, last = _spell(drive, drive.draw.uniform(700, 1600))
    start, end = drive.fixes[first].t, drive.fixes[last].t
    del drive.fixes[first + 1 : last]
    if end - start >= drive.journey.rules.signal_loss_s:
        drive.events.append(Event(AlarmType.SIGNAL_LOSS, start + 540, end))


def _burst(drive: _Drive) -> None:
    drive.stored = _spell(drive, drive.draw.uniform(300, 2400))


def _deviation_in_burst(drive: _Drive) -> None:
    _deviation(drive)
    event = drive.events[0]
    inside = [n for n, fix in enumerate(drive.fixes) if event.start - 300 <= fix.t <= event.end + 300]
    drive.stored = (inside[0], min(inside[-1], len(drive.fixes) - 2))


def _spoof(drive: _Drive) -> None:
    first, _ = _spell(drive, 60)
    every = drive.fixes[1].t - drive.fixes[0].t
    last = min(first + drive.draw.randrange(2, max(3, int(600 / every))), len(drive.fixes) - 2)
    heading, metres = drive.draw.uniform(0, 6.28), drive.draw.uniform(25_000, 90_000)
    for n in range(first, last + 1):
        lat, lon = _moved(drive.fixes[n].place or (0, 0), heading, metres)
        drive.fixes[n] = replace(drive.fixes[n], lat=round(lat, 6), lon=round(lon, 6))
    _told(drive, AlarmType.IMPLAUSIBLE_POSITION, first, last)


def _rope_cut(drive: _Drive) -> None:
    first, _ = _spell(drive, 30)
    drive.fixes[first:] = [replace(fix, rope=False) for fix in drive.fixes[first:]]
    drive.fixes[first] = replace(drive.fixes[first], event="rope_cut" if drive.draw.random() < 0.7 else None)
    _told(drive, AlarmType.ROPE_CUT, first, first)


def _illegal_unlock(drive: _Drive) -> None:
    first, last = _spell(drive, drive.draw.uniform(60, 600))
    drive.fixes[first : last + 1] = [replace(fix, motor=False) for fix in drive.fixes[first : last + 1]]
    drive.fixes[first] = replace(drive.fixes[first], event="unlock" if drive.draw.random() < 0.7 else None)
    _told(drive, AlarmType.ILLEGAL_UNLOCK, first, first)


def _wrong_password(drive: _Drive) -> None:
    first, _ = _spell(drive, 60)
    for n in range(first, min(first + drive.draw.randrange(1, 4), len(drive.fixes) - 1)):
        drive.fixes[n] = replace(drive.fixes[n], event="wrong_password")
    _told(drive, AlarmType.WRONG_PASSWORD, first, first)


KINDS: Final[Mapping[str, Callable[[_Drive], None]]] = {
    "lawful": lambda _drive: None, "deviation": _deviation, "deviation in a burst": _deviation_in_burst, "dwell": _dwell,
    "rope cut": _rope_cut, "illegal unlock": _illegal_unlock, "wrong password": _wrong_password, "silence": _silence, "spoof": _spoof,
    "trap: burst": _burst, "trap: parallel road": _parallel_road, "trap: queue": _queue, "trap: short excursion": _short_excursion,
    "trap: short stop": _short_stop, "trap: tunnel": _tunnel,
}  # fmt: skip


def _arrivals(drive: _Drive) -> list[Arrival]:
    """Let the fixes arrive: a few seconds late, some twice; those of a spell without network all together, in any order."""
    draw, (first, last) = drive.draw, drive.stored
    back_at = drive.fixes[last].t + 5
    told = []
    for n, fix in enumerate(drive.fixes):
        late = first < n <= last
        received = back_at + draw.uniform(0, 5) if late else fix.t + draw.uniform(0.5, 4)
        told += [
            Arrival(received + extra, fix) for extra in (0, 3)[: 2 if draw.random() < (0.3 if late else 0.02) else 1]
        ]
    return sorted(told, key=lambda each: (each.received, each.fix.t))
