"""queues are read in their order"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_review_step_queue", table_name="review_step")
    op.create_index(
        "ix_review_step_queue", "review_step", ["organisation", "state", "due_at", "review", "position"], unique=False
    )
    op.create_index(
        "ix_review_step_worked",
        "review_step",
        ["organisation", "due_at", "review", "position"],
        unique=False,
        postgresql_where=sa.text("state in ('queued', 'taken', 'asked', 'proposed')"),
    )


def downgrade() -> None:
    op.drop_index(
        "ix_review_step_worked",
        table_name="review_step",
        postgresql_where=sa.text("state in ('queued', 'taken', 'asked', 'proposed')"),
    )
    op.drop_index("ix_review_step_queue", table_name="review_step")
    op.create_index("ix_review_step_queue", "review_step", ["organisation", "state", "due_at"], unique=False)
