"""share spared is kept with the assessment"""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("risk_assessment", sa.Column("spared", sa.Float(53), server_default="0", nullable=False))


def downgrade() -> None:
    op.drop_column("risk_assessment", "spared")
