"""seller's name and address are declared"""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("declaration", sa.Column("seller_name", sa.Text(), nullable=True))
    op.add_column("declaration", sa.Column("seller_address", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("declaration", "seller_address")
    op.drop_column("declaration", "seller_name")
