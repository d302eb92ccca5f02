"""Tables of the inbox and the deliveries to each consumer, and all SQL on them and on the outbox."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.kernel.database.outbox import event_outbox
from smartcustoms.kernel.database.tables import TABLES, customs_only, open_to_all
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.events.model import DeadLetter, Message, Queue

LOTS: Final = 8  # deliveries to a consumer are split by key into lots, and each lot has one worker at a time
_RELAY, _LOT, _INTAKE = 7202, 7204, 7205  # advisory locks

event_inbox: Final = sa.Table(
    "event_inbox",
    TABLES,
    sa.Column("id", pg.UUID(as_uuid=True), primary_key=True),
    sa.Column("sequence", sa.BigInteger, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("version", sa.SmallInteger, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("body", pg.JSONB, nullable=False),
    sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("trace", sa.Text, nullable=True),
    sa.Index("ix_event_inbox_recorded_at", "recorded_at"),
    info=customs_only(),
)

event_delivery: Final = sa.Table(
    "event_delivery",
    TABLES,
    sa.Column("consumer", sa.Text, primary_key=True),
    sa.Column("event", pg.UUID(as_uuid=True), primary_key=True),
    sa.Column("sequence", sa.BigInteger, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("lot", sa.SmallInteger, nullable=False),
    sa.Column("state", sa.Text, nullable=False, server_default="waiting"),
    sa.Column("attempts", sa.SmallInteger, nullable=False, server_default="0"),
    sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("error", sa.Text, nullable=False, server_default=""),
    sa.Column("mended", pg.JSONB, nullable=True),
    sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
    sa.Index("ix_event_delivery_due", "consumer", "lot", "sequence", postgresql_where=sa.text("state = 'waiting'")),
    sa.Index(
        "ix_event_delivery_held",
        "consumer",
        "key",
        "sequence",
        postgresql_where=sa.text("state in ('waiting', 'dead') and attempts > 0"),
    ),
    info=customs_only(),
)

event_position: Final = sa.Table(
    "event_position",
    TABLES,
    sa.Column("stream", sa.Text, primary_key=True),
    sa.Column("sequence", sa.BigInteger, nullable=False),
    info=open_to_all("how far the intake has read each broker stream; numbers only"),
)

_RELAY_HERE: Final = sa.text(
    """
    with batch as (
      select sequence from event_outbox where relayed_at is null order by sequence limit :limit for update skip locked
    ), marked as (
      update event_outbox o set relayed_at = :at from batch where o.sequence = batch.sequence
      returning o.id, o.sequence, o.name, o.version, o.key, o.body, o.recorded_at, o.trace
    ), taken as (
      insert into event_inbox (id, sequence, name, version, key, body, recorded_at, trace)
      select id, sequence, name, version, key, body, recorded_at, trace from marked
      where name = any(cast(:events as text[])) on conflict do nothing
    ), delivered as (
      insert into event_delivery (consumer, event, sequence, key, lot, next_at)
      select route.consumer, m.id, m.sequence, m.key, hashtext(m.key) & cast(:lots as int), :at
      from marked m
      join unnest(cast(:events as text[]), cast(:consumers as text[])) as route(event, consumer) on route.event = m.name
      on conflict do nothing
    )
    select count(*) from marked
    """
)

_DELIVER: Final = sa.text(
    """
    insert into event_delivery (consumer, event, sequence, key, lot, next_at)
    select route.consumer, m.id, m.sequence, m.key, hashtext(m.key) & cast(:lots as int), :at
    from event_inbox m join unnest(cast(:events as text[]), cast(:consumers as text[])) as route(event, consumer) on route.event = m.name
    where m.id = any(cast(:ids as uuid[])) on conflict do nothing
    """
)

_DUE: Final = sa.text(
    """
    select d.event as id, d.attempts, m.sequence, m.name, m.version, m.key, coalesce(d.mended, m.body) as body,
           m.recorded_at, m.trace
    from event_delivery d join event_inbox m on m.id = d.event
    where d.consumer = :consumer and d.lot = :lot and d.state = 'waiting' and d.next_at <= :at
      and not exists (
        select from event_delivery e
        where e.consumer = d.consumer and e.key = d.key and e.sequence < d.sequence and e.attempts > 0
          and (e.state = 'dead' or (e.state = 'waiting' and e.next_at > :at)))
    order by d.sequence limit :limit for update of d skip locked
    """
)


def routes(consumers: dict[str, Sequence[str]]) -> dict[str, Any]:
    """Lay out which consumers each event has, as the statements take it."""
    pairs = [(event, consumer) for event, names in consumers.items() for consumer in names]
    return {"events": [event for event, _ in pairs], "consumers": [name for _, name in pairs], "lots": LOTS - 1}


def hold(uow: UnitOfWork, lock: int, about: str) -> bool:
    """Take an advisory lock until the transaction ends; False when another has it."""
    query = sa.select(sa.func.pg_try_advisory_xact_lock(lock, sa.func.hashtext(about)))
    return bool(uow.connection.execute(query).scalar())


def hold_relay(uow: UnitOfWork) -> bool:
    """Be the one relay: two at once would hand on a key's events out of order."""
    return hold(uow, _RELAY, "relay")


def hold_lot(uow: UnitOfWork, consumer: str, lot: int) -> bool:
    """Be the one who runs a consumer's lot."""
    return hold(uow, _LOT, f"{consumer}\n{lot}")


def hold_intake(uow: UnitOfWork, stream: str) -> bool:
    """Be the one who takes a stream in."""
    return hold(uow, _INTAKE, stream)


def relay_here(uow: UnitOfWork, consumers: dict[str, Sequence[str]], limit: int) -> int:
    """Hand events from the outbox to the consumers' inboxes in this database; give how many events."""
    values = {"at": uow.at, "limit": limit, **routes(consumers)}
    return int(uow.connection.execute(_RELAY_HERE, values).scalar_one())


def waiting_in_outbox(uow: UnitOfWork, limit: int) -> list[Message]:
    """Load the next events to publish, in order, locking their rows."""
    columns = [event_outbox.c[name] for name in Message.__dataclass_fields__]
    query = (
        sa.select(*columns)
        .where(event_outbox.c.relayed_at.is_(None))
        .order_by(event_outbox.c.sequence)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [Message(**row) for row in uow.connection.execute(query).mappings()]


def mark_relayed(uow: UnitOfWork, sequences: list[int]) -> None:
    """Note that the broker has these events."""
    query = sa.update(event_outbox).where(event_outbox.c.sequence.in_(sequences)).values(relayed_at=uow.at)
    uow.connection.execute(query)


def take(uow: UnitOfWork, messages: Sequence[Message], consumers: dict[str, Sequence[str]]) -> None:
    """Put events from a broker into the inbox and lay them out for each consumer; those known already change nothing."""
    rows = [{name: getattr(each, name) for name in Message.__dataclass_fields__} for each in messages]
    wanted = [row for row in rows if row["name"] in consumers]
    if not wanted:
        return
    uow.connection.execute(pg.insert(event_inbox).on_conflict_do_nothing(), wanted)
    uow.connection.execute(_DELIVER, {"at": uow.at, "ids": [row["id"] for row in wanted], **routes(consumers)})


def position(uow: UnitOfWork, stream: str) -> int:
    """Tell how far a stream has been taken in; 0 at the beginning."""
    query = sa.select(event_position.c.sequence).where(event_position.c.stream == stream)
    return int(uow.connection.execute(query).scalar() or 0)


def set_position(uow: UnitOfWork, stream: str, sequence: int) -> None:
    """Note how far a stream has been taken in."""
    query = pg.insert(event_position).values(stream=stream, sequence=sequence)
    uow.connection.execute(query.on_conflict_do_update(index_elements=["stream"], set_={"sequence": sequence}))


def lots_due(uow: UnitOfWork) -> list[tuple[str, int]]:
    """Find the consumers' lots that have something due."""
    d = event_delivery.c
    query = sa.select(d.consumer, d.lot).where(d.state == "waiting", d.next_at <= uow.at).distinct()
    return [(row.consumer, row.lot) for row in uow.connection.execute(query)]


def due(uow: UnitOfWork, consumer: str, lot: int, limit: int) -> list[tuple[Message, int]]:
    """Load the next due deliveries of a lot in order, with the attempts each had; none behind a failed one of its key."""
    values = {"consumer": consumer, "lot": lot, "at": uow.at, "limit": limit}
    found = []
    for row in uow.connection.execute(_DUE, values).mappings():
        fields = dict(row)
        attempts = fields.pop("attempts")
        found.append((Message(**fields), attempts))
    return found


def mark_done(uow: UnitOfWork, consumer: str, events: list[UUID]) -> None:
    """Note in the effect's own transaction that these events have had their effect."""
    d = event_delivery.c
    query = sa.update(event_delivery).where(d.consumer == consumer, d.event.in_(events), d.state == "waiting")
    uow.connection.execute(query.values(state="done", done_at=uow.at))


def mark_failed(
    uow: UnitOfWork, consumer: str, event: UUID, *, attempts: int, next_at: datetime | None, error: str
) -> None:
    """Note a failed attempt; without a next moment it becomes a dead letter. Changes nothing if another was quicker."""
    d = event_delivery.c
    query = sa.update(event_delivery).where(
        d.consumer == consumer, d.event == event, d.state == "waiting", d.attempts == attempts - 1
    )
    values: dict[str, Any] = {"attempts": attempts, "error": error, "next_at": next_at or uow.at}
    uow.connection.execute(query.values(state="waiting" if next_at else "dead", **values))


_QUEUES: Final = sa.text(
    """
    select consumer, count(*) filter (where state = 'waiting') as waiting,
           count(*) filter (where state = 'waiting' and attempts > 0) as retried,
           count(*) filter (where state = 'dead') as dead,
           coalesce(extract(epoch from :at - min(m.recorded_at) filter (where state = 'waiting')), 0)::float8 as lag
    from event_delivery d join event_inbox m on m.id = d.event
    where state in ('waiting', 'dead') group by consumer order by consumer
    """
)


def queues(uow: UnitOfWork) -> list[Queue]:
    """Count what waits for each consumer that has something waiting or dead."""
    return [Queue(**row) for row in uow.connection.execute(_QUEUES, {"at": uow.at}).mappings()]


def outbox_waiting(uow: UnitOfWork) -> tuple[int, datetime | None]:
    """Count the events not yet relayed, and give when the oldest was recorded."""
    o = event_outbox.c
    query = sa.select(sa.func.count(), sa.func.min(o.recorded_at)).where(o.relayed_at.is_(None))
    count, oldest = uow.connection.execute(query).one()
    return int(count), oldest


_DEAD: Final = """
    select d.consumer, d.event, m.name, m.key, coalesce(d.mended, m.body) as body, d.mended is not null as mended,
           d.attempts, d.error, m.recorded_at,
           (select count(*) from event_delivery e where e.consumer = d.consumer and e.key = d.key
              and e.sequence > d.sequence and e.state = 'waiting') as behind
    from event_delivery d join event_inbox m on m.id = d.event where d.state = 'dead'
    """


def dead_letters(uow: UnitOfWork, limit: int) -> list[DeadLetter]:
    """Load dead letters, the oldest first."""
    query = sa.text(_DEAD + " order by d.sequence, d.consumer limit :limit")
    return [DeadLetter(**row) for row in uow.connection.execute(query, {"limit": limit}).mappings()]


def dead_letter(uow: UnitOfWork, consumer: str, event: UUID) -> DeadLetter | None:
    """Load one dead letter; None when it is not there or dead no more."""
    query = sa.text(_DEAD + " and d.consumer = :consumer and d.event = :event")
    row = uow.connection.execute(query, {"consumer": consumer, "event": event}).mappings().first()
    return DeadLetter(**row) if row else None


def change_dead(uow: UnitOfWork, consumer: str, event: UUID, **values: Any) -> bool:
    """Change a dead letter; False when it is dead no more."""
    d = event_delivery.c
    query = sa.update(event_delivery).where(d.consumer == consumer, d.event == event, d.state == "dead")
    return uow.connection.execute(query.values(**values)).rowcount == 1


def prune(uow: UnitOfWork, before: datetime) -> int:
    """Remove events recorded before a moment that every consumer is through with; give how many."""
    o, m, d = event_outbox.c, event_inbox.c, event_delivery.c
    open_states = sa.select(d.event).where(d.event == m.id, d.state.in_(("waiting", "dead"))).exists()
    through = sa.select(m.id).where(m.recorded_at < before, ~open_states)
    uow.connection.execute(sa.delete(event_delivery).where(d.event.in_(through)))
    uow.connection.execute(sa.delete(event_inbox).where(m.recorded_at < before, ~open_states))
    gone = sa.delete(event_outbox).where(o.recorded_at < before, o.relayed_at.is_not(None))
    return int(uow.connection.execute(gone).rowcount)
