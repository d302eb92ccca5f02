"""The page of a comparison of two kept scans, its pictures and its JSON."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

from smartcustoms.boundary.comparison import queries
from smartcustoms.boundary.comparison.model import COMPARE
from smartcustoms.boundary.scans import queries as scans
from smartcustoms.boundary.scans.model import SEE
from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.errors import NotFound
from smartcustoms.kernel.files.object_gateway import objects
from smartcustoms.kernel.web.access import Uow, may
from smartcustoms.kernel.web.pages import render
from smartcustoms.kernel.words.model import sentence

router = APIRouter(tags=["scans"])

Compares = Annotated[Actor, Depends(may(COMPARE)), Depends(may(SEE))]


class ChangeGiven(BaseModel):
    """Matter added or removed."""

    box: tuple[int, int, int, int] = Field(description="column, row, width, height in the later scan")
    kg: float = Field(description="if it is organic")
    added: bool
    score: float = Field(description="how many times its noise")
    area_cm2: float


class ComparisonGiven(BaseModel):
    """What two scans say together."""

    same_vehicle: bool
    likeness: float
    mean_shift_columns: float
    mean_shift_mm: float
    rows_down: float
    blobs: list[ChangeGiven]
    simulated: bool
    method: str


@router.get("/comparisons/{before}/{after}", response_class=HTMLResponse)
def one(request: Request, who: Compares, uow: Uow, before: str, after: str) -> HTMLResponse:
    """Show what changed between two scans of one vehicle."""
    done = _compared(request, uow, before, after)
    return render(request, "comparison/one.html", found=done.found, before=before, after=after)


@router.get("/files/comparisons/{before}/{after}/{name}.png")
def picture(request: Request, who: Compares, uow: Uow, before: str, after: str, name: str) -> Response:
    """Draw one picture of a comparison: before, after or difference."""
    made = queries.pictures(_compared(request, uow, before, after))
    if name not in made:
        raise NotFound(
            sentence("There is no such picture."), mend=sentence("Open the comparison again."), seen=name[:40]
        )
    return Response(made[name], media_type="image/png", headers={"Cache-Control": "no-store"})


@router.get("/api/v1/comparisons/{before}/{after}")
def one_as_json(request: Request, who: Compares, uow: Uow, before: str, after: str) -> ComparisonGiven:
    """Give what changed between two scans of one vehicle."""
    told = asdict(_compared(request, uow, before, after).found)
    return ComparisonGiven(blobs=told.pop("changes"), **told)


def _compared(request: Request, uow: UnitOfWork, before: str, after: str) -> queries.Compared:
    place = objects(request.app.state.settings)
    one, two = (scans.seen(uow, scans.scan(uow, number), through=place) for number in (before, after))
    return queries.compared(one, two)
