"""The tables of transhipment."""

from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.kernel.database.tables import TABLES, customs_only, owned_by, personal

_TIME: Final = sa.DateTime(timezone=True)
_LONG: Final = "kept seven years, as records of certificates are"

transhipment_serial = sa.Sequence("transhipment_serial", metadata=TABLES)

transhipment_company = sa.Table(
    "transhipment_company",
    TABLES,
    sa.Column("organisation", sa.Text, primary_key=True),
    sa.Column("state", sa.Text, nullable=False, index=True),
    sa.Column(
        "name", sa.Text, nullable=False, info=personal(f"may be a sole trader's own name, to know who applies; {_LONG}")
    ),
    sa.Column("business_number", sa.Text, nullable=False),
    sa.Column("valid_until", sa.Date, nullable=False),
    sa.Column(
        "address", sa.Text, nullable=False, info=personal(f"may be where a sole trader lives, to reach him; {_LONG}")
    ),
    sa.Column("contact", sa.Text, nullable=False, info=personal(f"who is asked about applications; {_LONG}")),
    sa.Column("paper", sa.Text, nullable=False),
    sa.Column("asked_at", _TIME, nullable=False),
    sa.Column("decided_at", _TIME),
    sa.Column("decided_by", sa.Text, info=personal(f"officer who checked, for accountability; {_LONG}")),
    sa.Column("because", sa.Text, nullable=False, server_default=""),
    info=owned_by("organisation"),
)

transhipment_application = sa.Table(
    "transhipment_application",
    TABLES,
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("organisation", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("agreement", sa.Text, nullable=False),
    sa.Column("through_bill", sa.Text, nullable=False, index=True),
    sa.Column("arrives_on", sa.Date),
    sa.Column("particulars", pg.JSONB, nullable=False, info=personal(f"names and addresses of the parties; {_LONG}")),
    sa.Column("applicant", sa.Text, nullable=False, info=personal(f"user who applied, to answer for it; {_LONG}")),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("begun_at", _TIME, nullable=False),
    sa.Column("changed_at", _TIME, nullable=False),
    sa.Column("lodged_at", _TIME),
    sa.Column("fee", sa.Numeric(18, 3)),
    sa.Column("currency", sa.Text),
    sa.Column("note", sa.Text, nullable=False, server_default=""),
    sa.Column("of", sa.Text),
    sa.Column("queued_at", _TIME),
    sa.Column("ahead", sa.Integer),
    sa.Column("bound", sa.Double),
    sa.Column("taken_at", _TIME),
    sa.Column("taken_by", sa.Text, info=personal(f"officer who has it in hand, for accountability; {_LONG}")),
    sa.Column("decided_at", _TIME),
    sa.Column("because", sa.Text, nullable=False, server_default=""),
    sa.Column("paper", sa.Text, nullable=False, server_default=""),
    sa.UniqueConstraint("organisation", "key"),
    sa.Index("ix_transhipment_application_newest", "organisation", "changed_at", "number"),
    sa.Index(
        "ix_transhipment_application_waiting", "of", "queued_at", "number", postgresql_where=sa.text("state = 'queued'")
    ),
    sa.Index(
        "uq_transhipment_application_bill",
        "organisation",
        "through_bill",
        unique=True,
        postgresql_where=sa.text("state in ('unpaid', 'queued', 'in_hand', 'under_control', 'issued')"),
    ),
    info=owned_by("organisation"),
)

transhipment_file = sa.Table(
    "transhipment_file",
    TABLES,
    sa.Column("id", pg.UUID(as_uuid=True), primary_key=True),
    sa.Column("number", sa.Text, sa.ForeignKey("transhipment_application.number"), nullable=False, index=True),
    sa.Column("organisation", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("hash", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False, info=personal(f"as its sender called it, may name people; {_LONG}")),
    sa.Column("media_type", sa.Text, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("at", _TIME, nullable=False),
    info=owned_by("organisation"),
)

transhipment_control = sa.Table(
    "transhipment_control",
    TABLES,
    sa.Column("id", pg.UUID(as_uuid=True), primary_key=True),
    sa.Column("number", sa.Text, sa.ForeignKey("transhipment_application.number"), nullable=False, index=True),
    sa.Column("organisation", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column(
        "ordered_by", sa.Text, nullable=False, info=personal(f"officer who ordered it, for accountability; {_LONG}")
    ),
    sa.Column("ordered_at", _TIME, nullable=False),
    sa.Column("planned_on", sa.Date, nullable=False),
    sa.Column("instructions", sa.Text, nullable=False),
    sa.Column("in_order", sa.Boolean),
    sa.Column("note", sa.Text, nullable=False, server_default=""),
    sa.Column("done_by", sa.Text, info=personal(f"officer who did it, for accountability; {_LONG}")),
    sa.Column("done_at", _TIME),
    info=owned_by("organisation"),
)

transhipment_step = sa.Table(
    "transhipment_step",
    TABLES,
    sa.Column("id", pg.UUID(as_uuid=True), primary_key=True),
    sa.Column("number", sa.Text, sa.ForeignKey("transhipment_application.number"), nullable=False, index=True),
    sa.Column("organisation", sa.Text, nullable=False),
    sa.Column("at", _TIME, nullable=False),
    sa.Column("step", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False, server_default=""),
    info=owned_by("organisation"),
)

transhipment_turn = sa.Table(
    "transhipment_turn",
    TABLES,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("row", sa.Integer, nullable=False),
    info=customs_only(),
)
"""How many AEO applications were taken one after the other; its row is locked while somebody is taken."""

transhipment_taking = sa.Table(
    "transhipment_taking",
    TABLES,
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("queued_at", _TIME, primary_key=True),
    sa.Column("of", sa.Text, nullable=False),
    sa.Column("taken_at", _TIME, nullable=False, index=True),
    sa.Column("waited", sa.Double, nullable=False),
    sa.Column("bound", sa.Double, nullable=False),
    info=customs_only(),
)
"""Who was taken when, after how many working minutes, and the bound told before."""
