"""The tables. Fixes are partitioned by day of the lock's own clock; partitions live in a schema of their own."""

from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.kernel.database.tables import TABLES, customs_only, owned_by, personal

_TIME: Final = sa.DateTime(timezone=True)

elock = sa.Table(
    "elock",
    TABLES,
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("protocol", sa.Text, nullable=False),
    sa.Column("administration", sa.Text, nullable=False),
    sa.Column("suite", sa.Text),
    sa.Column("public_key", sa.LargeBinary),
    sa.Column("registered_at", _TIME, nullable=False),
    sa.Column("withdrawn_at", _TIME),
    sa.Column("changed_at", _TIME, nullable=False, server_default=sa.func.now(), index=True),
    info=customs_only(),
)
elock_journey = sa.Table(
    "elock_journey",
    TABLES,
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("lock", sa.Text, nullable=False, index=True),
    sa.Column("organisation", sa.Text, nullable=False),
    sa.Column("declaration", sa.Text, nullable=False),
    sa.Column("truck", sa.Text, nullable=False),
    sa.Column("route", sa.Text, nullable=False),
    sa.Column("stage", sa.Text, nullable=False),
    sa.Column("origin", sa.Text, nullable=False),
    sa.Column("destination", sa.Text, nullable=False),
    sa.Column("needs", sa.SmallInteger, nullable=False),
    sa.Column("contract", pg.JSONB, nullable=False),
    sa.Column("registered_at", _TIME, nullable=False),
    sa.Column("closed_at", _TIME),
    sa.Column("changed_at", _TIME, nullable=False, server_default=sa.func.now(), index=True),
    sa.Index("uq_elock_journey_open", "lock", unique=True, postgresql_where=sa.text("closed_at is null")),
    sa.Index("ix_elock_journey_registered_at", "registered_at"),
    info=owned_by("organisation"),
)
TRUCK_MARK: Final = sa.func.translate(sa.func.upper(elock_journey.c.truck), "粵 -·.", "粤")
"""A truck's mark as lanes know it: capitals, no spaces or hyphens, one spelling of Guangdong."""
sa.Index("ix_elock_journey_truck_mark", TRUCK_MARK, postgresql_where=sa.text("closed_at is null"))
elock_step = sa.Table(
    "elock_step",
    TABLES,
    sa.Column("journey", sa.Text, primary_key=True),
    sa.Column("stage", sa.Text, primary_key=True),
    sa.Column("administration", sa.Text, nullable=False),
    sa.Column(
        "officer", sa.Text, nullable=False, info=personal("officer who took the step; evidence, kept with the journey")
    ),
    sa.Column("at", _TIME, nullable=False),
    sa.Column("statement", sa.LargeBinary, nullable=False),
    info=customs_only(),
)
elock_fix = sa.Table(
    "elock_fix",
    TABLES,
    sa.Column("lock", sa.Text, primary_key=True),
    sa.Column("at", _TIME, primary_key=True),
    sa.Column("digest", sa.BigInteger, primary_key=True),
    sa.Column("journey", sa.Text),
    sa.Column("received_at", _TIME, nullable=False),
    sa.Column("latitude", sa.Double),
    sa.Column("longitude", sa.Double),
    sa.Column("kmh", sa.Double),
    sa.Column("rope", sa.Boolean),
    sa.Column("motor", sa.Boolean),
    sa.Column("cover", sa.Boolean),
    sa.Column("event", sa.Text),
    sa.Column("battery_percent", sa.Double),
    sa.Column("protocol", sa.Text, nullable=False),
    sa.Column("signed", sa.LargeBinary),
    sa.Column("source", sa.Text),
    sa.Index("ix_elock_fix_journey", "journey"),
    info=customs_only(),
    postgresql_partition_by="RANGE (at)",
)
elock_alarm = sa.Table(
    "elock_alarm",
    TABLES,
    sa.Column("journey", sa.Text, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("at", _TIME, nullable=False),
    sa.Column("raised_at", _TIME, nullable=False),
    sa.Column("withdrawn_at", _TIME),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column(
        "acknowledged_by", sa.Text, info=personal("officer who took the alarm up; evidence, kept with the journey")
    ),
    sa.Column("acknowledged_at", _TIME),
    sa.Column("team", sa.Text, nullable=False, server_default=""),
    sa.Column("cause", sa.Text),
    sa.Column("note", sa.Text, nullable=False, server_default=""),
    sa.Column("closed_at", _TIME),
    sa.Index("ix_elock_alarm_state", "state", "raised_at"),
    info=customs_only(),
)
elock_refused = sa.Table(
    "elock_refused",
    TABLES,
    sa.Column("protocol", sa.Text, primary_key=True),
    sa.Column("device", sa.Text, primary_key=True),
    sa.Column("reason", sa.Text, primary_key=True),
    sa.Column("count", sa.BigInteger, nullable=False),
    sa.Column("first_at", _TIME, nullable=False),
    sa.Column("last_at", _TIME, nullable=False),
    sa.Column("says", sa.Text, nullable=False),
    sa.Column("frame", sa.LargeBinary, nullable=False),
    info=customs_only(),
)
elock_command = sa.Table(
    "elock_command",
    TABLES,
    sa.Column("number", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("lock", sa.Text, nullable=False, index=True),
    sa.Column("command", sa.Text, nullable=False),
    sa.Column("seconds", sa.Integer),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("tries", sa.SmallInteger, nullable=False, server_default="0"),
    sa.Column(
        "asked_by",
        sa.Text,
        nullable=False,
        info=personal("officer who sent the command; evidence, kept with the journey"),
    ),
    sa.Column("asked_at", _TIME, nullable=False),
    sa.Column("sent_at", _TIME),
    sa.Column("answered_at", _TIME),
    info=customs_only(),
)
elock_event = sa.Table(
    "elock_event",
    TABLES,
    sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("journey", sa.Text, nullable=False),
    sa.Column("sequence", sa.BigInteger, nullable=False),
    sa.Column("lock", sa.Text, nullable=False),
    sa.Column("at", _TIME, nullable=False),
    sa.Column("digest", sa.BigInteger, nullable=False),
    sa.Column("raw", sa.LargeBinary, nullable=False),
    sa.Index("uq_elock_event_sequence", "journey", "sequence", unique=True),
    sa.Index("uq_elock_event_fix", "lock", "at", "digest", unique=True),
    info=customs_only() | {"append_only": True},
)
elock_log_block = sa.Table(
    "elock_log_block",
    TABLES,
    sa.Column("level", sa.SmallInteger, primary_key=True),
    sa.Column("index", sa.BigInteger, primary_key=True),
    sa.Column("root", sa.LargeBinary, nullable=False),
    info=customs_only() | {"append_only": True},
)
elock_checkpoint = sa.Table(
    "elock_checkpoint",
    TABLES,
    sa.Column("administration", sa.Text, primary_key=True),
    sa.Column("size", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("signer", sa.Text, primary_key=True),
    sa.Column("statement", sa.LargeBinary, nullable=False),
    info=customs_only() | {"append_only": True},
)
elock_partner = sa.Table(
    "elock_partner",
    TABLES,
    sa.Column("administration", sa.Text, primary_key=True),
    sa.Column("suite", sa.Text, nullable=False),
    sa.Column("public_key", sa.LargeBinary, nullable=False),
    info=customs_only(),
)
elock_verdict = sa.Table(
    "elock_verdict",
    TABLES,
    sa.Column("journey", sa.Text, primary_key=True),
    sa.Column("administration", sa.Text, primary_key=True),
    sa.Column("last", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("statement", sa.LargeBinary, nullable=False),
    info=customs_only() | {"append_only": True},
)
elock_token = sa.Table(
    "elock_token",
    TABLES,
    sa.Column("number", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("journey", sa.Text, nullable=False, index=True),
    sa.Column("lock", sa.Text, nullable=False),
    sa.Column("administration", sa.Text, nullable=False),
    sa.Column("zone", sa.Text, nullable=False),
    sa.Column("counter", sa.BigInteger, nullable=False),
    sa.Column("not_before", _TIME, nullable=False),
    sa.Column("not_after", _TIME, nullable=False),
    sa.Column(
        "officer",
        sa.Text,
        nullable=False,
        info=personal("officer who permitted an unlock; evidence, kept with the journey"),
    ),
    sa.Column("challenge", sa.Text),
    sa.Column("statement", sa.LargeBinary, nullable=False),
    sa.Column("issued_at", _TIME, nullable=False),
    sa.Index("uq_elock_token_counter", "lock", "administration", "counter", unique=True),
    sa.Index("uq_elock_token_challenge", "lock", "challenge", unique=True),
    info=customs_only() | {"append_only": True},
)
elock_corridor = sa.Table(
    "elock_corridor",
    TABLES,
    sa.Column("route", sa.Text, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("line", pg.JSONB, nullable=False),
    sa.Column("zones", pg.JSONB, nullable=False),
    sa.Column("corridor_m", sa.Double, nullable=False),
    sa.Column("trips", sa.Integer, nullable=False),
    sa.Column("inside", sa.Double),
    sa.Column("made_by", sa.Text, nullable=False, info=personal("officer who drew the corridor; kept with it")),
    sa.Column("made_at", _TIME, nullable=False),
    info=customs_only() | {"append_only": True},
)
elock_check = sa.Table(
    "elock_check",
    TABLES,
    sa.Column("number", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("journey", sa.Text, nullable=False, index=True),
    sa.Column("what", sa.Text, nullable=False),
    sa.Column("intact", sa.Boolean, nullable=False),
    sa.Column("note", sa.Text, nullable=False, server_default=""),
    sa.Column("photo", sa.Text),
    sa.Column(
        "officer",
        sa.Text,
        nullable=False,
        info=personal("officer who looked at the seal; evidence, kept with the journey"),
    ),
    sa.Column("at", _TIME, nullable=False),
    info=customs_only() | {"append_only": True},
)
elock_participant = sa.Table(
    "elock_participant",
    TABLES,
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("registered_at", _TIME, nullable=False),
    sa.Column("ended_at", _TIME),
    info=customs_only(),
)
elock_breach = sa.Table(
    "elock_breach",
    TABLES,
    sa.Column("participant", sa.Text, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", _TIME, nullable=False),
    sa.Column("journey", sa.Text, nullable=False, server_default=""),
    sa.Column("what", sa.Text, nullable=False),
    sa.Column("measure", sa.Text, nullable=False),
    sa.Column("noted_by", sa.Text, nullable=False, info=personal("officer who noted the breach; kept with it")),
    sa.Column("noted_at", _TIME, nullable=False),
    info=customs_only() | {"append_only": True},
)
