"""Page and JSON of origin: one form, the working below it; the agreements and their rules."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.web.access import may
from smartcustoms.kernel.web.menu import MenuEntry
from smartcustoms.kernel.web.pages import reader_of, render
from smartcustoms.kernel.words.model import sentence
from smartcustoms.kernel.words.say import say
from smartcustoms.trade.origin import queries
from smartcustoms.trade.origin.model import ASSESS_ORIGIN, Origin
from smartcustoms.trade.origin.reading import case_of, case_of_form

router = APIRouter()
menu = (MenuEntry(sentence("Origin"), "/origin", ASSESS_ORIGIN, group="trade", order=62),)
Asker = Annotated[Actor, Depends(may(ASSESS_ORIGIN))]
_FIELDS = {"goods.hs_code": "hs_code", "goods.party": "party", "goods.value": "value", "goods.currency": "currency"}


@router.get("/origin")
def origin_page(request: Request, who: Asker) -> HTMLResponse:
    """Assess the origin of goods, line by line."""
    said, found, refused = dict(request.query_params), None, None
    if said.get("hs_code"):
        try:
            found = queries.assess(case_of_form(said, day_of(clock.now())))
        except Refused as fault:
            fault.field = _form_field(fault.field)
            refused = fault
    return render(
        request,
        "origin/assess.html",
        status=200 if refused is None else refused.status,
        said=said,
        found=found,
        refused=refused,
        agreements=queries.agreements(day_of(clock.now())),
    )


@router.get("/origin/agreements")
def agreements_page(request: Request, who: Asker) -> HTMLResponse:
    """Show the agreements in force and their rules."""
    return render(request, "origin/agreements.html", agreements=queries.agreements(day_of(clock.now())))


@router.get("/api/v1/origin", tags=["origin"])
def origin_json(request: Request, who: Asker) -> dict[str, Any]:
    """Assess the origin of goods as the form does: `agreement`, `hs_code`, `party`, `value`, `currency`, `own_costs`, `processes`
    (with commas), `wholly_obtained`, `on`, and `materials`: one a line, as `description; HS code; origin; value; yes`.
    """
    return _plain(request, queries.assess(case_of_form(request.query_params, day_of(clock.now()))))


@router.post("/api/v1/origin/assessment", tags=["origin"])
def assessment_json(request: Request, who: Asker, case: dict[str, Any]) -> dict[str, Any]:
    """Assess the origin of goods from one JSON object, as `smartcustoms origin assess FILE.json` reads it."""
    return _plain(request, queries.assess(case_of(case, day_of(clock.now()))))


@router.get("/api/v1/origin/agreements", tags=["origin"])
def agreements_json(who: Asker) -> list[dict[str, Any]]:
    """Give the agreements in force, each with its rules; what is assumed says so."""
    return [queries.plain_agreement(each) for each in queries.agreements(day_of(clock.now()))]


def _plain(request: Request, found: Origin) -> dict[str, Any]:
    reader = reader_of(request)
    return queries.plain(found, lambda each: say(each, reader))


def _form_field(path: str | None) -> str | None:
    """Give the form's field for a path: all of the materials stand in one."""
    name = _FIELDS.get(path or "", path or "")
    return name.partition("[")[0].partition(".")[0] or None
