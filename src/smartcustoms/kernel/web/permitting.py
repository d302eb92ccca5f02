"""The one place of the web shell that asks who somebody is and what he may do (kernel/people)."""

from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM, Actor
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.people import actions
from smartcustoms.kernel.people import queries as people
from smartcustoms.kernel.permissions import Permission


def permitted(actor: Actor, permission: Permission, *, owner: str | None = None) -> bool:
    """Tell whether an actor may do something with a thing that an organisation owns (None: his own)."""
    return people.may(actor, permission, owner=owner)


def policies_of(actor: Actor, permission: Permission) -> tuple[str, ...]:
    """Give the names of the policies that decide whether an actor may, for the audit trail."""
    return people.decision(actor, permission).policies


def tell_refusal(actor: Actor, permission: Permission, *, where: str) -> None:
    """Log a refusal with the policies that explain it."""
    people.tell_refusal(actor, permission, where=where)


def actor_of_session(database: Database, token: str, *, second_factor: bool = True, noted: bool = True) -> Actor | None:
    """Give who is signed in under a session token; None when the session is unknown, idle too long or over.

    With `second_factor` a role that needs one has no effect until its person has set it up. Without `noted` the look
    does not count as a use, so that an open page does not keep a session alive.
    """
    with database.unit(by=PLATFORM, at=clock.now()) as uow:
        found = actions.use_session(uow, token, second_factor=second_factor, noted=noted)
    return found.actor if found else None


def beyond_token(actor: Actor, permission: Permission) -> Refused | None:
    """Give the refusal of a machine's token that does not name a permission; None when that is not what refuses."""
    return people.beyond_token(actor, permission)


def actor_of_machine(database: Database, authorization: str, *, simulated: bool = False) -> Actor | None:
    """Give whose machine sends an `Authorization: Bearer ...` header; None when the token is unknown, over or revoked."""
    scheme, _, secret = authorization.partition(" ")
    if scheme.lower() != "bearer" or not secret:
        return None
    with database.unit(by=PLATFORM, at=clock.now()) as uow:
        return actions.use_token(uow, secret.strip(), simulated=simulated, last=True)
