"""The supervisor's pages: budgets and shares, and overrides to decide."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.people import queries as people
from smartcustoms.kernel.web.access import Uow, may
from smartcustoms.kernel.web.menu import MenuEntry
from smartcustoms.kernel.web.pages import render
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.risk import actions, queries
from smartcustoms.trade.risk.lanes import Plan
from smartcustoms.trade.risk.model import OVERRIDE_LANE, PLAN_BUDGET, PlayReason

router = APIRouter()
menu = (MenuEntry(sentence("Budget and overrides"), "/risk/budget", OVERRIDE_LANE, group="risk", order=40),)

Planner = Annotated[Actor, Depends(may(PLAN_BUDGET))]
Changer = Annotated[Actor, Depends(may(OVERRIDE_LANE))]


WHY: Final = {
    PlayReason.FIRST: sentence("No week has brought anything yet: every share is as likely as another."),
    PlayReason.BEST: sentence("The weeks of this share brought most per hour so far."),
    PlayReason.TRIED: sentence("Another share brought more so far; this one is tried, so that it stays known."),
    PlayReason.ONLY: sentence("The limits leave only this share."),
}


class PlanUnusable(Refused):
    """A budget or share is out of range."""

    code = "plan_unusable"


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
    tuned: Annotated[str, Form()] = "yes",
    least_exploration: Annotated[str, Form()] = "2",
    most_exploration: Annotated[str, Form()] = "30",
) -> Response:
    """Set an office's budget and shares (in per cent)."""
    try:
        plan = Plan(
            hours=_number("hours", hours, 100_000) if hours.strip() else None,
            share=_number("share", share or "5", 100) / 100 if not hours.strip() else None,
            random_rate=_number("random_rate", random_rate, 100) / 100,
            exploration=_number("exploration", exploration, 100) / 100,
            yellow_share=_number("yellow_share", yellow_share, 100) / 100,
            tuned=tuned == "yes",
            least_exploration=_number("least_exploration", least_exploration, 100) / 100,
            most_exploration=_number("most_exploration", most_exploration, 100) / 100,
        )
        check_limits(plan)
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
    waiting = queries.overrides(uow, open_only=True)
    return render(
        request,
        "risk/budget.html",
        plans=queries.plans(uow),
        played=queries.exploration(uow),
        why=WHY,
        money=request.app.state.settings.currency,
        waiting=waiting,
        names=people.names(uow, [each.asked_by for each in waiting]),
        me=who.user,
        errors=errors,
    )


def check_limits(plan: Plan) -> None:
    """Refuse a plan whose least share for learning is above its most: PlanUnusable."""
    if plan.least_exploration > plan.most_exploration:
        raise PlanUnusable(
            sentence("The least share for learning is more than the most."),
            mend=sentence("Write a least share that is not above the most."),
            field="least_exploration",
            seen=f"{plan.least_exploration:.4g} > {plan.most_exploration:.4g}",
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
