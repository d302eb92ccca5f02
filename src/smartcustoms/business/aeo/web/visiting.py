"""A visit on a tablet: plan it, the checklist criterion by criterion, photos, findings, close."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, Request, Response, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse

from smartcustoms.business.aeo import actions, queries
from smartcustoms.business.aeo.actions.visiting import PHOTO
from smartcustoms.business.aeo.model import Met, Severity
from smartcustoms.business.aeo.web.asked import Officer, day_in
from smartcustoms.business.aeo.web.own import page_of
from smartcustoms.business.aeo.web.words import named
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.files.object_gateway import objects
from smartcustoms.kernel.people import queries as people
from smartcustoms.kernel.web.access import Uow
from smartcustoms.kernel.web.pages import render
from smartcustoms.kernel.web.sent import content_of, fields, name_of

router = APIRouter(tags=["aeo"])


def _points(form: Annotated[dict[str, str], Depends(fields())]) -> dict[str, tuple[Met, str]]:
    """Read `met.<question>` and `note.<question>`; what has no answer is left out."""
    found: dict[str, tuple[Met, str]] = {}
    for name, value in form.items():
        met = queries.met_of(value)
        if name.startswith("met.") and met is not None:
            code = name.removeprefix("met.")
            found[code] = (met, form.get(f"note.{code}", ""))
    return found


Points = Annotated[dict[str, tuple[Met, str]], Depends(_points)]
Words = Annotated[str, Form(max_length=4000)]


@router.post("/aeo/visits", response_class=HTMLResponse)
def plan(
    request: Request,
    who: Officer,
    uow: Uow,
    about: Annotated[str, Form(max_length=20)] = "",
    site: Annotated[str, Form(max_length=300)] = "",
    on: Annotated[str, Form(max_length=10)] = "",
    officers: Annotated[str, Form(max_length=300)] = "",
) -> Response:
    """Plan a visit about an application or an operator."""
    try:
        day = day_in(on, "on") if on else day_of(uow.at)
        made = actions.plan_visit(uow, about, site=site, on=day, officers=officers.split(","))
    except Refused as refused:
        if refused.status == 404 or about.startswith("AE"):
            raise
        return page_of(request, who, uow, about, refused)
    return RedirectResponse(f"/aeo/visits/{made.number}", 303)


@router.get("/aeo/visits/{number}", response_class=HTMLResponse)
def visit_page(request: Request, who: Officer, uow: Uow, number: str) -> HTMLResponse:
    """Show a visit: its checklist by criterion, with the applicant's answers and the evidence to look at."""
    return _visit(request, uow, number)


def _visit(request: Request, uow: Uow, number: str, refused: Refused | None = None) -> HTMLResponse:
    found = queries.visit(uow, number)
    given: dict[str, Any] = {
        "found": found,
        "one": found.visit,
        "open": found.visit.closed_at is None,
        "names": people.names(uow, set(found.visit.officers)),
        "refused": refused,
    }
    return render(request, "aeo/visit.html", status=refused.status if refused else 200, **given, **named())


@router.post("/aeo/visits/{number}/points", response_class=HTMLResponse)
def note(request: Request, who: Officer, uow: Uow, number: str, points: Points) -> Response:
    """Note what was found of points."""
    try:
        actions.note_points(uow, number, points)
    except Refused as refused:
        return _visit(request, uow, number, refused)
    place = next(iter(points), "").rstrip("0123456789")
    return RedirectResponse(f"/aeo/visits/{number}#criterion-{place}", 303)


@router.post("/aeo/visits/{number}/photos", response_class=HTMLResponse)
def photograph(
    request: Request,
    who: Officer,
    uow: Uow,
    number: str,
    code: Annotated[str, Form(max_length=20)] = "",
    photo: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """Keep a photo with a point."""
    content, through = content_of(photo, PHOTO), objects(request.app.state.settings)
    try:
        actions.photograph(uow, number, code, content, name=name_of(photo), through=through)
    except Refused as refused:
        return _visit(request, uow, number, refused)
    return RedirectResponse(f"/aeo/visits/{number}#criterion-{code.rstrip('0123456789')}", 303)


@router.post("/aeo/visits/{number}/findings", response_class=HTMLResponse)
def find(
    request: Request,
    who: Officer,
    uow: Uow,
    number: str,
    criterion: Annotated[str, Form(max_length=5)] = "",
    severity: Annotated[Severity, Form()] = Severity.MINOR,
    says: Words = "",
) -> Response:
    """Write a finding with its corrective action."""
    try:
        actions.find(uow, number, criterion=criterion, severity=severity, says=says)
    except Refused as refused:
        return _visit(request, uow, number, refused)
    return RedirectResponse(f"/aeo/visits/{number}#findings", 303)


@router.post("/aeo/visits/{number}/close", response_class=HTMLResponse)
def close(request: Request, who: Officer, uow: Uow, number: str, conclusion: Words = "") -> Response:
    """Close the visit."""
    try:
        actions.close_visit(uow, number, conclusion=conclusion)
    except Refused as refused:
        return _visit(request, uow, number, refused)
    return RedirectResponse(f"/aeo/visits/{number}", 303)
