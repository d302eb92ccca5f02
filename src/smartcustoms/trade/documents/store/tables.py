"""The tables of documents."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.kernel.database.tables import TABLES, open_to_all, owned_by, personal

_WHEN = sa.DateTime(timezone=True)
_AMOUNT = sa.Numeric(24, 6)
_YEARS = "kept seven years after the document has ended, as records of trade are"

document_serial = sa.Sequence("document_serial", metadata=TABLES)

document_type_version = sa.Table(
    "document_type_version",
    TABLES,
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("since", sa.Date),  # from when it holds; null while it is a draft
    sa.Column("written_by", sa.Text, nullable=False, info=personal(f"administrator, for accountability; {_YEARS}")),
    sa.Column("written_at", _WHEN, nullable=False),
    sa.Column("activated_at", _WHEN),
    sa.Index("ix_document_type_version_state", "state"),
    info=open_to_all("the catalogue is public; drafts are shown to administrators only, by permission"),
)

document = sa.Table(
    "document",
    TABLES,
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("organisation", sa.Text, nullable=False),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("type_version", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("reference", sa.Text, nullable=False, server_default=""),
    sa.Column("applicant", sa.Text, nullable=False, info=personal(f"user who applies, for accountability; {_YEARS}")),
    sa.Column("hs_codes", pg.ARRAY(sa.Text), nullable=False),
    sa.Column("content", pg.JSONB, nullable=False, info=personal(f"what the form asks, persons among it; {_YEARS}")),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("begun_at", _WHEN, nullable=False),
    sa.Column("changed_at", _WHEN, nullable=False),
    sa.Column("lodged_at", _WHEN),
    sa.Column("waits_for", sa.Text, nullable=False, server_default=""),
    sa.Column("waits_since", _WHEN),
    sa.Column("review", sa.Text),
    sa.Column("paper", sa.Text),
    sa.Column("issued_at", _WHEN),
    sa.Column("valid_from", sa.Date),
    sa.Column("valid_until", sa.Date),
    sa.Column("conditions", pg.JSONB, nullable=False, server_default="[]"),
    sa.Column("reasons", pg.JSONB, nullable=False, server_default="[]"),
    sa.Column("fee", sa.Numeric(18, 2), nullable=False),
    sa.Column("currency", sa.Text, nullable=False),
    sa.Index("ix_document_newest", "organisation", "changed_at", "number"),
    sa.Index("ix_document_changed_at", "changed_at", "number"),
    sa.Index("ix_document_state", "state", "changed_at", "number"),
    sa.Index("ix_document_type", "type", "changed_at", "number"),
    sa.Index("ix_document_waits_for", "waits_for", "changed_at", "number"),
    sa.Index("ix_document_valid_until", "valid_until", postgresql_where=sa.text("state = 'issued'")),
    info=owned_by("organisation"),
)

document_word = sa.Table(
    "document_word",
    TABLES,
    sa.Column("word", sa.Text, primary_key=True),
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("organisation", sa.Text, nullable=False),
    sa.Index("ix_document_word_number", "number"),
    sa.Index("ix_document_word_own", "organisation", "word", "number"),
    info=owned_by("organisation"),
)

document_version = sa.Table(
    "document_version",
    TABLES,
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("organisation", sa.Text, nullable=False),
    sa.Column("content", pg.JSONB, nullable=False, info=personal(f"an earlier version, persons among it; {_YEARS}")),
    sa.Column("replaced_at", _WHEN, nullable=False),
    sa.Column("replaced_by", sa.Text, nullable=False, info=personal(f"user who amended, for accountability; {_YEARS}")),
    sa.Column("because", sa.Text, nullable=False),
    info=owned_by("organisation"),
)

document_step = sa.Table(
    "document_step",
    TABLES,
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("sequence", sa.BigInteger, sa.Identity(always=True), primary_key=True),
    sa.Column("organisation", sa.Text, nullable=False),
    sa.Column("at", _WHEN, nullable=False),
    sa.Column("deed", sa.Text, nullable=False),
    sa.Column("by", sa.Text, nullable=False, info=personal(f"user who acted, for accountability; {_YEARS}")),
    sa.Column("waits_for", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False, server_default=""),
    info=owned_by("organisation"),
)

document_message = sa.Table(
    "document_message",
    TABLES,
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("sequence", sa.BigInteger, sa.Identity(always=True), primary_key=True),
    sa.Column("organisation", sa.Text, nullable=False),
    sa.Column("at", _WHEN, nullable=False),
    sa.Column("side", sa.Text, nullable=False),
    sa.Column("by", sa.Text, nullable=False, info=personal(f"user who wrote, for accountability; {_YEARS}")),
    sa.Column("text", sa.Text, nullable=False, info=personal(f"what was written; {_YEARS}")),
    info=owned_by("organisation"),
)

document_attachment = sa.Table(
    "document_attachment",
    TABLES,
    sa.Column("id", pg.UUID(as_uuid=True), primary_key=True),
    sa.Column("number", sa.Text, nullable=False, index=True),
    sa.Column("organisation", sa.Text, nullable=False),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("hash", sa.Text, nullable=False),
    sa.Column("file_name", sa.Text, nullable=False, info=personal(f"the file's name as it was sent; {_YEARS}")),
    sa.Column("media_type", sa.Text, nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("added_at", _WHEN, nullable=False),
    info=owned_by("organisation"),
)

document_link = sa.Table(
    "document_link",
    TABLES,
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("relation", sa.Text, primary_key=True),
    sa.Column("other", sa.Text, primary_key=True),
    sa.Column("organisation", sa.Text, nullable=False),
    sa.Column("at", _WHEN, nullable=False),
    sa.Index("ix_document_link_other", "other"),
    info=owned_by("organisation"),
)

document_key = sa.Table(
    "document_key",
    TABLES,
    sa.Column("organisation", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("number", sa.Text, nullable=False),
    sa.Column("at", _WHEN, nullable=False, index=True),
    info=owned_by("organisation"),
)

document_goods = sa.Table(
    "document_goods",
    TABLES,
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("line", sa.Integer, primary_key=True),
    sa.Column("organisation", sa.Text, nullable=False),
    sa.Column("hs_code", sa.Text, nullable=False),
    sa.Column("description", sa.Text, nullable=False),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("granted", _AMOUNT, nullable=False),
    sa.Column("left", _AMOUNT, nullable=False),
    sa.CheckConstraint('"left" >= 0 and "left" <= granted', name="covered"),
    info=owned_by("organisation"),
)

document_use = sa.Table(
    "document_use",
    TABLES,
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("line", sa.Integer, primary_key=True),
    sa.Column("declaration", sa.Text, primary_key=True),
    sa.Column("item", sa.Integer, primary_key=True),
    sa.Column("organisation", sa.Text, nullable=False),
    sa.Column("quantity", _AMOUNT, nullable=False),
    sa.Column("at", _WHEN, nullable=False),
    sa.Index("ix_document_use_declaration", "declaration"),
    info=owned_by("organisation"),
)

document_subscription = sa.Table(
    "document_subscription",
    TABLES,
    sa.Column("organisation", sa.Text, primary_key=True),
    sa.Column("type", sa.Text, primary_key=True),
    sa.Column("since", _WHEN, nullable=False),
    sa.Column("by", sa.Text, nullable=False, info=personal(f"user who subscribed, for accountability; {_YEARS}")),
    info=owned_by("organisation"),
)

document_delegation = sa.Table(
    "document_delegation",
    TABLES,
    sa.Column("organisation", sa.Text, primary_key=True),
    sa.Column("member", sa.Text, primary_key=True, info=personal("user whose applications another may act on")),
    sa.Column("deputy", sa.Text, primary_key=True, info=personal("user who may act on them")),
    sa.Column("since", sa.Date, nullable=False),
    sa.Column("until", sa.Date),
    sa.Column("given_by", sa.Text, nullable=False, info=personal(f"user who gave it, for accountability; {_YEARS}")),
    info=owned_by("organisation"),
)
