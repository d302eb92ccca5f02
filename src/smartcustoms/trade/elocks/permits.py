"""A kept journey as it is judged: its contract, whose zone is whose, and the permits that its tokens give. Pure."""

from collections.abc import Iterable
from dataclasses import replace

from smartcustoms.trade.elocks.journey import Journey, Permit, Point
from smartcustoms.trade.elocks.model import JourneyRecord, TokenRecord
from smartcustoms.trade.elocks.recorded import one_journey


def journey_of(record: JourneyRecord, tokens: Iterable[TokenRecord] = ()) -> Journey:
    """Give a record's journey as it is judged."""
    journey = one_journey({**record.contract, "id": record.number, "needs": record.needs}, record.contract.get("rules"))
    if journey.permits is None:
        return journey
    zones = zones_of(record)
    return replace(journey, permits=tuple(_permit(each, zones, journey.rules.zone_radius_m) for each in tokens))


def zones_of(record: JourneyRecord) -> dict[str, tuple[Point, str]]:
    """Give the zones by name: where, and whose. All but the destination are the origin's administration's."""
    said = record.contract.get("zones") or {}
    names = [*(name for name in said if name != "destination"), *(["destination"] if "destination" in said else [])]
    return {
        str(name): (
            (float(said[name][0]), float(said[name][1])),
            record.destination if name == names[-1] else record.origin,
        )
        for name in names
    }


def _permit(each: TokenRecord, zones: dict[str, tuple[Point, str]], radius_m: float) -> Permit:
    place, whose = zones.get(each.zone, ((0.0, 0.0), ""))
    return Permit(
        each.counter, each.administration, each.not_before.timestamp(), each.not_after.timestamp(), place, radius_m,
        owns_place=whose == each.administration,
    )  # fmt: skip
