"""The JSON API beside the pages on which the scheme is run: routes, participants, the clearance point."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, File, Form, Request, UploadFile
from pydantic import BaseModel, Field

from smartcustoms.kernel.web.access import Uow
from smartcustoms.trade.elocks import actions, queries
from smartcustoms.trade.elocks.running import Breach, Look, Participant, SealCheck
from smartcustoms.trade.elocks.web.pages import SIZE, Page, Sees, Text
from smartcustoms.trade.elocks.web.point import Works, kept_look
from smartcustoms.trade.elocks.web.running import Draws, Keeps, RouteGiven, given

router = APIRouter(tags=["elocks"])


class PointGiven(BaseModel):
    """A journey at a clearance point: its live alarms, and what officers saw of its seal."""

    number: str
    lock: str
    truck: str
    stage: str
    alarms: list[str]
    checks: list[SealCheck]


class ParticipantTaken(BaseModel):
    """A participant to register."""

    number: str = Field(max_length=40)
    name: str = Field(max_length=200)
    kind: str = Field(max_length=20, description="carrier, operator or shipper")


class ParticipantGiven(BaseModel):
    """A participant with its breaches."""

    participant: Participant
    breaches: list[Breach]


class BreachTaken(BaseModel):
    """A breach of the scheme's terms."""

    what: str = Field(max_length=400)
    at: datetime
    journey: str = Field("", max_length=60)


@router.get("/api/v1/elocks/point")
def point_as_json(who: Works, uow: Uow, q: Text = "") -> PointGiven | None:
    """Find the journey of a lock, truck or number; null without any."""
    return _point(uow, q.strip())


@router.post("/api/v1/elocks/{number}/seal")
def look_by_api(
    request: Request, who: Works, uow: Uow, number: str, what: Annotated[Look, Form()],
    intact: Annotated[bool, Form()] = False, note: Annotated[str, Form(max_length=2000)] = "",
    photo: Annotated[UploadFile | None, File()] = None,
) -> PointGiven | None:  # fmt: skip
    """Note what was done or seen at the seal, with a photo (multipart form)."""
    kept_look(request, uow, number, what, intact=intact, note=note, photo=photo)
    return _point(uow, number)


def _point(uow: Uow, text: str) -> PointGiven | None:
    found = queries.at_point(uow, text)
    if found is None:
        return None
    record = found.record
    return PointGiven(
        number=record.number, lock=record.lock, truck=record.truck, stage=record.stage.value, alarms=list(found.alarms),
        checks=list(found.checks),
    )  # fmt: skip


@router.get("/api/v1/elocks/routes")
def routes_as_json(who: Sees, uow: Uow, q: Text = "", page: Page = 1) -> list[RouteGiven]:
    """List the routes."""
    return [given(each) for each in queries.routes(uow, text=q.strip(), page=page, size=SIZE)[0]]


@router.post("/api/v1/elocks/routes/{route}/learning")
def learn_by_api(who: Draws, uow: Uow, route: str) -> RouteGiven:
    """Learn a route's corridor from its lawful trips."""
    return given(actions.learn_corridor(uow, route))


@router.get("/api/v1/elocks/participants")
def participants_as_json(who: Keeps, uow: Uow, q: Text = "", state: Text = "", page: Page = 1) -> list[Participant]:
    """List the participants."""
    return [each for each, _ in queries.participants(uow, text=q.strip(), state=state, page=page, size=SIZE)[0]]


@router.post("/api/v1/elocks/participants")
def register_by_api(who: Keeps, uow: Uow, taken: ParticipantTaken) -> Participant:
    """Register a participant."""
    return actions.register_participant(uow, taken.number, taken.name, taken.kind)


@router.get("/api/v1/elocks/participants/{number}")
def participant_as_json(who: Keeps, uow: Uow, number: str) -> ParticipantGiven:
    """Give a participant with its breaches."""
    found, breaches, _ = queries.participant(uow, number)
    return ParticipantGiven(participant=found, breaches=breaches)


@router.post("/api/v1/elocks/participants/{number}/breaches")
def breach_by_api(who: Keeps, uow: Uow, number: str, taken: BreachTaken) -> Breach:
    """Note a breach."""
    return actions.note_breach(uow, number, taken.what, at=taken.at, journey=taken.journey)
