"""One's own account: password, authenticator application, passkeys, sessions, proving again."""

from typing import Annotated, Any

import segno
from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse
from pydantic import BaseModel
from webauthn.helpers import bytes_to_base64url

from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.errors import NotFound
from smartcustoms.kernel.people import actions, queries
from smartcustoms.kernel.people.model import OWN_ACCOUNT, Person
from smartcustoms.kernel.people.passwords import code_address
from smartcustoms.kernel.people.roles import roles
from smartcustoms.kernel.people.web.proof import fresh, token
from smartcustoms.kernel.people.web.signing_in import inside, service_name
from smartcustoms.kernel.web.access import Uow, may
from smartcustoms.kernel.web.pages import render
from smartcustoms.kernel.words.model import sentence

router = APIRouter()
Own = Annotated[Actor, Depends(may(OWN_ACCOUNT))]
_WRONG = sentence("The present password is not right.")


class Me(BaseModel):
    """Who is signed in."""

    user: str
    name: str
    organisation: str
    roles: list[str]
    language: str


class PasskeyMade(BaseModel):
    """A passkey that a browser made."""

    ticket: str
    credential: dict[str, Any]
    name: str = ""


@router.get("/api/v1/me")
def get_me(who: Own) -> Me:
    """Tell a program who it acts as: a person or a machine, of which organisation, with which roles."""
    return Me(
        user=who.user,
        name=who.name,
        organisation=who.organisation,
        roles=sorted(who.roles),
        language=who.language,
    )


@router.get("/me", response_class=HTMLResponse)
def me(request: Request, who: Own, uow: Uow) -> HTMLResponse:
    """Show one's own account: name, roles, second factor, passkeys, sessions."""
    return _account(request, who, uow)


@router.post("/me/password", response_class=HTMLResponse)
def change_password(
    request: Request,
    who: Own,
    uow: Uow,
    old: Annotated[str, Form(max_length=200)],
    password: Annotated[str, Form(max_length=200)],
) -> Response:
    """Change one's own password; all sessions end and one signs in again."""
    if not actions.prove_again(uow, token(request), old):
        return _account(request, who, uow, problem=_WRONG, status=422)
    actions.set_password(uow, _person(uow, who).email, password)
    return RedirectResponse("/sign-in", 303)


@router.post("/me/second-factor", response_class=HTMLResponse)
def second_factor(request: Request, who: Own, uow: Uow, old: Annotated[str, Form(max_length=200)]) -> HTMLResponse:
    """Set up an authenticator application: shows the secret once, as a QR code and as text, and asks for a code."""
    if not actions.prove_again(uow, token(request), old):
        return _account(request, who, uow, problem=_WRONG, status=422)
    secret = actions.make_code_secret(uow, who.user, settings=request.app.state.settings)
    picture = segno.make(code_address(secret, email=_person(uow, who).email)).svg_data_uri(scale=5, border=2)
    return render(request, "people/second_factor.html", secret=secret, picture=picture)


@router.post("/me/second-factor/code", response_class=HTMLResponse)
def confirm_second_factor(request: Request, who: Own, uow: Uow, code: Annotated[str, Form(max_length=12)]) -> Response:
    """Take the authenticator application into use when its code is right."""
    mine, settings = actions.token_hash(token(request)), request.app.state.settings
    if not actions.confirm_code_secret(uow, who.user, code, session=mine, settings=settings):
        wrong = sentence("The code is not right. Set the application up again and enter the code it shows.")
        return _account(request, who, uow, problem=wrong, status=422)
    return RedirectResponse("/me", 303)


@router.post("/me/passkeys/options", include_in_schema=False)
def passkey_options(request: Request, who: Own, uow: Uow) -> JSONResponse:
    """Give a browser what it needs to make a passkey; the person must have proved lately who he is."""
    fresh(request, 15)
    return JSONResponse(actions.offer_passkey(uow, _person(uow, who), settings=request.app.state.settings))


@router.post("/me/passkeys", include_in_schema=False)
def add_passkey(request: Request, who: Own, uow: Uow, made: PasskeyMade) -> JSONResponse:
    """Keep the passkey that a browser made."""
    actions.add_passkey(
        uow,
        who.user,
        ticket=made.ticket,
        credential=made.credential,
        name=made.name,
        session=actions.token_hash(token(request)),
        settings=request.app.state.settings,
    )
    return JSONResponse({"then": "/me"})


@router.post("/me/passkeys/remove", include_in_schema=False)
def remove_passkey(request: Request, who: Own, uow: Uow, credential: Annotated[str, Form(max_length=400)]) -> Response:
    """Remove a passkey."""
    fresh(request, 15)
    actions.remove_passkey(uow, who.user, credential)
    return RedirectResponse("/me", 303)


@router.post("/me/sessions/end")
def end_others(request: Request, who: Own, uow: Uow) -> Response:
    """End all of one's sessions, on every device, this one too."""
    actions.end_all_sessions(uow, who.user)
    return RedirectResponse("/sign-in", 303)


@router.get("/prove", response_class=HTMLResponse)
def prove_page(request: Request, who: Own, next: str = "/") -> HTMLResponse:  # noqa: A002 - the address says next
    """Ask for the password again before a weighty step."""
    return render(request, "people/prove.html", then=inside(next), wrong=False, service=service_name(request))


@router.post("/prove", response_class=HTMLResponse)
def prove(
    request: Request,
    who: Own,
    uow: Uow,
    password: Annotated[str, Form(max_length=200)],
    then: Annotated[str, Form(max_length=500)] = "/",
) -> Response:
    """Note that the person proved again who he is."""
    if not actions.prove_again(uow, token(request), password):
        return render(
            request, "people/prove.html", status=422, then=inside(then), wrong=True, service=service_name(request)
        )
    return RedirectResponse(inside(then), 303)


def _person(uow: Uow, who: Actor) -> Person:
    found = queries.person(uow, who.user)
    if found is None:
        raise NotFound(sentence("A machine has no account."), mend=sentence("Sign in as a person."))
    return found


def _account(request: Request, who: Actor, uow: Uow, problem: object = None, status: int = 200) -> HTMLResponse:
    kept = [(bytes_to_base64url(key), name, made) for key, name, made in queries.passkeys(uow, who.user)]
    return render(
        request,
        "people/me.html",
        status=status,
        person=queries.person(uow, who.user),
        sessions=queries.sessions(uow, who.user),
        passkeys=kept,
        problem=problem,
        roles=roles(),
    )
