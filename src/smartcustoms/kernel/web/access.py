"""Who asks, whether he may, and the unit of work of a request.

A route names its permission in its signature:

    Lodger = Annotated[Actor, Depends(may(LODGE))]

    @router.get("/declarations/{number}")
    def page(request: Request, number: str, who: Lodger, uow: Uow) -> HTMLResponse: ...
"""

from collections.abc import Callable, Iterator
from typing import Annotated, Any

from fastapi import Depends, Request, Response

from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import NOBODY, Actor
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.errors import NotPermitted, Refused
from smartcustoms.kernel.permissions import Permission
from smartcustoms.kernel.web.csrf import session_cookie
from smartcustoms.kernel.web.permitting import (
    actor_of_machine,
    actor_of_session,
    beyond_token,
    permitted,
    policies_of,
    tell_refusal,
)
from smartcustoms.kernel.words.model import sentence


class NotSignedIn(Refused):
    """The page is for people who signed in."""

    code = "not_signed_in"
    status = 401


def actor_of(request: Request) -> Actor:
    """Give who sends a request: the machine of the token, the person of the session, else NOBODY. Asked once a request.

    With an Authorization header the cookie counts for nothing: such a request passes without a form's token (`csrf.check`).
    """
    state = request.app.state
    known: Actor | None = getattr(request.state, "actor", None)
    if known is None and (authorization := request.headers.get("authorization")):
        machine = actor_of_machine(state.database, authorization, simulated=state.settings.demo)
        known = request.state.actor = machine or NOBODY
    if known is None:
        token = request.cookies.get(session_cookie(state.settings), "")
        found = actor_of_session(state.database, token, second_factor=not state.settings.demo) if token else None
        known = request.state.actor = found or NOBODY
    return known


def present_actor(request: Request) -> Actor | None:
    """Give who would send this request now, asking anew and noting no use; None when the session or token is over."""
    state = request.app.state
    if authorization := request.headers.get("authorization"):
        return actor_of_machine(state.database, authorization, simulated=state.settings.demo)
    token = request.cookies.get(session_cookie(state.settings), "")
    return actor_of_session(state.database, token, second_factor=not state.settings.demo, noted=False)


def may(permission: Permission) -> Callable[[Request], Actor]:
    """Make the dependency that lets only those in who hold a permission, and gives who it is.

    Whether a thing belongs to another organisation is asked inside the route, with `people.require(..., owner=...)`.

    Raises (when called for a request):
        NotSignedIn: nobody is signed in.
        NotPermitted: somebody is, without the permission.
    """

    def permitted_actor(request: Request) -> Actor:
        who = actor_of(request)
        if permitted(who, permission):
            permitted_by(request).extend(policies_of(who, permission))
            return who
        tell_refusal(who, permission, where=f"{request.method} {request.url.path}")
        if not who.user:
            raise NotSignedIn(sentence("Sign in to open this page"), mend=sentence("Sign in and open it again"))
        if narrowed := beyond_token(who, permission):
            raise narrowed
        raise NotPermitted(
            sentence("You may not open this page"),
            mend=sentence("Ask an administrator for the right: {right}", right=sentence(permission.says)),
            seen=permission.code,
        )

    permitted_actor.permission = permission  # type: ignore[attr-defined] # the access matrix reads it
    return permitted_actor


def permission_of(call: Any) -> Permission | None:
    """Give the permission a dependency made by `may` stands for; None for any other dependency."""
    found = getattr(call, "permission", None)
    return found if isinstance(found, Permission) else None


def permitted_by(request: Request) -> list[str]:
    """Give the policies that let this request in; looks at personal data are noted with them."""
    found: list[str] | None = getattr(request.state, "permitted_by", None)
    if found is None:
        found = request.state.permitted_by = []
    return found


def _unit(request: Request) -> Iterator[UnitOfWork]:
    with request.app.state.database.unit(by=actor_of(request), at=clock.now()) as uow:
        uow.permitted_by = permitted_by(request)
        yield uow


Uow = Annotated[UnitOfWork, Depends(_unit, scope="function")]
"""The unit of work of a request. Scope "function": it commits before the answer is sent, so no answer tells of what was lost."""

Visitor = Annotated[Actor, Depends(actor_of)]
"""Anybody, signed in or not: for the few public pages."""


def keep_session(request: Request, response: Response, token: str) -> None:
    """Set the session's cookie after signing in. The server decides when it ends; the cookie goes with the browser."""
    settings = request.app.state.settings
    secure = settings.address.startswith("https")
    response.set_cookie(session_cookie(settings), token, httponly=True, secure=secure, samesite="lax", path="/")


def drop_session(request: Request, response: Response) -> None:
    """Take the session's cookie away after signing out."""
    settings = request.app.state.settings
    secure = settings.address.startswith("https")  # a `__Host-` cookie is taken away only by one that is secure too
    response.delete_cookie(session_cookie(settings), path="/", secure=secure, httponly=True, samesite="lax")
