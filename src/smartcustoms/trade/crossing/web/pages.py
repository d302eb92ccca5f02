"""The officer's pages: control points live, passages, one passage with the officer's word, and the display over a lane."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.people import queries as people
from smartcustoms.kernel.people.queries import may as allowed
from smartcustoms.kernel.spreadsheet import csv_of
from smartcustoms.kernel.web.access import Uow
from smartcustoms.kernel.web.downloads import csv_file
from smartcustoms.kernel.web.live import Topic
from smartcustoms.kernel.web.menu import MenuEntry
from smartcustoms.kernel.web.pages import render
from smartcustoms.kernel.web.parts import Paging
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.crossing import actions, queries
from smartcustoms.trade.crossing.display import shown_to_driver
from smartcustoms.trade.crossing.model import (
    OVERRIDE,
    SEE,
    Answer,
    Kept,
    NotExpected,
    OverrideUnfit,
    Wanted,
)
from smartcustoms.trade.crossing.web.asked import Decider, Filters, Seer, worded

router = APIRouter(tags=["crossing"])
menu = (
    MenuEntry(sentence("Control points"), "/crossing", SEE, group="boundary", order=29),
    MenuEntry(sentence("Passages"), "/crossing/passages", SEE, group="boundary", order=30),
)
topics = (Topic("crossing", SEE), Topic("crossing_lane", SEE))
_LAST = 12


@router.get("/crossing", response_class=HTMLResponse)
def points(request: Request, who: Seer, uow: Uow) -> HTMLResponse:
    """Show the control points."""
    return render(request, "crossing/points.html", points=queries.points(uow), **worded())


@router.get("/crossing/points/{code}", response_class=HTMLResponse)
def point(request: Request, who: Seer, uow: Uow, code: str, now: bool = False) -> HTMLResponse:
    """Show one control point live; `now` draws only what changes."""
    found = queries.point(uow, code)
    last, _ = queries.passages(uow, Wanted(control_point=code, size=_LAST))
    return render(
        request,
        "crossing/point.html",
        fragment="now" if now else None,
        point=found,
        silent={each.code: queries.is_silent(uow, each) for each in found.lanes},
        last=last,
        expected=queries.expected_at(uow, code)[:_LAST],
        **worded(),
    )


@router.get("/crossing/passages", response_class=HTMLResponse)
def passages(request: Request, who: Seer, uow: Uow, asked: Filters, format: str = "") -> Response:  # noqa: A002 - the page's own word
    """List passages with filters and pages; the same list as CSV."""
    found, total = queries.passages(uow, asked)
    if format == "csv":
        return csv_file(_csv(found), "passages.csv")
    paging = Paging(asked.page, asked.size, total)
    return render(request, "crossing/passages.html", passages=found, asked_for=asked, paging_of=paging, **worded())


@router.get("/crossing/passages/{number}", response_class=HTMLResponse)
def passage(request: Request, who: Seer, uow: Uow, number: str) -> HTMLResponse:
    """Show one passage: what was seen, what was answered and why."""
    return _passage(request, uow, queries.passage(uow, number), decides=allowed(who, OVERRIDE))


@router.post("/crossing/passages/{number}/override")
def override(
    request: Request,
    who: Decider,
    uow: Uow,
    number: str,
    to: Annotated[Answer, Form()],
    because: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """Send a truck on, or to inspection, against the lane's answer."""
    try:
        actions.override(uow, number, to, because=because)
    except OverrideUnfit as refused:
        return _passage(request, uow, queries.passage(uow, number), decides=True, refused=refused, because=because)
    return RedirectResponse(f"/crossing/passages/{number}", 303)


@router.post("/crossing/passages/{number}/bundle")
def name_bundle(
    request: Request, who: Decider, uow: Uow, number: str, bundle: Annotated[str, Form(max_length=40)] = ""
) -> Response:
    """Say which bundle's truck a passage was; its slip is settled."""
    try:
        actions.settle_by_bundle(uow, number, bundle=bundle.strip().upper())
    except (OverrideUnfit, NotExpected) as refused:
        return _passage(request, uow, queries.passage(uow, number), decides=True, refused=refused, bundle=bundle)
    return RedirectResponse(f"/crossing/passages/{number}", 303)


@router.get("/crossing/display/{code}", response_class=HTMLResponse)
def display(request: Request, who: Seer, uow: Uow, code: str, now: bool = False) -> HTMLResponse:
    """Show what the driver sees at a lane: large, in three languages, by colour and words. `now` draws only what changes."""
    lane = queries.lane(uow, code)
    shown = shown_to_driver(queries.last_at(uow, code), at=uow.at)
    return render(request, "crossing/display.html", fragment="now" if now else None, lane=lane, shown=shown)


def _passage(
    request: Request, uow: Uow, kept: Kept, *, decides: bool, refused: Refused | None = None, **written: str
) -> HTMLResponse:
    return render(
        request,
        "crossing/passage.html",
        status=refused.status if refused else 200,
        kept=kept,
        decides=decides,
        names=people.names(uow, [kept.overridden_by] if kept.overridden_by else []),
        errors=[refused] if refused else [],
        written=written,
        **worded(),
    )


def _csv(found: list[Kept]) -> str:
    heads = ("number", "at", "control_point", "lane", "direction", "answer", "final", "reasons", "bundle", "plates", "rfid",
             "elock", "weight_kg", "alone", "slip", "took_us", "because")  # fmt: skip

    def row(kept: Kept) -> list[Any]:
        one = kept.passage
        return [
            kept.number, one.at.isoformat(), kept.control_point, one.lane, kept.direction.value, one.answer.value,
            kept.final.value, " ".join(one.reasons), one.bundle, " ".join(one.seen.plates), one.seen.rfid, one.seen.elock,
            one.seen.weight_kg, one.alone, one.slip, one.took_us, kept.because,
        ]  # fmt: skip

    return csv_of(heads, map(row, found))
