"""The applicant's pages: what is his, an application whole, files, findings, reports, appeals."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, File, Form, Request, Response, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse

from smartcustoms.business.aeo import actions, queries
from smartcustoms.business.aeo.actions.applying import LARGEST
from smartcustoms.business.aeo.model import APPLY, VALIDATE, NoSuchThing, NotComplete, Worded
from smartcustoms.business.aeo.web.asked import Applicant, Seer
from smartcustoms.business.aeo.web.words import named
from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.files import queries as kept_files
from smartcustoms.kernel.files.object_gateway import objects
from smartcustoms.kernel.people import queries as people
from smartcustoms.kernel.people.queries import may as allowed
from smartcustoms.kernel.web.access import Uow
from smartcustoms.kernel.web.downloads import sent_file
from smartcustoms.kernel.web.menu import MenuEntry
from smartcustoms.kernel.web.pages import reader_of, render
from smartcustoms.kernel.web.sent import content_of, fields, name_of
from smartcustoms.kernel.words.model import sentence

router = APIRouter(tags=["aeo"])
menu = (MenuEntry(sentence("My AEO status"), "/aeo/own", APPLY, group="business", order=31),)


Fields = Annotated[dict[str, str], Depends(fields())]


@router.get("/aeo/own", response_class=HTMLResponse)
def own_page(request: Request, who: Applicant, uow: Uow) -> HTMLResponse:
    """Show the organisation's authorisation and applications."""
    return _own(request, uow)


def _own(request: Request, uow: Uow, refused: Refused | None = None) -> HTMLResponse:
    operators, applications = queries.own(uow)
    given: dict[str, Any] = {"operators": operators, "applications": applications, "refused": refused}
    return render(request, "aeo/own.html", status=refused.status if refused else 200, **given, **named())


@router.post("/aeo/applications", response_class=HTMLResponse)
def begin(request: Request, who: Applicant, uow: Uow, tier: Annotated[int, Form()] = 1) -> Response:
    """Begin an application, or go on with the one that is not decided."""
    try:
        return RedirectResponse(f"/aeo/applications/{actions.begin(uow, tier=tier).number}", 303)
    except Refused as refused:
        return _own(request, uow, refused)


@router.get("/aeo/applications/{number}", response_class=HTMLResponse)
def application_page(request: Request, who: Seer, uow: Uow, number: str) -> HTMLResponse:
    """Show an application whole."""
    return page_of(request, who, uow, number)


def page_of(request: Request, who: Actor, uow: Uow, number: str, refused: Refused | None = None) -> HTMLResponse:
    """Draw an application, after a refusal with what was refused."""
    found = queries.whole_application(uow, number)
    one, language = found.application, reader_of(request).language
    by = {each.by for each in found.steps} | {each.proposed_by for each in found.decisions}
    given: dict[str, Any] = {
        "found": found,
        "one": one,
        "fields": queries.form(one.tier),
        "parts": queries.parts(),
        "wanted": queries.wanted(),
        "own": allowed(who, APPLY, owner=one.organisation) and who.organisation == one.organisation,
        "officer": allowed(who, VALIDATE),
        "names": people.names(uow, by),
        "on": day_of(uow.at),
        "refused": refused,
        "errors": _errors(refused, language),
    }
    status = refused.status if refused else 200
    return render(request, "aeo/application.html", status=status, **given, **named())


def _errors(refused: Refused | None, language: str) -> list[Any]:
    """Give what the summary of errors shows: each gap with its field, or the refusal itself."""
    if isinstance(refused, NotComplete) and refused.gaps:
        return [
            {"field": each.code, "text": f"{_in(each.says, language)} {_in(each.mend, language)}"}
            for each in refused.gaps
        ]
    return [refused] if refused else []


def _in(says: Worded, language: str) -> str:
    return says.get(language) or says["en"]


@router.post("/aeo/applications/{number}", response_class=HTMLResponse)
def keep(request: Request, who: Applicant, uow: Uow, number: str, fields: Fields) -> Response:
    """Keep the form, and lodge, withdraw or carry the self-assessment over when that was asked."""
    try:
        do = fields.get("do", "save")
        if do == "withdraw":
            actions.withdraw(uow, number)
            return RedirectResponse(f"/aeo/applications/{number}", 303)
        boxes = {each.code: "" for each in queries.form(2) if each.kind == "yes"}
        actions.save(uow, number, boxes | fields)
        if do == "carry":
            actions.carry_over(uow, number)
        if do == "lodge":
            actions.lodge(uow, number)
    except Refused as refused:
        return page_of(request, who, uow, number, refused)
    return RedirectResponse(f"/aeo/applications/{number}", 303)


@router.post("/aeo/applications/{number}/attachments", response_class=HTMLResponse)
def attach(
    request: Request,
    who: Applicant,
    uow: Uow,
    number: str,
    code: Annotated[str, Form(max_length=40)] = "",
    file: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """Attach a file."""
    content, through = content_of(file, LARGEST), objects(request.app.state.settings)
    try:
        actions.attach(uow, number, code, content, name=name_of(file), through=through)
    except Refused as refused:
        return page_of(request, who, uow, number, refused)
    return RedirectResponse(f"/aeo/applications/{number}#files", 303)


@router.post("/aeo/findings/{which}/answer")
def answer(
    request: Request,
    who: Applicant,
    uow: Uow,
    which: UUID,
    answer: Annotated[str, Form(max_length=4000)] = "",
    file: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """Tell what was done about a finding."""
    content, through = content_of(file, LARGEST), objects(request.app.state.settings)
    actions.answer_finding(uow, which, answer=answer, content=content, name=name_of(file), through=through)
    return RedirectResponse(request.headers.get("referer") or "/aeo/own", 303)


@router.post("/aeo/operators/{number}/reports")
def report(who: Applicant, uow: Uow, number: str, fields: Fields) -> Response:
    """Lodge the self-report that is owed next."""
    actions.report(uow, number, fields)
    return RedirectResponse(f"/aeo/operators/{number}", 303)


@router.post("/aeo/operators/{number}/leave")
def leave(who: Applicant, uow: Uow, number: str, because: Annotated[str, Form(max_length=500)] = "") -> Response:
    """Give the authorisation up."""
    actions.leave(uow, number, because=because)
    return RedirectResponse("/aeo/own", 303)


@router.post("/aeo/decisions/{which}/appeal")
def appeal(who: Applicant, uow: Uow, which: UUID, says: Annotated[str, Form(max_length=4000)] = "") -> Response:
    """Appeal against a decision."""
    made = actions.appeal(uow, which, says=says)
    place = "operators" if made.about.startswith("AE") else "applications"
    return RedirectResponse(f"/aeo/{place}/{made.about}", 303)


@router.get("/files/aeo/{number}/{digest}")
def file_of(request: Request, who: Seer, uow: Uow, number: str, digest: str) -> Response:
    """Give a file of an application, visit or finding, verified against its hash; anything but a picture is a download."""
    if not queries.is_photo(uow, number, digest):
        raise NoSuchThing(sentence("There is no such file."), mend=sentence("Follow a link from its page."))
    file = kept_files.file(uow, digest)
    content = kept_files.content(uow, digest, through=objects(request.app.state.settings))
    return sent_file(content, media_type=file.media_type, digest=digest)
