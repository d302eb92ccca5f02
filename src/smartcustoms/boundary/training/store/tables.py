"""Tables of the training."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.kernel.database.tables import TABLES, customs_only, personal

_TIME = sa.DateTime(timezone=True)

training_clean = sa.Table(
    "training_clean",
    TABLES,
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("file", sa.Text, nullable=False, unique=True),
    sa.Column("simulated", sa.Boolean, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("by", sa.Text, nullable=False, info=personal("who added the picture; kept as long as it is used")),
    sa.Column("at", _TIME, nullable=False),
    sa.Column("used", sa.Boolean, nullable=False),
    info=customs_only(),
)
training_setting = sa.Table(
    "training_setting",
    TABLES,
    sa.Column("number", sa.Integer, sa.Identity(), primary_key=True),
    sa.Column("ratio", sa.Double, nullable=False),
    sa.Column("time_limit_s", sa.Integer, nullable=False),
    sa.Column("most_superposition", sa.Double, nullable=False),
    sa.Column("categories", pg.ARRAY(sa.Text), nullable=False),
    sa.Column("because", sa.Text, nullable=False),
    sa.Column("by", sa.Text, nullable=False, info=personal("supervisor who chose it; kept for good")),
    sa.Column("at", _TIME, nullable=False),
    info=customs_only(),
)
training_course = sa.Table(
    "training_course",
    TABLES,
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("titles", pg.JSONB, nullable=False),
    sa.Column("categories", pg.ARRAY(sa.Text), nullable=False),
    sa.Column("easiest", sa.Text, nullable=False),
    sa.Column("hardest", sa.Text, nullable=False),
    sa.Column("pictures", sa.Integer, nullable=False),
    sa.Column("ratio", sa.Double, nullable=False),
    sa.Column("time_limit_s", sa.Integer, nullable=False),
    sa.Column("pass_level", sa.Text, nullable=False),
    sa.Column("most_false_alarms", sa.Double, nullable=False),
    sa.Column("valid_from", sa.Date, nullable=False),
    sa.Column("valid_until", sa.Date),
    sa.Column("because", sa.Text, nullable=False),
    sa.Column("by", sa.Text, nullable=False, info=personal("supervisor who made the course; kept for good")),
    sa.Column("at", _TIME, nullable=False),
    info=customs_only(),
)
training_enrolment = sa.Table(
    "training_enrolment",
    TABLES,
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("course", sa.Text, sa.ForeignKey("training_course.number"), nullable=False),
    sa.Column(
        "officer",
        sa.Text,
        nullable=False,
        info=personal("officer who takes the course; his result, two years from its end"),
    ),
    sa.Column("assigned_by", sa.Text, nullable=False, info=personal("who assigned it; kept with it")),
    sa.Column("assigned_at", _TIME, nullable=False),
    sa.Column("scale", sa.Double, nullable=False),
    sa.Column("done", sa.Integer, nullable=False),
    sa.Column("ended_at", _TIME),
    sa.Column("taken_back", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("reached", sa.Double),
    sa.Column("passed", sa.Boolean),
    sa.Index(
        "uq_training_enrolment_open", "officer", "course", unique=True, postgresql_where=sa.text("ended_at is null")
    ),
    info=customs_only(),
)
training_trial = sa.Table(
    "training_trial",
    TABLES,
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("officer", sa.Text, nullable=False, info=personal("officer who trains; his results, kept for two years")),
    sa.Column("clean", sa.Text, sa.ForeignKey("training_clean.number"), nullable=False),
    sa.Column("file", sa.Text, nullable=False),
    sa.Column("columns", sa.Integer, nullable=False),
    sa.Column("rows", sa.Integer, nullable=False),
    sa.Column("began_at", _TIME, nullable=False),
    sa.Column("time_limit_s", sa.Integer, nullable=False),
    sa.Column("truth", pg.JSONB),
    sa.Column("decided_at", _TIME),
    sa.Column("answer", sa.Text),
    sa.Column("part", sa.Text),
    sa.Column("late", sa.Boolean),
    sa.Column("result", sa.Text),
    sa.Column("in_place", sa.Boolean),
    sa.Column("purpose", sa.Text, nullable=False, server_default="free"),
    sa.Column("part_of", sa.Text, nullable=False, server_default=""),
    sa.Column("place", sa.Integer, nullable=False, server_default="0"),
    sa.Column("scale", sa.Double),
    sa.Column("told_at", _TIME),
    sa.Index("ix_training_trial_officer_decided_at", "officer", "decided_at"),
    sa.Index("ix_training_trial_told_at", "told_at"),
    sa.Index("ix_training_trial_part_of", "part_of", postgresql_where=sa.text("part_of <> ''")),
    sa.Index(
        "uq_training_trial_open", "officer", "part_of", unique=True, postgresql_where=sa.text("decided_at is null")
    ),
    info=customs_only(),
)
training_test = sa.Table(
    "training_test",
    TABLES,
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("titles", pg.JSONB, nullable=False),
    sa.Column("categories", pg.ARRAY(sa.Text), nullable=False),
    sa.Column("pictures", sa.Integer, nullable=False),
    sa.Column("threats", sa.Integer, nullable=False),
    sa.Column("time_limit_s", sa.Integer, nullable=False),
    sa.Column("minutes", sa.Integer, nullable=False),
    sa.Column("valid_from", sa.Date, nullable=False),
    sa.Column("valid_until", sa.Date),
    sa.Column("because", sa.Text, nullable=False),
    sa.Column("by", sa.Text, nullable=False, info=personal("supervisor who made the test; kept for good")),
    sa.Column("at", _TIME, nullable=False),
    sa.Column("secret", sa.LargeBinary, nullable=False),
    info=customs_only(),
)
training_attempt = sa.Table(
    "training_attempt",
    TABLES,
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("test", sa.Text, sa.ForeignKey("training_test.number"), nullable=False),
    sa.Column(
        "officer", sa.Text, nullable=False, info=personal("officer who is tested; his result, two years from its end")
    ),
    sa.Column("ordinal", sa.Integer, nullable=False),
    sa.Column("seed", sa.Text, nullable=False),
    sa.Column("stock", pg.ARRAY(sa.Text), nullable=False),
    sa.Column("rules", pg.JSONB, nullable=False),
    sa.Column("began_at", _TIME, nullable=False),
    sa.Column("ends_at", _TIME, nullable=False),
    sa.Column("answered", sa.Integer, nullable=False),
    sa.Column("ended_at", _TIME),
    sa.Column("hits", sa.Integer),
    sa.Column("false_alarms", sa.Integer),
    sa.Column("passed", sa.Boolean),
    sa.Index("uq_training_attempt_open", "officer", unique=True, postgresql_where=sa.text("ended_at is null")),
    sa.Index("ix_training_attempt_officer_test", "officer", "test"),
    info=customs_only(),
)
training_certificate = sa.Table(
    "training_certificate",
    TABLES,
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("attempt", sa.Text, nullable=False, unique=True),
    sa.Column("test", sa.Text, sa.ForeignKey("training_test.number"), nullable=False),
    sa.Column(
        "officer", sa.Text, nullable=False, info=personal("officer who is certified; two years from the last day")
    ),
    sa.Column("valid_from", sa.Date, nullable=False),
    sa.Column("valid_until", sa.Date, nullable=False),
    sa.Column("withdrawn_at", _TIME),
    sa.Column("withdrawn_by", sa.Text, nullable=False, server_default="", info=personal("who withdrew it; with it")),
    sa.Column("because", sa.Text, nullable=False, server_default=""),
    sa.Index("ix_training_certificate_officer", "officer", "valid_until"),
    info=customs_only(),
)
