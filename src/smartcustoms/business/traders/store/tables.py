"""The tables of the register of traders."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.kernel.database.tables import TABLES, owned_by, personal

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
