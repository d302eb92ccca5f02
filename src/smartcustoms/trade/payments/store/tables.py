"""The tables of payments."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.kernel.database.tables import TABLES, customs_only, owned_by, personal

_WHEN = sa.DateTime(timezone=True)
_MONEY = sa.Numeric(18, 3)
_YEARS = "kept seven years, as records of payments are"

payment_serial = sa.Sequence("payment_serial", metadata=TABLES)

payment_note = sa.Table(
    "payment_note",
    TABLES,
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("organisation", sa.Text, nullable=False),
    sa.Column("about", sa.Text, nullable=False, index=True),
    sa.Column("key", sa.Text, nullable=False, unique=True),
    sa.Column("raised_at", _WHEN, nullable=False),
    sa.Column("raised_by", sa.Text, nullable=False, info=personal(f"user who raised it, for accountability; {_YEARS}")),
    sa.Column("due_on", sa.Date, nullable=False),
    sa.Column("currency", sa.Text, nullable=False),
    sa.Column("total", _MONEY, nullable=False),
    sa.Column("paid", _MONEY, nullable=False, server_default="0"),
    sa.Column("written_off", _MONEY, nullable=False, server_default="0"),
    sa.CheckConstraint(
        "total > 0 and paid >= 0 and written_off >= 0 and paid + written_off <= total", name="conserved"
    ),
    sa.Index("ix_payment_note_newest", "organisation", "raised_at", "number"),
    sa.Index("ix_payment_note_open", "due_on", "number", postgresql_where=sa.text("paid + written_off < total")),
    info=owned_by("organisation"),
)

payment_note_line = sa.Table(
    "payment_note_line",
    TABLES,
    sa.Column("note", sa.Text, sa.ForeignKey("payment_note.number"), primary_key=True),
    sa.Column("position", sa.SmallInteger, primary_key=True),
    sa.Column("organisation", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("says", pg.JSONB, nullable=False),
    sa.Column("law", sa.Text, nullable=False),
    sa.Column("amount", _MONEY, nullable=False),
    info=owned_by("organisation"),
)

payment_attempt = sa.Table(
    "payment_attempt",
    TABLES,
    sa.Column("reference", sa.Text, primary_key=True),
    sa.Column("note", sa.Text, sa.ForeignKey("payment_note.number"), nullable=False, index=True),
    sa.Column("organisation", sa.Text, nullable=False),
    sa.Column("gateway", sa.Text, nullable=False),
    sa.Column("amount", _MONEY, nullable=False),
    sa.Column("currency", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("asked_at", _WHEN, nullable=False),
    sa.Column("expires_at", _WHEN, nullable=False),
    sa.Column("also", pg.ARRAY(sa.Text), nullable=False, server_default="{}"),
    info=owned_by("organisation"),
)

payment_received = sa.Table(
    "payment_received",
    TABLES,
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("organisation", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False, index=True),
    sa.Column("gateway", sa.Text, nullable=False),
    sa.Column("gateway_reference", sa.Text, nullable=False),
    sa.Column("amount", _MONEY, nullable=False),
    sa.Column("currency", sa.Text, nullable=False),
    sa.Column("applied", _MONEY, nullable=False),
    sa.Column("standing", sa.Text, nullable=False),
    sa.Column("received_at", _WHEN, nullable=False),
    sa.Column("paid_at", _WHEN, nullable=False),
    sa.Column("late", sa.Boolean, nullable=False),
    sa.Column("refunded", _MONEY, nullable=False, server_default="0"),
    sa.Column("banked", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.UniqueConstraint("gateway", "gateway_reference"),
    sa.CheckConstraint(
        "amount > 0 and applied >= 0 and applied <= amount and refunded >= 0 and refunded <= amount", name="conserved"
    ),
    info=owned_by("organisation"),
)

payment_part = sa.Table(
    "payment_part",
    TABLES,
    sa.Column("payment", sa.Text, sa.ForeignKey("payment_received.number"), primary_key=True),
    sa.Column("note", sa.Text, sa.ForeignKey("payment_note.number"), primary_key=True),
    sa.Column("organisation", sa.Text, nullable=False),
    sa.Column("amount", _MONEY, nullable=False),
    sa.CheckConstraint("amount > 0", name="something"),
    sa.Index("ix_payment_part_note", "note"),
    info=owned_by("organisation"),
)

payment_refund = sa.Table(
    "payment_refund",
    TABLES,
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("payment", sa.Text, sa.ForeignKey("payment_received.number"), nullable=False, index=True),
    sa.Column("organisation", sa.Text, nullable=False),
    sa.Column("amount", _MONEY, nullable=False),
    sa.Column("currency", sa.Text, nullable=False),
    sa.Column("because", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False, index=True),
    sa.Column("asked_by", sa.Text, nullable=False, info=personal(f"user who asked, for two pairs of eyes; {_YEARS}")),
    sa.Column("asked_at", _WHEN, nullable=False),
    sa.Column("decided_by", sa.Text, info=personal(f"officer who decided, for accountability; {_YEARS}")),
    sa.Column("decided_at", _WHEN),
    sa.Column("sent_at", _WHEN),
    sa.Column("confirmed_at", _WHEN),
    sa.Column("gateway_reference", sa.Text, nullable=False, server_default=""),
    sa.CheckConstraint("decided_by <> asked_by", name="two_people"),
    info=owned_by("organisation"),
)

guarantee_account = sa.Table(
    "guarantee_account",
    TABLES,
    sa.Column("organisation", sa.Text, primary_key=True),
    sa.Column("currency", sa.Text, nullable=False),
    sa.Column("available", _MONEY, nullable=False),
    sa.Column("held", _MONEY, nullable=False),
    sa.CheckConstraint("available >= 0 and held >= 0", name="never_negative"),
    info=owned_by("organisation"),
)

guarantee_hold = sa.Table(
    "guarantee_hold",
    TABLES,
    sa.Column("about", sa.Text, primary_key=True),
    sa.Column("organisation", sa.Text, sa.ForeignKey("guarantee_account.organisation"), nullable=False, index=True),
    sa.Column("currency", sa.Text, nullable=False),
    sa.Column("amount", _MONEY, nullable=False),
    sa.Column("drawn", _MONEY, nullable=False, server_default="0"),
    sa.Column("held_at", _WHEN, nullable=False),
    sa.Column("over_at", _WHEN),
    sa.CheckConstraint("amount > 0 and drawn >= 0 and drawn <= amount", name="conserved"),
    info=owned_by("organisation"),
)

ledger_posting = sa.Table(
    "ledger_posting",
    TABLES,
    sa.Column("id", pg.UUID(as_uuid=True), primary_key=True),
    sa.Column("entry", pg.UUID(as_uuid=True), nullable=False, index=True),
    sa.Column("at", _WHEN, nullable=False),
    sa.Column("account", sa.Text, nullable=False),
    sa.Column("organisation", sa.Text, nullable=False),
    sa.Column("amount", _MONEY, nullable=False),
    sa.Column("currency", sa.Text, nullable=False),
    sa.Column("about", sa.Text, nullable=False),
    sa.Index("ix_ledger_posting_account", "account", "currency"),
    info=customs_only() | {"append_only": True},
)

bank_statement = sa.Table(
    "bank_statement",
    TABLES,
    sa.Column("identity", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("account", sa.Text, nullable=False),
    sa.Column("currency", sa.Text, nullable=False),
    sa.Column("opening", _MONEY, nullable=False),
    sa.Column("closing", _MONEY, nullable=False),
    sa.Column("read_at", _WHEN, nullable=False),
    sa.Column("read_by", sa.Text, nullable=False, info=personal(f"user who brought it, for accountability; {_YEARS}")),
    info=customs_only(),
)

bank_line = sa.Table(
    "bank_line",
    TABLES,
    sa.Column("statement", sa.Text, sa.ForeignKey("bank_statement.identity"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("booked_on", sa.Date, nullable=False),
    sa.Column("amount", _MONEY, nullable=False),
    sa.Column("reference", sa.Text, nullable=False),
    sa.Column(
        "text", sa.Text, nullable=False, info=personal(f"may name who paid, to find out what a line is; {_YEARS}")
    ),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("payment", sa.Text, nullable=False),
    sa.Column("why", pg.JSONB),
    info=customs_only(),
)
