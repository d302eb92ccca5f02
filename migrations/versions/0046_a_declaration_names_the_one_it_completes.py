"""A declaration names the one that it completes"""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("declaration", sa.Column("previous", sa.Text(), nullable=True))
    op.create_index(
        "ix_declaration_previous",
        "declaration",
        ["organisation", "previous"],
        unique=False,
        postgresql_where=sa.text("previous is not null"),
    )


def downgrade() -> None:
    op.drop_index("ix_declaration_previous", table_name="declaration", postgresql_where=sa.text("previous is not null"))
    op.drop_column("declaration", "previous")
