"""Pages of applications and documents: the list, one whole, bulk lodging, the organisation's own."""

import hashlib
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, File, Form, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from smartcustoms.kernel import clock
from smartcustoms.kernel.database.lists import COUNTED
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.files import queries as kept_files
from smartcustoms.kernel.files.object_gateway import objects
from smartcustoms.kernel.money import amount
from smartcustoms.kernel.papers import queries as papers
from smartcustoms.kernel.people import queries as people
from smartcustoms.kernel.people.queries import may as allowed
from smartcustoms.kernel.spreadsheet import csv_of
from smartcustoms.kernel.web.access import Uow
from smartcustoms.kernel.web.downloads import csv_file, sent_file
from smartcustoms.kernel.web.menu import MenuEntry
from smartcustoms.kernel.web.pages import reader_of, render
from smartcustoms.kernel.web.parts import Paging
from smartcustoms.kernel.web.sent import content_of, name_of
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.documents import actions, catalogue, queries
from smartcustoms.trade.documents.asking import asked_day
from smartcustoms.trade.documents.bulk import LARGEST
from smartcustoms.trade.documents.content import labelled
from smartcustoms.trade.documents.forms import cells_of
from smartcustoms.trade.documents.model import APPLY, SEE, WRITE_OFF, Relation, State
from smartcustoms.trade.documents.web.api import FILE, bulk
from smartcustoms.trade.documents.web.asked import Applicant, Filters, Officer, Seer
from smartcustoms.trade.documents.web.form import lodge_now
from smartcustoms.trade.documents.web.shapes import listed_given
from smartcustoms.trade.documents.web.words import DEEDS, RELATIONS, STATES

router = APIRouter(tags=["documents"])
menu = (MenuEntry(sentence("Documents"), "/documents", SEE, group="trade", order=19),)
Because = Annotated[str, Form(max_length=500)]


@router.get("/documents", response_class=HTMLResponse)
def listed(request: Request, who: Seer, uow: Uow, asked: Filters) -> HTMLResponse:
    """List applications and documents."""
    page = queries.documents(uow, asked)
    known = queries.types_known(uow, on=day_of(clock.now()))
    given: dict[str, Any] = {
        "rows": page.rows,
        "asked_for": asked,
        "types": known,
        "states": STATES,
        "agencies": catalogue.agencies(),
    }
    applies = allowed(who, APPLY)
    given |= {"counts": queries.counts(uow) if applies else {}, "applies": applies}
    paging = Paging(page.page, page.per_page, page.total, or_more=page.total >= COUNTED)
    return render(request, "documents/list.html", paging_of=paging, **given)


@router.get("/documents/export.csv")
def export(who: Seer, uow: Uow, asked: Filters) -> Response:
    """Give the list as CSV, at most 10,000 rows."""
    rows = [listed_given(each) for each in queries.every(uow, asked)]
    names = list(rows[0]) if rows else ["number"]
    table = csv_of(names, ([row[name] for name in names] for row in rows))
    return csv_file(table, "documents.csv")


@router.get("/documents/bulk", response_class=HTMLResponse)
def bulk_page(request: Request, who: Applicant) -> HTMLResponse:
    """Show how many applications are lodged by one file."""
    return render(request, "documents/bulk.html", found=None, refused=None)


@router.post("/documents/bulk", response_class=HTMLResponse)
def lodge_file(request: Request, who: Applicant, file: Annotated[UploadFile, File()]) -> HTMLResponse:
    """Lodge a file of applications; the same file again gives the same numbers."""
    content = content_of(file, LARGEST)
    try:
        found = bulk(request, who, content, f"file:{hashlib.sha256(content).hexdigest()}")
    except Refused as refused:
        return render(request, "documents/bulk.html", status=refused.status, found=None, refused=refused)
    return render(request, "documents/bulk.html", found=found, refused=None)


@router.get("/documents/company", response_class=HTMLResponse)
def company(request: Request, who: Applicant, uow: Uow) -> HTMLResponse:
    """Show which types the organisation applies for, and who acts for whom."""
    return _company(request, uow)


@router.post("/documents/company/deputies", response_class=HTMLResponse)
def delegate(
    request: Request,
    who: Applicant,
    uow: Uow,
    member: Annotated[str, Form(max_length=60)],
    deputy: Annotated[str, Form(max_length=60)],
    until: Annotated[str, Form(max_length=10)] = "",
    end: Annotated[bool, Form()] = False,
) -> Response:
    """Let somebody act on another's applications, or end that."""
    try:
        if end:
            actions.take_back(uow, member=member, deputy=deputy)
        else:
            last = asked_day(until, date.max) if until else None
            actions.delegate(uow, member=member.strip(), deputy=deputy.strip(), until=last)
    except Refused as refused:
        return _company(request, uow, refused)
    return RedirectResponse("/documents/company", 303)


@router.post("/documents/company/subscriptions")
def subscribe(
    who: Applicant, uow: Uow, code: Annotated[str, Form(max_length=30)], end: Annotated[bool, Form()] = False
) -> Response:
    """Subscribe the organisation to a type, or end that."""
    (actions.unsubscribe if end else actions.subscribe)(uow, code)
    return RedirectResponse("/documents/company", 303)


@router.get("/documents/{number}", response_class=HTMLResponse)
def whole(request: Request, who: Seer, uow: Uow, number: str) -> HTMLResponse:
    """Show one document: where it stands, who must act, its timeline, messages, files, links, and what is left of it."""
    return page_of(request, who, uow, number)


def page_of(request: Request, who: Any, uow: Uow, number: str, refused: Refused | None = None) -> HTMLResponse:
    """Draw one document, after a refusal with what was refused."""
    found = queries.whole(uow, number)
    one, language = found.document, reader_of(request).language
    given: dict[str, Any] = {
        "found": found,
        "one": one,
        "type": found.type,
        "content": labelled(found.type.form, one.content),
        "paper": papers.paper(uow, one.paper) if one.paper else None,
        "own": allowed(who, APPLY, owner=one.organisation) and who.organisation == one.organisation,
        "writes_off": allowed(who, WRITE_OFF) and one.state is State.ISSUED,
        "names": people.names(uow, {step.by for step in found.steps}),
        "asks": {each.code: each.names.get(language) or each.names["en"] for each in found.type.attachments},
    }
    named: dict[str, Any] = {"states": STATES, "deeds": DEEDS, "relations": RELATIONS, "agencies": catalogue.agencies()}
    return render(
        request, "documents/one.html", status=refused.status if refused else 200, refused=refused, **given, **named
    )


@router.post("/documents/{number}/lodge", response_class=HTMLResponse)
def lodge(request: Request, who: Applicant, uow: Uow, number: str) -> Response:
    """Lodge a draft."""
    found = queries.document(uow, number)
    if found.state is not State.DRAFT:
        return RedirectResponse(f"/documents/{number}", 303)
    kind = queries.document_type(uow, found.type, on=day_of(clock.now()))
    return lodge_now(request, uow, kind, number, cells_of(found.content))


@router.post("/documents/{number}/withdraw")
def withdraw(who: Applicant, uow: Uow, number: str, because: Because = "") -> Response:
    """Withdraw a draft or an application that is not decided yet."""
    actions.withdraw(uow, number, because=because)
    return RedirectResponse(f"/documents/{number}", 303)


@router.post("/documents/{number}/copy")
def copy(who: Applicant, uow: Uow, number: str) -> Response:
    """Begin a draft from an earlier application."""
    return RedirectResponse(f"/documents/{actions.copy(uow, number)}/edit", 303)


@router.post("/documents/{number}/renew", response_class=HTMLResponse)
def renew(request: Request, who: Applicant, uow: Uow, number: str) -> Response:
    """Begin a draft that renews a document."""
    try:
        return RedirectResponse(f"/documents/{actions.renew(uow, number)}/edit", 303)
    except Refused as refused:
        return page_of(request, who, uow, number, refused)


@router.post("/documents/{number}/messages", response_class=HTMLResponse)
def say(request: Request, who: Applicant, uow: Uow, number: str, text: Annotated[str, Form()] = "") -> Response:
    """Write to those who decide, or answer what they asked."""
    try:
        actions.say(uow, number, text)
    except Refused as refused:
        return page_of(request, who, uow, number, refused)
    return RedirectResponse(f"/documents/{number}#messages", 303)


@router.post("/documents/{number}/attachments", response_class=HTMLResponse)
def attach(
    request: Request,
    who: Applicant,
    uow: Uow,
    number: str,
    code: Annotated[str, Form(max_length=40)] = "",
    file: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """Attach a file."""
    content, through = content_of(file, FILE), objects(request.app.state.settings)
    try:
        actions.attach(uow, number, code, content, name=name_of(file), through=through)
    except Refused as refused:
        return page_of(request, who, uow, number, refused)
    return RedirectResponse(f"/documents/{number}#attachments", 303)


@router.post("/documents/{number}/attachments/{which}/remove")
def detach(who: Applicant, uow: Uow, number: str, which: UUID) -> Response:
    """Take a file off a draft."""
    actions.detach(uow, number, which)
    return RedirectResponse(f"/documents/{number}#attachments", 303)


@router.get("/files/documents/{number}/{which}")
def file_of(request: Request, who: Seer, uow: Uow, number: str, which: UUID) -> Response:
    """Give a file that goes along, verified against its hash; anything but a picture is a download."""
    found = queries.attachment(uow, number, which)
    content = kept_files.content(uow, found.hash, through=objects(request.app.state.settings))
    return sent_file(content, media_type=found.media_type, digest=found.hash)


@router.post("/documents/{number}/uses", response_class=HTMLResponse)
def write_off(
    request: Request,
    who: Officer,
    uow: Uow,
    number: str,
    declaration: Annotated[str, Form(max_length=40)] = "",
    item: Annotated[int, Form(ge=1, le=9999)] = 1,
    hs_code: Annotated[str, Form(max_length=10)] = "",
    quantity: Annotated[str, Form(max_length=30)] = "",
) -> Response:
    """Write what an item of a declaration uses off a document."""
    try:
        used = amount(quantity)
        actions.write_off(uow, number, declaration=declaration.strip(), item=item, hs_code=hs_code, quantity=used)
    except Refused as refused:
        return page_of(request, who, uow, number, refused)
    return RedirectResponse(f"/documents/{number}", 303)


@router.post("/documents/{number}/links", response_class=HTMLResponse)
def link(
    request: Request,
    who: Applicant,
    uow: Uow,
    number: str,
    relation: Annotated[Relation, Form()] = Relation.DECLARED_BY,
    other: Annotated[str, Form(max_length=60)] = "",
) -> Response:
    """Link a document with another one, or with a declaration."""
    try:
        actions.link(uow, number, relation, other)
    except Refused as refused:
        return page_of(request, who, uow, number, refused)
    return RedirectResponse(f"/documents/{number}#links", 303)


def _company(request: Request, uow: Uow, refused: Refused | None = None) -> HTMLResponse:
    known = queries.types_known(uow, on=day_of(clock.now()))
    held = queries.delegations(uow)
    given: dict[str, Any] = {
        "types": known,
        "subscribed": queries.subscriptions(uow),
        "deputies": held,
        "refused": refused,
    }
    given |= {"names": people.names(uow, {user for each in held for user in (each.member, each.deputy)})}
    return render(request, "documents/company.html", status=refused.status if refused else 200, **given)
