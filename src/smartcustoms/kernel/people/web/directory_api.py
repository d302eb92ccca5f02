"""The JSON API of people and organisations. What gives power asks for a fresh proof of who asks, as the pages do."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field

from smartcustoms.kernel.actor import Kind
from smartcustoms.kernel.errors import NotFound
from smartcustoms.kernel.people import actions, queries
from smartcustoms.kernel.people.model import Organisation, State
from smartcustoms.kernel.people.web.administration import FRESH, Administrator, with_service
from smartcustoms.kernel.people.web.proof import fresh
from smartcustoms.kernel.web.access import Uow
from smartcustoms.kernel.words.model import sentence

router = APIRouter(prefix="/api/v1", tags=["people"])
Page = Annotated[int, Query(ge=1, le=100_000)]
_SIZE = 50


class PersonGiven(BaseModel):
    """A person with an account."""

    number: str
    organisation: str
    name: str
    email: str
    language: str
    state: State
    roles: list[str]
    second_factor: bool
    locked_until: datetime | None


class PeopleGiven(BaseModel):
    """A page of people, and how many there are in all."""

    total: int
    people: list[PersonGiven]


class OrganisationShape(BaseModel):
    """An organisation: customs itself, an agency or a trader."""

    number: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{1,39}$")
    name: str = Field(min_length=1, max_length=120)
    kind: Kind
    suspended: bool = Field(False, description="given, not taken")


class OrganisationsGiven(BaseModel):
    """A page of organisations, and how many there are in all."""

    total: int
    organisations: list[OrganisationShape]


class InvitationTaken(BaseModel):
    """Somebody to be invited."""

    name: str = Field(min_length=1, max_length=100)
    email: str = Field(max_length=200, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
    organisation: str = Field(max_length=60)
    roles: list[str] = Field(max_length=20)


class RolesTaken(BaseModel):
    """All roles that a person has from now on."""

    roles: list[str] = Field(max_length=20)


class BecauseTaken(BaseModel):
    """Why somebody is suspended."""

    because: str = Field(min_length=3, max_length=300)


class SubjectGiven(BaseModel):
    """What the sign-in service calls a person; null when the account is not linked."""

    subject: str | None


class SubjectTaken(BaseModel):
    """What the sign-in service calls a person (the claim `sub`)."""

    subject: str = Field(min_length=1, max_length=255)


class MachineGiven(BaseModel):
    """A token that a person made for a machine; its secret is kept nowhere."""

    number: str
    organisation: str
    name: str
    permissions: list[str] | None = Field(description="null: made before tokens named permissions; all its roles grant")
    made: datetime
    ends: datetime
    used: datetime | None
    revoked: bool


class LinkGiven(BaseModel):
    """A link with which a person sets a password, shown once."""

    link: str


@router.get("/people")
def people(who: Administrator, uow: Uow, q: str = "", page: Page = 1) -> PeopleGiven:
    """List people: search by name, address or organisation."""
    found, total = queries.people(uow, text=q[:100], page=page, size=_SIZE)
    return PeopleGiven(total=total, people=[_given(each) for each in found])


@router.post("/people", status_code=201)
def invite(request: Request, taken: InvitationTaken, who: Administrator, uow: Uow) -> PersonGiven:
    """Invite a person."""
    fresh(request, FRESH)
    made = actions.invite(
        uow, name=taken.name, email=taken.email, organisation=taken.organisation, roles_given=set(taken.roles)
    )
    return _person(uow, made.number)


@router.get("/people/{number}")
def person(number: str, who: Administrator, uow: Uow) -> PersonGiven:
    """Give one person's account."""
    uow.looked(f"person {number}")
    return _person(uow, number)


@router.post("/people/{number}/invitation")
def open_invitation(request: Request, number: str, who: Administrator, uow: Uow) -> LinkGiven:
    """Make a link with which the person sets a password, to be handed over."""
    fresh(request, FRESH)
    secret = actions.open_invitation(uow, number)
    return LinkGiven(link=f"{request.app.state.settings.address}/welcome/{secret}")


@router.post("/people/{number}/roles")
def give_roles(request: Request, number: str, taken: RolesTaken, who: Administrator, uow: Uow) -> PersonGiven:
    """Set a person's roles."""
    fresh(request, FRESH)
    actions.give_roles(uow, number, taken.roles)
    return _person(uow, number)


@router.post("/people/{number}/suspend")
def suspend(number: str, why: BecauseTaken, who: Administrator, uow: Uow) -> PersonGiven:
    """Suspend an account, with the reason."""
    actions.suspend(uow, number, because=why.because)
    return _person(uow, number)


@router.post("/people/{number}/restore")
def restore(request: Request, number: str, who: Administrator, uow: Uow) -> PersonGiven:
    """Open a suspended or locked account."""
    fresh(request, FRESH)
    actions.restore(uow, number)
    return _person(uow, number)


@router.post("/people/{number}/service", status_code=204)
def link_subject(request: Request, number: str, taken: SubjectTaken, who: Administrator, uow: Uow) -> None:
    """Link an account with a subject of the sign-in service."""
    fresh(request, FRESH)
    actions.link_subject(uow, number, taken.subject, settings=with_service(request))


@router.post("/people/{number}/service/remove", status_code=204)
def unlink_subject(request: Request, number: str, who: Administrator, uow: Uow) -> None:
    """Take the link with the sign-in service off an account; its sessions end."""
    actions.unlink_subject(uow, number, settings=with_service(request))


@router.get("/people/{number}/machines")
def machines(number: str, who: Administrator, uow: Uow) -> list[MachineGiven]:
    """List the tokens that a person made for machines, newest first."""
    uow.looked(f"machines of {number}")
    return [
        MachineGiven(
            number=each.number,
            organisation=each.organisation,
            name=each.name,
            permissions=None if each.scopes is None else sorted(each.scopes),
            made=each.made,
            ends=each.ends,
            used=each.used,
            revoked=each.revoked,
        )
        for each in queries.tokens_made_by(uow, number)
    ]


@router.post("/people/{number}/machines/{machine}/end", status_code=204)
def end_machine(number: str, machine: str, who: Administrator, uow: Uow) -> None:
    """End a token that a person made for a machine, at once."""
    actions.revoke_token(uow, machine, maker=number)


@router.get("/people/{number}/service")
def subject(request: Request, number: str, who: Administrator, uow: Uow) -> SubjectGiven:
    """Tell what the sign-in service calls a person; null when the account is not linked."""
    uow.looked(f"person {number}")
    return SubjectGiven(subject=queries.subject(uow, number, issuer=with_service(request).oidc_issuer))


@router.get("/organisations")
def organisations(who: Administrator, uow: Uow, q: str = "", page: Page = 1) -> OrganisationsGiven:
    """List organisations: search by name or number."""
    found, total = queries.organisations(uow, text=q[:100], page=page, size=_SIZE)
    given = [OrganisationShape.model_validate(each, from_attributes=True) for each in found]
    return OrganisationsGiven(total=total, organisations=given)


@router.post("/organisations", status_code=201)
def register(request: Request, taken: OrganisationShape, who: Administrator, uow: Uow) -> OrganisationShape:
    """Register an organisation."""
    fresh(request, FRESH)
    actions.found_organisation(uow, Organisation(taken.number, taken.name, taken.kind))
    return OrganisationShape(number=taken.number, name=taken.name, kind=taken.kind)


@router.post("/organisations/{number}/suspend", status_code=204)
def suspend_organisation(number: str, why: BecauseTaken, who: Administrator, uow: Uow) -> None:
    """Suspend an organisation, with the reason: its people and machines are out at once."""
    actions.suspend_organisation(uow, number, because=why.because)


@router.post("/organisations/{number}/restore", status_code=204)
def restore_organisation(request: Request, number: str, who: Administrator, uow: Uow) -> None:
    """Let a suspended organisation in again."""
    fresh(request, FRESH)
    actions.restore_organisation(uow, number)


def _person(uow: Uow, number: str) -> PersonGiven:
    found = queries.person(uow, number)
    if found is None:
        raise NotFound(
            sentence("There is no such person."), mend=sentence("Look in the list of people."), seen=number[:40]
        )
    return _given(found)


def _given(found: Any) -> PersonGiven:
    return PersonGiven.model_validate(found, from_attributes=True)
