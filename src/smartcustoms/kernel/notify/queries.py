"""Ask for messages."""

from smartcustoms.kernel.actor import Actor, Kind
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.notify import store
from smartcustoms.kernel.notify.model import Copy, Message, Preference, Sending


def names_of(who: Actor) -> tuple[str, ...]:
    """Give the names under which an actor is told: his own, his organisation's, and those of customs' roles he has."""
    roles = (f"role:{role}" for role in sorted(who.roles)) if who.kind is Kind.CUSTOMS else ()
    return (who.user, who.organisation, *roles)


def inbox(uow: UnitOfWork, *, page: int = 1, size: int = 30) -> tuple[list[Message], int, int]:
    """Give a page of the actor's messages, how many there are, and how many he has not read."""
    return store.inbox(uow, names_of(uow.by), limit=size, offset=(page - 1) * size)


def unread(uow: UnitOfWork) -> int:
    """Give how many messages the actor has not read."""
    return store.inbox(uow, names_of(uow.by), limit=0, offset=0)[2]


def preference(uow: UnitOfWork) -> Preference:
    """Give what the actor asked for."""
    mine = [wish for wish in store.preferences(uow, uow.by.user) if wish.user == uow.by.user]
    return mine[0] if mine else Preference(uow.by.user, uow.by.organisation, uow.by.language)


def outbox(uow: UnitOfWork, *, limit: int = 200) -> list[Copy]:
    """Give the copies that did not go out: waiting, kept for want of a gateway, or given up."""
    uow.looked("notify.outbox")
    return store.outbox(uow, (Sending.WAITING, Sending.KEPT, Sending.GIVEN_UP), limit=limit)
