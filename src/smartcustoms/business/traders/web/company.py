"""How a company or an individual gets an account, and whom a company's administrator invites into it."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, Field

from smartcustoms.business.traders import actions
from smartcustoms.business.traders.model import Account, Particulars
from smartcustoms.business.traders.web.asked import Applicant, Filled, Leader, particulars_of, text_of, worded
from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.errors import Conflict, Refused
from smartcustoms.kernel.people import actions as people_done
from smartcustoms.kernel.people import queries as people
from smartcustoms.kernel.people.model import Person
from smartcustoms.kernel.web.access import Uow
from smartcustoms.kernel.web.pages import reader_of, render
from smartcustoms.kernel.web.parts import Paging
from smartcustoms.kernel.words.model import sentence

router = APIRouter()
SIZE = 50


class UserTaken(BaseModel):
    """Whom to invite into one's company."""

    name: str = Field(max_length=100)
    email: str = Field(max_length=200)
    role: str = Field("company_user", max_length=40)
    language: str = Field("en", max_length=10)


class WhyTaken(BaseModel):
    """Why."""

    because: str = Field(min_length=3, max_length=300)


@router.get("/register", response_class=HTMLResponse)
def ask_page(request: Request, who: Applicant) -> HTMLResponse:
    """Show the form with which a company or an individual asks for an account."""
    return _ask(request, {}, Particulars(()), [])


@router.post("/register", response_class=HTMLResponse)
def ask(request: Request, who: Applicant, form: Filled) -> HTMLResponse:
    """Ask for an account: a mail with a link goes out, whatever is known of the address."""
    said = {name: text_of(form, name, 200) for name in ("account", "contact", "email", "language")}
    settings, written = request.app.state.settings, Particulars(())
    try:
        written = particulars_of(form)
        account = Account.INDIVIDUAL if said["account"] == "individual" else Account.COMPANY
        with request.app.state.database.unit(by=PLATFORM, at=clock.now()) as uow:
            actions.ask(
                uow,
                account,
                written,
                contact=said["contact"],
                email=said["email"],
                language=said["language"] or reader_of(request).language,
                origin=settings.address,
            )
    except Refused as refused:
        return _ask(request, said, written, [refused])
    return render(request, "traders/asked.html", email=said["email"].strip())


@router.get("/register/{secret}", response_class=HTMLResponse)
def confirm_page(request: Request, who: Applicant, secret: str) -> HTMLResponse:
    """Show what the mail's link confirms."""
    with request.app.state.database.unit(by=PLATFORM, at=clock.now()) as uow:
        found = actions.waiting(uow, secret)
    return render(request, "traders/confirm.html", registration=found, secret=secret, done=False)


@router.post("/register/{secret}", response_class=HTMLResponse)
def confirm(request: Request, who: Applicant, secret: str) -> HTMLResponse:
    """Confirm a registration; the office checks it then."""
    with request.app.state.database.unit(by=PLATFORM, at=clock.now()) as uow:
        found = actions.confirm(uow, secret)
    return render(request, "traders/confirm.html", registration=found, secret=secret, done=True)


@router.get("/company/users", response_class=HTMLResponse)
def users(request: Request, who: Leader, uow: Uow, q: str = "", page: int = 1) -> HTMLResponse:
    """Show the people of one's own company."""
    page = max(page, 1)
    found, total = people.people(uow, text=q[:100], page=page, size=SIZE)
    return render(
        request, "traders/users.html", people=found, q=q[:100], roles=sorted(actions.COMPANY_ROLES), me=who.user,
        paging_of=Paging(page, SIZE, total), **worded(request),
    )  # fmt: skip


@router.post("/company/users")
def invite(
    request: Request,
    who: Leader,
    uow: Uow,
    name: Annotated[str, Form(max_length=100)] = "",
    email: Annotated[str, Form(max_length=200)] = "",
    role: Annotated[str, Form(max_length=40)] = "company_user",
) -> Response:
    """Invite somebody into one's own company."""
    _invited(request, uow, UserTaken(name=name, email=email, role=role, language=reader_of(request).language))
    return RedirectResponse("/company/users", 303)


@router.post("/company/users/{number}/suspension")
def suspend(
    request: Request, who: Leader, uow: Uow, number: str, because: Annotated[str, Form(max_length=300)] = ""
) -> Response:
    """Suspend somebody of one's own company."""
    _suspend(uow, number, because)
    return RedirectResponse("/company/users", 303)


@router.post("/company/users/{number}/restoration")
def restore(request: Request, who: Leader, uow: Uow, number: str) -> Response:
    """Let somebody of one's own company in again."""
    people_done.restore(uow, number)
    return RedirectResponse("/company/users", 303)


@router.get("/api/v1/company/users")
def users_json(who: Leader, uow: Uow, q: str = "", page: int = 1) -> dict[str, Any]:
    """List the people of one's own company."""
    found, total = people.people(uow, text=q[:100], page=max(page, 1), size=SIZE)
    return {"total": total, "users": [_plain(each) for each in found]}


@router.post("/api/v1/company/users", status_code=201)
def invite_json(request: Request, taken: UserTaken, who: Leader, uow: Uow) -> dict[str, Any]:
    """Invite somebody into one's own company."""
    return _plain(_invited(request, uow, taken))


@router.post("/api/v1/company/users/{number}/suspension")
def suspend_json(taken: WhyTaken, who: Leader, uow: Uow, number: str) -> dict[str, Any]:
    """Suspend somebody of one's own company."""
    _suspend(uow, number, taken.because)
    return {"number": number, "state": "suspended"}


@router.post("/api/v1/company/users/{number}/restoration")
def restore_json(who: Leader, uow: Uow, number: str) -> dict[str, Any]:
    """Let somebody of one's own company in again."""
    people_done.restore(uow, number)
    return {"number": number, "state": "active"}


def _suspend(uow: Uow, number: str, because: str) -> None:
    if number == uow.by.user:
        raise Conflict(
            sentence("Nobody suspends himself: the company would have no way back."),
            mend=sentence("Ask another administrator of the company, or the office."), seen=number[:40],
        )  # fmt: skip
    people_done.suspend(uow, number, because=because)


def _invited(request: Request, uow: Uow, taken: UserTaken) -> Person:
    return actions.invite_user(
        uow,
        name=taken.name,
        email=taken.email,
        role=taken.role,
        language=taken.language,
        origin=request.app.state.settings.address,
    )


def _plain(each: Person) -> dict[str, Any]:
    return {
        "number": each.number,
        "name": each.name,
        "email": each.email,
        "state": each.state.value,
        "roles": sorted(each.roles),
    }


def _ask(request: Request, said: dict[str, str], written: Particulars, errors: list[Refused]) -> HTMLResponse:
    status = errors[0].status if errors else 200
    return render(
        request, "traders/register.html", status=status, said=said, written=written, errors=errors, **worded(request)
    )
