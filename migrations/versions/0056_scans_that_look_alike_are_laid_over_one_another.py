"""scans that look alike are laid over one another"""

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "scan_looks",
        sa.Column(
            "transaction",
            sa.BigInteger(),
            server_default=sa.text("(pg_current_xact_id()::text)::bigint"),
            nullable=False,
        ),
    )
    # what was noted by the method before is noted anew with a picture, some each minute
    op.add_column("scan_looks", sa.Column("picture", sa.LargeBinary(), server_default="", nullable=False))
    op.alter_column("scan_looks", "picture", server_default=None)
    op.create_index(op.f("ix_scan_looks_transaction"), "scan_looks", ["transaction"])


def downgrade() -> None:
    op.drop_index(op.f("ix_scan_looks_transaction"), table_name="scan_looks")
    op.drop_column("scan_looks", "picture")
    op.drop_column("scan_looks", "transaction")
