"""Page and JSON of duty: one form, the working below it; the rates in force."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.web.access import may
from smartcustoms.kernel.web.menu import MenuEntry
from smartcustoms.kernel.web.pages import render
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.duty import queries
from smartcustoms.trade.duty.asking import asked
from smartcustoms.trade.duty.model import ASSESS_DUTY, Assessment

router = APIRouter()
menu = (MenuEntry(sentence("Duty"), "/duty", ASSESS_DUTY, group="trade", order=61),)
Asker = Annotated[Actor, Depends(may(ASSESS_DUTY))]


@router.get("/duty")
def duty_page(request: Request, who: Asker) -> HTMLResponse:
    """Work out the duty on goods, line by line."""
    said = dict(request.query_params)
    found: Assessment | None = None
    refused: Refused | None = None
    if said.get("goods") or said.get("class"):
        try:
            found = _answer(_with_class(said))
        except Refused as fault:
            refused = fault
    return render(
        request,
        "duty/assess.html",
        status=200 if refused is None else refused.status,
        said=said,
        found=found,
        refused=refused,
        choices=queries.choices(day_of(clock.now())),
    )


@router.get("/api/v1/duty", tags=["duty"])
def duty_json(request: Request, who: Asker) -> dict[str, Any]:
    """Work out the duty on goods: `class`, `kind`, `value`, `currency`, `exchange`, `litres`, `containers`, `abv`, `sticks`,
    `length`, `kilograms`, `on`, as on the command line; amounts are exact decimals in text.
    """
    return queries.plain(_answer(request.query_params))


@router.get("/api/v1/duty/rates", tags=["duty"])
def rates_json(request: Request, who: Asker, on: str = "") -> list[dict[str, Any]]:
    """Give the rates in force on a day, each with its law, its first day and its source."""
    return [queries.plain_rate(each) for each in queries.rates(asked({"on": on}, day_of(clock.now())).on)]


def _with_class(said: dict[str, str]) -> dict[str, str]:
    """Take the form's one choice apart: `liquor/wine` is class liquor, kind wine."""
    if said.get("goods"):
        goods, _, kind = said["goods"].partition("/")
        return {**said, "class": goods, "kind": kind}
    return said


def _answer(said: Mapping[str, str]) -> Assessment:
    goods, on, exchange = asked(said, day_of(clock.now()))
    return queries.assess(goods, on=on, exchange=exchange)
