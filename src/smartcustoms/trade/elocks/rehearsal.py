"""Simulated journeys moved to a time of their own, as locks, contracts and fixes: for the demo world and for trials. Never real."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from smartcustoms.trade.elocks.journey import Received
from smartcustoms.trade.elocks.model import ELock
from smartcustoms.trade.elocks.simulated import simulated


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A lock, what its journey's contract holds, and its fixes in the order in which they are received."""

    lock: ELock
    number: str
    contract: dict[str, object]
    received: tuple[Received, ...]


def rehearsal(seed: int, kind: str, *, over: datetime, arrived: bool) -> Rehearsal:
    """Simulate a journey whose last fix is received when it is `over`; one that has not arrived stops at two thirds of its way."""
    one = simulated(seed + 500, kind)
    arrivals = one.arrivals if arrived else one.arrivals[: len(one.arrivals) * 2 // 3]
    ahead = over.timestamp() - arrivals[-1].received
    lock = ELock(f"SIM-{seed:05d}", "jt600", "HK")
    received = tuple(
        Received(
            lock.number, None, replace(each.fix, t=each.fix.t + round(ahead)), _at(each.received + ahead), "simulated"
        )
        for each in arrivals
    )
    line = [[round(lat, 6), round(lon, 6)] for lat, lon in one.journey.line]
    zones = dict(
        zip(("origin", "control point", "destination"), (list(each) for each in one.journey.zones), strict=True)
    )
    return Rehearsal(lock, f"J-SIM-{seed:03d}", {"line": line, "zones": zones, "rules": {}}, received)


def _at(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
