"""How the queues stand, and what has become a dead letter."""

from uuid import UUID

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.errors import NotFound
from smartcustoms.kernel.events import store
from smartcustoms.kernel.events.model import DeadLetter, Queue
from smartcustoms.kernel.words.model import sentence


class NotDead(NotFound):
    """There is no such dead letter: it was never there, or somebody has replayed or dropped it."""


def queues(uow: UnitOfWork) -> list[Queue]:
    """Give the consumers that have something waiting or dead."""
    return store.queues(uow)


def outbox(uow: UnitOfWork) -> Queue:
    """Give how many events wait for the relay, and how long the oldest has."""
    waiting, oldest = store.outbox_waiting(uow)
    lag = (uow.at - oldest).total_seconds() if oldest else 0.0
    return Queue(consumer="outbox", waiting=waiting, retried=0, dead=0, lag=lag)


def lots_due(uow: UnitOfWork) -> list[tuple[str, int]]:
    """Give the consumers' lots (a lot is a share of the keys) in which something is due."""
    return store.lots_due(uow)


def dead_letters(uow: UnitOfWork, *, limit: int = 100) -> list[DeadLetter]:
    """Give the dead letters, the oldest first."""
    return store.dead_letters(uow, limit)


def dead_letter(uow: UnitOfWork, consumer: str, event: UUID) -> DeadLetter:
    """Give one dead letter.

    Raises:
        NotDead: it is dead no more.
    """
    found = store.dead_letter(uow, consumer, event)
    if found is None:
        raise NotDead(
            sentence("There is no dead letter {event} of {consumer}", event=str(event), consumer=consumer),
            mend=sentence("Open the list of dead letters again"),
        )
    return found
