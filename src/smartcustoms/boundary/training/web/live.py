"""Page and JSON of threats projected into real scans: how often and when, and how they were found. Told ones only."""

from datetime import date, datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, Field

from smartcustoms.boundary.detection import actions as detection
from smartcustoms.boundary.detection import queries as detection_asked
from smartcustoms.boundary.detection.model import Answered, LookIncomplete, Projecting, Projection, ToldWanted
from smartcustoms.boundary.training import queries
from smartcustoms.boundary.training.model import CATEGORIES, LEAD, Level
from smartcustoms.boundary.training.web.api import ShareGiven, share_given
from smartcustoms.boundary.training.web.said import SIZE, WORDS, Leads, Page, Short, Takes
from smartcustoms.kernel import clock
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.day import begin_of, day_of, day_or_none
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.people import queries as people
from smartcustoms.kernel.spreadsheet import csv_of
from smartcustoms.kernel.web.access import Uow
from smartcustoms.kernel.web.downloads import csv_file
from smartcustoms.kernel.web.pages import render
from smartcustoms.kernel.web.parts import Paging
from smartcustoms.kernel.web.sent import Number, Whole, written_again
from smartcustoms.kernel.words.model import Sentence, sentence

router = APIRouter(tags=["training"])
ANSWERED: dict[str, Sentence] = {
    Answered.FOUND: sentence("Found"),
    Answered.MISSED: sentence("Missed"),
    Answered.LEFT: sentence("left"),
}
DAYS: tuple[Sentence, ...] = (
    sentence("Monday"),
    sentence("Tuesday"),
    sentence("Wednesday"),
    sentence("Thursday"),
    sentence("Friday"),
    sentence("Saturday"),
    sentence("Sunday"),
)


class ProjectingGiven(BaseModel):
    """How often and when threats are projected into scans that officers open."""

    ratio: float = Field(description="share of the scans that may carry one; 0: none")
    days: list[int] = Field(description="0 is Monday")
    windows: str = Field(description="spans of the day: 08:00-12:00, 14:00-18:00", max_length=200)
    most_a_day: int = Field(description="for an officer")
    categories: list[str]
    most_superposition: float
    because: str = Field(max_length=500)


class ToldGiven(BaseModel):
    """A projection that was told."""

    scan: str
    officer: str
    category: str
    level: Level
    found: bool | None = Field(description="null: the officer left the scan before an answer")
    seconds: float
    told_at: datetime


class LiveGiven(BaseModel):
    """The share that was found in the last year by officer (under no name all), and a page of what was told."""

    found: dict[str, ShareGiven]
    total: int
    projections: list[ToldGiven]


def wanted(
    officer: Short = "", category: Short = "", answered: Short = "", since: Short = "", until: Short = ""
) -> ToldWanted:
    """Read from the address which projections are asked for; a word that nothing has asks for none of its kind."""
    first, last = day_or_none(since), day_or_none(until)
    return ToldWanted(
        officer=officer.strip(),
        category=category if category in CATEGORIES else "",
        answered=Answered(answered) if answered in set(Answered) else None,
        since=begin_of(first) if first else None,
        until=begin_of(last + timedelta(days=1)) if last and last < date.max else None,
    )


Asked = Annotated[ToldWanted, Depends(wanted)]


@router.get("/screening-training/live", response_class=HTMLResponse, response_model=None)
def everything(
    request: Request,
    who: Takes,
    uow: Uow,
    asked: Asked,
    page: Page = 1,
    format: str = "",  # noqa: A002 - the name in the address
) -> Response:
    """Show how projections into scans were found: one's own; all, and how often they come, to who leads the training."""
    if format == "csv":
        heads = tuple(ToldGiven.model_fields)
        rows = ([getattr(_told(each), head) for head in heads] for each in queries.live(uow, asked, size=None)[0])
        return csv_file(csv_of(heads, rows), "live-projections.csv")
    return _live(request, uow, asked, page=page)


def _live(
    request: Request,
    uow: UnitOfWork,
    asked: ToldWanted,
    *,
    page: int = 1,
    error: Refused | None = None,
    **written: Any,
) -> HTMLResponse:
    found, total = queries.live(uow, asked, page=page, size=SIZE)
    results, leads = queries.live_results(uow), people.may(uow.by, LEAD)
    chosen = detection_asked.projectings(uow) if leads else []
    return render(
        request,
        "training/live.html",
        status=error.status if error else 200,
        setting=detection_asked.projecting(uow) if leads else None,
        chosen=chosen,
        leads=leads,
        results=results,
        told=[(each, queries.level_of(each).value) for each in found],
        names=people.names(uow, [*results, *(each.officer for each in found), *(each.by for each in chosen)]),
        days=DAYS,
        asked_for=asked,
        first_day=day_of(asked.since) if asked.since else None,
        last_day=day_of(asked.until - timedelta(days=1)) if asked.until else None,
        answers=ANSWERED,
        officers=queries.officers(uow) if leads else [],
        paging_of=Paging(page, SIZE, total),
        errors=[error] if error else [],
        written=written,
        **WORDS,
    )


@router.post("/screening-training/live")
def choose(
    request: Request,
    who: Leads,
    uow: Uow,
    ratio: Number,
    most_a_day: Whole,
    most_superposition: Number,
    windows: Annotated[str, Form(max_length=200)] = "",
    days: Annotated[list[int] | None, Form()] = None,
    categories: Annotated[list[str] | None, Form()] = None,
    because: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """Choose how often and when threats are projected into scans."""
    kinds = tuple(categories or ())
    wished = Projecting(
        ratio, tuple(days or ()), windows, most_a_day, kinds, most_superposition, because, "", clock.now()
    )
    try:
        detection.choose_projecting(uow, wished)
    except LookIncomplete as refusal:
        written = {name: getattr(wished, name) for name in ProjectingGiven.model_fields}
        return _live(request, uow, ToldWanted(), error=refusal, **written_again(written))
    return RedirectResponse("/screening-training/live", 303)


@router.get("/api/v1/screening-training/live")
def as_json(who: Takes, uow: Uow, asked: Asked, page: Page = 1) -> LiveGiven:
    """Give how projections into scans were found: one's own, all to who leads the training."""
    found, total = queries.live(uow, asked, page=page, size=SIZE)
    shares = {name: share_given(each.all) for name, each in queries.live_results(uow).items()}
    return LiveGiven(found=shares, total=total, projections=[_told(each) for each in found])


@router.post("/api/v1/screening-training/live")
def choose_by_api(who: Leads, uow: Uow, wanted: ProjectingGiven) -> ProjectingGiven:
    """Choose how often and when threats are projected into scans."""
    values = wanted.model_dump() | {"days": tuple(wanted.days), "categories": tuple(wanted.categories)}
    made = detection.choose_projecting(uow, Projecting(**values, by="", at=None))
    return ProjectingGiven(**{name: getattr(made, name) for name in ProjectingGiven.model_fields})


def _told(each: Projection) -> ToldGiven:
    return ToldGiven(
        scan=each.scan,
        officer=each.officer,
        category=each.category,
        level=queries.level_of(each),
        found=None if each.outcome is None else each.found,
        seconds=round(each.seconds, 1),
        told_at=each.told_at,
    )
