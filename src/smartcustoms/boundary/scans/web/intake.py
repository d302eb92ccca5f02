"""Page and JSON of what scanners send: what was taken, what was refused and why; put back a refused file, deal with a refusal."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, Field

from smartcustoms.boundary.scans import actions, queries
from smartcustoms.boundary.scans.intake import LONGEST_NOTE, Arrival, Figures, Outcome, Shown, Source, Wanted, kept_for
from smartcustoms.boundary.scans.model import IMPORT, INTAKE
from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.day import day_or_none
from smartcustoms.kernel.errors import rule_of
from smartcustoms.kernel.people import queries as people
from smartcustoms.kernel.web.access import Uow, may
from smartcustoms.kernel.web.downloads import csv_stream
from smartcustoms.kernel.web.pages import reader_of, render
from smartcustoms.kernel.web.parts import Paging
from smartcustoms.kernel.web.sent import fields
from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.kernel.words.say import Reader, say

router = APIRouter(tags=["scans"])

Sees = Annotated[Actor, Depends(may(INTAKE))]
Mends = Annotated[Actor, Depends(may(IMPORT))]
"""A scanner's token may bring scans too, but sees nothing of the intake: who mends holds both permissions."""
Short = Annotated[str, Query(max_length=40)]
Turned = Annotated[int, Query(ge=1, le=100_000)]
Filled = Annotated[dict[str, str], Depends(fields(LONGEST_NOTE))]
PAGE = "/scans/intake"
FILTERS = ("outcome", "source", "text", "since", "until")
PLACE = ("sort", "page")
SIZE = 50

OUTCOMES: dict[Outcome, Sentence] = {Outcome.TAKEN: sentence("Taken"), Outcome.REFUSED: sentence("Refused")}
SHOWN: dict[Shown, Sentence] = {
    Shown.TAKEN: sentence("Taken"),
    Shown.REFUSED: sentence("Refused"),
    Shown.OPEN: sentence("Refused, not dealt with"),
}
SOURCES: dict[Source, Sentence] = {Source.FOLDER: sentence("Watched folder"), Source.PORT: sentence("HTTP port")}


class ArrivalGiven(BaseModel):
    """A file that came in, taken or refused."""

    number: str
    outcome: Outcome
    source: Source
    name: str = Field(description="its name at the sender; � stands for a sign that cannot be shown")
    size: int | None = Field(description="bytes; null while the asker has the scan open to decide")
    sha256: str = Field(description="of refused files only")
    brought_by: str
    first_at: datetime
    last_at: datetime
    times: int = Field(description="how often the same bytes came this way")
    scan: str = Field(description="number of the scan, where it was taken")
    code: str
    message: str
    mend: str
    seen: str
    rule: str = Field(description="where the code is explained")
    again_at: datetime | None = Field(description="when it was put back into the folder")
    dealt_at: datetime | None
    dealt_by: str
    note: str
    open: bool = Field(description="refused, and nobody has dealt with it")


class FiguresGiven(BaseModel):
    """How one way in fares today."""

    taken_today: int
    refused_today: int
    open: int = Field(description="refusals nobody has dealt with, of any day")
    last_at: datetime | None


class IntakeGiven(BaseModel):
    """A page of the files that came in, how many there are in all, and how each way in fares."""

    total: int
    arrivals: list[ArrivalGiven]
    figures: dict[Source, FiguresGiven]
    folder: bool = Field(description="whether a folder is watched here")
    waiting: int | None = Field(description="files in the folder now; null: none is watched, or it cannot be read")


class AgainGiven(BaseModel):
    """Which files were put back into the folder, and which could not be."""

    moved: list[str]
    left: list[str]


class DealtTaken(BaseModel):
    """What is to be said of a refusal that was dealt with."""

    note: str = Field("", max_length=LONGEST_NOTE)


HEADS = tuple(ArrivalGiven.model_fields)


def wanted(
    outcome: Short = "",
    source: Short = "",
    text: Annotated[str, Query(max_length=200)] = "",
    since: Short = "",
    until: Short = "",
    sort: Short = "-last_at",
) -> Wanted:
    """Read from the address which files are asked for; what is no such word filters nothing."""
    return Wanted(
        outcome=Shown(outcome) if outcome in set(Shown) else None,
        source=Source(source) if source in set(Source) else None,
        text=text.strip(),
        since=day_or_none(since),
        until=day_or_none(until),
        sort=sort,
    )


Asked = Annotated[Wanted, Depends(wanted)]


@router.get("/scans/intake", response_class=HTMLResponse, response_model=None)
def everything(
    request: Request,
    who: Sees,
    uow: Uow,
    asked: Asked,
    page: Turned = 1,
    format: str = "",  # noqa: A002 - the name in the address
    moved: Annotated[int, Query(ge=0)] = 0,
    left: Annotated[int, Query(ge=0)] = 0,
) -> Response:
    """Show the files that came in, the newest first, with how each way in fares; as CSV all that were asked for."""
    if format == "csv":
        rows = _rows(queries.every_arrival(uow, asked), reader_of(request))
        return csv_stream(HEADS, rows, "scanner-intake.csv")
    found, total = queries.arrivals(uow, asked, page=page, size=SIZE)
    folder, here = request.app.state.settings.scans_folder, urlencode(_filters(request, (*FILTERS, *PLACE)))
    return render(
        request,
        "scans/intake.html",
        arrivals=found,
        figures=queries.figures(uow),
        folder=folder,
        waiting=queries.waiting(folder) if folder else None,
        names=people.names(uow, [each for row in found for each in (row.dealt_by, row.again_by) if each]),
        asked_for=asked,
        here=f"?{here}" if here else "",
        kept_days=kept_for(uow.at.date()).days,
        # Told once: whoever turns the pages or orders them has read it.
        told={"moved": moved, "left": left} if not _filters(request, PLACE) else {"moved": 0, "left": 0},
        paging_of=Paging(page, SIZE, total),
        outcomes=OUTCOMES,
        shown_said=SHOWN,
        sources=SOURCES,
    )


@router.post("/scans/intake/again")
def try_all_again(request: Request, who: Sees, mender: Mends, uow: Uow, asked: Asked) -> Response:
    """Put every refused file that the filters show, and nobody has dealt with, back into the folder; tell how many."""
    moved, left = actions.try_all_again(uow, asked, folder=request.app.state.settings.scans_folder)
    counts = [("moved", str(len(moved))), ("left", str(len(left)))]
    return RedirectResponse(f"{PAGE}?{urlencode([*_filters(request, FILTERS), *counts])}", 303)


@router.post("/scans/intake/{number}/again")
def try_again(request: Request, who: Sees, mender: Mends, uow: Uow, number: str) -> Response:
    """Put a refused file back into the folder."""
    actions.try_again(uow, number, folder=request.app.state.settings.scans_folder)
    return _back(request, number)


@router.post("/scans/intake/{number}/dealt-with")
def deal_with(request: Request, who: Sees, mender: Mends, uow: Uow, number: str, filled: Filled) -> Response:
    """Note that a refusal was dealt with."""
    actions.deal_with(uow, number, note=filled.get("note", ""))
    return _back(request, number)


@router.post("/scans/intake/{number}/reopening")
def reopen(request: Request, who: Sees, mender: Mends, uow: Uow, number: str) -> Response:
    """Undo that a refusal was dealt with."""
    actions.reopen(uow, number)
    return _back(request, number)


@router.get("/api/v1/scans/intake")
def everything_as_json(request: Request, who: Sees, uow: Uow, asked: Asked, page: Turned = 1) -> IntakeGiven:
    """Give a page of the files that came in, the newest first, with how each way in fares."""
    found, total = queries.arrivals(uow, asked, page=page, size=SIZE)
    reader, folder = reader_of(request), request.app.state.settings.scans_folder
    return IntakeGiven(
        total=total,
        arrivals=[_given(each, reader) for each in found],
        figures={source: _figures_given(each) for source, each in queries.figures(uow).items()},
        folder=bool(folder),
        waiting=queries.waiting(folder) if folder else None,
    )


@router.get("/api/v1/scans/intake/{number}")
def one_as_json(request: Request, who: Sees, uow: Uow, number: str) -> ArrivalGiven:
    """Give one file that came in."""
    return _given(queries.arrival(uow, number), reader_of(request))


@router.post("/api/v1/scans/intake/again")
def try_all_again_by_api(request: Request, who: Sees, mender: Mends, uow: Uow, asked: Asked) -> AgainGiven:
    """Put every refused file that the filters show, and nobody has dealt with, back into the folder."""
    moved, left = actions.try_all_again(uow, asked, folder=request.app.state.settings.scans_folder)
    return AgainGiven(moved=moved, left=left)


@router.post("/api/v1/scans/intake/{number}/again")
def try_again_by_api(request: Request, who: Sees, mender: Mends, uow: Uow, number: str) -> ArrivalGiven:
    """Put a refused file back into the folder; it is taken in at the next look."""
    actions.try_again(uow, number, folder=request.app.state.settings.scans_folder)
    return _given(queries.arrival(uow, number), reader_of(request))


@router.post("/api/v1/scans/intake/{number}/dealt-with")
def deal_with_by_api(
    request: Request, who: Sees, mender: Mends, uow: Uow, number: str, said: DealtTaken | None = None
) -> ArrivalGiven:
    """Note that a refusal was dealt with."""
    return _given(actions.deal_with(uow, number, note=said.note if said else ""), reader_of(request))


@router.post("/api/v1/scans/intake/{number}/reopening")
def reopen_by_api(request: Request, who: Sees, mender: Mends, uow: Uow, number: str) -> ArrivalGiven:
    """Undo that a refusal was dealt with."""
    return _given(actions.reopen(uow, number), reader_of(request))


def _filters(request: Request, names: Collection[str]) -> list[tuple[str, str]]:
    return [each for each in request.query_params.multi_items() if each[0] in names and each[1]]


def _back(request: Request, number: str) -> Response:
    """Lead back to the line in the list as it was filtered, ordered and turned to."""
    query = urlencode(_filters(request, (*FILTERS, *PLACE)))
    return RedirectResponse(f"{PAGE}?{query}#{number}" if query else f"{PAGE}#{number}", 303)


def _given(each: Arrival, reader: Reader) -> ArrivalGiven:
    same = ("number", "outcome", "source", "name", "size", "first_at", "last_at", "times", "scan", "code", "seen")
    return ArrivalGiven(
        **{name: getattr(each, name) for name in same},
        sha256=each.file,
        brought_by=each.brought_name or each.brought_by,
        message=say(each.says, reader) if each.says else "",
        mend=say(each.mend, reader) if each.mend else "",
        rule=rule_of(each.code) if each.code else "",
        again_at=each.again_at,
        dealt_at=each.dealt_at,
        dealt_by=each.dealt_by,
        note=each.dealt_note,
        open=each.is_open,
    )


def _figures_given(each: Figures) -> FiguresGiven:
    return FiguresGiven(**{name: getattr(each, name) for name in FiguresGiven.model_fields})


def _rows(found: Iterator[Arrival], reader: Reader) -> Iterator[list[Any]]:
    for each in found:
        told = _given(each, reader).model_dump(mode="json")
        yield ["" if told[name] is None else told[name] for name in HEADS]
