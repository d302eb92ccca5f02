"""Tables of reviews, their steps, questions and marks, and of what agencies keep for themselves."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from smartcustoms.kernel.database.tables import TABLES, open_to_all, owned_by, personal, shared_among

_TIME = sa.DateTime(timezone=True)

review = sa.Table(
    "review",
    TABLES,
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("about", sa.Text, nullable=False, index=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("title", pg.JSONB, nullable=False),
    sa.Column("owner", sa.Text, nullable=False, index=True),
    sa.Column("facts", pg.JSONB, nullable=False),
    sa.Column("link", sa.Text, nullable=False, server_default=""),
    sa.Column("offered", pg.JSONB, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("begun_at", _TIME, nullable=False),
    sa.Column("begun_by", sa.Text, nullable=False, info=personal("who lodged; evidence, kept as long as the review")),
    sa.Column("rule", sa.Text),
    sa.Column("sampled", sa.Boolean, nullable=False),
    sa.Column("decided_at", _TIME),
    sa.Column("appealed_at", _TIME),
    sa.Column("agencies", pg.ARRAY(sa.Text), nullable=False),
    sa.Column("parties", pg.ARRAY(sa.Text), nullable=False),
    sa.Index("uq_review_open", "about", unique=True, postgresql_where=sa.text("state = 'open'")),
    info=shared_among("parties"),
)
review_step = sa.Table(
    "review_step",
    TABLES,
    sa.Column("review", sa.Text, sa.ForeignKey("review.number"), primary_key=True),
    sa.Column("position", sa.SmallInteger, primary_key=True),
    sa.Column("order", sa.SmallInteger, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("agency", sa.Text, nullable=False),
    sa.Column("organisation", sa.Text, nullable=False),
    sa.Column("skill", sa.Text, nullable=False),
    sa.Column("lead", sa.Boolean, nullable=False),
    sa.Column("days", sa.SmallInteger, nullable=False),
    sa.Column("second_approval", sa.Boolean, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("assigned_to", sa.Text, info=personal("officer at work; evidence, kept as long as the review")),
    sa.Column("opened_at", _TIME),
    sa.Column("due_at", _TIME),
    sa.Column("ticking_since", _TIME),
    sa.Column("spent", sa.Integer, nullable=False, server_default="0"),
    sa.Column("promised", sa.Integer, nullable=False, server_default="0"),
    sa.Column("decided_at", _TIME),
    sa.Column("decision", pg.JSONB),
    sa.Column("proposed_by", sa.Text, info=personal("officer who proposed; evidence, kept as long as the review")),
    sa.Column("decided_by", sa.Text, info=personal("officer who decided; evidence, kept as long as the review")),
    sa.Column("earlier", pg.ARRAY(sa.Text), nullable=False, server_default="{}"),
    sa.Column("parties", pg.ARRAY(sa.Text), nullable=False),
    sa.Index("ix_review_step_queue", "organisation", "state", "due_at", "review", "position"),
    sa.Index(
        "ix_review_step_worked",  # the queue in its own order: a page of it stops after as many rows as it shows
        "organisation",
        "due_at",
        "review",
        "position",
        postgresql_where=sa.text("state in ('queued', 'taken', 'asked', 'proposed')"),
    ),
    info=shared_among("parties"),
)
review_question = sa.Table(
    "review_question",
    TABLES,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("review", sa.Text, sa.ForeignKey("review.number"), nullable=False, index=True),
    sa.Column("position", sa.SmallInteger, nullable=False),
    sa.Column("agency", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("asked_at", _TIME, nullable=False),
    sa.Column("asked_by", sa.Text, nullable=False, info=personal("officer who asked; evidence")),
    sa.Column("answer_by", sa.Date, nullable=False),
    sa.Column("answered_at", _TIME),
    sa.Column("answer", sa.Text, nullable=False, server_default=""),
    sa.Column("files", pg.ARRAY(sa.Text), nullable=False, server_default="{}"),
    sa.Column("parties", pg.ARRAY(sa.Text), nullable=False),
    info=shared_among("parties"),
)
review_mark = sa.Table(
    "review_mark",
    TABLES,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("review", sa.Text, nullable=False, index=True),
    sa.Column("organisation", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("by", sa.Text, nullable=False, info=personal("officer who marked; kept as long as the review")),
    sa.Column("at", _TIME, nullable=False),
    info=owned_by("organisation"),
)
review_officer = sa.Table(
    "review_officer",
    TABLES,
    sa.Column("user", sa.Text, primary_key=True, info=personal("officer of an agency; while he decides")),
    sa.Column("organisation", sa.Text, nullable=False, index=True),
    sa.Column("name", sa.Text, nullable=False, info=personal("officer's name, for giving work; while he decides")),
    sa.Column("skills", pg.ARRAY(sa.Text), nullable=False),
    sa.Column("on_duty", sa.Boolean, nullable=False),
    info=owned_by("organisation"),
)
review_absence = sa.Table(
    "review_absence",
    TABLES,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("organisation", sa.Text, nullable=False, index=True),
    sa.Column("user", sa.Text, nullable=False, info=personal("officer who is away; a year")),
    sa.Column("to", sa.Text, nullable=False, info=personal("officer who stands in; a year")),
    sa.Column("from_day", sa.Date, nullable=False),
    sa.Column("until", sa.Date, nullable=False),
    info=owned_by("organisation"),
)
review_template = sa.Table(
    "review_template",
    TABLES,
    sa.Column("organisation", sa.Text, primary_key=True),
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("says", pg.JSONB, nullable=False),
    info=owned_by("organisation"),
)
agency_rulebook = sa.Table(
    "agency_rulebook",
    TABLES,
    sa.Column("agency", sa.Text, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("cells", pg.JSONB, nullable=False),
    sa.Column("since", sa.Date),  # from when it holds; null while it is a draft
    sa.Column(
        "written_by", sa.Text, nullable=False, info=personal("who wrote it, for accountability; as long as it is kept")
    ),
    sa.Column("written_at", _TIME, nullable=False),
    sa.Column("activated_at", _TIME),
    info=open_to_all(
        "how an agency decides simple cases, and its hours, are public rules; who may write them is a permission"
    ),
)
agency_organisation = sa.Table(
    "agency_organisation",
    TABLES,
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("organisation", sa.Text, nullable=False),
    info=open_to_all("which organisation an agency is; agencies are public"),
)
