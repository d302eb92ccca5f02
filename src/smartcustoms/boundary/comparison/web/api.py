"""JSON of the library of concealments."""

from typing import Annotated, Any

from fastapi import APIRouter, File, Query, UploadFile
from pydantic import BaseModel, Field

from smartcustoms.boundary.comparison import actions, queries
from smartcustoms.boundary.comparison.marks import as_text
from smartcustoms.boundary.comparison.model import Like, Method, Place, Reference, State, Vehicle
from smartcustoms.boundary.comparison.web.library import (
    SIZE,
    Asked,
    Keeps,
    Reviews,
    Searches,
    described,
)
from smartcustoms.boundary.scans import queries as scans
from smartcustoms.boundary.scans.model import LARGEST_SENT
from smartcustoms.kernel.web.access import Uow
from smartcustoms.kernel.web.sent import content_of

router = APIRouter(tags=["concealments"])


class Said(BaseModel):
    """What is said of a concealment."""

    vehicle: Vehicle
    place: Place
    method: Method
    commodity: str = Field(max_length=100)
    tags: list[str] = Field(default_factory=list, max_length=20)
    marks: str = Field(max_length=8000, description="a line each: view, corners as column,row, word")
    case: str = Field("", max_length=40)
    note: str = Field("", max_length=2000)


class Kept(Said):
    """A new reference."""

    scan: str = Field(max_length=40)


class Changed(Said):
    """A new version."""

    because: str = Field(max_length=500)


class Reviewed(BaseModel):
    """A review."""

    agrees: bool
    note: str = Field("", max_length=1000)


class Why(BaseModel):
    """A reason."""

    because: str = Field(max_length=500)


class ReferenceGiven(BaseModel):
    """A reference as it stands."""

    number: str
    scan: str
    subject: str
    simulated: bool
    state: State
    version: int
    said: Said
    changed_at: str


class ReferencesGiven(BaseModel):
    """A page of references, and how many there are in all."""

    total: int
    references: list[ReferenceGiven]


class LikeGiven(BaseModel):
    """A scan that looks alike (1: the same), and the references it stands in."""

    scan: str
    likeness: float
    subject: str
    references: list[str]


class StateGiven(BaseModel):
    """Where a reference stands."""

    state: State


@router.get("/api/v1/concealments")
def everything(
    who: Searches, uow: Uow, wanted: Asked, page: Annotated[int, Query(ge=1, le=10_000)] = 1
) -> ReferencesGiven:
    """Give a page of the references that are looked for."""
    found, total = queries.references(uow, wanted, page=page, size=SIZE)
    return ReferencesGiven(total=total, references=[_given(each) for each in found])


@router.get("/api/v1/concealments/coco")
def as_coco(who: Searches, uow: Uow, wanted: Asked) -> dict[str, Any]:
    """Give the references that are looked for as a COCO document."""
    return queries.as_coco(uow, queries.all_references(uow, wanted))


@router.post("/api/v1/concealments/by-picture")
def by_picture(who: Searches, uow: Uow, file: Annotated[UploadFile, File()]) -> list[LikeGiven]:
    """Give the kept scans that look like a file."""
    read = scans.read_scan(content_of(file, LARGEST_SENT))
    return [_like(each) for each in queries.like_picture(uow, queries.look(read))]


@router.post("/api/v1/concealments", status_code=201)
def keep(who: Keeps, uow: Uow, kept: Kept) -> ReferenceGiven:
    """Keep a scan as a reference."""
    return _given(actions.keep(uow, kept.scan, described(uow, kept.scan, _plain(kept))))


@router.get("/api/v1/concealments/{number}")
def one(who: Searches, uow: Uow, number: str) -> ReferenceGiven:
    """Give a reference."""
    return _given(queries.reference(uow, number))


@router.post("/api/v1/concealments/{number}")
def change(who: Keeps, uow: Uow, number: str, changed: Changed) -> ReferenceGiven:
    """Write another version of a reference."""
    said = described(uow, queries.reference(uow, number).scan, _plain(changed))
    return _given(actions.change(uow, number, said, because=changed.because))


@router.post("/api/v1/concealments/{number}/review")
def review(who: Reviews, uow: Uow, number: str, said: Reviewed) -> StateGiven:
    """Say whether the version that stands is right."""
    return StateGiven(state=actions.review(uow, number, agrees=said.agrees, note=said.note))


@router.post("/api/v1/concealments/{number}/withdrawal")
def withdraw(who: Keeps, uow: Uow, number: str, why: Why) -> StateGiven:
    """Take a reference out of the library."""
    actions.withdraw(uow, number, because=why.because)
    return StateGiven(state=State.WITHDRAWN)


@router.get("/api/v1/scans/{number}/like")
def like(who: Searches, uow: Uow, number: str) -> list[LikeGiven]:
    """Give the kept scans that look most like one of them."""
    scans.scan(uow, number)
    return [_like(each) for each in queries.like(uow, number)]


def _plain(said: Said) -> dict[str, str]:
    told = {name: str(getattr(said, name)) for name in ("commodity", "marks", "case", "note")}
    words = {"vehicle": said.vehicle.value, "place": said.place.value, "method": said.method.value}
    return told | words | {"tags": ",".join(said.tags)}


def _given(found: Reference) -> ReferenceGiven:
    now, said = found.now, found.now.said
    told = Said(
        vehicle=said.vehicle,
        place=said.place,
        method=said.method,
        commodity=said.commodity,
        tags=list(said.tags),
        marks=as_text(said.marks),
        case=said.case,
        note=said.note,
    )
    return ReferenceGiven(
        number=found.number,
        scan=found.scan,
        subject=found.subject,
        simulated=found.simulated,
        state=found.state,
        version=now.place,
        said=told,
        changed_at=now.at.isoformat(),
    )


def _like(each: Like) -> LikeGiven:
    return LikeGiven(scan=each.scan, likeness=each.likeness, subject=each.subject, references=list(each.references))
