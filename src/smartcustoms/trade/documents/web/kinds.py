"""The administrator's pages and JSON of the catalogue: write a type, look at it as a trader, put it in force from a day."""

import json
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from pydantic import BaseModel, Field

from smartcustoms.kernel import clock
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.web.access import Uow
from smartcustoms.kernel.web.menu import MenuEntry
from smartcustoms.kernel.web.pages import reader_of, render
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.documents import actions, catalogue, queries
from smartcustoms.trade.documents.asking import asked_day
from smartcustoms.trade.documents.forms import cells_of, entered, lines_in, sections
from smartcustoms.trade.documents.model import KEEP_TYPES, Fault, TypeUnusable, TypeVersion
from smartcustoms.trade.documents.type_form import faults_in, field_in_form, form_of_type, type_form, type_of_form
from smartcustoms.trade.documents.web.asked import Body, Cells, Keeper, fault_given, read_object
from smartcustoms.trade.documents.web.form import form_page, lines_changed, summed
from smartcustoms.trade.documents.web.shapes import faulty

router = APIRouter(tags=["documents"])
menu = (MenuEntry(sentence("Keep kinds of documents"), "/documents/kinds", KEEP_TYPES, group="platform", order=40),)


class DayTaken(BaseModel):
    """From which day a type holds; empty: today."""

    on: str = Field("", max_length=10)


@router.get("/documents/kinds", response_class=HTMLResponse)
def kinds(request: Request, who: Keeper, uow: Uow) -> HTMLResponse:
    """List what administrators wrote, and all types from which a new version may begin."""
    today = day_of(clock.now())
    given = {"versions": queries.type_versions(uow), "types": queries.types_known(uow, on=today)}
    return render(request, "documents/kinds.html", today=today, **given)  # type: ignore[arg-type] # the template names them


@router.get("/documents/kinds/new", response_class=HTMLResponse)
def new(request: Request, who: Keeper, uow: Uow, code: str = "") -> HTMLResponse:
    """Show the form of a type, empty or filled in with one that is there."""
    known = queries.types_known(uow, on=day_of(clock.now()))
    content = form_of_type(known[code].body) if code in known else {}
    return _page(request, cells_of(content), to="/documents/kinds/new")


@router.post("/documents/kinds/new", response_class=HTMLResponse)
def draft(request: Request, who: Keeper, uow: Uow, cells: Cells) -> Response:
    """Keep a draft, or change the form's lines."""
    if (changed := lines_changed(type_form(), cells)) is not None:
        return _page(request, changed, to="/documents/kinds/new")
    try:
        code, version = actions.draft_type(uow, _body(cells))
    except TypeUnusable as refused:
        return _page(request, cells, to="/documents/kinds/new", faults=refused.faults)
    return RedirectResponse(f"/documents/kinds/{code}/{version}", 303)


@router.get("/documents/kinds/{code}/{version}", response_class=HTMLResponse)
def one(request: Request, who: Keeper, uow: Uow, code: str, version: int) -> HTMLResponse:
    """Show a version: a draft to change, preview and put in force."""
    return _version(request, uow, code, version)


@router.post("/documents/kinds/{code}/{version}", response_class=HTMLResponse)
def redraft(request: Request, who: Keeper, uow: Uow, code: str, version: int, cells: Cells) -> Response:
    """Change a draft, or the form's lines."""
    to, found = f"/documents/kinds/{code}/{version}", queries.type_version(uow, code, version)
    if (changed := lines_changed(type_form(), cells)) is not None:
        return _page(request, changed, to=to, found=found)
    try:
        actions.redraft_type(uow, code, version, _body(cells))
    except TypeUnusable as refused:
        return _page(request, cells, to=to, found=found, faults=refused.faults)
    return RedirectResponse(f"{to}?kept=1", 303)


@router.get("/documents/kinds/{code}/{version}/preview", response_class=HTMLResponse)
def preview(request: Request, who: Keeper, uow: Uow, code: str, version: int) -> HTMLResponse:
    """Show the form of a version as a trader will see it."""
    found = queries.type_version(uow, code, version)
    return form_page(request, catalogue.kept_type(found.body, str(version)), {}, to="", preview=True)


@router.post("/documents/kinds/{code}/{version}/activate", response_class=HTMLResponse)
def activate(
    request: Request, who: Keeper, uow: Uow, code: str, version: int, on: Annotated[str, Form(max_length=10)] = ""
) -> Response:
    """Put a draft in force from a day."""
    try:
        actions.activate_type(uow, code, version, on=asked_day(on, day_of(clock.now())))
    except Refused as refused:
        return _version(request, uow, code, version, refused)
    return RedirectResponse("/documents/kinds", 303)


@router.get("/api/v1/documents/kinds")
def kinds_as_json(who: Keeper, uow: Uow) -> list[dict[str, Any]]:
    """List what administrators wrote."""
    return [_given(each) for each in queries.type_versions(uow)]


@router.post("/api/v1/documents/kinds", status_code=201)
def draft_by_api(request: Request, who: Keeper, uow: Uow, body: Body) -> Response:
    """Keep a draft of a type, written as the shipped files are."""
    try:
        code, version = actions.draft_type(uow, read_object(body))
    except TypeUnusable as refused:
        return faulty(request, refused)
    return JSONResponse({"code": code, "version": version, "state": "draft"}, 201)


@router.get("/api/v1/documents/kinds/{code}/{version}")
def one_as_json(who: Keeper, uow: Uow, code: str, version: int) -> dict[str, Any]:
    """Give one version with its text and the schema of its form."""
    found = queries.type_version(uow, code, version)
    kind = catalogue.kept_type(found.body, str(version))
    return {**_given(found), "type": json.loads(found.body), "schema": queries.schema_of(kind)}


@router.put("/api/v1/documents/kinds/{code}/{version}")
def redraft_by_api(request: Request, who: Keeper, uow: Uow, code: str, version: int, body: Body) -> Response:
    """Change a draft."""
    try:
        actions.redraft_type(uow, code, version, read_object(body))
    except TypeUnusable as refused:
        return faulty(request, refused)
    return JSONResponse(_given(queries.type_version(uow, code, version)))


@router.post("/api/v1/documents/kinds/{code}/{version}/activate")
def activate_by_api(who: Keeper, uow: Uow, code: str, version: int, taken: DayTaken) -> dict[str, Any]:
    """Put a draft in force from a day."""
    actions.activate_type(uow, code, version, on=asked_day(taken.on, day_of(clock.now())))
    return _given(queries.type_version(uow, code, version))


def _body(cells: Mapping[str, str]) -> dict[str, Any]:
    content = entered(type_form(), cells)
    if found := faults_in(content):
        raise TypeUnusable(
            sentence("This type of document has faults and cannot be used."),
            mend=sentence("Mend each fault that is named and send it again."),
            faults=found,
        )
    return type_of_form(content)


def _version(request: Request, uow: Uow, code: str, version: int, refused: Refused | None = None) -> HTMLResponse:
    found = queries.type_version(uow, code, version)
    cells = cells_of(form_of_type(json.loads(found.body)))
    return _page(request, cells, to=f"/documents/kinds/{code}/{version}", found=found, refused=refused)


def _page(
    request: Request,
    cells: Mapping[str, str],
    *,
    to: str,
    found: TypeVersion | None = None,
    faults: tuple[Fault, ...] = (),
    refused: Refused | None = None,
) -> HTMLResponse:
    fields = {f"{section.name}.{field.name}" for section in sections(type_form(), "en") for field in section.fields}
    told = [fault_given(request, each) for each in faults]
    for each in told:
        if not _is_cell(each["field"], fields):
            each["field"] = field_in_form(each["field"])
    given: dict[str, Any] = {
        "sections": sections(type_form(), reader_of(request).language),
        "cells": cells,
        "lines": {name: lines_in(name, cells) for name in type_form()["properties"]},
        "to": to,
        "found": found,
        "today": day_of(clock.now()),
        "faults": [*([refused] if refused else []), *(summed(each) for each in told)],
        "by_name": {each["field"]: f"{each['message']} {each['mend']}" for each in reversed(told)},
    }
    return render(request, "documents/kind.html", status=422 if told or refused else 200, **given)


def _is_cell(path: str, fields: set[str]) -> bool:
    section, _, rest = path.partition(".")
    line, _, field = rest.partition(".")
    return path in fields or (line.isdigit() and f"{section}.{field}" in fields) or path in type_form()["properties"]


def _given(found: TypeVersion) -> dict[str, Any]:
    return {
        "code": found.code,
        "version": found.version,
        "state": found.state,
        "since": found.since.isoformat() if found.since else None,
        "written_at": found.written_at.isoformat(),
    }
