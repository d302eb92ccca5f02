"""What maps show: the live journeys with their corridors, and one journey with its track."""

from typing import Any, Final

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.trade.elocks.geojson import collection, corridor, dot, track
from smartcustoms.trade.elocks.model import AlarmState
from smartcustoms.trade.elocks.permits import journey_of
from smartcustoms.trade.elocks.queries.desk import journey, journeys

MOST: Final = 2_000
"""Journeys on one map."""
DRAWN: Final = 100
"""Corridors on one map: more would hide each other."""


def live_map(uow: UnitOfWork, *, text: str = "", stage: str = "", alarmed: bool = False) -> dict[str, Any]:
    """Give the live journeys: where each was last, and the corridors of the first of them, each route once."""
    found, _ = journeys(uow, text=text, stage=stage, alarmed=alarmed, page=1, size=MOST)
    features: dict[str, list[dict[str, Any]]] = {}
    for each in found:
        if len(features) < DRAWN:
            drawn = journey_of(each.record)
            features.setdefault(each.record.route or each.record.number, corridor(drawn))
    dots = [
        dot(
            each.newest.place, what="lock", number=each.record.number, truck=each.record.truck, alarms=list(each.alarms),
            alarmed=bool(each.alarms),
        )
        for each in found
        if each.newest is not None and each.newest.place is not None
    ]  # fmt: skip
    return collection([*(one for drawn in features.values() for one in drawn), *dots])


def journey_map(uow: UnitOfWork, number: str) -> dict[str, Any]:
    """Give one journey: its corridor and zones, its track, and where alarms were raised.

    Raises:
        NotFound: there is none of this number.
    """
    found = journey(uow, number)
    drawn = track(found.fixes)
    features = corridor(found.journey) + ([drawn] if drawn else [])
    placed = [(each.t, each.place) for each in found.fixes if each.place is not None]
    for alarm in found.alarms:
        if alarm.state is not AlarmState.WITHDRAWN and placed:
            at = alarm.at.timestamp()
            _, place = min(placed, key=lambda each: abs(each[0] - at))
            features.append(dot(place, what="alarm", type=alarm.type))
    return collection(features)
