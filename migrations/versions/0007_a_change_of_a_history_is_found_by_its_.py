"""a change of a history is found by its transaction's number"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_risk_change_transaction", table_name="risk_change")
    op.alter_column("risk_change", "transaction", server_default=None)
    op.alter_column("risk_change", "transaction", type_=sa.BigInteger(), postgresql_using="transaction::bigint")
    op.alter_column("risk_change", "transaction", server_default=sa.text("(pg_current_xact_id()::text)::bigint"))
    op.create_index("ix_risk_change_transaction", "risk_change", ["transaction"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_risk_change_transaction", table_name="risk_change")
    op.alter_column("risk_change", "transaction", server_default=None)
    op.alter_column("risk_change", "transaction", type_=sa.Text(), postgresql_using="transaction::text")
    op.alter_column("risk_change", "transaction", server_default=sa.text("pg_current_xact_id()::text"))
    op.create_index(
        "ix_risk_change_transaction", "risk_change", [sa.literal_column("((transaction)::bigint)")], unique=False
    )
