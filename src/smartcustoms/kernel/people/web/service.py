"""Signing in by a sign-in service (OpenID Connect): there and back again. Nothing here when none is configured."""

import hmac
from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import RedirectResponse

from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM, Actor
from smartcustoms.kernel.errors import NotFound, Refused
from smartcustoms.kernel.people import actions
from smartcustoms.kernel.people.model import OWN_ACCOUNT
from smartcustoms.kernel.people.oidc_claims import NotProved, Proved, not_proved
from smartcustoms.kernel.people.oidc_gateway import Asking, ServiceAway, SignInService, sign_in_service
from smartcustoms.kernel.people.web.proof import token
from smartcustoms.kernel.people.web.signing_in import inside, sign_in_form
from smartcustoms.kernel.web.access import keep_session, may
from smartcustoms.kernel.words.model import sentence

router = APIRouter()
Own = Annotated[Actor, Depends(may(OWN_ACCOUNT))]
Text = Annotated[str, Query(max_length=4000)]
_PATH: Final = "/sign-in/service"


@router.get(_PATH, include_in_schema=False)
def leave(request: Request, then: Annotated[str, Query(max_length=500)] = "/") -> Response:
    """Send the browser to the sign-in service."""
    return _leave(request, _service(request), then=inside(then), person=None)


@router.get("/prove/service", include_in_schema=False)
def prove(request: Request, who: Own, then: Annotated[str, Query(max_length=500)] = "/") -> Response:
    """Send the browser to the sign-in service, to prove again who one is."""
    return _leave(request, _service(request), then=inside(then), person=who.user)


@router.get(f"{_PATH}/back", include_in_schema=False)
def back(
    request: Request,
    state: Text = "",
    code: Text = "",
    error: Text = "",
    iss: Annotated[str | None, Query(max_length=500)] = None,
) -> Response:
    """Take the answer of the sign-in service: it counts once, in the browser that asked, and when its token proves itself."""
    service, at, then = _service(request), clock.now(), "/"
    try:
        asked = _asked(request, state, at)
        then = asked.then
        if error or not code:
            raise _declined(error)
        found = service.prove(code, asked.asking, named=iss, at=at)
        answer = _enter(request, found, asked, at)
    except (NotProved, ServiceAway, actions.NotSignedIn) as refused:
        answer = sign_in_form(request, then=then, refused=refused, status=refused.status)
    answer.delete_cookie(_cookie(request), path="/", secure=_secure(request), httponly=True, samesite="lax")
    return answer


def _leave(request: Request, service: SignInService, *, then: str, person: str | None) -> Response:
    state, at = request.app.state, clock.now()
    try:
        with state.database.unit(by=PLATFORM, at=at) as uow:
            asking: Asking = actions.ask_service(uow, then=then, person=person, settings=state.settings)
            where = service.address(asking, at=at, again=person is not None)
    except ServiceAway as refused:
        return sign_in_form(request, then=then, refused=refused, status=refused.status)
    answer = RedirectResponse(where, 303)
    answer.set_cookie(
        _cookie(request), asking.state, max_age=600, httponly=True, secure=_secure(request), samesite="lax", path="/"
    )
    return answer


def _asked(request: Request, state: str, at: datetime) -> actions.Asked:
    """Take the waiting request of a state, when this browser began it.

    Raises:
        NotProved: another browser began it (a forged or stolen answer), it was answered before, or it is too old.
    """
    kept = request.cookies.get(_cookie(request), "")
    if not state or not hmac.compare_digest(kept.encode(), state.encode()):
        raise not_proved("state")
    with request.app.state.database.unit(by=PLATFORM, at=at) as uow:
        asked = actions.take_request(uow, state, settings=request.app.state.settings)
    if asked is None:
        raise not_proved("state")
    return asked


def _enter(request: Request, found: Proved, asked: actions.Asked, at: datetime) -> Response:
    state, answer = request.app.state, RedirectResponse(inside(asked.then), 303)
    with state.database.unit(by=PLATFORM, at=at) as uow:
        if asked.person is None:
            client = request.headers.get("user-agent", "")
            begun = actions.sign_in_by_service(uow, found, client=client, settings=state.settings)
        else:
            anew = actions.prove_again_by_service(uow, token(request), found, asked)
            begun = "" if anew else not_proved("person")
    if isinstance(begun, Refused):
        return sign_in_form(request, then=asked.then, refused=begun, status=begun.status)
    if begun:
        keep_session(request, answer, begun)
    return answer


def _service(request: Request) -> SignInService:
    found = sign_in_service(request.app.state.settings)
    if found is None:
        raise NotFound(sentence("No sign-in service is set up."), mend=sentence("Sign in another way."))
    return found


def _declined(error: str) -> Refused:
    said = "".join(each for each in error if each.isascii() and (each.isalnum() or each in "_-"))[:60]
    return actions.NotSignedIn(
        sentence("The sign-in service did not sign you in."),
        mend=sentence("Try again, or sign in another way."),
        seen=said or None,
    )


def _secure(request: Request) -> bool:
    return str(request.app.state.settings.address).startswith("https")


def _cookie(request: Request) -> str:
    return "__Host-sign-in" if _secure(request) else "sign-in"
