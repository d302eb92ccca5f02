"""The targeting officer's pages: the worklist, and one declaration's risk with every reason."""

from datetime import date
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel

from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.day import day_or_none
from smartcustoms.kernel.errors import NotFound, Refused
from smartcustoms.kernel.people import queries as people
from smartcustoms.kernel.spreadsheet import csv_of
from smartcustoms.kernel.web.access import Uow, may
from smartcustoms.kernel.web.downloads import csv_file
from smartcustoms.kernel.web.menu import MenuEntry
from smartcustoms.kernel.web.pages import render
from smartcustoms.kernel.web.parts import Paging
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.risk import actions, queries
from smartcustoms.trade.risk.model import CHOSEN_BY, OVERRIDE_LANE, SEE_RISK, Assessment, Examined, Lane

router = APIRouter()
menu = (MenuEntry(sentence("Worklist"), "/risk", SEE_RISK, group="risk", order=10),)

Reader = Annotated[Actor, Depends(may(SEE_RISK))]
Changer = Annotated[Actor, Depends(may(OVERRIDE_LANE))]

SIZE: Final = 25
MOST: Final = 10_000
EXAMINED: Final = {
    "no": (sentence("Not yet"), Examined.NOT_YET),
    "found": (sentence("Finding"), Examined.FINDING),
    "nothing": (sentence("Nothing found"), Examined.NOTHING),
    "any": (sentence("Any"), None),
}


class RiskAnswer(BaseModel):
    """One assessment as JSON."""

    declaration: str
    on: date
    office: str
    lane: Lane
    chosen_by: str
    probability: float
    value: float
    hours: float
    reasons: list[str]


@router.get("/api/v1/risk/worklist")
def get_worklist(
    who: Reader, uow: Uow, lane: str = "red", office: str = "", text: str = "", sort: str = "-value", page: int = 1
) -> list[RiskAnswer]:
    """Give a page of the worklist."""
    asked = _asked(lane, office, text, sort)
    return [_answer(one) for one in queries.worklist(uow, **asked, start=_start(page), most=SIZE).page]


@router.get("/api/v1/risk/declarations/{number}")
def get_assessment(number: str, who: Reader, uow: Uow) -> RiskAnswer:
    """Give a declaration's assessment."""
    return _answer(_found(uow, number))


@router.get("/risk")
def worklist_page(
    request: Request,
    who: Reader,
    uow: Uow,
    lane: str = "red",
    office: str = "",
    text: str = "",
    sort: str = "-value",
    page: int = 1,
    examined: str = "no",
    since: str = "",
    until: str = "",
    format: str = "",  # noqa: A002 - the name in the address
) -> Response:
    """Show the worklist, or give it as a file. Without a wish it shows what was not examined yet."""
    asked = _asked(lane, office, text, sort) | {
        "examined": EXAMINED.get(examined, (None, None))[1],
        "since": day_or_none(since),
        "until": day_or_none(until),
    }
    if format:
        return _as_csv(queries.worklist(uow, **asked, start=0, most=MOST).page)
    found = queries.worklist(uow, **asked, start=_start(page), most=SIZE)
    return render(
        request,
        "risk/worklist.html",
        found=found.page,
        paging=Paging(max(1, page), SIZE, found.total),
        asked_for={"lane": lane, "office": office, "text": text, "sort": sort, "examined": examined,
                   "since": since, "until": until},
        examined={code: says for code, (says, _) in EXAMINED.items()},
        money=request.app.state.settings.currency,
        lanes=list(Lane),
        chosen_by=CHOSEN_BY,
    )  # fmt: skip


@router.get("/risk/declarations/{number}")
def declaration_page(request: Request, number: str, who: Reader, uow: Uow) -> HTMLResponse:
    """Show one declaration's risk."""
    return _declaration(request, uow, number, [])


@router.post("/risk/declarations/{number}/overrides")
def post_override(
    request: Request,
    number: str,
    who: Changer,
    uow: Uow,
    to: Annotated[Lane, Form()],
    because: Annotated[str, Form()] = "",
) -> Response:
    """Ask for another lane."""
    try:
        actions.ask_override(uow, number, to, because=because)
    except Refused as refusal:
        return _declaration(request, uow, number, [refusal])
    return RedirectResponse(f"/risk/declarations/{number}", 303)


def _declaration(request: Request, uow: Uow, number: str, errors: list[Refused]) -> HTMLResponse:
    found = _found(uow, number)
    uow.looked(number, what="risk assessment")
    overrides = queries.overrides(uow, declaration=number)
    involved = {who for each in overrides for who in (each.asked_by, each.decided_by) if who}
    return render(
        request,
        "risk/declaration.html",
        one=found,
        stand=queries.standing(uow, number),
        for_trader=queries.reasons_for_trader(uow, number),
        overrides=overrides,
        names=people.names(uow, involved),
        money=request.app.state.settings.currency,
        lanes=[lane for lane in Lane if lane is not found.lane],
        chosen_by=CHOSEN_BY,
        errors=errors,
    )


def _found(uow: Uow, number: str) -> Assessment:
    found = queries.assessment(uow, number)
    if found is None:
        raise NotFound(
            sentence("Declaration {number} was not assessed.", number=number), mend=sentence("Check the number.")
        )
    return found


def _asked(lane: str, office: str, text: str, sort: str) -> dict[str, Any]:
    known = {each.value for each in Lane}
    return {
        "lane": Lane(lane) if lane in known else None,
        "office": office or None,
        "text": text,
        "sort": sort,
    }


def _start(page: int) -> int:
    return (max(1, page) - 1) * SIZE


def _answer(one: Assessment) -> RiskAnswer:
    return RiskAnswer(
        declaration=one.declaration,
        on=one.on,
        office=one.office,
        lane=one.lane,
        chosen_by=one.chosen_by,
        probability=one.probability,
        value=one.value,
        hours=one.hours,
        reasons=[str(reason.says) for reason in one.reasons],
    )


def _as_csv(found: list[Assessment]) -> Response:
    heads = ["declaration", "on", "office", "lane", "chosen_by", "probability", "value", "hours", "reasons"]
    rows = (
        [one.declaration, one.on, one.office, one.lane, one.chosen_by, f"{one.probability:.6f}", f"{one.value:.2f}",
         one.hours, " ".join(str(reason.says) for reason in one.reasons)]
        for one in found
    )  # fmt: skip
    return csv_file(csv_of(heads, rows), "worklist.csv")
