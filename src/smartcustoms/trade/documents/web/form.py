"""The form of an application: new, a draft, an amendment. Drawn from the type's schema; no type has code of its own."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from smartcustoms.kernel import clock
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.web.access import Uow
from smartcustoms.kernel.web.pages import reader_of, render
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.documents import actions as done
from smartcustoms.trade.documents import catalogue, queries
from smartcustoms.trade.documents.forms import cells_of, entered, lines_in, sections
from smartcustoms.trade.documents.model import Document, DocumentType, Fault, NotFilledIn, NotNow, State
from smartcustoms.trade.documents.web.asked import Applicant, Cells, fault_given, number_in
from smartcustoms.trade.documents.web.words import KINDS

router = APIRouter(tags=["documents"])


@router.get("/documents/new", response_class=HTMLResponse)
def new(request: Request, who: Applicant, uow: Uow, type: str = "", text: str = "") -> Response:  # noqa: A002
    """Choose a kind of document, or fill in the form of the chosen one."""
    today = day_of(clock.now())
    if not type:
        given: dict[str, Any] = {"types": queries.types(uow, on=today, text=text), "text": text[:100], "kinds": KINDS}
        return render(request, "documents/choose.html", subscribed=queries.subscriptions(uow), **given)
    kind = queries.document_type(uow, type, on=today)
    if kind.applied_at:
        return RedirectResponse(kind.applied_at, 303)
    return form_page(request, kind, {}, to=f"/documents/new?type={kind.code}")


@router.post("/documents/new", response_class=HTMLResponse)
def begin(request: Request, who: Applicant, uow: Uow, cells: Cells, type: str = "") -> Response:  # noqa: A002
    """Do what the pressed button says: another line, one less, keep as draft, lodge."""
    kind = queries.document_type(uow, type, on=day_of(clock.now()))
    to = f"/documents/new?type={kind.code}"
    if (changed := lines_changed(kind.form, cells)) is not None:
        return form_page(request, kind, changed, to=to)
    content, reference = entered(kind.form, cells), cells.get("reference", "")
    number = done.begin(uow, kind.code, content, reference=reference, key=f"form:{cells.get('key', '')[:80]}")
    if "save" in cells:
        return RedirectResponse(f"/documents/{number}?kept=1", 303)
    return lodge_now(request, uow, kind, number, cells)


@router.get("/documents/{number}/edit", response_class=HTMLResponse)
def edit(request: Request, who: Applicant, uow: Uow, number: str) -> HTMLResponse:
    """Show a draft in its form."""
    found, kind = _draft(uow, number)
    return form_page(request, kind, cells_of(found.content), to=f"/documents/{number}/edit", found=found)


@router.post("/documents/{number}/edit", response_class=HTMLResponse)
def save(request: Request, who: Applicant, uow: Uow, number: str, cells: Cells) -> Response:
    """Do what the pressed button says with a draft."""
    found, kind = _draft(uow, number)
    to = f"/documents/{number}/edit"
    if (changed := lines_changed(kind.form, cells)) is not None:
        return form_page(request, kind, changed, to=to, found=found, reference=cells.get("reference", ""))
    content, reference = entered(kind.form, cells), cells.get("reference", "")
    done.save(uow, number, content, version=number_in(cells, "version"), reference=reference)
    if "save" in cells:
        return RedirectResponse(f"/documents/{number}?kept=1", 303)
    return lodge_now(request, uow, kind, number, cells)


@router.get("/documents/{number}/amend", response_class=HTMLResponse)
def amending(request: Request, who: Applicant, uow: Uow, number: str) -> HTMLResponse:
    """Show what was lodged or issued in its form."""
    found = queries.document(uow, number)
    kind = queries.document_type(uow, found.type, on=day_of(clock.now()))
    return form_page(request, kind, cells_of(found.content), to=f"/documents/{number}/amend", found=found, amends=True)


@router.post("/documents/{number}/amend", response_class=HTMLResponse)
def amend(request: Request, who: Applicant, uow: Uow, number: str, cells: Cells) -> Response:
    """Amend an application or a document."""
    found = queries.document(uow, number)
    kind, to = queries.document_type(uow, found.type, on=day_of(clock.now())), f"/documents/{number}/amend"
    if (changed := lines_changed(kind.form, cells)) is not None:
        return form_page(request, kind, changed, to=to, found=found, amends=True)
    try:
        version, because = number_in(cells, "version"), cells.get("because", "")[:500]
        goes_on = done.amend(uow, number, entered(kind.form, cells), version=version, because=because)
    except NotFilledIn as refused:
        return form_page(request, kind, cells, to=to, found=found, amends=True, faults=refused.faults)
    return RedirectResponse(f"/documents/{goes_on}", 303)


def lodge_now(request: Request, uow: Uow, kind: DocumentType, number: str, cells: Mapping[str, str]) -> Response:
    """Lodge a draft; what is wrong is shown in the form, and the draft is kept as it is."""
    try:
        done.lodge(uow, number)
    except NotFilledIn as refused:
        found = queries.document(uow, number)
        return form_page(request, kind, cells, to=f"/documents/{number}/edit", found=found, faults=refused.faults)
    return RedirectResponse(f"/documents/{number}", 303)


def form_page(
    request: Request,
    kind: DocumentType,
    cells: Mapping[str, str],
    *,
    to: str,
    found: Document | None = None,
    amends: bool = False,
    faults: Sequence[Fault] = (),
    reference: str = "",
    preview: bool = False,
) -> HTMLResponse:
    """Draw the form of a type with what is filled in; each fault stands beside its field and in the summary."""
    told = [fault_given(request, each) for each in faults]
    given: dict[str, Any] = {
        "type": kind,
        "sections": sections(kind.form, reader_of(request).language),
        "cells": cells,
        "lines": {name: lines_in(name, cells) for name in kind.form["properties"]},
        "to": to,
        "found": found,
        "amends": amends,
        "preview": preview,
        "reference": cells.get("reference", reference or (found.reference if found else "")),
        "key": cells.get("key") or secrets.token_hex(12),
        "because": cells.get("because", ""),
        "agencies": catalogue.agencies(),
        "faults": [summed(each) for each in told],
        "by_name": {each["field"]: f"{each['message']} {each['mend']}" for each in reversed(told)},
    }
    return render(request, "documents/form.html", status=422 if faults else 200, **given)


def lines_changed(form: Mapping[str, Any], cells: Mapping[str, str]) -> dict[str, str] | None:
    """Give the cells with a line more or less when such a button was pressed; None for every other button."""
    if (name := cells.get("add", "")) in form["properties"]:
        content = dict(cells)
        first = next(iter(form["properties"][name].get("items", {}).get("properties", {"x": {}})))
        return {**content, f"{name}.{lines_in(name, cells)}.{first}": ""}
    name, _, place = cells.get("remove", "").partition(".")
    if name in form["properties"] and place.isascii() and place.isdigit() and len(place) < 4:
        return _without(cells, name, int(place))
    return None


def _without(cells: Mapping[str, str], name: str, place: int) -> dict[str, str]:
    made = {}
    for path, text in cells.items():
        section, _, rest = path.partition(".")
        line, _, field = rest.partition(".")
        if section == name and line.isdigit() and len(line) < 4:
            if int(line) == place:
                continue
            path = f"{name}.{int(line) - (int(line) > place)}.{field}"  # noqa: PLW2901 - the same cell, one line up
        made[path] = text
    return made


def summed(told: Mapping[str, Any]) -> dict[str, Any]:
    """Give a fault as the summary at the top of a page tells it."""
    name = f"{told['name']}: " if told["name"] else ""
    seen = f" ({told['seen']})" if told["seen"] else ""
    return {"field": told["field"], "text": f"{name}{told['message']}{seen}", "mend": told["mend"]}


def _draft(uow: Uow, number: str) -> tuple[Document, DocumentType]:
    found = queries.document(uow, number)
    if found.state is not State.DRAFT:
        raise NotNow(
            sentence("This cannot be done as the document stands: {state}.", state=found.state.value),
            mend=sentence("Open the document to see what can be done."),
            seen=found.state.value,
        )
    return found, queries.document_type(uow, found.type, on=day_of(clock.now()))
