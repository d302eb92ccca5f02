"""scanner intake is kept"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute('CREATE SEQUENCE "scan_arrival_serial"')
    op.create_table(
        "scan_arrival",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("folder", sa.Text(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("brought_by", sa.Text(), nullable=False),
        sa.Column("brought_name", sa.Text(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("scan", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("says", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("mend", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("seen", sa.Text(), nullable=False),
        sa.Column("again_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("again_by", sa.Text(), nullable=False),
        sa.Column("dealt_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dealt_by", sa.Text(), nullable=False),
        sa.Column("dealt_note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_scan_arrival")),
        sa.UniqueConstraint("source", "file", name=op.f("uq_scan_arrival_source_file")),
    )
    op.create_index(op.f("ix_scan_arrival_last_at"), "scan_arrival", ["last_at"], unique=False)
    op.execute('GRANT SELECT, INSERT, UPDATE, DELETE ON "scan_arrival" TO smartcustoms_app')
    op.execute('ALTER TABLE "scan_arrival" ENABLE ROW LEVEL SECURITY')
    op.execute('ALTER TABLE "scan_arrival" FORCE ROW LEVEL SECURITY')
    op.execute(
        "CREATE POLICY own_rows ON \"scan_arrival\" USING ((select current_setting('app.kind', true)) in ('customs', 'system')) WITH CHECK ((select current_setting('app.kind', true)) in ('customs', 'system'))"
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_scan_arrival_last_at"), table_name="scan_arrival")
    op.drop_table("scan_arrival")
    op.execute('DROP SEQUENCE "scan_arrival_serial"')
