"""Tokens for an organisation's machines: `Authorization: Bearer sc_...`, kept as a hash, with an end of their own.

A token has roles of its maker and names the only permissions it may use; losing the role or the account, the maker takes it along.
"""

import secrets
from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.errors import NotFound, Refused
from smartcustoms.kernel.identifiers import numbered
from smartcustoms.kernel.people import store
from smartcustoms.kernel.people.actions.sessions import token_hash
from smartcustoms.kernel.people.model import MachineToken
from smartcustoms.kernel.people.scopes import for_machines, may_name
from smartcustoms.kernel.words.model import sentence

LONGEST: Final = 366


class TokenRefused(Refused):
    """A token for a machine cannot be made like this."""

    code = "token_refused"


def make_token(
    uow: UnitOfWork, *, name: str, given: Iterable[str], scopes: Iterable[str], days: int
) -> tuple[MachineToken, str]:
    """Make a token for a machine of the actor's organisation; the secret is given once and never again.

    Args:
        uow: the unit of work of the person who makes it.
        name: what the machine is called, up to 80 characters.
        given: codes of the roles it gets.
        scopes: codes of the only permissions it may use, at least one.
        days: how many days it lasts.

    Raises:
        TokenRefused: it would have a role its maker lacks, or one that needs a second factor, name no permission or one that
            its roles do not grant, or last too long.
    """
    wanted, named = frozenset(given), frozenset(scopes)
    if not wanted or not wanted <= for_machines(uow.by.roles):
        raise TokenRefused(
            sentence("A machine gets roles that you hold yourself and that need no second factor."),
            mend=sentence("Choose among your own roles."),
            field="role",
            seen=", ".join(sorted(wanted)),
        )
    beyond = sorted(each for each in named if not may_name(wanted, uow.by.kind, each))
    if beyond or not named:
        raise TokenRefused(
            sentence("A token names at least one permission, and only such as its roles grant."),
            mend=sentence("Choose the permissions that the machine needs, among those offered."),
            field="scope",
            seen=", ".join(beyond)[:200],
        )
    if not 1 <= days <= LONGEST:
        raise TokenRefused(
            sentence("A token lasts 1 to {longest} days.", longest=LONGEST),
            mend=sentence("Write a number of days in this range."),
            field="days",
            seen=str(days),
        )
    secret = f"sc_{secrets.token_urlsafe(32)}"
    number = numbered("K", uow.at.year, secrets.randbelow(10**9))
    ends = uow.at + timedelta(days=days)
    made = MachineToken(number, uow.by.organisation, name, wanted, uow.at, ends, None, False, named)
    store.insert_token(uow, made, token_hash(secret), maker=uow.by.user)
    uow.note("token.made", number, roles=sorted(wanted), permissions=sorted(named), days=days)
    return made, secret


def revoke_token(uow: UnitOfWork, number: str, *, maker: str | None = None) -> None:
    """End a token at once.

    Args:
        uow: the unit of work of who ends it.
        number: the token's number.
        maker: number of the person who made it, for an administrator; None: it is of the actor's own organisation.

    Raises:
        NotFound: there is no such token.
    """
    if not store.revoke_token(uow, number, organisation_number=uow.by.organisation, maker=maker):
        raise NotFound(sentence("There is no such token."), mend=sentence("Look in the list."), seen=number[:40])
    uow.note("token.revoked", number)


def use_token(uow: UnitOfWork, secret: str, *, simulated: bool = False, last: bool = False) -> Actor | None:
    """Give the actor of a machine's token, and note its use once a minute; None when it is unknown, over or revoked.

    `simulated` is true in the demo only: elsewhere tokens made by its people, whose passwords are known, are worth nothing.
    With `last` the unit of work ends with it, in the same round trip.
    """
    return store.actor_of_token(uow, token_hash(secret), simulated=simulated, last=last)
