"""Tables of road cargo: consignments, trucks, bundles, and what risk said of them."""

from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.kernel.database.tables import TABLES, customs_only, owned_by, personal, shared_among

_TIME: Final = sa.DateTime(timezone=True)
_LONG: Final = "as long as the cargo information"

road_consignment = sa.Table(
    "road_consignment",
    TABLES,
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("seen_by", pg.ARRAY(sa.Text), nullable=False),
    sa.Column("shipper", sa.Text, nullable=False),
    sa.Column("agent", sa.Text, nullable=False),
    sa.Column("direction", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("lodged_by", sa.Text, nullable=False, info=personal(f"who lodged it, to answer for it; {_LONG}")),
    sa.Column("lodged_at", _TIME, nullable=False),
    sa.Column("changed_at", _TIME, nullable=False),
    sa.Column("way", sa.Text, nullable=False),
    sa.Column("expected_on", sa.Date, nullable=False),
    sa.Column("packages", sa.BigInteger, nullable=False),
    sa.Column("bundle", sa.Text, nullable=False, server_default=""),
    sa.Column("declaration", sa.Text, nullable=False, server_default=""),
    sa.Column("replaces", sa.Text, nullable=False, server_default=""),
    sa.Column("found_by", sa.Text, nullable=False, info=personal(f"names of the parties, to be searched; {_LONG}")),
    sa.Column("body", pg.JSONB, nullable=False, info=personal(f"names and addresses of the parties; {_LONG}")),
    sa.Index("ix_road_consignment_shipper_lodged_at", "shipper", "lodged_at"),
    sa.Index("ix_road_consignment_agent_lodged_at", "agent", "lodged_at", postgresql_where=sa.text("agent <> ''")),
    sa.Index("ix_road_consignment_lodged_at", "lodged_at"),
    sa.Index("ix_road_consignment_declaration", "declaration", postgresql_where=sa.text("declaration <> ''")),
    sa.Index("ix_road_consignment_bundle", "bundle", postgresql_where=sa.text("bundle <> ''")),
    info=shared_among("seen_by"),
)
road_consignment_version = sa.Table(
    "road_consignment_version",
    TABLES,
    sa.Column("number", sa.Text, sa.ForeignKey("road_consignment.number"), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("seen_by", pg.ARRAY(sa.Text), nullable=False),
    sa.Column("replaced_at", _TIME, nullable=False),
    sa.Column("because", sa.Text, nullable=False),
    sa.Column("body", pg.JSONB, nullable=False, info=personal(f"names and addresses as they were; {_LONG}")),
    info=shared_among("seen_by"),
)
road_key = sa.Table(
    "road_key",
    TABLES,
    sa.Column("organisation", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("number", sa.Text, nullable=False),
    sa.Column("at", _TIME, nullable=False),
    info=owned_by("organisation"),
)
road_truck = sa.Table(
    "road_truck",
    TABLES,
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("organisation", sa.Text, nullable=False, index=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("marks", pg.ARRAY(sa.Text), nullable=False),
    sa.Column("plates", pg.JSONB, nullable=False),
    sa.Column("pin_hash", sa.Text, nullable=False, server_default=""),
    sa.Column("changed_at", _TIME, nullable=False),
    sa.Column("retired_at", _TIME),
    sa.Index("ix_road_truck_marks", "marks", postgresql_using="gin"),
    info=owned_by("organisation"),
)
road_bundle = sa.Table(
    "road_bundle",
    TABLES,
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("organisation", sa.Text, nullable=False),
    sa.Column("truck", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("marks", pg.ARRAY(sa.Text), nullable=False),
    sa.Column("plates", pg.JSONB, nullable=False),
    sa.Column("references", pg.ARRAY(sa.Text), nullable=False),
    sa.Column("exemption", sa.Text, nullable=False, server_default=""),
    sa.Column("control_point", sa.Text, nullable=False),
    sa.Column("direction", sa.Text, nullable=False),
    sa.Column("expected_at", _TIME, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("instruction", sa.Text, nullable=False),
    sa.Column("instructed_at", _TIME),
    sa.Column("instructed_by", sa.Text, nullable=False, server_default=""),
    sa.Column("way", sa.Text, nullable=False),
    sa.Column("made_by", sa.Text, nullable=False, info=personal(f"who bundled, to answer for it; {_LONG}")),
    sa.Column("made_at", _TIME, nullable=False),
    sa.Column("changed_at", _TIME, nullable=False),
    sa.Index("ix_road_bundle_marks", "marks", postgresql_using="gin", postgresql_where=sa.text("state = 'bundled'")),
    sa.Index("ix_road_bundle_organisation_expected_at", "organisation", "expected_at"),
    sa.Index("ix_road_bundle_expected_at", "expected_at"),
    sa.Index("ix_road_bundle_truck_made_at", "truck", "made_at"),
    info=owned_by("organisation"),
)
road_assessment = sa.Table(
    "road_assessment",
    TABLES,
    sa.Column("bundle", sa.Text, primary_key=True),
    sa.Column("at", _TIME, nullable=False),
    sa.Column("reasons", pg.JSONB, nullable=False),
    info=customs_only(),
)
road_override = sa.Table(
    "road_override",
    TABLES,
    sa.Column("bundle", sa.Text, primary_key=True),
    sa.Column("asked_at", _TIME, primary_key=True),
    sa.Column("was", sa.Text, nullable=False),
    sa.Column("to", sa.Text, nullable=False),
    sa.Column("because", sa.Text, nullable=False),
    sa.Column("asked_by", sa.Text, nullable=False, info=personal(f"officer who asked for it; {_LONG}")),
    sa.Column("decided_by", sa.Text, nullable=False, server_default="", info=personal(f"officer who decided; {_LONG}")),
    sa.Column("agreed", sa.Boolean),
    info=customs_only(),
)
