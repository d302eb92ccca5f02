"""The supervisor's pages: how it goes (lanes, hit rates, drift), budgets and shares, and overrides to decide."""

from datetime import timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel

from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.web.access import Uow, may
from smartcustoms.kernel.web.menu import MenuEntry
from smartcustoms.kernel.web.pages import render
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.risk import actions, queries
from smartcustoms.trade.risk.lanes import Plan
from smartcustoms.trade.risk.model import OVERRIDE_LANE, PLAN_BUDGET, SEE_RISK, Lane

router = APIRouter()
menu = (
    MenuEntry(sentence("How it goes"), "/risk/board", SEE_RISK, group="risk", order=20),
    MenuEntry(sentence("Budget and overrides"), "/risk/budget", OVERRIDE_LANE, group="risk", order=40),
)

Reader = Annotated[Actor, Depends(may(SEE_RISK))]
Planner = Annotated[Actor, Depends(may(PLAN_BUDGET))]
Changer = Annotated[Actor, Depends(may(OVERRIDE_LANE))]

ARMS: Final = {
    "random": sentence("random sample"),
    "selected": sentence("all selected"),
    "model": sentence("expected value"),
    "rule": sentence("rule or indicator"),
    "exploration": sentence("to learn"),
}
MOST_DAYS: Final = 3660


class PlanUnusable(Refused):
    """A budget or share is out of range."""

    code = "plan_unusable"


class RateAnswer(BaseModel):
    """A hit rate as JSON."""

    arm: str
    examined: int
    found: int
    rate: float
    low: float
    high: float
    recovered: float


@router.get("/api/v1/risk/board")
def get_board(who: Reader, uow: Uow, days: int = 30) -> list[RateAnswer]:
    """Give the hit rates of the selected and of the random sample."""
    board = queries.board(uow, since=uow.at.date() - timedelta(days=min(max(1, days), MOST_DAYS)))
    return [
        RateAnswer(
            arm=rate.arm,
            examined=rate.examined,
            found=rate.found,
            rate=rate.interval.value,
            low=rate.interval.low,
            high=rate.interval.high,
            recovered=rate.recovered,
        )
        for rate in board.rates
    ]


@router.get("/risk/board")
def board_page(request: Request, who: Reader, uow: Uow, days: int = 30) -> HTMLResponse:
    """Show lanes by office, hit rates with intervals, revenue, drift and the judges."""
    days = min(max(1, days), MOST_DAYS)
    today = uow.at.date()
    since = today - timedelta(days=days)
    return render(
        request,
        "risk/board.html",
        board=queries.board(uow, since=since),
        drift=queries.drift_of(uow, since=since, middle=today - timedelta(days=days // 2)),
        judges=queries.judges(uow)[:5],
        arms=ARMS,
        lanes=list(Lane),
        days=days,
    )


@router.get("/risk/budget")
def budget_page(request: Request, who: Changer, uow: Uow) -> HTMLResponse:
    """Show each office's budget and the overrides that wait for a second pair of eyes."""
    return _budget(request, uow, who, [])


@router.post("/risk/budget")
def post_plan(
    request: Request,
    who: Planner,
    uow: Uow,
    office: Annotated[str, Form()] = "*",
    hours: Annotated[str, Form()] = "",
    share: Annotated[str, Form()] = "",
    random_rate: Annotated[str, Form()] = "1",
    exploration: Annotated[str, Form()] = "10",
    yellow_share: Annotated[str, Form()] = "5",
) -> Response:
    """Set an office's budget and shares (in per cent)."""
    try:
        plan = Plan(
            hours=_number("hours", hours, 100_000) if hours.strip() else None,
            share=_number("share", share or "5", 100) / 100 if not hours.strip() else None,
            random_rate=_number("random_rate", random_rate, 100) / 100,
            exploration=_number("exploration", exploration, 100) / 100,
            yellow_share=_number("yellow_share", yellow_share, 100) / 100,
        )
        actions.set_plan(uow, office.strip() or "*", plan)
    except Refused as refusal:
        return _budget(request, uow, who, [refusal])
    return RedirectResponse("/risk/budget", 303)


@router.post("/risk/overrides/{number}")
def post_decision(
    request: Request, number: int, who: Changer, uow: Uow, agreed: Annotated[str, Form()] = "no"
) -> Response:
    """Agree to an override, or turn it down."""
    try:
        actions.decide_override(uow, number, agreed=agreed == "yes")
    except Refused as refusal:
        return _budget(request, uow, who, [refusal])
    return RedirectResponse("/risk/budget", 303)


def _budget(request: Request, uow: Uow, who: Actor, errors: list[Refused]) -> HTMLResponse:
    return render(
        request,
        "risk/budget.html",
        plans=queries.plans(uow),
        waiting=queries.overrides(uow, open_only=True),
        me=who.user,
        errors=errors,
    )


def _number(field: str, text: str, most: float) -> float:
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number <= most:
        raise PlanUnusable(
            sentence("This is not a number from 0 to {most}.", most=int(most)),
            mend=sentence("Write a number, such as 5."),
            field=field,
            seen=text,
        )
    return number
