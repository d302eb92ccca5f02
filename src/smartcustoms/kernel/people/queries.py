"""What can be asked about people: may somebody do something, who is there."""

import csv
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import structlog

from smartcustoms.kernel.actor import Actor, Kind
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.errors import NotPermitted
from smartcustoms.kernel.people import store
from smartcustoms.kernel.people.deciding import OTHER, OWN, allowed, decide
from smartcustoms.kernel.people.model import Decision, MachineToken, Organisation, Person, Session
from smartcustoms.kernel.people.roles import roles
from smartcustoms.kernel.people.scopes import for_machines, may_name
from smartcustoms.kernel.permissions import Permission
from smartcustoms.kernel.words.model import sentence

log = structlog.get_logger("smartcustoms.people")


def may(actor: Actor, permission: Permission | str, *, owner: str | None = None) -> bool:
    """Tell whether an actor may do something with a thing; `owner` is the organisation it belongs to, None the actor's own.

    Templates name the permission by its code.
    """
    if actor.kind is Kind.SYSTEM:
        return True
    code = permission if isinstance(permission, str) else permission.code
    return allowed(actor.roles, actor.kind, code, _whose(actor, owner), in_scope(actor, code))


def sees_all(actor: Actor, permission: Permission) -> bool:
    """Tell whether the permission reaches the things of every organisation."""
    if actor.kind is Kind.SYSTEM:
        return True
    return allowed(actor.roles, actor.kind, permission.code, OTHER, in_scope(actor, permission.code))


def decision(actor: Actor, permission: Permission, *, owner: str | None = None) -> Decision:
    """Give the answer of `may` with the policies that decided; `platform` stands for the platform itself, which asks none."""
    if actor.kind is Kind.SYSTEM:
        return Decision(True, ("platform",))
    return decide(actor.roles, actor.kind, permission.code, _whose(actor, owner), in_scope(actor, permission.code))


def in_scope(actor: Actor, code: str) -> bool:
    """Tell whether the token of an actor names a permission; people have none and are never narrowed."""
    return actor.scopes is None or code in actor.scopes


def tell_refusal(actor: Actor, permission: Permission, *, owner: str | None = None, where: str = "") -> None:
    """Log a refusal with what explains it: who, what, whose, and the policies that forbade it, or that none granted it."""
    decided = decision(actor, permission, owner=owner)
    why = "forbidden" if decided.policies else "no policy grants it"
    log.info(
        "people.refused",
        who=actor.user,
        organisation=actor.organisation,
        roles=sorted(actor.roles),
        permission=permission.code,
        owner=_whose(actor, owner),
        because=why if in_scope(actor, permission.code) else "not among the token's permissions",
        policies=list(decided.policies),
        where=where,
    )


def require(actor: Actor, permission: Permission, *, owner: str | None = None, about: str = "") -> None:
    """Refuse unless the actor may.

    Raises:
        NotPermitted: no policy grants it.
    """
    if not may(actor, permission, owner=owner):
        tell_refusal(actor, permission, owner=owner, where=about)
        if narrowed := beyond_token(actor, permission):
            raise narrowed
        raise NotPermitted(
            sentence("You may not do this: {what}.", what=sentence(permission.says)),
            mend=sentence("Ask an administrator of your organisation for a role that allows it."),
            seen=about or None,
        )


def beyond_token(actor: Actor, permission: Permission) -> NotPermitted | None:
    """Give the refusal of a token that does not name a permission; None when that is not what refuses."""
    if in_scope(actor, permission.code):
        return None
    return NotPermitted(
        sentence("This token may not be used for this: {what}.", what=sentence(permission.says)),
        mend=sentence("Make a token that names the permission {code}, on the page Machines.", code=permission.code),
        seen=permission.code,
    )


def nameable(actor: Actor, permissions: Iterable[Permission]) -> list[Permission]:
    """Give, in order of their codes, the permissions that a machine's token made by this person can name."""
    roles = for_machines(actor.roles)
    found = {each.code: each for each in permissions if may_name(roles, actor.kind, each.code)}
    return [found[code] for code in sorted(found)]


def person(uow: UnitOfWork, number: str) -> Person | None:
    """Give one person by his number."""
    return store.person_by_number(uow, number)


def names(uow: UnitOfWork, numbers: Iterable[str]) -> dict[str, str]:
    """Give the names of people by their numbers, as far as the asker may know them; a number nobody has is left out.

    Traders and agencies read only their own people's names: officers appear to them as Customs.
    """
    own = None if uow.by.kind in {Kind.CUSTOMS, Kind.SYSTEM} else uow.by.organisation
    return store.names(uow, sorted(set(numbers)), organisation_number=own)


def people(uow: UnitOfWork, *, text: str = "", page: int = 1, size: int = 50) -> tuple[list[Person], int]:
    """Give a page of people and how many there are in all; traders' administrators see their own organisation only."""
    uow.looked("people", text=text)
    own = None if uow.by.kind in {Kind.CUSTOMS, Kind.SYSTEM} else uow.by.organisation
    return store.people(uow, text=text, organisation_number=own, limit=size, offset=(page - 1) * size)


def who_may(uow: UnitOfWork, permission: Permission) -> list[Person]:
    """Give customs' people whom the policies permit something, by name."""
    uow.looked("people", permission=permission.code)
    codes = [code for code in roles() if allowed(frozenset({code}), Kind.CUSTOMS, permission.code, OWN, True)]
    return store.with_roles(uow, codes)


def organisations(uow: UnitOfWork, *, text: str = "", page: int = 1, size: int = 50) -> tuple[list[Organisation], int]:
    """Give a page of organisations and how many there are in all."""
    return store.organisations(uow, text=text, limit=size, offset=(page - 1) * size)


def organisation_name(uow: UnitOfWork, number: str) -> str | None:
    """Give an organisation's name by its number; None when there is none, or it is not the asker's to see."""
    return store.organisation_name(uow, number)


def subject(uow: UnitOfWork, number: str, *, issuer: str) -> str | None:
    """Give what a sign-in service calls a person whose account is linked; None when it is not."""
    return store.subject_of(uow, issuer, number)


def tokens(uow: UnitOfWork) -> list[MachineToken]:
    """Give the machine tokens of the actor's organisation."""
    return store.tokens(uow, uow.by.organisation)


def tokens_made_by(uow: UnitOfWork, maker: str) -> list[MachineToken]:
    """Give the machine tokens that a person made."""
    return store.tokens_made_by(uow, maker)


def passkeys(uow: UnitOfWork, number: str) -> list[tuple[bytes, str, datetime]]:
    """Give the passkeys of a person: credential id, name, when it was made."""
    return [(row.credential, row.name, row.made) for row in store.passkeys(uow, number=number)]


def session(uow: UnitOfWork, token_hash: bytes) -> Session | None:
    """Give the living session of a token, by the hash of it."""
    return store.session(uow, token_hash, at=uow.at)


def sessions(uow: UnitOfWork, number: str) -> list[tuple[datetime, datetime, str]]:
    """Give the living sessions of a person: begun, last used, and the client that signed in."""
    return [(row.began, row.seen, row.client) for row in store.sessions_of(uow, number)]


def demo_cast() -> list[dict[str, str]]:
    """Give the people of the demo world, with passwords: shown only where everything is simulated."""
    path = Path(__file__).with_name("reference") / "demo_cast.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _whose(actor: Actor, owner: str | None) -> str:
    return OWN if owner is None or owner == actor.organisation else OTHER
