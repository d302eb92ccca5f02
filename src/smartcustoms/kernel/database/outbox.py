"""Tables written in the business transaction itself: the outbox of events and the journal of the audit trail."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.kernel.database.tables import TABLES, open_to_all, personal

event_outbox = sa.Table(
    "event_outbox",
    TABLES,
    sa.Column("sequence", sa.BigInteger, sa.Identity(always=True), primary_key=True),
    sa.Column("id", pg.UUID(as_uuid=True), nullable=False, unique=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("version", sa.SmallInteger, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("body", pg.JSONB, nullable=False),
    sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("trace", sa.Text, nullable=True),
    sa.Column("relayed_at", sa.DateTime(timezone=True), nullable=True),
    sa.Index("ix_event_outbox_waiting", "sequence", postgresql_where=sa.text("relayed_at is null")),
    info=open_to_all("written by every transaction, read by the relay only"),
)

audit_journal = sa.Table(
    "audit_journal",
    TABLES,
    sa.Column("id", pg.UUID(as_uuid=True), primary_key=True),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column(
        "who",
        sa.Text,
        nullable=False,
        info=personal("number of the user who acted; evidence, kept as long as the trail"),
    ),
    sa.Column("organisation", sa.Text, nullable=False),
    sa.Column("deed", sa.Text, nullable=False),
    sa.Column("about", sa.Text, nullable=False),
    sa.Column("facts", pg.JSONB, nullable=False),
    info=open_to_all("insert only; the audit trail takes rows from here into its tree and is read through it")
    | {"append_only": True},
)
