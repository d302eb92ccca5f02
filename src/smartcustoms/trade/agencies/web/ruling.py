"""The agency administrator's pages and JSON of its rulebook: write a draft, put it in force from a day; and give work out."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse
from pydantic import BaseModel, Field

from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.errors import Refused, rule_of
from smartcustoms.kernel.web.access import Uow, may
from smartcustoms.kernel.web.menu import MenuEntry
from smartcustoms.kernel.web.pages import reader_of, render
from smartcustoms.kernel.words.model import sentence
from smartcustoms.kernel.words.say import say
from smartcustoms.trade.agencies import actions, queries
from smartcustoms.trade.agencies.auto_rules import shipped
from smartcustoms.trade.agencies.model import KEEP_RULES, NoSuchRules, RulesVersion
from smartcustoms.trade.agencies.rulebook import RulesUnusable, places
from smartcustoms.trade.agencies.service_clock import DAYS
from smartcustoms.trade.agencies.web.asked import DAY_NAMES, Decides, day_in
from smartcustoms.trade.agencies.web.pages import words

router = APIRouter(tags=["reviews"])
menu = (MenuEntry(sentence("Agency's rules"), "/reviews/rules", KEEP_RULES, group="people", order=41),)
Ruler = Annotated[Actor, Depends(may(KEEP_RULES))]


async def _cells(request: Request) -> Mapping[str, str]:
    form = await request.form(max_fields=4_000, max_files=0)
    return {name: value for name, value in form.items() if isinstance(value, str) and name != "csrf"}


Cells = Annotated[Mapping[str, str], Depends(_cells)]


class RulesTaken(BaseModel):
    """A rulebook as its form's fields, such as `hours.monday` or `rules.0.code`."""

    cells: dict[str, str] = Field(max_length=3000)


class DayTaken(BaseModel):
    """From which day a version holds; empty: today."""

    on: str = Field("", max_length=10)


@router.get("/reviews/rules", response_class=HTMLResponse)
def rules(request: Request, who: Ruler, uow: Uow) -> HTMLResponse:
    """List the versions of the own agency's rulebook, and the rules for everybody."""
    agency, today = _agency(uow), day_of(uow.at)
    given: dict[str, Any] = {"versions": queries.rules_versions(uow, agency), "today": today, "shipped": shipped()}
    return render(request, "agencies/rules.html", agency=queries.agencies()[agency], **given, **words(request))


@router.get("/reviews/rules/new", response_class=HTMLResponse)
def new(request: Request, who: Ruler, uow: Uow, of: int = 0) -> HTMLResponse:
    """Show the form, empty or filled in with an earlier version."""
    cells = queries.rules_version(uow, _agency(uow), of).cells if of else {}
    return _page(request, uow, cells)


@router.post("/reviews/rules/new", response_class=HTMLResponse)
def draft(request: Request, who: Ruler, uow: Uow, cells: Cells) -> Response:
    """Keep a draft."""
    try:
        number = actions.draft_rules(uow, _agency(uow), cells)
    except RulesUnusable as refused:
        return _page(request, uow, cells, refused=refused)
    return RedirectResponse(f"/reviews/rules/{number}?kept=1", 303)


@router.get("/reviews/rules/{version}", response_class=HTMLResponse)
def one(request: Request, who: Ruler, uow: Uow, version: int) -> HTMLResponse:
    """Show a version: a draft to change and to put in force."""
    found = queries.rules_version(uow, _agency(uow), version)
    return _page(request, uow, found.cells, found=found)


@router.post("/reviews/rules/{version}", response_class=HTMLResponse)
def redraft(request: Request, who: Ruler, uow: Uow, version: int, cells: Cells) -> Response:
    """Change a draft."""
    found = queries.rules_version(uow, _agency(uow), version)
    try:
        actions.redraft_rules(uow, found.agency, version, cells)
    except RulesUnusable as refused:
        return _page(request, uow, cells, found=found, refused=refused)
    return RedirectResponse(f"/reviews/rules/{version}?kept=1", 303)


@router.post("/reviews/rules/{version}/activate", response_class=HTMLResponse)
def activate(
    request: Request, who: Ruler, uow: Uow, version: int, on: Annotated[str, Form(max_length=10)] = ""
) -> Response:
    """Put a draft in force from a day."""
    found = queries.rules_version(uow, _agency(uow), version)
    try:
        actions.activate_rules(uow, found.agency, version, on=day_in(on, day_of(uow.at)))
    except Refused as refused:
        return _page(request, uow, found.cells, found=found, refused=refused)
    return RedirectResponse("/reviews/rules", 303)


@router.post("/reviews/distribute")
def distribute(who: Decides, uow: Uow) -> Response:
    """Give out what nobody has, by skill and by how much each has in hand."""
    return RedirectResponse(f"/reviews?given={actions.distribute(uow)}", 303)


@router.get("/api/v1/reviews/rules")
def rules_as_json(who: Ruler, uow: Uow) -> list[dict[str, Any]]:
    """List the versions of the own agency's rulebook."""
    return [_given(each) for each in queries.rules_versions(uow, _agency(uow))]


@router.post("/api/v1/reviews/rules", status_code=201)
def draft_by_api(request: Request, who: Ruler, uow: Uow, taken: RulesTaken) -> Response:
    """Keep a draft."""
    agency = _agency(uow)
    try:
        number = actions.draft_rules(uow, agency, taken.cells)
    except RulesUnusable as refused:
        return _faulty(request, refused)
    return JSONResponse(_given(queries.rules_version(uow, agency, number)), 201)


@router.get("/api/v1/reviews/rules/{version}")
def one_as_json(who: Ruler, uow: Uow, version: int) -> dict[str, Any]:
    """Give one version with its cells."""
    found = queries.rules_version(uow, _agency(uow), version)
    return {**_given(found), "cells": dict(found.cells)}


@router.put("/api/v1/reviews/rules/{version}")
def redraft_by_api(request: Request, who: Ruler, uow: Uow, version: int, taken: RulesTaken) -> Response:
    """Change a draft."""
    agency = _agency(uow)
    try:
        actions.redraft_rules(uow, agency, version, taken.cells)
    except RulesUnusable as refused:
        return _faulty(request, refused)
    return JSONResponse(_given(queries.rules_version(uow, agency, version)))


@router.post("/api/v1/reviews/rules/{version}/activate")
def activate_by_api(who: Ruler, uow: Uow, version: int, taken: DayTaken) -> dict[str, Any]:
    """Put a draft in force from a day; again changes nothing."""
    agency = _agency(uow)
    actions.activate_rules(uow, agency, version, on=day_in(taken.on, day_of(uow.at)))
    return _given(queries.rules_version(uow, agency, version))


@router.post("/api/v1/reviews/distribute")
def distribute_by_api(who: Decides, uow: Uow) -> dict[str, int]:
    """Give out what nobody has, by skill and by how much each has in hand; give how many steps were given."""
    return {"given": actions.distribute(uow)}


def _agency(uow: Uow) -> str:
    own = queries.own_agencies(uow)
    if not own:
        raise NoSuchRules(
            sentence("Your organisation is no agency."), mend=sentence("Ask the administrator to name it one.")
        )
    return own[0].code


def _page(
    request: Request,
    uow: Uow,
    cells: Mapping[str, str],
    *,
    found: RulesVersion | None = None,
    refused: Refused | None = None,
) -> HTMLResponse:
    language = reader_of(request).language
    faults = refused.faults if isinstance(refused, RulesUnusable) else ()
    told = {each.field: f"{say(each.says, language)} {say(each.mend, language)}" for each in reversed(faults)}
    given: dict[str, Any] = {
        "cells": cells,
        "found": found,
        "wrong": told,
        "faults": [{"field": each.field, "text": each.says, "mend": each.mend} for each in faults]
        or ([refused] if refused else []),
        "days": [(day, DAY_NAMES[day]) for day in DAYS],
        "spare": {name: [*places(cells, name), _next(places(cells, name))] for name in ("reasons", "rules")},
        "today": day_of(uow.at),
        "agency": queries.agencies()[_agency(uow)],
        "shipped": shipped(),
    }
    return render(
        request, "agencies/rulebook.html", status=refused.status if refused else 200, **given, **words(request)
    )


def _next(taken: list[int]) -> int:
    return taken[-1] + 1 if taken else 0


def _faulty(request: Request, refused: RulesUnusable) -> Response:
    language = reader_of(request).language
    faults = [
        {"field": each.field, "message": say(each.says, language), "mend": say(each.mend, language), "seen": each.seen}
        for each in refused.faults
    ]
    return JSONResponse({"code": refused.code, "rule": rule_of(refused.code), "faults": faults}, refused.status)


def _given(found: RulesVersion) -> dict[str, Any]:
    return {
        "agency": found.agency,
        "version": found.version,
        "state": found.state,
        "since": found.since.isoformat() if found.since else None,
        "written_at": found.written_at.isoformat(),
    }
