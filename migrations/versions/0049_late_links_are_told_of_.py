"""late links are told of"""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("recognition_link", sa.Column("late_told_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("recognition_message", sa.Column("about", sa.Text(collation="C"), server_default="", nullable=False))
    op.create_index(
        "ix_recognition_message_waiting",
        "recognition_message",
        ["arrangement", "sequence"],
        postgresql_where=sa.text("answered_at is null"),
    )


def downgrade() -> None:
    op.drop_index("ix_recognition_message_waiting", table_name="recognition_message")
    op.drop_column("recognition_message", "about")
    op.drop_column("recognition_link", "late_told_at")
