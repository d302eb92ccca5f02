"""Traders' pages: the list, the form, one application whole, the company's registration, the agreements and fees."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, File, Form, Request, Response, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse

from smartcustoms.kernel import clock
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.files import queries as kept
from smartcustoms.kernel.files.object_gateway import objects
from smartcustoms.kernel.papers import queries as papers
from smartcustoms.kernel.people.queries import may as allowed
from smartcustoms.kernel.people.queries import names, require, sees_all
from smartcustoms.kernel.places import country_names
from smartcustoms.kernel.web.access import Uow
from smartcustoms.kernel.web.downloads import csv_file, sent_file
from smartcustoms.kernel.web.pages import reader_of, render
from smartcustoms.kernel.web.parts import Paging
from smartcustoms.kernel.web.sent import content_of, name_of
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.payments import queries as owed
from smartcustoms.trade.transhipment import actions, queries
from smartcustoms.trade.transhipment.life import can
from smartcustoms.trade.transhipment.model import (
    APPLY,
    CERTIFICATE,
    LARGEST,
    LEAD,
    SEE,
    SERVE,
    Incomplete,
    Mode,
    NotLodgeable,
    State,
    Step,
    Whole,
)
from smartcustoms.trade.transhipment.web.asked import (
    Applicant,
    Filters,
    Seer,
    Sent,
    kind_of,
    own,
    seen,
    values_of,
    worded,
    written,
)

router = APIRouter(tags=["transhipment"])
_COMPANY = ("name", "business_number", "valid_until", "address", "contact")


@router.get("/transhipment")
def listed(request: Request, who: Seer, uow: Uow, asked: Filters, format: str = "") -> Response:  # noqa: A002 - the page's own word
    """List the applications one sees, with search, filters, sorting and pages; the same list as CSV."""
    if format == "csv":
        return csv_file(queries.exported(uow, asked), "transhipment.csv")
    found, total = queries.applications(uow, asked)
    return render(
        request,
        "transhipment/list.html",
        found=found,
        asked_for=asked,
        paging_of=Paging(asked.page, asked.per_page, total),
        all_seen=sees_all(who, SEE),
        applies=allowed(who, APPLY),
        company=queries.company(uow, who.organisation),
        figures=queries.figures(uow),
        agreements=queries.agreements(),
        language=reader_of(request).language,
        certificate=CERTIFICATE,
        **worded(),
    )


@router.get("/transhipment/agreements", response_class=HTMLResponse)
def agreements(request: Request, who: Seer, uow: Uow) -> HTMLResponse:
    """Show the agreements with their economies, and the fees, each with its source."""
    on, language = day_of(clock.now()), reader_of(request).language
    return render(
        request,
        "transhipment/agreements.html",
        agreements=queries.agreements(),
        economies=queries.economies(on),
        published=queries.published(),
        fees=queries.fee_table(uow),
        language=language,
        countries=country_names(language),
        every_mode=list(Mode),
        on=on,
        **worded(),
    )


@router.get("/transhipment/company", response_class=HTMLResponse)
def company(request: Request, who: Applicant, uow: Uow) -> HTMLResponse:
    """Show the own company's registration, or the form that asks for it."""
    return _company(request, who, uow)


@router.post("/transhipment/company")
def register(
    request: Request,
    who: Applicant,
    uow: Uow,
    sent: Sent,
    paper: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """Ask for the own company to be registered."""
    try:
        _register(uow, request, sent, paper)
    except Refused as refused:
        return _company(request, who, uow, sent, refused)
    return RedirectResponse("/transhipment/company", 303)


@router.get("/transhipment/new", response_class=HTMLResponse)
def new(request: Request, who: Applicant) -> HTMLResponse:
    """Show the empty form."""
    return _form(request, {"processing": "none", "destination": "CN", "bill_to": "CN"}, "/transhipment/new")


@router.post("/transhipment/new")
def begin(request: Request, who: Applicant, uow: Uow, sent: Sent) -> Response:
    """Begin a draft by what the form holds."""
    try:
        made = actions.begin(uow, queries.entered(values_of(sent)), key=sent.get("key", ""))
    except NotLodgeable as refused:
        return _form(request, sent, "/transhipment/new", refused=refused)
    return RedirectResponse(f"/transhipment/{made.number}", 303)


@router.get("/transhipment/{number}", response_class=HTMLResponse)
def one(request: Request, who: Seer, uow: Uow, number: str) -> HTMLResponse:
    """Show one application whole: where it stands, what can be done, and its history."""
    seen(uow, who, number)
    return whole_page(request, who, uow, queries.whole(uow, number))


@router.get("/transhipment/{number}/edit", response_class=HTMLResponse)
def edit(request: Request, who: Applicant, uow: Uow, number: str) -> HTMLResponse:
    """Show the form with what the application says now."""
    found = own(uow, who, number)
    lodged = found.lodged_at is not None
    return _form(request, written(found), f"/transhipment/{number}/edit", version=found.version, lodged=lodged)


@router.post("/transhipment/{number}/edit")
def change(request: Request, who: Applicant, uow: Uow, number: str, sent: Sent) -> Response:
    """Write a draft anew, or amend what was lodged."""
    found = own(uow, who, number)
    version = int(sent["version"]) if sent.get("version", "").isdecimal() and len(sent["version"]) < 9 else 0
    try:
        given = queries.entered(values_of(sent))
        if found.state is State.DRAFT:
            actions.save(uow, number, given, version=version)
        else:
            actions.amend(uow, number, given, version=version, because=sent.get("because", "")[:500])
    except Refused as refused:
        lodged = found.lodged_at is not None
        return _form(request, sent, f"/transhipment/{number}/edit", version=version, lodged=lodged, refused=refused)
    return RedirectResponse(f"/transhipment/{number}", 303)


@router.post("/transhipment/{number}/files")
def attach(
    request: Request,
    who: Applicant,
    uow: Uow,
    number: str,
    kind: Annotated[str, Form(max_length=40)] = "",
    file: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """Attach a file."""
    own(uow, who, number)
    through = objects(request.app.state.settings)
    actions.attach(uow, number, kind_of(kind), content_of(file, LARGEST), name=name_of(file), through=through)
    return RedirectResponse(f"/transhipment/{number}", 303)


@router.post("/transhipment/{number}/files/{which}/remove")
def detach(who: Applicant, uow: Uow, number: str, which: UUID) -> Response:
    """Take a file off a draft."""
    own(uow, who, number)
    actions.detach(uow, number, which)
    return RedirectResponse(f"/transhipment/{number}", 303)


@router.get("/files/transhipment/{number}/{which}")
def file_of(request: Request, who: Seer, uow: Uow, number: str, which: UUID) -> Response:
    """Give a file of an application, verified against its hash; anything but a picture is a download."""
    seen(uow, who, number)
    found = queries.file(uow, number, which)
    content = kept.content(uow, found.hash, through=objects(request.app.state.settings))
    return sent_file(content, media_type=found.media_type, digest=found.hash)


@router.post("/transhipment/{number}/lodge")
def lodge(request: Request, who: Applicant, uow: Uow, number: str) -> Response:
    """Lodge a draft; what is against it is told field by field."""
    own(uow, who, number)
    try:
        actions.lodge(uow, number)
    except Refused as refused:
        return whole_page(request, who, uow, queries.whole(uow, number), refused)
    return RedirectResponse(f"/transhipment/{number}", 303)


@router.post("/transhipment/{number}/withdraw")
def withdraw(
    request: Request, who: Applicant, uow: Uow, number: str, because: Annotated[str, Form(max_length=500)] = ""
) -> Response:
    """Withdraw an application."""
    own(uow, who, number)
    try:
        actions.withdraw(uow, number, because=because)
    except Refused as refused:
        return whole_page(request, who, uow, queries.whole(uow, number), refused)
    return RedirectResponse(f"/transhipment/{number}", 303)


def whole_page(
    request: Request, who: Applicant, uow: Uow, found: Whole, refused: Refused | None = None
) -> HTMLResponse:
    """Draw one application whole, after a refusal with what is against it."""
    one = found.application
    mine = one.taken_by == who.user
    serves = allowed(who, SERVE)
    return render(
        request,
        "transhipment/one.html",
        certificate=CERTIFICATE,
        status=refused.status if refused else 200,
        one=one,
        said=one.particulars,
        files=found.files,
        controls=found.controls,
        history=found.history,
        applies=allowed(who, APPLY, owner=one.organisation),
        serves=serves and (mine or one.state is State.UNDER_CONTROL),
        leads=allowed(who, LEAD),
        can={each.value: can(one.state, each) for each in Step},
        fee=queries.fee_for(uow, one.particulars) if one.particulars.arrives_by else None,
        owed=[each for each in owed.notes_about(uow, one.number) if each.owed.amount],
        last_day=queries.last_day(one.particulars.arrives_on) if one.particulars.arrives_on else None,
        waited=queries.waited(one.queued_at, clock.now()) if one.state is State.QUEUED else None,
        officer=names(uow, [one.taken_by]).get(one.taken_by, one.taken_by) if one.taken_by and serves else None,
        today=day_of(clock.now()),
        paper=papers.paper(uow, one.paper) if one.paper else None,
        agreements={each.code: each for each in queries.agreements()},
        language=reader_of(request).language,
        errors=[refused] if refused else [],
        faults=getattr(refused, "faults", ()),
        **worded(),
    )


def _form(
    request: Request,
    said: dict[str, str],
    action: str,
    *,
    version: int = 0,
    lodged: bool = False,
    refused: Refused | None = None,
) -> HTMLResponse:
    faults = getattr(refused, "faults", ())
    language = reader_of(request).language
    return render(
        request,
        "transhipment/form.html",
        status=refused.status if refused else 200,
        said=said,
        action=action,
        version=version,
        lodged=lodged,
        faults={each.field: each for each in reversed(faults)},
        every=faults,
        errors=[refused] if refused else [],
        agreements=queries.agreements(),
        countries=country_names(language),
        language=language,
        **worded(),
    )


def _company(
    request: Request, who: Applicant, uow: Uow, said: dict[str, str] | None = None, refused: Refused | None = None
) -> HTMLResponse:
    found = queries.company(uow, who.organisation)
    if found is not None:
        require(who, APPLY, owner=found.organisation)
    return render(
        request,
        "transhipment/company.html",
        status=refused.status if refused else 200,
        company=found,
        said=said or {name: str(getattr(found, name, "")) for name in _COMPANY},
        errors=[refused] if refused else [],
        **worded(),
    )


def _register(uow: Uow, request: Request, sent: dict[str, str], paper: UploadFile | None) -> None:
    try:
        until = date.fromisoformat(sent.get("valid_until", ""))
    except ValueError:
        raise Incomplete(
            sentence("This is no day."),
            mend=sentence("Write it as 2026-11-30."),
            field="valid_until",
            seen=sent.get("valid_until", "")[:20],
        ) from None
    actions.register(
        uow,
        **{name: sent.get(name, "") for name in ("name", "business_number", "address", "contact")},
        valid_until=until,
        paper=content_of(paper, LARGEST),
        paper_name=name_of(paper),
        through=objects(request.app.state.settings),
    )
