"""Tables of webhooks and all their SQL."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.kernel.database.tables import TABLES, owned_by, personal
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.trade.webhooks.model import Delivery, Form, Hindrance, Standing, Webhook

_TIME: Final = sa.DateTime(timezone=True)

webhook_made = sa.Table(
    "webhook_made",
    TABLES,
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("organisation", sa.Text, nullable=False),
    sa.Column(
        "address",
        sa.Text,
        nullable=False,
        info=personal("address of a system on the internet; to post to; as long as the webhook is kept"),
    ),
    sa.Column("form", sa.Text, nullable=False),
    sa.Column("kinds", pg.ARRAY(sa.Text), nullable=False),
    sa.Column("generation", sa.Integer, nullable=False, server_default="1"),
    sa.Column("made_at", _TIME, nullable=False),
    sa.Column("rotated_at", _TIME),
    sa.Column("paused", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("told_at", _TIME),
    sa.Column("ended_at", _TIME),
    sa.Index("ix_webhook_made_organisation", "organisation"),
    info=owned_by("organisation"),
)
webhook_delivery = sa.Table(
    "webhook_delivery",
    TABLES,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("webhook", sa.Text, nullable=False),
    sa.Column("organisation", sa.Text, nullable=False),
    sa.Column("declaration", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("mark", sa.Text, nullable=False),
    sa.Column("made_at", _TIME, nullable=False),
    sa.Column("due_at", _TIME, nullable=False),
    sa.Column("standing", sa.Text, nullable=False),
    sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
    sa.Column("hindrance", sa.Text, nullable=False, server_default=""),
    sa.Column("seen", sa.Text, nullable=False, server_default=""),
    sa.Column("delivered_at", _TIME),
    sa.Column(
        "body", sa.LargeBinary, nullable=False, info=personal("the notice as posted: a declaration's number; 90 days")
    ),
    sa.UniqueConstraint("webhook", "mark"),
    sa.Index("ix_webhook_delivery_due_at", "due_at", postgresql_where=sa.text("standing = 'waiting'")),
    sa.Index("ix_webhook_delivery_webhook_id", "webhook", "id"),
    info=owned_by("organisation"),
)
_W, _D = webhook_made.c, webhook_delivery.c
_TOLD: Final = [each for each in webhook_delivery.c if each.name not in ("body", "mark")]


def add(uow: UnitOfWork, made: Webhook) -> None:
    """Keep a new webhook."""
    row = {name: getattr(made, name) for name in ("number", "organisation", "address", "generation", "made_at")}
    row |= {"form": made.form.value, "kinds": list(made.kinds)}
    uow.connection.execute(sa.insert(webhook_made).values(row))


def change(uow: UnitOfWork, number: str, **changes: Any) -> None:
    """Change columns of a webhook."""
    uow.connection.execute(sa.update(webhook_made).where(_W.number == number).values(changes))


def webhook(uow: UnitOfWork, number: str, *, to_change: bool = False) -> Webhook | None:
    """Give one webhook; held when it is to be changed."""
    found = sa.select(webhook_made).where(_W.number == number)
    row = uow.connection.execute(found.with_for_update() if to_change else found).one_or_none()
    return _webhook(row) if row else None


def webhooks(uow: UnitOfWork, organisation: str) -> list[Webhook]:
    """Give an organisation's webhooks that were not ended, the oldest first."""
    found = sa.select(webhook_made).where(_W.organisation == organisation, _W.ended_at.is_(None)).order_by(_W.made_at)
    return [_webhook(row) for row in uow.connection.execute(found)]


def add_deliveries(uow: UnitOfWork, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep deliveries; one that is there already (same webhook, same mark) stays as it is."""
    if rows:
        uow.connection.execute(pg.insert(webhook_delivery).on_conflict_do_nothing(), [dict(each) for each in rows])


def claim(uow: UnitOfWork, *, limit: int, lease: timedelta) -> list[tuple[Delivery, Webhook, bytes]]:
    """Take deliveries that are due, for the time of a lease: who dies meanwhile leaves them to be taken again."""
    due = (
        sa.select(_D.id)
        .join(webhook_made, _W.number == _D.webhook)
        .where(_D.standing == Standing.WAITING.value, _D.due_at <= uow.at, ~_W.paused, _W.ended_at.is_(None))
        .order_by(_D.due_at, _D.id)
        .limit(limit)
        .with_for_update(of=webhook_delivery, skip_locked=True)
    )
    ids = list(uow.connection.execute(due).scalars())
    if not ids:
        return []
    taken = {"due_at": uow.at + lease, "tries": _D.tries + 1}
    uow.connection.execute(sa.update(webhook_delivery).where(_D.id.in_(ids)).values(taken))
    hooks = sa.select(webhook_made).where(_W.number.in_(sa.select(_D.webhook).where(_D.id.in_(ids)).scalar_subquery()))
    by_number = {row.number: _webhook(row) for row in uow.connection.execute(hooks)}
    rows = uow.connection.execute(sa.select(webhook_delivery).where(_D.id.in_(ids)).order_by(_D.id))
    return [(_delivery(row), by_number[row.webhook], bytes(row.body)) for row in rows]


def settle(uow: UnitOfWork, ids: Iterable[UUID], **changes: Any) -> None:
    """Note what became of deliveries that still wait."""
    which = _D.id.in_(list(ids)) & (_D.standing == Standing.WAITING.value)
    uow.connection.execute(sa.update(webhook_delivery).where(which).values(changes))


def delivery(uow: UnitOfWork, id: UUID) -> Delivery | None:  # noqa: A002 - the column's name
    """Give and hold one delivery."""
    row = uow.connection.execute(sa.select(*_TOLD).where(_D.id == id).with_for_update()).one_or_none()
    return _delivery(row) if row else None


def body(uow: UnitOfWork, id: UUID) -> bytes:  # noqa: A002
    """Give what a delivery carries."""
    return bytes(uow.connection.execute(sa.select(_D.body).where(_D.id == id)).scalar_one())


def send_again(uow: UnitOfWork, id: UUID) -> None:  # noqa: A002
    """Let a delivery wait anew, with all its tries."""
    anew = {"standing": Standing.WAITING.value, "due_at": uow.at, "tries": 0, "hindrance": "", "seen": ""}
    uow.connection.execute(sa.update(webhook_delivery).where(_D.id == id).values(anew | {"delivered_at": None}))


def deliveries(
    uow: UnitOfWork, webhook_: str, *, standing: Standing | None, text: str, page: int, size: int
) -> tuple[list[Delivery], int]:
    """Give a page of a webhook's deliveries, the newest first, and how many there are."""
    found = sa.select(*_TOLD).where(_D.webhook == webhook_)
    if standing is not None:
        found = found.where(_D.standing == standing.value)
    if text:
        found = found.where((_D.declaration == text) | (_D.kind == text))
    total = uow.connection.execute(sa.select(sa.func.count()).select_from(found.subquery())).scalar_one()
    rows = uow.connection.execute(found.order_by(_D.id.desc()).limit(size).offset((page - 1) * size))
    return [_delivery(row) for row in rows], total


def counts(uow: UnitOfWork, organisation: str) -> dict[str, dict[str, int]]:
    """Give by webhook how many of its deliveries stand how."""
    found = sa.select(_D.webhook, _D.standing, sa.func.count()).where(_D.organisation == organisation)
    counted: dict[str, dict[str, int]] = {}
    for hook, standing, count in uow.connection.execute(found.group_by(_D.webhook, _D.standing)):
        counted.setdefault(hook, {})[standing] = int(count)
    return counted


def forget(uow: UnitOfWork, before: datetime) -> int:
    """Drop deliveries of long ago that wait for nothing; give how many."""
    old = (_D.made_at < before) & (_D.standing != Standing.WAITING.value)
    return int(uow.connection.execute(sa.delete(webhook_delivery).where(old)).rowcount)


def _webhook(row: sa.Row[Any]) -> Webhook:
    return Webhook(**{**row._mapping, "form": Form(row.form), "kinds": tuple(row.kinds)})


def _delivery(row: sa.Row[Any]) -> Delivery:
    fields = {name: value for name, value in row._mapping.items() if name not in ("body", "mark")}
    hindrance = Hindrance(row.hindrance) if row.hindrance else None
    return Delivery(**{**fields, "standing": Standing(row.standing), "hindrance": hindrance})
