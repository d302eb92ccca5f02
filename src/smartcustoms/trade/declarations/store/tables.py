"""The tables. Keys of the large ones carry the day of lodging, so that they can be partitioned by month."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.kernel.database.tables import TABLES, owned_by, personal

_YEARS = "kept seven years after release, as records of declarations are"
_WHEN = sa.DateTime(timezone=True)

declaration_serial = sa.Sequence("declaration_serial", metadata=TABLES)

declaration = sa.Table(
    "declaration",
    TABLES,
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("lodged_on", sa.Date, primary_key=True),
    sa.Column("lodged_at", _WHEN, nullable=False),
    sa.Column("organisation", sa.Text, nullable=False),
    sa.Column("lodged_by", sa.Text, nullable=False, info=personal(f"user who lodged, for accountability; {_YEARS}")),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("lane", sa.Text, nullable=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("original", sa.Text, nullable=False),
    sa.Column("file", pg.UUID(as_uuid=True), nullable=True, index=True),
    sa.Column("items", sa.Integer, nullable=False),
    sa.Column("first_hs_code", sa.Text, nullable=False),
    sa.Column("total", sa.Numeric(22, 6), nullable=False),
    sa.Column("told", pg.JSONB, nullable=False),
    sa.Column("declared_on", sa.Date, nullable=False),
    sa.Column("direction", sa.Text, nullable=False),
    sa.Column("office", sa.Text, nullable=False),
    sa.Column("currency", sa.Text, nullable=False),
    sa.Column("importer", sa.Text, nullable=True, info=personal(f"may number a person, to assess risk; {_YEARS}")),
    sa.Column("declarant", sa.Text, nullable=True, info=personal(f"may number a person, to assess risk; {_YEARS}")),
    sa.Column("seller", sa.Text, nullable=True, info=personal(f"may number a person, to assess risk; {_YEARS}")),
    sa.Column("seller_name", sa.Text, nullable=True, info=personal(f"may name a person, to assess risk; {_YEARS}")),
    sa.Column("seller_address", sa.Text, nullable=True, info=personal(f"may be a home, to assess risk; {_YEARS}")),
    sa.Column("courier", sa.Text, nullable=True),
    sa.Column("reference", sa.Text, nullable=True),
    sa.Column("procedure", sa.Text, nullable=False),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("use", sa.Text, nullable=False),
    sa.Column("payment", sa.Text, nullable=False),
    sa.Column("transport", sa.Text, nullable=False),
    sa.Column("departure", sa.Text, nullable=False),
    sa.Column("destination", sa.Text, nullable=True),
    sa.Column("route", sa.Text, nullable=True),
    sa.Column("previous", sa.Text, nullable=True),
    sa.Index("ix_declaration_previous", "organisation", "previous", postgresql_where=sa.text("previous is not null")),
    sa.Index("ix_declaration_newest", "organisation", "lodged_at", "number"),
    sa.Index("ix_declaration_lodged_at", "lodged_at", "number"),
    sa.Index("ix_declaration_standing", "status", "lane", "lodged_at"),
    info=owned_by("organisation"),
)

goods_item = sa.Table(
    "goods_item",
    TABLES,
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("lodged_on", sa.Date, primary_key=True),
    sa.Column("item", sa.Integer, primary_key=True),
    sa.Column("organisation", sa.Text, nullable=False),
    sa.Column("hs_code", sa.Text, nullable=False),
    sa.Column("description", sa.Text, nullable=True),
    sa.Column("origin", sa.Text, nullable=False),
    sa.Column("origin_marking", sa.Text, nullable=False),
    sa.Column("net_mass_kg", sa.Numeric(18, 6), nullable=False),
    sa.Column("gross_mass_kg", sa.Numeric(18, 6), nullable=True),
    sa.Column("value", sa.Numeric(18, 6), nullable=False),
    sa.Column("packages", sa.Integer, nullable=True),
    sa.Column("tax_rate", sa.Numeric(18, 6), nullable=False),
    sa.Column("tax_type", sa.Text, nullable=False),
    sa.Column("licences", sa.Text, nullable=True),
    info=owned_by("organisation"),
)

declaration_version = sa.Table(
    "declaration_version",
    TABLES,
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("lodged_on", sa.Date, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("organisation", sa.Text, nullable=False),
    sa.Column("replaced_at", _WHEN, nullable=False),
    sa.Column("replaced_by", sa.Text, nullable=False, info=personal(f"user who amended, for accountability; {_YEARS}")),
    sa.Column("because", sa.Text, nullable=False),
    sa.Column("body", pg.JSONB, nullable=False, info=personal(f"the version's cells, parties among them; {_YEARS}")),
    info=owned_by("organisation"),
)

declaration_step = sa.Table(
    "declaration_step",
    TABLES,
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("lodged_on", sa.Date, primary_key=True),
    sa.Column("sequence", sa.BigInteger, sa.Identity(always=True), primary_key=True),
    sa.Column("organisation", sa.Text, nullable=False),
    sa.Column("at", _WHEN, nullable=False),
    sa.Column("deed", sa.Text, nullable=False),
    sa.Column("by", sa.Text, nullable=False, info=personal(f"user who acted, for accountability; {_YEARS}")),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("because", sa.Text, nullable=False),
    info=owned_by("organisation"),
)

declaration_original = sa.Table(
    "declaration_original",
    TABLES,
    sa.Column("hash", sa.Text, primary_key=True),
    sa.Column("organisation", sa.Text, primary_key=True),
    sa.Column("content", sa.LargeBinary, nullable=False, info=personal(f"what was sent, byte for byte; {_YEARS}")),
    info=owned_by("organisation"),
)

declaration_draft = sa.Table(
    "declaration_draft",
    TABLES,
    sa.Column("id", pg.UUID(as_uuid=True), primary_key=True),
    sa.Column("organisation", sa.Text, nullable=False, index=True),
    sa.Column("changed_at", _WHEN, nullable=False),
    sa.Column(
        "body", pg.JSONB, nullable=False, info=personal("cells being written; removed when lodged or after 90 days")
    ),
    info=owned_by("organisation"),
)

lodging_key = sa.Table(
    "lodging_key",
    TABLES,
    sa.Column("organisation", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("hash", sa.Text, nullable=False),
    sa.Column("at", _WHEN, nullable=False),
    sa.Column("answer", pg.JSONB, nullable=True),
    info=owned_by("organisation"),
)

declaration_file = sa.Table(
    "declaration_file",
    TABLES,
    sa.Column("id", pg.UUID(as_uuid=True), primary_key=True),
    sa.Column("organisation", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("original", sa.Text, nullable=False),
    sa.Column("mapping", sa.Text, nullable=False),
    sa.Column("started_at", _WHEN, nullable=False),
    sa.Column("finished_at", _WHEN, nullable=True),
    sa.Column("rows", sa.Integer, nullable=True),
    sa.Column("fault", sa.Text, nullable=False, server_default=""),
    sa.UniqueConstraint("organisation", "original", "mapping"),
    info=owned_by("organisation"),
)

declaration_file_part = sa.Table(
    "declaration_file_part",
    TABLES,
    sa.Column("file", pg.UUID(as_uuid=True), primary_key=True),
    sa.Column("part", sa.Integer, primary_key=True),
    sa.Column("organisation", sa.Text, nullable=False),
    sa.Column("taken", sa.Integer, nullable=False),
    sa.Column("refused", sa.Integer, nullable=False),
    sa.Column("declarations", sa.Integer, nullable=False),
    sa.Column("lanes", pg.JSONB, nullable=False),
    info=owned_by("organisation"),
)

declaration_refused_row = sa.Table(
    "declaration_refused_row",
    TABLES,
    sa.Column("file", pg.UUID(as_uuid=True), primary_key=True),
    sa.Column("row", sa.Integer, primary_key=True),
    sa.Column("place", sa.Integer, primary_key=True),
    sa.Column("organisation", sa.Text, nullable=False),
    sa.Column("fault", pg.JSONB, nullable=False, info=personal("the cell that was refused; as long as the file")),
    info=owned_by("organisation"),
)

declaration_refusal_serial = sa.Sequence("declaration_refusal_serial", metadata=TABLES)

declaration_refusal = sa.Table(
    "declaration_refusal",
    TABLES,
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("organisation", sa.Text, nullable=False),
    sa.Column(
        "sent_by", sa.Text, nullable=False, info=personal("user who sent it last, to ask; among the newest 1,000")
    ),
    sa.Column("first_at", _WHEN, nullable=False),
    sa.Column("last_at", _WHEN, nullable=False),
    sa.Column("times", sa.Integer, nullable=False),
    sa.Column("form", sa.Text, nullable=False),
    sa.Column("reference", sa.Text, nullable=False),
    sa.Column("hash", sa.Text, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("says", pg.JSONB, nullable=False),
    sa.Column("mend", pg.JSONB, nullable=False),
    sa.Column("faults", pg.JSONB, nullable=False, info=personal("values that were refused; among the newest 1,000")),
    sa.UniqueConstraint("organisation", "hash", "code"),
    sa.Index("ix_declaration_refusal_last_at", "organisation", "last_at"),
    info=owned_by("organisation"),
)
