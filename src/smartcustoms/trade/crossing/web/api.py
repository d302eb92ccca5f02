"""The JSON API of the crossing: what lanes call, and what stands beside the pages."""

from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import AwareDatetime, BaseModel, Field, StringConstraints

from smartcustoms.kernel.web.access import Uow
from smartcustoms.trade.crossing import actions, queries
from smartcustoms.trade.crossing.display import shown_to_driver
from smartcustoms.trade.crossing.model import Answer, Device, Direction, Lane, LaneKind, Seen, Tag
from smartcustoms.trade.crossing.web.asked import (
    Decider,
    Filters,
    Leader,
    Runner,
    Seer,
    kept_json,
    lane_json,
    point_json,
)
from smartcustoms.trade.crossing.web.leading import keys_of

router = APIRouter(tags=["crossing"])
Text60 = Annotated[str, StringConstraints(max_length=60)]


class HeardTaken(BaseModel):
    """How a lane stands: trucks in its queue, devices out of order."""

    waiting: int = Field(0, ge=0, le=9999)
    out_of_order: list[Device] = Field(default_factory=list, max_length=10)


class JournalTaken(BaseModel):
    """Lines of a lane's journal, in order."""

    lines: list[Annotated[str, StringConstraints(max_length=4000)]] = Field(max_length=500)


class SeenTaken(BaseModel):
    """What a lane's devices read of one truck."""

    plates: list[Text60] = Field(default_factory=list, max_length=6)
    rfid: Text60 | None = None
    elock: Text60 | None = None
    elock_whole: bool | None = None
    weight_kg: int | None = Field(None, ge=0, le=200_000)
    unread: list[Device] = Field(default_factory=list, max_length=10)
    came_at: AwareDatetime | None = Field(
        None, description="when the truck joined the lane's queue, where that is known"
    )


class OverrideTaken(BaseModel):
    """An officer's word, and why."""

    to: Answer
    because: str = Field("", max_length=500)


class BundleTaken(BaseModel):
    """Which bundle's truck a passage was."""

    bundle: str = Field(min_length=1, max_length=40)


class LaneTaken(BaseModel):
    """A lane to register."""

    code: str = Field(max_length=40)
    control_point: str = Field(max_length=10)
    direction: Direction
    kind: LaneKind = LaneKind.ORDINARY
    devices: list[Device] = Field(default_factory=lambda: list(Device), max_length=10)


class LaneChange(BaseModel):
    """Open or closed."""

    open: bool


class KeyTaken(BaseModel):
    """The public key that a lane prints when it is enrolled."""

    public_key: str = Field(max_length=100)


class TagTaken(BaseModel):
    """An RFID tag, and the plates of its truck as they are written."""

    rfid: str = Field(max_length=40)
    organisation: str = Field(max_length=60)
    hong_kong: str = Field("", max_length=20)
    mainland: str = Field("", max_length=20)
    macao: str = Field("", max_length=20)
    tare_kg: int | None = Field(None, ge=0, le=100_000)


@router.post("/api/v1/crossing/lanes/{code}/book")
def book(request: Request, who: Runner, uow: Uow, code: str, taken: HeardTaken) -> Response:
    """Give a lane its next signed book, good for 15 minutes; its queue and what is out of order there are noted."""
    seed = queries.centre_seed(request.app.state.settings)
    given = actions.give_book(uow, code, seed=seed, waiting=taken.waiting, out_of_order=taken.out_of_order)
    return Response(given, media_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-store"})


@router.post("/api/v1/crossing/lanes/{code}/journal")
def journal(who: Runner, uow: Uow, code: str, taken: JournalTaken) -> dict[str, int]:
    """Take in lines of a lane's journal; answers up to which place the centre has it. Sent again, nothing changes."""
    return {"place": actions.take_in(uow, code, taken.lines)}


@router.post("/api/v1/crossing/lanes/{code}/decision")
def decide(request: Request, who: Runner, uow: Uow, code: str, taken: SeenTaken) -> dict[str, Any]:
    """Answer a truck at a lane that has no computer of its own."""
    seen = Seen(**{**taken.model_dump(), "plates": tuple(taken.plates), "unread": frozenset(taken.unread)})
    return kept_json(request, actions.decide_here(uow, code, seen))


@router.get("/api/v1/crossing/key")
def centre_key(request: Request, who: Runner) -> dict[str, str]:
    """Give the centre's public key, which a lane is enrolled with."""
    return {"public_key": queries.centre_key(request.app.state.settings)}


@router.get("/api/v1/crossing")
def points(who: Seer, uow: Uow) -> list[dict[str, Any]]:
    """List the control points with their lanes as they stand."""
    return [_point(uow, each) for each in queries.points(uow)]


@router.get("/api/v1/crossing/points/{code}")
def point(who: Seer, uow: Uow, code: str) -> dict[str, Any]:
    """Give one control point as it stands: its lanes, what passed in the last hour, who is expected."""
    return _point(uow, queries.point(uow, code))


@router.get("/api/v1/crossing/display/{code}")
def display(who: Seer, uow: Uow, code: str) -> dict[str, Any]:
    """Give what the driver sees at a lane now, in three languages."""
    shown = shown_to_driver(queries.last_at(uow, queries.lane(uow, code).code), at=uow.at)
    return {"kind": shown.kind, "lines": dict(shown.lines), "plates": shown.plates, "slip": shown.slip}


@router.get("/api/v1/crossing/passages")
def passages(request: Request, who: Seer, uow: Uow, asked: Filters) -> dict[str, Any]:
    """List passages, newest first."""
    found, total = queries.passages(uow, asked)
    return {"total": total, "passages": [kept_json(request, each) for each in found]}


@router.get("/api/v1/crossing/passages/{number}")
def passage(request: Request, who: Seer, uow: Uow, number: str) -> dict[str, Any]:
    """Give one passage."""
    return kept_json(request, queries.passage(uow, number))


@router.post("/api/v1/crossing/passages/{number}/override")
def override(request: Request, who: Decider, uow: Uow, number: str, taken: OverrideTaken) -> dict[str, Any]:
    """Send a truck on, or to inspection, against the lane's answer."""
    return kept_json(request, actions.override(uow, number, taken.to, because=taken.because))


@router.post("/api/v1/crossing/passages/{number}/bundle")
def name_bundle(request: Request, who: Decider, uow: Uow, number: str, taken: BundleTaken) -> dict[str, Any]:
    """Say which bundle's truck a passage was, where the lane could not; its slip is settled."""
    return kept_json(request, actions.settle_by_bundle(uow, number, bundle=taken.bundle.strip().upper()))


@router.get("/api/v1/crossing/lanes")
def lanes(who: Leader, uow: Uow) -> dict[str, Any]:
    """List lanes, and the tags in use."""
    found = [each for point in queries.points(uow) for each in point.lanes]
    tags = [
        {"rfid": each.rfid, "organisation": each.organisation, "plates": sorted(each.plates)}
        for each in queries.tags(uow)
    ]
    return {"lanes": [lane_json(each, silent=queries.is_silent(uow, each)) for each in found], "tags": tags}


@router.post("/api/v1/crossing/lanes", status_code=201)
def register_lane(who: Leader, uow: Uow, taken: LaneTaken) -> dict[str, Any]:
    """Register a lane."""
    lane = Lane(**{**taken.model_dump(), "devices": frozenset(taken.devices)})
    actions.register_lane(uow, lane)
    return lane_json(lane, silent=False)


@router.post("/api/v1/crossing/lanes/{code}")
def change_lane(who: Leader, uow: Uow, code: str, taken: LaneChange) -> dict[str, Any]:
    """Open or close a lane."""
    actions.change_lane(uow, code, opened=taken.open)
    found = queries.lane(uow, code)
    return lane_json(found, silent=queries.is_silent(uow, found))


@router.post("/api/v1/crossing/lanes/{code}/key")
def enrol_lane(who: Leader, uow: Uow, code: str, taken: KeyTaken) -> dict[str, Any]:
    """Register the key that a lane signs its journal with."""
    actions.enrol_lane(uow, code, public_key=taken.public_key.strip())
    found = queries.lane(uow, code)
    return lane_json(found, silent=queries.is_silent(uow, found))


@router.post("/api/v1/crossing/tags", status_code=201)
def put_tag(who: Leader, uow: Uow, taken: TagTaken) -> dict[str, Any]:
    """Put an RFID tag on a truck."""
    plates = keys_of(taken.hong_kong, taken.mainland, taken.macao)
    actions.put_tag(uow, Tag(rfid=taken.rfid, organisation=taken.organisation, plates=plates, tare_kg=taken.tare_kg))
    return {"rfid": taken.rfid, "plates": sorted(plates)}


def _point(uow: Uow, found: Any) -> dict[str, Any]:
    return point_json(found, {each.code: queries.is_silent(uow, each) for each in found.lanes})
