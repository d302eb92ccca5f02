"""Pages of alarms: the list, one scan with its alarms and the decision, the same judged again."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, Query, Request, Response, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse

from smartcustoms.boundary.detection import actions, queries
from smartcustoms.boundary.detection.looking import limits
from smartcustoms.boundary.detection.model import (
    OPEN,
    WHAT_WORDS,
    Examined,
    LookIncomplete,
    NotYours,
    Outcome,
    ReportUnfit,
    Row,
    State,
    Verdict,
)
from smartcustoms.boundary.detection.web.asked import (
    DECISIONS,
    FLAGS,
    PROJECTED_WORDS,
    REPORT_KINDS,
    SIZE,
    STATES,
    Brings,
    Decides,
    Page,
    Sees,
)
from smartcustoms.boundary.scans import queries as scans
from smartcustoms.boundary.scans.model import LARGEST_SENT, ScanUnreadable
from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.errors import Conflict, NotFound, Refused
from smartcustoms.kernel.files.object_gateway import objects
from smartcustoms.kernel.people import queries as people
from smartcustoms.kernel.spreadsheet import csv_of
from smartcustoms.kernel.web.access import Uow
from smartcustoms.kernel.web.downloads import csv_file
from smartcustoms.kernel.web.pages import render
from smartcustoms.kernel.web.parts import Paging
from smartcustoms.kernel.web.sent import content_of, fields
from smartcustoms.kernel.words.model import sentence

router = APIRouter(tags=["scans"])
_EXPORT = 10_000
_RED, _GREY = (190, 20, 20), (90, 90, 90)


@router.get("/scan-alarms", response_class=HTMLResponse, response_model=None)
def everything(
    request: Request,
    who: Sees,
    uow: Uow,
    state: str = "open",
    what: str = "",
    q: str = "",
    sort: str = "-surest",
    page: Page = 1,
    decided: Annotated[str, Query(max_length=40)] = "",
    none: bool = False,
    format: str = "",  # noqa: A002 - the name in the address
) -> Response:
    """Show the scans with their alarms, those that wait and are surest first; as CSV when asked."""
    asked: dict[str, Any] = {"waiting": state == "open", "what": what[:20], "text": q.strip()[:60], "sort": sort}
    asked["state"] = State(state) if state in set(State) else None
    if format == "csv":
        return _csv(queries.rows(uow, **asked, size=_EXPORT)[0])
    found, total = queries.rows(uow, **asked, page=page, size=SIZE)
    return render(
        request,
        "detection/all.html",
        rows=found,
        sort=sort,
        states={each.value: says for each, says in STATES.items()},
        whats=WHAT_WORDS,
        asked_for={"state": state, "what": what, "q": q},
        point=queries.point(uow),
        agreement=queries.agreement(uow),
        paging_of=Paging(page, SIZE, total),
        just_decided=_just_decided(uow, decided) if decided else None,
        none_waits=none,
    )


def _just_decided(uow: Uow, number: str) -> Examined | None:
    """Give the scan that this page is to confirm the decision on; who types another number is told nothing."""
    try:
        found = queries.examined(uow, number)
    except NotFound:
        return None
    return found if any(each.by == uow.by.user for each in found.looks) else None


def _csv(rows: list[Row]) -> Response:
    heads = ("scan", "subject", "kind", "simulated", "alarms", "surest", "state", "judged_at")
    body = csv_of(
        heads,
        (
            (
                r.scan,
                r.subject,
                r.kind,
                r.simulated,
                " ".join(r.whats),
                r.surest,
                r.state.value,
                r.judged_at.isoformat(),
            )
            for r in rows
        ),
    )
    return csv_file(body, "scan-alarms.csv")


@router.post("/scan-alarms/next")
def next_one(request: Request, who: Decides, uow: Uow) -> Response:
    """Open the waiting scan with the surest alarm; its time begins."""
    number = actions.open_next(uow, through=objects(request.app.state.settings))
    return RedirectResponse(f"/scans/{number}/alarms" if number else "/scan-alarms?none=true", 303)


@router.get("/scans/{number}/alarms", response_class=HTMLResponse)
def one(request: Request, who: Sees, uow: Uow, number: str) -> HTMLResponse:
    """Show a scan's alarms, each with its box and reason, and let an officer decide."""
    return _one(request, who, uow, number)


def _one(
    request: Request, who: Actor, uow: Uow, number: str, error: Refused | None = None, **written: Any
) -> HTMLResponse:
    found = queries.examined(uow, number)
    known, kept = limits(clock.now().date()), scans.scan(uow, number)
    mine = found.looker == who.user and bool(who.user)
    shown = found.looks if found.state not in OPEN else [each for each in found.looks if each.by == who.user]
    return render(
        request,
        "detection/one.html",
        status=error.status if error else 200,
        found=found,
        scan=kept,
        mine=mine,
        looked=any(each.by == who.user for each in found.looks),
        spent=round((clock.now() - found.began_at).total_seconds()) if mine and found.began_at else 0,
        time_limit=round(known.time_limit.total_seconds()),
        looks=shown,
        told=queries.projection_told(uow, number),
        projected=PROJECTED_WORDS,
        reports=queries.reports(uow, number),
        report_kinds=REPORT_KINDS,
        decisions=DECISIONS,
        flags=FLAGS,
        names=people.names(uow, [each.by for each in shown]),
        states=STATES,
        whats=WHAT_WORDS,
        errors=[error] if error else [],
        written=written,
    )


@router.get("/scans/{number}/alarms/again", response_class=HTMLResponse)
def judged_again(request: Request, who: Sees, uow: Uow, number: str) -> HTMLResponse:
    """Judge a kept scan anew by the point of then, and show both."""
    found = queries.again(uow, number, through=objects(request.app.state.settings))
    return render(request, "detection/again.html", found=found, whats=WHAT_WORDS)


@router.get("/files/scan-alarms/{number}/{view}.png")
def picture(request: Request, who: Sees, uow: Uow, number: str, view: int) -> Response:
    """Draw a view of a scan with a box around each alarm, red where it is sure."""
    found, kept = queries.examined(uow, number), scans.scan(uow, number)
    if not 0 <= view < len(kept.views):
        raise NotFound(sentence("There is no such view."), mend=sentence("Open the scan again."), seen=str(view))
    read = scans.seen(uow, kept, through=objects(request.app.state.settings))
    marks = tuple((each.box, _RED if each.score >= 0.8 else _GREY) for each in found.alarms if each.view == view)
    drawn = scans.drawn(read, view, look="colour" if kept.dual_energy else "grey", marks=marks)
    return Response(drawn, media_type="image/png", headers={"Cache-Control": "no-store"})


@router.get("/files/scan-alarms/{number}/dicos.zip")
def as_dicos(request: Request, who: Sees, uow: Uow, number: str) -> Response:
    """Give a scan's alarms and decisions as DICOS threat detection reports, in one ZIP file."""
    content = queries.report_files(uow, number, through=objects(request.app.state.settings))
    heads = {"Content-Disposition": f'attachment; filename="{number}-reports.zip"'}
    return Response(content, media_type="application/zip", headers=heads)


@router.post("/scans/{number}/alarms/reports")
def bring_report(
    request: Request, who: Brings, uow: Uow, number: str, file: Annotated[UploadFile | None, File()] = None
) -> Response:
    """Keep another system's threat detection report about this scan."""
    content, place = content_of(file, LARGEST_SENT), objects(request.app.state.settings)
    try:
        if file is None:
            raise ReportUnfit(sentence("No file was given."), mend=sentence("Choose a file."), field="file")
        actions.bring_report(uow, number, content, name=file.filename or "report", through=place)
    except (ReportUnfit, ScanUnreadable) as refusal:
        return _one(request, who, uow, number, refusal)
    return RedirectResponse(f"/scans/{number}/alarms", 303)


@router.post("/scans/{number}/alarms/opening")
def open_scan(request: Request, who: Decides, uow: Uow, number: str) -> Response:
    """Open a scan to look at it: its time begins."""
    try:
        actions.open_scan(uow, number, through=objects(request.app.state.settings))
    except (Conflict, NotYours) as refusal:
        return _one(request, who, uow, number, refusal)
    return RedirectResponse(f"/scans/{number}/alarms", 303)


def verdicts_given(form: Annotated[dict[str, str], Depends(fields())]) -> dict[int, Verdict]:
    """Read from the form what an officer says of each alarm; a field for each, since their number differs."""
    said = {name.removeprefix("verdict-"): value for name, value in form.items()}
    return {int(place): Verdict(each) for place, each in said.items() if place.isdecimal() and each in set(Verdict)}


Verdicts = Annotated[dict[int, Verdict], Depends(verdicts_given)]


def moment(text: str) -> datetime | None:
    """Read a moment from a form; what is none is left out."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


@router.post("/scans/{number}/alarms/decision")
def decide(
    request: Request,
    who: Decides,
    uow: Uow,
    number: str,
    verdicts: Verdicts,
    outcome: Annotated[str, Form(max_length=20)] = "",
    note: Annotated[str, Form(max_length=2000)] = "",
    began_at: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """Decide: clear or suspect, with a verdict on each alarm."""
    try:
        if outcome not in set(Outcome):
            says = sentence("Say whether the scan is clear or suspect.")
            raise LookIncomplete(says, mend=sentence("Choose one of the two."), field="outcome")
        look = moment(began_at)
        actions.decide(uow, number, Outcome(outcome), verdicts=verdicts, note=note, began_at=look)
    except (LookIncomplete, Conflict, NotYours) as refusal:
        chosen = {str(place): each.value for place, each in verdicts.items()}
        return _one(request, who, uow, number, refusal, note=note, outcome=outcome, verdicts=chosen)
    goes_on = queries.examined(uow, number).looker == who.user  # a projection was told: now the scan itself
    return RedirectResponse(f"/scans/{number}/alarms" if goes_on else f"/scan-alarms?decided={number}", 303)
