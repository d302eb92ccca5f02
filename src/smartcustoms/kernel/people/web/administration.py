"""Administration of people, organisations and roles."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from smartcustoms.kernel.actor import Actor, Kind
from smartcustoms.kernel.errors import NotFound
from smartcustoms.kernel.people import actions, queries
from smartcustoms.kernel.people.model import ADMINISTER, Organisation
from smartcustoms.kernel.people.roles import roles
from smartcustoms.kernel.people.web.proof import fresh
from smartcustoms.kernel.settings import Settings
from smartcustoms.kernel.web.access import Uow, may
from smartcustoms.kernel.web.pages import render
from smartcustoms.kernel.web.parts import Paging
from smartcustoms.kernel.words.model import sentence

router = APIRouter()
Administrator = Annotated[Actor, Depends(may(ADMINISTER))]
Reason = Annotated[str, Form(min_length=3, max_length=300)]
_SIZE = 50
FRESH = 30


@router.get("/people", response_class=HTMLResponse)
def people(request: Request, who: Administrator, uow: Uow, q: str = "", page: int = 1) -> HTMLResponse:
    """List people: search by name, address or organisation."""
    page = max(page, 1)
    found, total = queries.people(uow, text=q[:100], page=page, size=_SIZE)
    return render(request, "people/people.html", people=found, q=q, paging_of=Paging(page, _SIZE, total), roles=roles())


@router.get("/people/{number}", response_class=HTMLResponse)
def person(request: Request, who: Administrator, uow: Uow, number: str) -> HTMLResponse:
    """Show one person's account for administration."""
    return _person(request, uow, number)


@router.post("/people", response_class=HTMLResponse)
def invite(
    request: Request,
    who: Administrator,
    uow: Uow,
    name: Annotated[str, Form(max_length=100)],
    email: Annotated[str, Form(max_length=200, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")],
    organisation: Annotated[str, Form(max_length=60)],
    role: Annotated[list[str], Form()],
) -> Response:
    """Invite a person."""
    fresh(request, FRESH)
    made = actions.invite(uow, name=name, email=email, organisation=organisation, roles_given=set(role))
    return RedirectResponse(f"/people/{made.number}", 303)


@router.post("/people/{number}/invitation", response_class=HTMLResponse)
def open_invitation(request: Request, who: Administrator, uow: Uow, number: str) -> HTMLResponse:
    """Make a link with which the person sets a password, and show it once, to be handed over."""
    fresh(request, FRESH)
    secret = actions.open_invitation(uow, number)
    return _person(request, uow, number, link=f"{request.app.state.settings.address}/welcome/{secret}")


@router.post("/people/{number}/roles")
def give_roles(
    request: Request, who: Administrator, uow: Uow, number: str, role: Annotated[list[str] | None, Form()] = None
) -> Response:
    """Set a person's roles."""
    fresh(request, FRESH)
    actions.give_roles(uow, number, role or [])
    return RedirectResponse(f"/people/{number}", 303)


@router.post("/people/{number}/suspend")
def suspend(request: Request, who: Administrator, uow: Uow, number: str, because: Reason) -> Response:
    """Suspend an account, with the reason."""
    actions.suspend(uow, number, because=because)
    return RedirectResponse(f"/people/{number}", 303)


@router.post("/people/{number}/restore")
def restore(request: Request, who: Administrator, uow: Uow, number: str) -> Response:
    """Open a suspended or locked account."""
    fresh(request, FRESH)
    actions.restore(uow, number)
    return RedirectResponse(f"/people/{number}", 303)


@router.post("/people/{number}/service")
def link_subject(
    request: Request,
    who: Administrator,
    uow: Uow,
    number: str,
    subject: Annotated[str, Form(min_length=1, max_length=255)],
) -> Response:
    """Link an account with a subject of the sign-in service."""
    fresh(request, FRESH)
    actions.link_subject(uow, number, subject, settings=with_service(request))
    return RedirectResponse(f"/people/{number}", 303)


@router.post("/people/{number}/service/remove")
def unlink_subject(request: Request, who: Administrator, uow: Uow, number: str) -> Response:
    """Take the link with the sign-in service off an account."""
    actions.unlink_subject(uow, number, settings=with_service(request))
    return RedirectResponse(f"/people/{number}", 303)


@router.post("/people/{number}/machines/{machine}/end")
def end_machine(request: Request, who: Administrator, uow: Uow, number: str, machine: str) -> Response:
    """End a token that a person made for a machine, at once."""
    actions.revoke_token(uow, machine, maker=number)
    return RedirectResponse(f"/people/{number}", 303)


def with_service(request: Request) -> Settings:
    """Give the settings, when they name a sign-in service.

    Raises:
        NotFound: they name none.
    """
    settings: Settings = request.app.state.settings
    if not settings.oidc_issuer:
        raise NotFound(
            sentence("No sign-in service is set up."),
            mend=sentence("Ask the operator to set SMARTCUSTOMS_OIDC_ISSUER."),
        )
    return settings


@router.get("/organisations", response_class=HTMLResponse)
def organisations(request: Request, who: Administrator, uow: Uow, q: str = "", page: int = 1) -> HTMLResponse:
    """List organisations: search by name or number."""
    page = max(page, 1)
    found, total = queries.organisations(uow, text=q[:100], page=page, size=_SIZE)
    return render(request, "people/organisations.html", organisations=found, q=q, paging_of=Paging(page, _SIZE, total))


@router.post("/organisations")
def register(
    request: Request,
    who: Administrator,
    uow: Uow,
    number: Annotated[str, Form(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{1,39}$")],
    name: Annotated[str, Form(min_length=1, max_length=120)],
    kind: Annotated[Kind, Form()],
) -> Response:
    """Register an organisation: a trader, an agency, or an office of customs."""
    fresh(request, FRESH)
    actions.found_organisation(uow, Organisation(number, name, kind))
    return RedirectResponse(f"/organisations?q={number}", 303)


@router.post("/organisations/{number}/suspend")
def suspend_organisation(request: Request, who: Administrator, uow: Uow, number: str, because: Reason) -> Response:
    """Suspend an organisation, with the reason: its people and machines are out at once."""
    fresh(request, FRESH)
    actions.suspend_organisation(uow, number, because=because)
    return RedirectResponse(f"/organisations?q={number}", 303)


@router.post("/organisations/{number}/restore")
def restore_organisation(request: Request, who: Administrator, uow: Uow, number: str) -> Response:
    """Let a suspended organisation in again."""
    fresh(request, FRESH)
    actions.restore_organisation(uow, number)
    return RedirectResponse("/organisations", 303)


def _person(request: Request, uow: Uow, number: str, link: str = "") -> HTMLResponse:
    found = queries.person(uow, number)
    if found is None:
        raise NotFound(
            sentence("There is no such person."), mend=sentence("Look in the list of people."), seen=number[:40]
        )
    uow.looked(f"person {number}")
    issuer = request.app.state.settings.oidc_issuer
    subject = queries.subject(uow, number, issuer=issuer) if issuer else None
    given = {"person": found, "roles": roles(), "link": link, "issuer": issuer, "subject": subject}
    given |= {"tokens": queries.tokens_made_by(uow, number), "at": uow.at}
    return render(request, "people/person.html", **given)
