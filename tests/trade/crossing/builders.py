"""Valid defaults of the crossing for tests."""

from datetime import datetime, timedelta
from typing import Any

from smartcustoms.trade.crossing.model import Answer, Direction, Expected, Lane, Seen
from tests.conftest import NOON


def a_lane(code: str = "LMC-OUT-01", **more: Any) -> Lane:
    return Lane(**{"code": code, "control_point": "LMC", "direction": Direction.OUTBOUND, **more})


def a_truck(number: int = 1, *, at: datetime = NOON, **more: Any) -> Expected:
    """An expected truck: number 1 has AB 1001, 粤Z·1001港, the tag TAG-1001, 12 tonnes."""
    serial = 1000 + number
    given = {
        "bundle": f"BN{serial}",
        "organisation": "bela-trading",
        "control_point": "LMC",
        "direction": Direction.OUTBOUND,
        "plates": frozenset({f"HK:AB{serial}", f"CN:粤Z{serial}港"}),
        "not_before": at - timedelta(hours=1),
        "not_after": at + timedelta(hours=4),
        "answer": Answer.GO,
        "rfid": f"TAG-{serial}",
        "weight_kg": 12_000,
    }
    return Expected(**{**given, **more})


def seen_of(one: Expected, **more: Any) -> Seen:
    """What a lane whose devices all work sees of a truck."""
    given = {
        "plates": tuple(sorted(plate.partition(":")[2] for plate in one.plates)),
        "rfid": one.rfid or None,
        "elock": one.elock or None,
        "elock_whole": True if one.elock else None,
        "weight_kg": one.weight_kg,
    }
    return Seen(**{**given, **more})
