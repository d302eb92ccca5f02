"""The intake over HTTPS, with its pages: what was sent and what became of it; slips of lanes."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, Request, Response, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, Field

from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.database.trouble import TROUBLES
from smartcustoms.kernel.day import day_or_none
from smartcustoms.kernel.people.queries import may as may_with
from smartcustoms.kernel.people.queries import require
from smartcustoms.kernel.spreadsheet import csv_of
from smartcustoms.kernel.web.access import Uow, may
from smartcustoms.kernel.web.downloads import csv_file
from smartcustoms.kernel.web.menu import MenuEntry
from smartcustoms.kernel.web.pages import render
from smartcustoms.kernel.web.parts import Paging
from smartcustoms.kernel.web.sent import content_of
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.intake import actions, queries
from smartcustoms.trade.intake.model import LARGEST, SEE, SEND, SLIPS, Slip, SlipState, State, Submission, Wanted, Way

router = APIRouter(tags=["intake"])
menu = (
    MenuEntry(sentence("Intake"), "/intake", SEE, group="trade", order=60),
    MenuEntry(sentence("Slips of lanes"), "/intake/slips", SLIPS, group="trade", order=61),
)
_SIZE = 50


def wanted(
    q: str = "", state: str = "", way: str = "", since: str = "", until: str = "",
    sort: str = "-received_at", page: int = 1, size: int = _SIZE,
) -> Wanted:  # fmt: skip
    """Read the filters of the list; what is none of the known values filters nothing."""
    return Wanted(
        text=q.strip()[:70],
        state=State(state) if state in list(State) else None,
        way=Way(way) if way in list(Way) else None,
        since=day_or_none(since),
        until=day_or_none(until),
        sort=sort[:20],
        page=min(max(page, 1), 100_000),
        per_page=min(max(size, 1), 100),
    )


Filters = Annotated[Wanted, Depends(wanted)]


def _sender(request: Request) -> Actor | None:
    """Give who sends; None when the database is away and a machine's token came along, which is looked at later."""
    try:
        return may(SEND)(request)
    except TROUBLES:
        if not request.headers.get("authorization"):
            raise
        return None


_sender.permission = SEND  # type: ignore[attr-defined] # the access matrix reads it
Sender = Annotated[Actor | None, Depends(_sender)]
Uploader = Annotated[Actor, Depends(may(SEND))]
Seer = Annotated[Actor, Depends(may(SEE))]
Slipper = Annotated[Actor, Depends(may(SLIPS))]


async def _body(request: Request) -> bytes:
    found = bytearray()
    async for block in request.stream():
        found += block
        if len(found) > LARGEST:
            break
    return bytes(found)


Body = Annotated[bytes, Depends(_body)]


class SlipsTaken(BaseModel):
    """To which lane how many blank slips go."""

    lane: str = Field(min_length=1, max_length=40)
    count: int = Field(20, ge=1, le=500)


class SlipTakenShape(BaseModel):
    """What was written on a slip, which declaration settles it, or why it is void: one of the three."""

    written_at: datetime | None = None
    plate: str = Field("", max_length=20)
    note: str = Field("", max_length=1000)
    declaration: str = Field("", max_length=40)
    void_because: str = Field("", max_length=1000)


@router.post("/api/v1/intake", status_code=202)
def send(request: Request, who: Sender, content: Body, name: str = "") -> dict[str, Any]:
    """Take a message as it is sent (EDIFACT, Cargo-XML, ONE Record, JSON), and give a signed receipt at once.

    What becomes of it is at `GET /api/v1/intake/{number}`. While the database is away it is kept on disk, and the receipt given.
    """
    state, at = request.app.state, clock.now()
    actions.check_size(content)
    number = actions.new_number(at)
    try:
        if who is None:
            made = _spooled(request, content, number, at, name)
        else:
            with state.database.unit(by=who, at=at) as uow:
                made = actions.accept(uow, content, name=name, way=Way.HTTPS, number=number)
    except TROUBLES:
        if not request.headers.get("authorization"):
            raise
        made = _spooled(request, content, number, at, name)
    receipt = actions.receipt_of(state.settings, made)
    return {
        "number": made.number,
        "received_at": made.received_at,
        "sha256": made.sha256,
        "way": made.way.value,
        "receipt": receipt,
    }


def _spooled(request: Request, content: bytes, number: str, at: datetime, name: str) -> Submission:
    authorization = request.headers.get("authorization", "")[:500]
    return actions.spool_away(
        request.app.state.settings, content, number=number, at=at, authorization=authorization, name=name
    )


@router.get("/api/v1/intake")
def listed(who: Seer, uow: Uow, asked: Filters) -> dict[str, Any]:
    """List what came in with filters, order and pages."""
    found, total = queries.submissions(uow, asked)
    return {"total": total, "submissions": [_given(each) for each in found]}


@router.get("/api/v1/intake/slips")
def slips_listed(
    who: Slipper, uow: Uow, state: SlipState | None = None, lane: str = "", page: int = 1
) -> dict[str, Any]:
    """List slips in the order of their numbers, with how many are not settled yet."""
    found, total = queries.slips(uow, state=state, lane=lane[:40], page=max(page, 1))
    counts = queries.slip_counts(uow)
    open_ = counts.get("issued", 0) + counts.get("written", 0)
    return {"total": total, "counts": counts, "difference": open_, "slips": [_slip(each) for each in found]}


@router.post("/api/v1/intake/slips", status_code=201)
def issue_by_api(who: Slipper, uow: Uow, taken: SlipsTaken) -> list[dict[str, Any]]:
    """Issue blank slips to a lane."""
    return [_slip(each) for each in actions.issue_slips(uow, lane=taken.lane, count=taken.count)]


@router.post("/api/v1/intake/slips/{number}")
def change_slip_by_api(who: Slipper, uow: Uow, number: str, taken: SlipTakenShape) -> dict[str, Any]:
    """Enter what was written on a slip, settle it by a declaration, or take it out."""
    _change(uow, number, taken)
    return {"counts": queries.slip_counts(uow)}


@router.get("/api/v1/intake/{number}")
def one(request: Request, who: Seer, uow: Uow, number: str) -> dict[str, Any]:
    """Give one submission: where it stands, the answer, the receipt."""
    found = queries.submission(uow, number)
    require(who, SEE, owner=found.organisation)
    receipt = actions.receipt_of(request.app.state.settings, found)
    return {**_given(found), "answer": found.answer, "receipt": receipt}


@router.get("/intake", response_class=HTMLResponse)
def page_of_intake(request: Request, who: Seer, uow: Uow, asked: Filters, format: str = "") -> Response:  # noqa: A002 - the page's own word
    """Show what came in, with filters, order and pages; the same list whole as CSV."""
    if format == "csv":
        return csv_file(_csv(queries.every(uow, asked)), "intake.csv")
    found, total = queries.submissions(uow, asked)
    return render(
        request,
        "intake/list.html",
        submissions=found,
        wanted=asked,
        sends=may_with(who, SEND),
        paging_of=Paging(asked.page, asked.per_page, total),
        **_names(),
    )


@router.post("/intake")
def upload(who: Uploader, uow: Uow, file: Annotated[UploadFile, File()]) -> Response:
    """Take a file that a person sends from the page."""
    made = actions.accept(uow, content_of(file, LARGEST), name=file.filename or "", way=Way.HTTPS)
    return RedirectResponse(f"/intake/{made.number}", 303)


@router.get("/intake/slips", response_class=HTMLResponse)
def page_of_slips(
    request: Request, who: Slipper, uow: Uow, state: str = "", lane: str = "", page: int = 1
) -> HTMLResponse:
    """Show the slips, and how many are not settled yet."""
    page = max(page, 1)
    wanted = SlipState(state) if state in list(SlipState) else None
    found, total = queries.slips(uow, state=wanted, lane=lane.strip()[:40], page=page, size=_SIZE)
    return render(
        request,
        "intake/slips.html",
        slips=found,
        counts=queries.slip_counts(uow),
        asked_for={"state": state, "lane": lane},
        paging_of=Paging(page, _SIZE, total),
        **_names(),
    )


@router.post("/intake/slips")
def issue(
    who: Slipper,
    uow: Uow,
    lane: Annotated[str, Form(min_length=1, max_length=40)],
    count: Annotated[int, Form(ge=1, le=500)] = 20,
) -> Response:
    """Issue blank slips to a lane."""
    actions.issue_slips(uow, lane=lane, count=count)
    return RedirectResponse("/intake/slips", 303)


@router.post("/intake/slips/{number}")
def change_slip(
    who: Slipper,
    uow: Uow,
    number: str,
    plate: Annotated[str, Form(max_length=20)] = "",
    note: Annotated[str, Form(max_length=1000)] = "",
    declaration: Annotated[str, Form(max_length=40)] = "",
    void_because: Annotated[str, Form(max_length=1000)] = "",
) -> Response:
    """Enter what was written on a slip, settle it by a declaration, or take it out."""
    taken = SlipTakenShape(plate=plate, note=note, declaration=declaration.strip().upper(), void_because=void_because)
    _change(uow, number, taken)
    return RedirectResponse("/intake/slips", 303)


@router.get("/intake/{number}", response_class=HTMLResponse)
def page_of_one(request: Request, who: Seer, uow: Uow, number: str) -> HTMLResponse:
    """Show one submission, the answer and the receipt."""
    found = queries.submission(uow, number)
    require(who, SEE, owner=found.organisation)
    receipt = actions.receipt_of(request.app.state.settings, found)
    return render(request, "intake/one.html", found=found, receipt=receipt, **_names())


def _change(uow: Uow, number: str, taken: SlipTakenShape) -> None:
    if taken.declaration:
        actions.settle_slip(uow, number, declaration=taken.declaration)
    elif taken.void_because:
        actions.void_slip(uow, number, because=taken.void_because)
    else:
        actions.write_slip(uow, number, at=taken.written_at or uow.at, plate=taken.plate, note=taken.note)


def _given(each: Submission) -> dict[str, Any]:
    return {
        "number": each.number,
        "organisation": each.organisation,
        "way": each.way.value,
        "name": each.name,
        "received_at": each.received_at,
        "sha256": each.sha256,
        "size": each.size,
        "state": each.state.value,
        "worked_at": each.worked_at,
        "kind": each.kind,
    }


def _csv(found: list[Submission]) -> str:
    heads = ["number", "organisation", "name", "way", "kind", "state", "size", "received_at", "worked_at", "sha256"]
    return csv_of(heads, ([_given(each)[name] for name in heads] for each in found))


def _slip(each: Slip) -> dict[str, Any]:
    return {
        "number": each.number,
        "lane": each.lane,
        "state": each.state.value,
        "issued_at": each.issued_at,
        "written_at": each.written_at,
        "plate": each.plate,
        "note": each.note,
        "declaration": each.declaration,
    }


def _names() -> dict[str, Any]:
    return {
        "states": {each.value: says for each, says in queries.STATES.items()},
        "ways": {each.value: says for each, says in queries.WAYS.items()},
        "slip_states": {each.value: says for each, says in queries.SLIP_STATES.items()},
    }
