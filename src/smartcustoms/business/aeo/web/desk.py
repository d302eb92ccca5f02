"""Officers' pages: the desk of applications, operators whole, proposals and decisions, appeals, statistics."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from smartcustoms.business.aeo import actions, queries
from smartcustoms.business.aeo.model import APPLY, HEAR, VALIDATE, Deed
from smartcustoms.business.aeo.web.asked import (
    SIZE,
    AskedApplications,
    AskedOperators,
    Decider,
    Hearer,
    Officer,
    Seer,
)
from smartcustoms.business.aeo.web.own import page_of
from smartcustoms.business.aeo.web.words import named
from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.papers import queries as papers
from smartcustoms.kernel.people import queries as people
from smartcustoms.kernel.people.queries import may as allowed
from smartcustoms.kernel.spreadsheet import csv_of
from smartcustoms.kernel.web.access import Uow
from smartcustoms.kernel.web.downloads import csv_file
from smartcustoms.kernel.web.menu import MenuEntry
from smartcustoms.kernel.web.pages import render
from smartcustoms.kernel.web.parts import Paging
from smartcustoms.kernel.words.model import sentence

router = APIRouter(tags=["aeo"])
menu = (MenuEntry(sentence("AEO programme"), "/aeo", VALIDATE, group="business", order=30),)
Words = Annotated[str, Form(max_length=4000)]


@router.get("/aeo", response_class=HTMLResponse)
def desk(request: Request, who: Officer, uow: Uow, asked: AskedApplications, page: int = 1) -> HTMLResponse:
    """Show lodged applications, what waits for a second person, and the officer's visits."""
    page = max(page, 1)
    rows, total = queries.applications(uow, asked, page=page, size=SIZE)
    decisions, appeals = queries.waiting(uow)
    by = {each.proposed_by for each in decisions}
    given: dict[str, Any] = {"rows": rows, "decisions": decisions, "appeals": appeals, "visits": queries.my_visits(uow)}
    given |= {"names": people.names(uow, by), "asked_for": asked, "paging_of": Paging(page, SIZE, total)}
    return render(request, "aeo/desk.html", **given, **named())


@router.get("/aeo/export.csv")
def desk_csv(who: Officer, uow: Uow, asked: AskedApplications) -> Response:
    """Give the list of applications as CSV, at most 10,000 rows."""
    rows, _ = queries.applications(uow, asked, size=queries.MOST)
    heads = ("number", "organisation", "name", "tier", "state", "renews", "lodged_at", "decided_at", "changed_at")
    return _csv("aeo-applications", heads, rows)


@router.get("/aeo/statistics", response_class=HTMLResponse)
def statistics(request: Request, who: Officer, uow: Uow) -> HTMLResponse:
    """Show the programme in figures."""
    return render(request, "aeo/statistics.html", found=queries.statistics(uow), **named())


@router.get("/aeo/operators", response_class=HTMLResponse)
def operators_page(request: Request, who: Officer, uow: Uow, asked: AskedOperators, page: int = 1) -> HTMLResponse:
    """Show the operators."""
    page = max(page, 1)
    rows, total = queries.operators(uow, asked, page=page, size=SIZE)
    given: dict[str, Any] = {"rows": rows, "asked_for": asked, "paging_of": Paging(page, SIZE, total)}
    return render(request, "aeo/operators.html", **given, **named())


@router.get("/aeo/operators/export.csv")
def operators_csv(who: Officer, uow: Uow, asked: AskedOperators) -> Response:
    """Give the list of operators as CSV, at most 10,000 rows."""
    rows, _ = queries.operators(uow, asked, size=queries.MOST)
    heads = (
        "number",
        "organisation",
        "name",
        "tier",
        "standing",
        "valid_from",
        "valid_until",
        "barred_until",
        "because",
    )
    return _csv("aeo-operators", heads, rows)


@router.get("/aeo/operators/{number}", response_class=HTMLResponse)
def operator_page(request: Request, who: Seer, uow: Uow, number: str) -> HTMLResponse:
    """Show an operator whole."""
    return _operator(request, who, uow, number)


def _operator(request: Request, who: Actor, uow: Uow, number: str, refused: Refused | None = None) -> HTMLResponse:
    found = queries.whole_operator(uow, number)
    one = found.operator
    by = {each.by for each in found.steps} | {one.contact}
    given: dict[str, Any] = {
        "found": found,
        "one": one,
        "paper": papers.paper(uow, one.paper) if one.paper else None,
        "own": allowed(who, APPLY, owner=one.organisation) and who.organisation == one.organisation,
        "officer": allowed(who, VALIDATE),
        "hears": allowed(who, HEAR),
        "may_propose": queries.deeds_for(one),
        "names": people.names(uow, by),
        "on": day_of(uow.at),
        "refused": refused,
    }
    status = refused.status if refused else 200
    return render(request, "aeo/operator.html", status=status, **given, **named())


@router.post("/aeo/applications/{number}/return", response_class=HTMLResponse)
def give_back(request: Request, who: Officer, uow: Uow, number: str, because: Words = "") -> Response:
    """Give an application back, saying what is missing."""
    try:
        actions.give_back(uow, number, because=because)
    except Refused as refused:
        return page_of(request, who, uow, number, refused)
    return RedirectResponse(f"/aeo/applications/{number}", 303)


@router.post("/aeo/decisions", response_class=HTMLResponse)
def propose(
    request: Request,
    who: Officer,
    uow: Uow,
    about: Annotated[str, Form(max_length=20)] = "",
    deed: Annotated[Deed, Form()] = Deed.GRANT,
    because: Words = "",
) -> Response:
    """Propose a decision; another person decides on it."""
    try:
        actions.propose(uow, about, deed, because=because)
    except Refused as refused:
        if refused.status == 404:
            raise
        draw = _operator if about.startswith("AE") else page_of
        return draw(request, who, uow, about, refused)
    return RedirectResponse(_place(about), 303)


@router.post("/aeo/decisions/{which}")
def decide(
    who: Decider, uow: Uow, which: UUID, agree: Annotated[bool, Form()] = False, because: Words = ""
) -> Response:
    """Decide on a proposal of another officer."""
    return RedirectResponse(_place(actions.decide(uow, which, agree=agree, because=because).about), 303)


@router.post("/aeo/appeals/{which}")
def hear(who: Hearer, uow: Uow, which: UUID, uphold: Annotated[bool, Form()] = False, because: Words = "") -> Response:
    """Decide on an appeal."""
    return RedirectResponse(_place(actions.hear(uow, which, uphold=uphold, because=because)), 303)


@router.post("/aeo/findings/{which}/judge")
def judge(
    request: Request,
    who: Officer,
    uow: Uow,
    which: UUID,
    accepted: Annotated[bool, Form()] = False,
    because: Words = "",
) -> Response:
    """Close a finding, or open it again."""
    actions.judge_answer(uow, which, accepted=accepted, because=because)
    return RedirectResponse(request.headers.get("referer") or "/aeo", 303)


def _place(about: str) -> str:
    return f"/aeo/operators/{about}" if about.startswith("AE") else f"/aeo/applications/{about}"


def _csv(name: str, heads: tuple[str, ...], rows: list[Any]) -> Response:
    table = csv_of(heads, ([_cell(getattr(row, head)) for head in heads] for row in rows))
    return csv_file(table, f"{name}.csv")


def _cell(value: Any) -> Any:
    return "" if value is None else getattr(value, "value", value)
