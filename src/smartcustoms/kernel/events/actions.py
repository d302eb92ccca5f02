"""Hand events on, mark what became of them, and mend, replay or drop dead letters."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.errors import Conflict
from smartcustoms.kernel.events import queries, store
from smartcustoms.kernel.events.model import Message, Patience
from smartcustoms.kernel.words.model import sentence

Consumers = dict[str, Sequence[str]]
"""Names of the consumers of each event, by the event's name."""


class ReasonMissing(Conflict):
    """A dead letter is dropped only with a reason."""

    code = "reason_missing"


def relay(uow: UnitOfWork, consumers: Consumers, *, limit: int) -> int:
    """Hand the next events of the outbox to their consumers in this database; give how many (0: none, or another relays)."""
    return store.relay_here(uow, consumers, limit) if store.hold_relay(uow) else 0


def next_to_publish(uow: UnitOfWork, *, limit: int) -> list[Message]:
    """Give the next events to publish to a broker (none while another relays)."""
    return store.waiting_in_outbox(uow, limit) if store.hold_relay(uow) else []


def mark_published(uow: UnitOfWork, messages: Sequence[Message]) -> None:
    """Note that the broker has stored these events."""
    store.mark_relayed(uow, [each.sequence for each in messages])


def hold_intake(uow: UnitOfWork, stream: str) -> int | None:
    """Become the one who takes a stream in, and give how far it has come; None while another does."""
    return store.position(uow, stream) if store.hold_intake(uow, stream) else None


def take_in(uow: UnitOfWork, messages: Sequence[Message], consumers: Consumers, *, stream: str, up_to: int) -> None:
    """Put events from a stream into the inbox and note how far the stream has come, together."""
    store.take(uow, messages, consumers)
    store.set_position(uow, stream, up_to)


def take_due(uow: UnitOfWork, consumer: str, lot: int, *, limit: int) -> list[tuple[Message, int]]:
    """Become the one who runs a consumer's lot, and give what is due with its attempts so far (none while another does)."""
    return store.due(uow, consumer, lot, limit) if store.hold_lot(uow, consumer, lot) else []


def mark_done(uow: UnitOfWork, consumer: str, events: list[UUID]) -> None:
    """Note, in the transaction of their effect, that a consumer is through with events."""
    store.mark_done(uow, consumer, events)


def mark_failed(uow: UnitOfWork, consumer: str, event: UUID, *, attempts: int, error: str, patience: Patience) -> bool:
    """Note that an attempt failed; tell whether the event is now a dead letter."""
    dead = attempts >= patience.tries
    next_at = None if dead else uow.at + patience.rest(attempts)
    store.mark_failed(uow, consumer, event, attempts=attempts, next_at=next_at, error=error)
    return dead


def mend(uow: UnitOfWork, consumer: str, event: UUID, body: Mapping[str, Any]) -> None:
    """Replace what a dead letter says, for this consumer; what was recorded stays as it was.

    Raises:
        queries.NotDead: it is dead no more.
    """
    before = queries.dead_letter(uow, consumer, event)
    store.change_dead(uow, consumer, event, mended=dict(body))
    uow.note("event.mended", str(event), consumer=consumer, before=dict(before.body), after=dict(body))


def replay(uow: UnitOfWork, consumer: str, event: UUID) -> None:
    """Give a dead letter to its consumer again, with all its tries.

    Raises:
        queries.NotDead: it is dead no more.
    """
    queries.dead_letter(uow, consumer, event)
    store.change_dead(uow, consumer, event, state="waiting", attempts=0, next_at=uow.at)
    uow.note("event.replayed", str(event), consumer=consumer)


def drop(uow: UnitOfWork, consumer: str, event: UUID, *, because: str) -> None:
    """Give a dead letter up: its consumer never sees it, and those that waited behind it go on.

    Raises:
        queries.NotDead: it is dead no more.
        ReasonMissing: no reason is given.
    """
    if not because.strip():
        raise ReasonMissing(
            sentence("An event is dropped only with a reason"),
            mend=sentence("Write why this event need not have its effect"),
            field="because",
        )
    queries.dead_letter(uow, consumer, event)
    store.change_dead(uow, consumer, event, state="dropped", done_at=uow.at, error=because)
    uow.note("event.dropped", str(event), consumer=consumer, because=because)


def prune(uow: UnitOfWork, *, older_than: timedelta) -> int:
    """Remove events that all are through with and that are older than a time; give how many."""
    return store.prune(uow, uow.at - older_than)
