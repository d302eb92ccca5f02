"""Machines: an organisation makes and ends the tokens its systems use with the API."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.people import actions, queries
from smartcustoms.kernel.people.model import KEEP_MACHINES
from smartcustoms.kernel.people.roles import roles
from smartcustoms.kernel.people.web.proof import fresh
from smartcustoms.kernel.web.access import Uow, may
from smartcustoms.kernel.web.pages import render

router = APIRouter()
Keeper = Annotated[Actor, Depends(may(KEEP_MACHINES))]


@router.get("/machines", response_class=HTMLResponse)
def machines(request: Request, who: Keeper, uow: Uow) -> HTMLResponse:
    """List the organisation's tokens."""
    return _machines(request, who, uow)


@router.post("/machines", response_class=HTMLResponse)
def make_token(
    request: Request,
    who: Keeper,
    uow: Uow,
    name: Annotated[str, Form(max_length=80)],
    role: Annotated[list[str], Form()],
    days: Annotated[int, Form()] = 90,
) -> HTMLResponse:
    """Make a token and show its secret once."""
    fresh(request, 30)
    _, secret = actions.make_token(uow, name=name, given=role, days=days)
    return _machines(request, who, uow, secret=secret)


@router.post("/machines/{number}/end")
def end_token(request: Request, who: Keeper, uow: Uow, number: str) -> Response:
    """End a token at once."""
    actions.revoke_token(uow, number)
    return RedirectResponse("/machines", 303)


def _machines(request: Request, who: Actor, uow: Uow, secret: str = "") -> HTMLResponse:
    given = {code: each for code, each in roles().items() if code in who.roles and not each.second_factor}
    return render(request, "people/machines.html", tokens=queries.tokens(uow), secret=secret, roles=given)
