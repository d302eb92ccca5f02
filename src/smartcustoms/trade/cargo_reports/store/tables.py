"""Tables of cargo reports, of what master and house say differently, and of matches with declarations."""

from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.kernel.database.tables import TABLES, customs_only, owned_by, personal

TIME: Final = sa.DateTime(timezone=True)
_LONG: Final = "as long as the cargo report"

cargo_report = sa.Table(
    "cargo_report",
    TABLES,
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("organisation", sa.Text, nullable=False),
    sa.Column("lodged_by", sa.Text, nullable=False, info=personal(f"who lodged it, to answer for it; {_LONG}")),
    sa.Column("lodged_at", TIME, nullable=False),
    sa.Column("changed_at", TIME, nullable=False),
    sa.Column("format", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("original", sa.Text, nullable=False),
    sa.Column("mode", sa.Text, nullable=False),
    sa.Column("level", sa.Text, nullable=False),
    sa.Column("bill", sa.Text, nullable=False),
    sa.Column("about", sa.Text, nullable=False),
    sa.Column("pieces", sa.BigInteger),
    sa.Column("gross_mass_kg", sa.Numeric(20, 6)),
    sa.Column("body", pg.JSONB, nullable=False, info=personal(f"names and addresses of the parties; {_LONG}")),
    sa.Index(
        "uq_cargo_report_bill",
        "organisation",
        "mode",
        "level",
        "about",
        "bill",
        unique=True,
        postgresql_where=sa.text("state = 'lodged'"),
    ),
    sa.Index("ix_cargo_report_about", "mode", "about"),
    sa.Index("ix_cargo_report_bill_of", "bill"),
    sa.Index("ix_cargo_report_pieces", "mode", "pieces"),
    sa.Index("ix_cargo_report_organisation_lodged_at", "organisation", "lodged_at"),
    sa.Index("ix_cargo_report_changed_at", "changed_at"),
    info=owned_by("organisation"),
)
cargo_report_version = sa.Table(
    "cargo_report_version",
    TABLES,
    sa.Column("number", sa.Text, sa.ForeignKey("cargo_report.number"), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("organisation", sa.Text, nullable=False),
    sa.Column("replaced_at", TIME, nullable=False),
    sa.Column("because", sa.Text, nullable=False),
    sa.Column("original", sa.Text, nullable=False),
    sa.Column("body", pg.JSONB, nullable=False, info=personal(f"names and addresses as they were; {_LONG}")),
    info=owned_by("organisation"),
)
cargo_discrepancy = sa.Table(
    "cargo_discrepancy",
    TABLES,
    sa.Column("id", pg.UUID(as_uuid=True), primary_key=True),
    sa.Column("organisation", sa.Text, primary_key=True),
    sa.Column("report", sa.Text, nullable=False),
    sa.Column("side", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("mode", sa.Text, nullable=False),
    sa.Column("master", sa.Text, nullable=False),
    sa.Column("house", sa.Text, nullable=False),
    sa.Column("own", sa.Text, nullable=False, info=personal(f"may hold a party's name; {_LONG}")),
    sa.Column("other", sa.Text, nullable=False, info=personal(f"may hold a party's name; {_LONG}")),
    sa.Column("found_at", TIME, nullable=False),
    sa.Column("due_at", TIME, nullable=False),
    sa.Column("resolved_at", TIME),
    sa.Column("because", sa.Text, nullable=False, server_default=""),
    sa.Index("ix_cargo_discrepancy_master", "mode", "master"),
    sa.Index("ix_cargo_discrepancy_organisation_found_at", "organisation", "found_at"),
    info=owned_by("organisation"),
)
cargo_match = sa.Table(
    "cargo_match",
    TABLES,
    sa.Column("declaration", sa.Text, primary_key=True),
    sa.Column("report", sa.Text, index=True),
    sa.Column("how", sa.Text, nullable=False, index=True),
    sa.Column("score", sa.Double, nullable=False),
    sa.Column("reasons", pg.JSONB, nullable=False),
    sa.Column("at", TIME, nullable=False),
    sa.Column(
        "matched_by", sa.Text, nullable=False, server_default="", info=personal(f"officer who matched by hand; {_LONG}")
    ),
    info=customs_only(),
)
