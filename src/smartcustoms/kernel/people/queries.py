"""What can be asked about people: may somebody do something."""

from smartcustoms.kernel.actor import Actor, Kind
from smartcustoms.kernel.errors import NotPermitted
from smartcustoms.kernel.people.deciding import OTHER, OWN, allowed
from smartcustoms.kernel.permissions import Permission
from smartcustoms.kernel.words.model import sentence


def may(actor: Actor, permission: Permission, *, owner: str | None = None) -> bool:
    """Tell whether an actor may do something with a thing; `owner` is the organisation it belongs to, None the actor's own."""
    if actor.kind is Kind.SYSTEM:
        return True
    whose = OWN if owner is None or owner == actor.organisation else OTHER
    return allowed(actor.roles, actor.kind, permission.code, whose)


def sees_all(actor: Actor, permission: Permission) -> bool:
    """Tell whether the permission reaches the things of every organisation."""
    return actor.kind is Kind.SYSTEM or allowed(actor.roles, actor.kind, permission.code, OTHER)


def require(actor: Actor, permission: Permission, *, owner: str | None = None, about: str = "") -> None:
    """Refuse unless the actor may.

    Raises:
        NotPermitted: no policy grants it.
    """
    if not may(actor, permission, owner=owner):
        raise NotPermitted(
            sentence("You may not do this: {what}.", what=sentence(permission.says)),
            mend=sentence("Ask an administrator of your organisation for a role that allows it."),
            seen=about or None,
        )
