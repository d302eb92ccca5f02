"""Tables of messages, of what somebody read and asked for, and of copies on their way."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.kernel.database.tables import TABLES, owned_by, personal
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.notify.model import Channel, Copy, Message, Preference, Sending, Subscription
from smartcustoms.kernel.words.kept import as_json, from_json

_TIME = sa.DateTime(timezone=True)
_YEAR = "till the year after"

notify_message = sa.Table(
    "notify_message",
    TABLES,
    sa.Column("id", pg.UUID(as_uuid=True), primary_key=True),
    sa.Column("whom", sa.Text, nullable=False, info=personal(f"user told, when it is one; to show it; {_YEAR}")),
    sa.Column("organisation", sa.Text, nullable=False),
    sa.Column("says", pg.JSONB, nullable=False),
    sa.Column("about", sa.Text, nullable=False),
    sa.Column("link", sa.Text, nullable=False),
    sa.Column("at", _TIME, nullable=False),
    sa.Index("ix_notify_message_whom", "whom", "id"),
    info=owned_by("organisation"),
)

notify_read = sa.Table(
    "notify_read",
    TABLES,
    sa.Column("message", pg.UUID(as_uuid=True), primary_key=True),
    sa.Column("user", sa.Text, primary_key=True, info=personal(f"who read it; to count unread ones; {_YEAR}")),
    sa.Column("organisation", sa.Text, nullable=False),
    sa.Column("at", _TIME, nullable=False),
    info=owned_by("organisation"),
)

notify_preference = sa.Table(
    "notify_preference",
    TABLES,
    sa.Column("user", sa.Text, primary_key=True, info=personal("whose wish it is; while the account is there")),
    sa.Column("organisation", sa.Text, nullable=False, index=True),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("mail", sa.Text, nullable=False, info=personal("address to tell; while the wish holds")),
    sa.Column("phone", sa.Text, nullable=False, info=personal("number to tell; while the wish holds")),
    info=owned_by("organisation"),
)

notify_subscription = sa.Table(
    "notify_subscription",
    TABLES,
    sa.Column("hash", sa.Text, primary_key=True),
    sa.Column("user", sa.Text, nullable=False, index=True, info=personal("whose browser; till it is taken back")),
    sa.Column("organisation", sa.Text, nullable=False, index=True),
    sa.Column("endpoint", sa.Text, nullable=False),
    sa.Column("p256dh", sa.Text, nullable=False),
    sa.Column("auth", sa.Text, nullable=False),
    info=owned_by("organisation"),
)

notify_copy = sa.Table(
    "notify_copy",
    TABLES,
    sa.Column("id", pg.UUID(as_uuid=True), primary_key=True),
    sa.Column("message", pg.UUID(as_uuid=True), sa.ForeignKey("notify_message.id"), nullable=False),
    sa.Column("organisation", sa.Text, nullable=False),
    sa.Column("user", sa.Text, nullable=False, info=personal(f"who is told; to send it; {_YEAR}")),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("address", sa.Text, nullable=False, info=personal(f"address or browser told; to send it; {_YEAR}")),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("tries", sa.SmallInteger, nullable=False),
    sa.Column("due_at", _TIME, nullable=False),
    sa.Column("error", sa.Text, nullable=False),
    sa.Index("ix_notify_copy_waiting", "due_at", postgresql_where=sa.text("state = 'waiting'")),
    info=owned_by("organisation"),
)


def add_message(uow: UnitOfWork, message: Message, organisation: str) -> None:
    """Keep a message."""
    row = {"id": message.id, "whom": message.whom, "organisation": organisation, "says": as_json(message.says)}
    more = {"about": message.about, "link": message.link, "at": message.at}
    uow.connection.execute(sa.insert(notify_message).values(row | more))


def add_copies(uow: UnitOfWork, rows: Sequence[dict[str, Any]]) -> None:
    """Put copies on their way."""
    if rows:
        uow.connection.execute(sa.insert(notify_copy), list(rows))


def preferences(uow: UnitOfWork, whom: str) -> list[Preference]:
    """Give what a user, or each user of an organisation, asked for."""
    p = notify_preference.c
    found = uow.connection.execute(sa.select(notify_preference).where((p.user == whom) | (p.organisation == whom)))
    return [Preference(row.user, row.organisation, row.language, row.mail, row.phone) for row in found]


def keep_preference(uow: UnitOfWork, wish: Preference) -> None:
    """Keep what somebody asks for."""
    row = {"user": wish.user, "organisation": wish.organisation, "language": wish.language}
    new = pg.insert(notify_preference).values(row | {"mail": wish.mail, "phone": wish.phone})
    changes = {name: new.excluded[name] for name in ("organisation", "language", "mail", "phone")}
    uow.connection.execute(new.on_conflict_do_update(index_elements=["user"], set_=changes))


def keep_subscription(uow: UnitOfWork, new: Subscription) -> None:
    """Keep a browser of the actor's."""
    digest = hashlib.sha256(new.endpoint.encode()).hexdigest()
    row = {"hash": digest, "user": uow.by.user, "organisation": uow.by.organisation, "endpoint": new.endpoint}
    put = pg.insert(notify_subscription).values(row | {"p256dh": new.p256dh, "auth": new.auth})
    uow.connection.execute(put.on_conflict_do_nothing())


def forget_subscription(uow: UnitOfWork, digest: str) -> None:
    """Forget a browser."""
    uow.connection.execute(sa.delete(notify_subscription).where(notify_subscription.c.hash == digest))


def subscriptions(uow: UnitOfWork, whom: str) -> list[tuple[str, str, Subscription]]:
    """Give the browsers of a user or an organisation: hash, user, subscription."""
    s = notify_subscription.c
    rows = uow.connection.execute(sa.select(notify_subscription).where((s.user == whom) | (s.organisation == whom)))
    return [(row.hash, row.user, Subscription(row.endpoint, row.p256dh, row.auth)) for row in rows]


def subscription(uow: UnitOfWork, digest: str) -> Subscription | None:
    """Give one browser."""
    query = sa.select(notify_subscription).where(notify_subscription.c.hash == digest)
    row = uow.connection.execute(query).one_or_none()
    return Subscription(row.endpoint, row.p256dh, row.auth) if row else None


def due(uow: UnitOfWork, *, limit: int) -> list[Copy]:
    """Take copies that are due; others that send skip them until this transaction ends."""
    c, m = notify_copy, notify_message
    query = (
        sa.select(c, m.c.whom, m.c.says, m.c.about, m.c.link, m.c.at)
        .join(m, m.c.id == c.c.message)
        .where(c.c.state == Sending.WAITING.value, c.c.due_at <= uow.at)
        .order_by(c.c.due_at)
        .limit(limit)
        .with_for_update(of=c, skip_locked=True)
    )
    return [_copy(row) for row in uow.connection.execute(query)]


def change_copy(uow: UnitOfWork, id: UUID, **changes: Any) -> None:  # noqa: A002 - the column's name
    """Change columns of a copy."""
    uow.connection.execute(sa.update(notify_copy).where(notify_copy.c.id == id).values(changes))


def outbox(uow: UnitOfWork, states: Sequence[Sending], *, limit: int) -> list[Copy]:
    """Give copies in some states, the newest first."""
    c, m = notify_copy, notify_message
    query = sa.select(c, m.c.whom, m.c.says, m.c.about, m.c.link, m.c.at).join(m, m.c.id == c.c.message)
    query = query.where(c.c.state.in_([each.value for each in states])).order_by(c.c.id.desc()).limit(limit)
    return [_copy(row) for row in uow.connection.execute(query)]


def inbox(uow: UnitOfWork, names: Sequence[str], *, limit: int, offset: int) -> tuple[list[Message], int, int]:
    """Give messages to any of some names, the newest first, with how many there are and how many of them unread."""
    m, r = notify_message, notify_read
    joined = m.outerjoin(r, (r.c.message == m.c.id) & (r.c.user == uow.by.user))
    mine = m.c.whom.in_(list(names))
    query = sa.select(m, r.c.at.label("read_at")).select_from(joined).where(mine)
    rows = uow.connection.execute(query.order_by(m.c.id.desc()).limit(limit).offset(offset))
    found = [_message(row, row.id, row.read_at) for row in rows]
    counts = sa.select(sa.func.count(), sa.func.count().filter(r.c.at.is_(None))).select_from(joined).where(mine)
    total, unread = uow.connection.execute(counts).one()
    return found, int(total), int(unread)


def mark_read(uow: UnitOfWork, names: Sequence[str], message: UUID | None, at: datetime) -> None:
    """Note that the actor has read one message, or all, among those to some names."""
    m = notify_message
    which = sa.select(m.c.id, sa.literal(uow.by.user), sa.literal(uow.by.organisation), sa.literal(at)).where(
        m.c.whom.in_(list(names))
    )
    if message is not None:
        which = which.where(m.c.id == message)
    new = pg.insert(notify_read).from_select(["message", "user", "organisation", "at"], which)
    uow.connection.execute(new.on_conflict_do_nothing())


def _message(row: Any, message: UUID, read_at: datetime | None) -> Message:
    return Message(message, row.whom, from_json(row.says), row.about, row.link, row.at, read_at)


def _copy(row: Any) -> Copy:
    return Copy(
        row.id,
        _message(row, row.message, None),
        Channel(row.channel),
        row.user,
        row.address,
        row.language,
        Sending(row.state),
        row.tries,
        row.error,
    )
