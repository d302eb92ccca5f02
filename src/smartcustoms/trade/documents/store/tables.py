"""The tables of documents."""

import sqlalchemy as sa

from smartcustoms.kernel.database.tables import TABLES, open_to_all, personal

_WHEN = sa.DateTime(timezone=True)
_YEARS = "kept seven years after the document has ended, as records of trade are"

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
