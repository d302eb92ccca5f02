"""Signing in: password and code, passkey, the link of an invitation; signing out."""

import re
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse
from pydantic import BaseModel

from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM, Actor
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.people import actions, queries
from smartcustoms.kernel.people.model import OWN_ACCOUNT
from smartcustoms.kernel.people.passwords import PasswordTooWeak
from smartcustoms.kernel.people.web.proof import token
from smartcustoms.kernel.web.access import Uow, Visitor, drop_session, keep_session, may
from smartcustoms.kernel.web.pages import render

router = APIRouter()
_INSIDE: Final = re.compile(r"/(?:[^\x00-\x20\x7f/\\][^\x00-\x20\x7f\\]*)?")
Own = Annotated[Actor, Depends(may(OWN_ACCOUNT))]


class PasskeyAnswer(BaseModel):
    """What a browser answers to a passkey's challenge."""

    ticket: str
    credential: dict[str, Any]
    then: str = "/"


@router.get("/sign-in", response_class=HTMLResponse)
def sign_in_page(request: Request, who: Visitor, then: str = "/") -> Response:
    """Show the sign-in form; somebody signed in already goes on."""
    if who.user:
        return RedirectResponse(inside(then), 303)
    return sign_in_form(request, then=then)


@router.post("/sign-in", response_class=HTMLResponse)
def sign_in(
    request: Request,
    email: Annotated[str, Form(max_length=200)],
    password: Annotated[str, Form(max_length=200)],
    code: Annotated[str, Form(max_length=12)] = "",
    then: Annotated[str, Form(max_length=500)] = "/",
) -> Response:
    """Sign in; a wrong try is counted even though it is refused."""
    state, client = request.app.state, request.headers.get("user-agent", "")
    with state.database.unit(by=PLATFORM, at=clock.now()) as uow:
        address = request.client.host if request.client else ""
        signed = actions.sign_in(
            uow, email, password, code=code, client=client, address=address, settings=state.settings
        )
    if isinstance(signed, Refused):
        asked = isinstance(signed, actions.SecondFactorAsked) or bool(code)
        return sign_in_form(request, then=then, email=email, refused=signed, ask_code=asked, status=signed.status)
    answer = RedirectResponse(inside(then), 303)
    keep_session(request, answer, signed)
    return answer


@router.post("/sign-in/passkey/options", include_in_schema=False)
def passkey_options(request: Request) -> JSONResponse:
    """Give a browser the challenge to sign in with a passkey."""
    state = request.app.state
    with state.database.unit(by=PLATFORM, at=clock.now()) as uow:
        return JSONResponse(actions.request_passkey(uow, settings=state.settings))


@router.post("/sign-in/passkey", include_in_schema=False)
def sign_in_with_passkey(request: Request, given: PasskeyAnswer) -> JSONResponse:
    """Sign in with the passkey's answer."""
    state, client = request.app.state, request.headers.get("user-agent", "")
    with state.database.unit(by=PLATFORM, at=clock.now()) as uow:
        begun = actions.sign_in_with_passkey(
            uow, ticket=given.ticket, credential=given.credential, client=client, settings=state.settings
        )
    answer = JSONResponse({"then": inside(given.then)})
    keep_session(request, answer, begun)
    return answer


@router.get("/welcome/{secret}", response_class=HTMLResponse, include_in_schema=False)
def welcome(request: Request, secret: str) -> HTMLResponse:
    """Show the form to set a password, reached by the link of an invitation."""
    return render(request, "people/welcome.html", secret=secret, refused=None)


@router.post("/welcome/{secret}", response_class=HTMLResponse, include_in_schema=False)
def open_account(request: Request, secret: str, password: Annotated[str, Form(max_length=200)]) -> Response:
    """Set the password of an invited person, who then signs in with it."""
    try:
        with request.app.state.database.unit(by=PLATFORM, at=clock.now()) as uow:
            actions.open_account(uow, secret, password)
    except PasswordTooWeak as refused:
        return render(request, "people/welcome.html", status=refused.status, secret=secret, refused=refused)
    return RedirectResponse("/sign-in", 303)


@router.post("/sign-out")
def sign_out(request: Request, who: Own, uow: Uow) -> Response:
    """End the session."""
    actions.sign_out(uow, token(request))
    answer = RedirectResponse("/sign-in", 303)
    drop_session(request, answer)
    return answer


def inside(path: str) -> str:
    """Lead only to our own pages, never to another site. Browsers drop tabs and line ends, so `/<tab>/evil` is no page of ours."""
    return path if _INSIDE.fullmatch(path) else "/"


def sign_in_form(request: Request, *, then: str, status: int = 200, **more: Any) -> HTMLResponse:
    """Show the sign-in form: with the refusal, where there is one, and the ways to sign in that are set up."""
    cast = queries.demo_cast() if request.app.state.settings.demo else []
    given = {"email": "", "refused": None, "ask_code": False, "service": service_name(request)} | more
    return render(request, "people/sign_in.html", status=status, then=inside(then), cast=cast, **given)


def service_name(request: Request) -> str | None:
    """Give what the sign-in service is called, perhaps nothing; None when none is set up."""
    settings = request.app.state.settings
    return settings.oidc_name if settings.oidc_issuer else None
