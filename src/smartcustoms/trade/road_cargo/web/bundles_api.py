"""The JSON API of trucks, bundles, routes and the voice line."""

from typing import Any

from fastapi import APIRouter, Request

from smartcustoms.kernel import clock
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.people.queries import require
from smartcustoms.kernel.web.access import Uow
from smartcustoms.kernel.web.pages import reader_of
from smartcustoms.kernel.words.say import say
from smartcustoms.trade.road_cargo import actions, queries
from smartcustoms.trade.road_cargo.model import SEE, BundleState, BundlesWanted, Way
from smartcustoms.trade.road_cargo.shown import bundle_shown, choice_shown, override_shown, truck_shown
from smartcustoms.trade.road_cargo.web.asked import (
    BecauseShape,
    BundleFilters,
    Bundler,
    CallShape,
    DecisionShape,
    Helper,
    IdempotencyKey,
    InstructionShape,
    Overrider,
    Seer,
    TripShape,
    TruckShape,
    instruction_of,
    kind_of,
    plates_of,
    trip_of,
)

router = APIRouter(tags=["road cargo"])


@router.get("/api/v1/road-cargo/trucks")
def trucks(who: Bundler, uow: Uow) -> dict[str, Any]:
    """List one's trucks with their linked plates."""
    return {"trucks": [truck_shown(each) for each in queries.trucks(uow)]}


@router.post("/api/v1/road-cargo/trucks", status_code=201)
def keep_truck(who: Bundler, uow: Uow, taken: TruckShape) -> dict[str, Any]:
    """Enter a truck, or change one's own."""
    plates = plates_of(taken.plates)
    return truck_shown(actions.keep_truck(uow, plates, kind_of(taken.kind), pin=taken.pin, number=taken.truck))


@router.get("/api/v1/road-cargo/trucker")
def own(who: Bundler, uow: Uow) -> dict[str, Any]:
    """List one's bundles that are still to cross, with their instruction."""
    found, total = queries.bundles(uow, BundlesWanted(state=BundleState.BUNDLED, per_page=100))
    return {"total": total, "bundles": [bundle_shown(each) for each in found]}


@router.post("/api/v1/road-cargo/trucker", status_code=201)
def bundle(who: Bundler, uow: Uow, taken: TripShape, key: IdempotencyKey = "") -> dict[str, Any]:
    """Bundle references to one's truck. The same key with the same body gives the same bundle."""
    return bundle_shown(actions.bundle(uow, taken.truck, _trip(taken), way=Way.API, key=key))


@router.post("/api/v1/road-cargo/counter", status_code=201)
def assist(who: Helper, uow: Uow, taken: TripShape, key: IdempotencyKey = "") -> dict[str, Any]:
    """Bundle at the counter for a trucker who cannot."""
    return bundle_shown(actions.bundle(uow, taken.truck, _trip(taken), way=Way.COUNTER, key=key))


@router.post("/api/v1/road-cargo/voice")
def speak(request: Request, who: Helper, taken: CallShape) -> dict[str, Any]:
    """Take what a caller keyed on the voice line (for the telephone gateway); give what is spoken to him."""
    state, reader, at = request.app.state, reader_of(request), clock.now()
    with state.database.unit(by=who, at=at) as uow:  # commits: wrong tries are counted
        heard = actions.hear(uow, taken.keys, caller=taken.caller, settings=state.settings)
    if heard.trip is None:
        return {"say": [say(each, reader) for each in heard.says]}
    key = f"call {taken.call}" if taken.call else ""
    try:
        with state.database.unit(by=who, at=at) as uow:
            made = actions.bundle(uow, heard.truck, heard.trip, way=Way.VOICE, key=key)
    except Refused as refused:
        return {"say": [say(refused.says, reader), say(refused.mend, reader)]}
    return {"say": [say(each, reader) for each in actions.spoken(made)], "bundle": made.number}


@router.get("/api/v1/road-cargo/routes")
def routes(
    who: Seer, uow: Uow, at: str = "", kind: str = "", district: str = "", region: str = "", truck: str = ""
) -> dict[str, Any]:
    """List the control points for a trip: what refuses or warns, the drive, and when to leave."""
    moment = queries.moment_asked(at, uow.at)
    found = queries.routes(uow, moment, kind_of(kind), district=district, region=region, truck=truck)
    return {"at": moment.isoformat(), "routes": [choice_shown(each) for each in found]}


@router.get("/api/v1/road-cargo/bundles")
def listed(who: Seer, uow: Uow, asked: BundleFilters) -> dict[str, Any]:
    """List bundles, the latest crossing first."""
    found, total = queries.bundles(uow, asked)
    return {"total": total, "bundles": [bundle_shown(each) for each in found]}


@router.get("/api/v1/road-cargo/bundles/{number}")
def one(who: Seer, uow: Uow, number: str) -> dict[str, Any]:
    """Give one bundle; for officers with reasons and requests for another instruction."""
    found = queries.bundle(uow, number)
    require(who, SEE, owner=found.organisation)
    return {**bundle_shown(found), "overrides": [override_shown(each) for each in queries.overrides(uow, number)]}


@router.post("/api/v1/road-cargo/bundles/{number}/withdrawal")
def unbundle(who: Bundler, uow: Uow, number: str, taken: BecauseShape) -> dict[str, Any]:
    """Take one's bundle apart before the crossing."""
    return bundle_shown(actions.unbundle(uow, number, because=taken.because))


@router.post("/api/v1/road-cargo/bundles/{number}/instruction")
def ask_override(who: Overrider, uow: Uow, number: str, taken: InstructionShape) -> dict[str, Any]:
    """Ask for another instruction: inspect holds at once, go when a second officer agrees."""
    return override_shown(actions.ask_override(uow, number, instruction_of(taken.to), because=taken.because))


@router.post("/api/v1/road-cargo/bundles/{number}/decision")
def decide_override(who: Overrider, uow: Uow, number: str, taken: DecisionShape) -> dict[str, Any]:
    """Agree to another instruction as the second officer, or turn it down."""
    return override_shown(actions.decide_override(uow, number, agreed=taken.agreed))


@router.post("/api/v1/road-cargo/bundles/{number}/crossing")
def cross(who: Helper, uow: Uow, number: str) -> dict[str, Any]:
    """Note that the truck crossed."""
    return bundle_shown(actions.cross(uow, number))


@router.post("/api/v1/road-cargo/bundles/{number}/return")
def send_back(who: Helper, uow: Uow, number: str, taken: BecauseShape) -> dict[str, Any]:
    """Note that the other side sent the truck back."""
    return bundle_shown(actions.send_back(uow, number, because=taken.because))


def _trip(taken: TripShape) -> actions.Trip:
    return trip_of(taken.references, taken.exemption, taken.direction, taken.control_point, taken.expected_at)
