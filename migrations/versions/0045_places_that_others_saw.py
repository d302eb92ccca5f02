"""Fixes say whose their place is; an index that nobody used goes"""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("elock_fix", sa.Column("source", sa.Text(), nullable=True))
    op.drop_index("ix_crossing_expected_elock", table_name="crossing_expected")


def downgrade() -> None:
    op.create_index("ix_crossing_expected_elock", "crossing_expected", ["elock"], unique=False)
    op.drop_column("elock_fix", "source")
