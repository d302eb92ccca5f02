"""Pages of people: sign in and out, one's own account, administration of people."""

from typing import Annotated

import segno
from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM, Actor
from smartcustoms.kernel.errors import NotFound, Refused
from smartcustoms.kernel.people import actions, queries
from smartcustoms.kernel.people.model import ADMINISTER, OWN_ACCOUNT
from smartcustoms.kernel.people.passwords import code_address
from smartcustoms.kernel.people.roles import roles
from smartcustoms.kernel.web.access import Uow, Visitor, drop_session, keep_session, may
from smartcustoms.kernel.web.csrf import session_cookie
from smartcustoms.kernel.web.menu import MenuEntry
from smartcustoms.kernel.web.pages import render
from smartcustoms.kernel.web.parts import Paging
from smartcustoms.kernel.words.model import sentence

router = APIRouter(tags=["people"])
menu = (MenuEntry(sentence("People and roles"), "/people", ADMINISTER, group="people", order=10),)

Own = Annotated[Actor, Depends(may(OWN_ACCOUNT))]
Administrator = Annotated[Actor, Depends(may(ADMINISTER))]
_SIZE = 50


@router.get("/sign-in", response_class=HTMLResponse)
def sign_in_page(request: Request, who: Visitor, then: str = "/") -> Response:
    """Show the sign-in form; somebody signed in already goes on."""
    if who.user:
        return RedirectResponse(_inside(then), 303)
    return _sign_in_form(request, then=then)


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
        signed = actions.sign_in(uow, email, password, code=code, client=client, settings=state.settings)
    if isinstance(signed, Refused):
        asked = isinstance(signed, actions.SecondFactorAsked) or bool(code)
        return _sign_in_form(request, then=then, email=email, refused=signed, ask_code=asked, status=signed.status)
    answer = RedirectResponse(_inside(then), 303)
    keep_session(request, answer, signed)
    return answer


@router.post("/sign-out")
def sign_out(request: Request, who: Own, uow: Uow) -> Response:
    """End the session."""
    actions.sign_out(uow, _token(request))
    answer = RedirectResponse("/sign-in", 303)
    drop_session(request, answer)
    return answer


@router.get("/me", response_class=HTMLResponse)
def me(request: Request, who: Own, uow: Uow) -> HTMLResponse:
    """Show one's own account: name, roles, second factor, sessions."""
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
    if not actions.prove_again(uow, _token(request), old):
        wrong = sentence("The present password is not right.")
        return _account(request, who, uow, problem=wrong, status=422)
    person = queries.person(uow, who.user)
    if person is not None:
        actions.set_password(uow, person.email, password)
    return RedirectResponse("/sign-in", 303)


@router.post("/me/second-factor", response_class=HTMLResponse)
def second_factor(request: Request, who: Own, uow: Uow, old: Annotated[str, Form(max_length=200)]) -> HTMLResponse:
    """Set up an authenticator application: shows the secret once, as a QR code and as text."""
    person = queries.person(uow, who.user)
    if person is None or not actions.prove_again(uow, _token(request), old):
        return _account(request, who, uow, problem=sentence("The present password is not right."), status=422)
    secret = actions.make_code_secret(uow, who.user, settings=request.app.state.settings)
    picture = segno.make(code_address(secret, email=person.email)).svg_data_uri(scale=5, border=2)
    return render(request, "people/second_factor.html", secret=secret, picture=picture)


@router.get("/people", response_class=HTMLResponse)
def people(request: Request, who: Administrator, uow: Uow, q: str = "", page: int = 1) -> HTMLResponse:
    """List people: search by name, address or organisation."""
    page = max(page, 1)
    found, total = queries.people(uow, text=q[:100], page=page, size=_SIZE)
    return render(request, "people/people.html", people=found, q=q, paging_of=Paging(page, _SIZE, total), roles=roles())


@router.get("/people/{number}", response_class=HTMLResponse)
def person(request: Request, who: Administrator, uow: Uow, number: str) -> HTMLResponse:
    """Show one person's account for administration."""
    found = queries.person(uow, number)
    if found is None:
        raise NotFound(
            sentence("There is no such person."), mend=sentence("Look in the list of people."), seen=number[:40]
        )
    uow.looked(f"person {number}")
    return render(request, "people/person.html", person=found, roles=roles())


@router.post("/people", response_class=HTMLResponse)
def invite(
    who: Administrator,
    uow: Uow,
    name: Annotated[str, Form(max_length=100)],
    email: Annotated[str, Form(max_length=200)],
    organisation: Annotated[str, Form(max_length=60)],
    role: Annotated[list[str], Form()],
) -> Response:
    """Invite a person."""
    made = actions.invite(uow, name=name, email=email, organisation=organisation, roles_given=set(role) & set(roles()))
    return RedirectResponse(f"/people/{made.number}", 303)


@router.post("/people/{number}/roles")
def give_roles(who: Administrator, uow: Uow, number: str, role: Annotated[list[str] | None, Form()] = None) -> Response:
    """Set a person's roles."""
    actions.give_roles(uow, number, role or [])
    return RedirectResponse(f"/people/{number}", 303)


@router.post("/people/{number}/suspend")
def suspend(who: Administrator, uow: Uow, number: str, because: Annotated[str, Form(max_length=300)]) -> Response:
    """Suspend an account, with the reason."""
    actions.suspend(uow, number, because=because)
    return RedirectResponse(f"/people/{number}", 303)


@router.post("/people/{number}/restore")
def restore(who: Administrator, uow: Uow, number: str) -> Response:
    """Open a suspended or locked account."""
    actions.restore(uow, number)
    return RedirectResponse(f"/people/{number}", 303)


def _account(request: Request, who: Actor, uow: Uow, problem: object = None, status: int = 200) -> HTMLResponse:
    person, sessions = queries.person(uow, who.user), queries.sessions(uow, who.user)
    return render(
        request, "people/me.html", status=status, person=person, sessions=sessions, problem=problem, roles=roles()
    )


def _sign_in_form(
    request: Request,
    *,
    then: str,
    email: str = "",
    refused: Refused | None = None,
    ask_code: bool = False,
    status: int = 200,
) -> HTMLResponse:
    cast = queries.demo_cast() if request.app.state.settings.demo else []
    template, then = "people/sign_in.html", _inside(then)
    return render(
        request, template, status=status, then=then, email=email, refused=refused, ask_code=ask_code, cast=cast
    )


def _token(request: Request) -> str:
    return request.cookies.get(session_cookie(request.app.state.settings), "")


def _inside(path: str) -> str:
    """Lead only to our own pages, never to another site."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else "/"
