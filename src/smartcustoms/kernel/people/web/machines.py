"""Machines: an organisation makes and ends the tokens its systems use with the API."""

from collections.abc import Collection
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.people import actions, queries
from smartcustoms.kernel.people.model import KEEP_MACHINES
from smartcustoms.kernel.people.scopes import for_machines
from smartcustoms.kernel.people.web.proof import fresh
from smartcustoms.kernel.web.access import Uow, may
from smartcustoms.kernel.web.pages import render
from smartcustoms.kernel.words.model import sentence

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
    scope: Annotated[list[str] | None, Form()] = None,
    days: Annotated[int, Form()] = 90,
) -> HTMLResponse:
    """Make a token with the maker's roles, narrowed to the permissions chosen, and show its secret once."""
    fresh(request, 30)
    given, named = for_machines(who.roles), set(scope or ())
    try:
        _, secret = actions.make_token(uow, name=name, given=given, scopes=named, days=days)
    except actions.TokenRefused as refused:
        return _machines(request, who, uow, refused=refused, chosen=named, status=refused.status)
    return _machines(request, who, uow, secret=secret)


@router.post("/machines/{number}/end")
def end_token(request: Request, who: Keeper, uow: Uow, number: str) -> Response:
    """End a token at once."""
    actions.revoke_token(uow, number)
    return RedirectResponse("/machines", 303)


def _machines(
    request: Request,
    who: Actor,
    uow: Uow,
    *,
    secret: str = "",
    refused: Refused | None = None,
    chosen: Collection[str] = (),
    status: int = 200,
) -> HTMLResponse:
    offered = queries.nameable(who, request.app.state.permissions)
    return render(
        request,
        "people/machines.html",
        status=status,
        tokens=queries.tokens(uow),
        offered={each.code: sentence(each.says) for each in offered},
        secret=secret,
        refused=refused,
        chosen=chosen,
        at=uow.at,
    )
