"""The tables of the register of traders."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.kernel.database.tables import TABLES, customs_only, owned_by, personal, shared_among

WHEN = sa.DateTime(timezone=True)
KEPT = "kept as long as the trader stands in the register and seven years after"

trader_serial = sa.Sequence("trader_serial", metadata=TABLES)

trader = sa.Table(
    "trader",
    TABLES,
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("organisation", sa.Text),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("merged_into", sa.Text, sa.ForeignKey("trader.number"), index=True),
    sa.Column(
        "name",
        sa.Text(collation="C"),
        nullable=False,
        info=personal(f"a sole trader's own name, to know who trades; {KEPT}"),
    ),
    sa.Column("names", pg.JSONB, nullable=False, info=personal(f"all names, a sole trader's own among them; {KEPT}")),
    sa.Column("addresses", pg.JSONB, nullable=False, info=personal(f"where it can be reached; {KEPT}")),
    sa.Column("country", sa.Text, nullable=False, server_default=""),
    sa.Column("roles", pg.ARRAY(sa.Text), nullable=False),
    sa.Column("words", pg.TSVECTOR, nullable=False, info=personal(f"the words of its names, to be found by; {KEPT}")),
    sa.Column("version", sa.Integer, nullable=False, server_default="1"),
    sa.Column("since", WHEN, nullable=False),
    sa.Column("changed_at", WHEN, nullable=False),
    sa.Index("ix_trader_words", "words", postgresql_using="gin"),
    sa.Index("ix_trader_roles", "roles", postgresql_using="gin"),
    sa.Index("ix_trader_by_name", "name", "number"),
    sa.Index("ix_trader_by_change", "changed_at", "number"),
    sa.Index(
        "uq_trader_account",
        "organisation",
        unique=True,
        postgresql_where=sa.text("merged_into is null and organisation is not null"),
    ),
    info=owned_by("organisation"),
)

trader_identity = sa.Table(
    "trader_identity",
    TABLES,
    sa.Column("trader", sa.Text, nullable=False, index=True),
    sa.Column("organisation", sa.Text),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("country", sa.Text, primary_key=True),
    sa.Column(
        "value", sa.Text, primary_key=True, info=personal(f"a sole trader's own number, to know who trades; {KEPT}")
    ),
    sa.Column("since", sa.Date),
    sa.Column("until", sa.Date),
    sa.Index("ix_trader_identity_value", "value"),
    info=owned_by("organisation"),
)

trader_tally = sa.Table(
    "trader_tally",
    TABLES,
    sa.Column("trader", sa.Text, primary_key=True),
    sa.Column("organisation", sa.Text),
    sa.Column("what", sa.Text, primary_key=True),
    sa.Column("year", sa.SmallInteger, primary_key=True),
    sa.Column("count", sa.Integer, nullable=False),
    info=owned_by("organisation"),
)

trader_relation = sa.Table(
    "trader_relation",
    TABLES,
    sa.Column("number", pg.UUID(as_uuid=True), primary_key=True),
    sa.Column("trader", sa.Text, sa.ForeignKey("trader.number"), nullable=False, index=True),
    sa.Column("other", sa.Text, sa.ForeignKey("trader.number"), nullable=False, index=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("since", sa.Date),
    sa.Column("until", sa.Date),
    sa.Column("because", sa.Text, nullable=False),
    sa.Column("noted_at", WHEN, nullable=False),
    sa.Column("noted_by", sa.Text, nullable=False, info=personal(f"officer who noted it, for accountability; {KEPT}")),
    sa.UniqueConstraint("trader", "other", "kind"),
    info=customs_only(),
)

trader_authorisation = sa.Table(
    "trader_authorisation",
    TABLES,
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("principal", sa.Text, nullable=False, index=True),
    sa.Column("principal_name", sa.Text, nullable=False, info=personal(f"a sole trader's own name; {KEPT}")),
    sa.Column("agent", sa.Text, nullable=False, index=True),
    sa.Column("agent_name", sa.Text, nullable=False, info=personal(f"a sole trader's own name; {KEPT}")),
    sa.Column("giver", sa.Text, nullable=False),
    sa.Column("seen_by", pg.ARRAY(sa.Text), nullable=False),
    sa.Column("what", pg.ARRAY(sa.Text), nullable=False),
    sa.Column("since", sa.Date, nullable=False),
    sa.Column("until", sa.Date),
    sa.Column("given_at", WHEN, nullable=False),
    sa.Column("given_by", sa.Text, nullable=False, info=personal(f"user who gave it, for accountability; {KEPT}")),
    sa.Column("withdrawn_at", WHEN),
    sa.Column("withdrawn_by", sa.Text, info=personal(f"user who withdrew it, for accountability; {KEPT}")),
    sa.Column("withdrawn_because", sa.Text, nullable=False, server_default=""),
    sa.Index("ix_trader_authorisation_seen_by", "seen_by", postgresql_using="gin"),
    info=shared_among("seen_by"),
)

trader_correction = sa.Table(
    "trader_correction",
    TABLES,
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("trader", sa.Text, nullable=False, index=True),
    sa.Column("organisation", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("proposed", pg.JSONB, nullable=False, info=personal(f"the trader's own data as it should be; {KEPT}")),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("because", sa.Text, nullable=False),
    sa.Column("proposed_at", WHEN, nullable=False),
    sa.Column("proposed_by", sa.Text, nullable=False, info=personal(f"user who proposed it; {KEPT}")),
    sa.Column("decided_at", WHEN),
    sa.Column("decided_by", sa.Text, info=personal(f"officer who decided, for accountability; {KEPT}")),
    sa.Column("answer", sa.Text, nullable=False, server_default=""),
    sa.Index("uq_trader_correction_open", "trader", unique=True, postgresql_where=sa.text("state = 'proposed'")),
    sa.Index("ix_trader_correction_newest", "proposed_at", "number"),
    info=owned_by("organisation"),
)

trader_candidate = sa.Table(
    "trader_candidate",
    TABLES,
    sa.Column("one", sa.Text, primary_key=True),
    sa.Column("other", sa.Text, primary_key=True),
    sa.Column("score", sa.Numeric(4, 3), nullable=False),
    sa.Column("reasons", pg.JSONB, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("found_at", WHEN, nullable=False),
    sa.Column("decided_at", WHEN),
    sa.Column("decided_by", sa.Text, info=personal(f"officer who decided, for accountability; {KEPT}")),
    sa.Column("because", sa.Text, nullable=False, server_default=""),
    sa.CheckConstraint("one < other", name="ordered"),
    sa.Index("ix_trader_candidate_open", "score", "one", postgresql_where=sa.text("state = 'found'")),
    info=customs_only(),
)

trader_merge = sa.Table(
    "trader_merge",
    TABLES,
    sa.Column("number", pg.UUID(as_uuid=True), primary_key=True),
    sa.Column("survivor", sa.Text, nullable=False, index=True),
    sa.Column("absorbed", sa.Text, nullable=False, index=True),
    sa.Column("state_before", sa.Text, nullable=False),
    sa.Column("at", WHEN, nullable=False),
    sa.Column("by", sa.Text, nullable=False, info=personal(f"officer who merged, for accountability; {KEPT}")),
    sa.Column("because", sa.Text, nullable=False),
    sa.Column("undone_at", WHEN),
    sa.Column("undone_by", sa.Text, info=personal(f"officer who undid it, for accountability; {KEPT}")),
    sa.Column("undone_because", sa.Text, nullable=False, server_default=""),
    sa.Index("uq_trader_merge_standing", "absorbed", unique=True, postgresql_where=sa.text("undone_at is null")),
    info=customs_only(),
)

company_registration = sa.Table(
    "company_registration",
    TABLES,
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("account", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("written", pg.JSONB, nullable=False, info=personal(f"the business's names, numbers, addresses; {KEPT}")),
    sa.Column("contact", sa.Text, nullable=False, info=personal("who becomes the company's administrator; a year")),
    sa.Column("email", sa.Text, nullable=False, info=personal("where he is told; a year")),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("secret_hash", sa.LargeBinary, unique=True),
    sa.Column("secret_until", WHEN),
    sa.Column("asked_at", WHEN, nullable=False),
    sa.Column("confirmed_at", WHEN),
    sa.Column("due_at", WHEN),
    sa.Column("decided_at", WHEN),
    sa.Column("decided_by", sa.Text, info=personal(f"officer who decided, for accountability; {KEPT}")),
    sa.Column("because", sa.Text, nullable=False, server_default=""),
    sa.Column("trader", sa.Text),
    sa.Column("organisation", sa.Text),
    sa.Index("ix_company_registration_waiting", "state", "asked_at"),
    sa.Index(
        "uq_company_registration_open",
        "email",
        unique=True,
        postgresql_where=sa.text("state in ('asked', 'confirmed')"),
    ),
    info=customs_only(),
)
