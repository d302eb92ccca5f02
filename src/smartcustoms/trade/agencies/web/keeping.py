"""What agencies keep: officers, absences, templates; their figures; and which organisation each agency is."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.web.access import Uow
from smartcustoms.kernel.web.menu import MenuEntry
from smartcustoms.kernel.web.pages import render
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.agencies import actions, queries
from smartcustoms.trade.agencies.model import KEEP, DecisionIncomplete, Figures
from smartcustoms.trade.agencies.web.asked import Decides, Keeps, Measures, Short, Text, sees_everywhere
from smartcustoms.trade.agencies.web.pages import as_csv, words

router = APIRouter(tags=["reviews"])
menu = (MenuEntry(sentence("Agencies"), "/agencies", KEEP, group="people", order=40),)
Days = Annotated[int, Query(ge=1, le=3660)]


@router.get("/reviews/figures", response_class=HTMLResponse)
def figures(
    request: Request,
    who: Measures,
    uow: Uow,
    days: Days = 90,
    form: Annotated[str, Query(alias="format", max_length=10)] = "",
) -> Response:
    """Show how long decisions took against the promise; `format=csv` gives the table."""
    found = queries.figures(uow, days=days, everywhere=sees_everywhere(who))
    if form == "csv":
        return figures_csv(found)
    return render(request, "agencies/figures.html", found=found, days=days, every=queries.agencies(), **words(request))


@router.get("/reviews/officers", response_class=HTMLResponse)
def officers(request: Request, who: Decides, uow: Uow) -> HTMLResponse:
    """Show the agency's officers with their skills and load, absences, and templates."""
    return _page(request, uow)


@router.post("/reviews/officers")
def put_officer(
    who: Decides, uow: Uow, user: Short, name: Short, skills: Short = "", on_duty: Annotated[bool, Form()] = False
) -> Response:
    """Say which skills an officer has, and whether he is on duty."""
    actions.put_officer(uow, user=user.strip(), name=name.strip(), skills=skills_of(skills), on_duty=on_duty)
    return RedirectResponse("/reviews/officers", 303)


@router.post("/reviews/absences")
def add_absence(
    request: Request,
    who: Decides,
    uow: Uow,
    user: Short,
    to: Short,
    from_day: Annotated[date, Form()],
    until: Annotated[date, Form()],
) -> Response:
    """Say that an officer is away, and who stands in."""
    try:
        actions.add_absence(uow, user=user, to=to, from_day=from_day, until=until)
    except DecisionIncomplete as refused:
        return _page(request, uow, refused=refused)
    return RedirectResponse("/reviews/officers", 303)


@router.post("/reviews/absences/{which}/drop")
def drop_absence(who: Decides, uow: Uow, which: UUID) -> Response:
    """Take an absence back."""
    actions.drop_absence(uow, which)
    return RedirectResponse("/reviews/officers", 303)


@router.post("/reviews/templates")
def put_template(
    request: Request, who: Decides, uow: Uow, code: Short, kind: Short, en: Text = "", hant: Text = "", hans: Text = ""
) -> Response:
    """Keep words that the agency uses again."""
    try:
        actions.put_template(uow, code=code, kind=kind, says=says_of(en, hant, hans))
    except DecisionIncomplete as refused:
        return _page(request, uow, refused=refused)
    return RedirectResponse("/reviews/officers#templates", 303)


@router.post("/reviews/templates/{code}/drop")
def drop_template(who: Decides, uow: Uow, code: str) -> Response:
    """Take a template away."""
    actions.drop_template(uow, code)
    return RedirectResponse("/reviews/officers#templates", 303)


@router.get("/agencies", response_class=HTMLResponse)
def agencies(request: Request, who: Keeps, uow: Uow) -> HTMLResponse:
    """Show the administrator the agencies and their organisations."""
    named = queries.agency_organisations(uow)
    return render(request, "agencies/agencies.html", every=queries.agencies(), organisations=named, **words(request))


@router.post("/agencies/{code}")
def name_agency(who: Keeps, uow: Uow, code: str, organisation: Short = "") -> Response:
    """Say which organisation an agency is, and register it."""
    actions.name_agency(uow, code, organisation=organisation)
    return RedirectResponse("/agencies", 303)


def skills_of(text: str) -> frozenset[str]:
    """Read skills with commas between; none is `general`."""
    return frozenset(each.strip().lower()[:40] for each in text.split(",") if each.strip()) or frozenset({"general"})


def says_of(en: str, hant: str, hans: str) -> dict[str, str]:
    """Give a template's words by language, without the empty ones."""
    given = {"en": en.strip(), "zh-Hant": hant.strip(), "zh-Hans": hans.strip()}
    return {language: words for language, words in given.items() if words}


def figures_csv(found: list[Figures]) -> Response:
    """Give the figures as CSV: business hours."""
    heads = ["agency", "kind", "decided", "automatic", "hours_50", "hours_90", "hours_99", "kept", "open", "late"]
    rows: list[list[Any]] = [
        [each.agency, each.kind, each.decided, each.automatic, f"{each.half:.2f}", f"{each.nine_tenths:.2f}",
         f"{each.most:.2f}", f"{each.kept:.4f}", each.open, each.late]
        for each in found
    ]  # fmt: skip
    return as_csv("time-to-decision.csv", heads, rows)


def _page(request: Request, uow: Uow, *, refused: Refused | None = None) -> HTMLResponse:
    found = queries.officers(uow)
    return render(
        request,
        "agencies/officers.html",
        status=refused.status if refused else 200,
        officers=found,
        absences=queries.absences(uow),
        templates=queries.templates(uow),
        names={each.user: each.name for each in found},
        refused=refused,
        **words(request),
    )
