"""threats are projected into real scans"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "scan_projecting",
        sa.Column("number", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("ratio", sa.Double(), nullable=False),
        sa.Column("days", postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.Column("windows", sa.Text(), nullable=False),
        sa.Column("most_a_day", sa.Integer(), nullable=False),
        sa.Column("categories", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("most_superposition", sa.Double(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_scan_projecting")),
    )
    op.create_table(
        "scan_projection",
        sa.Column("number", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("scan", sa.Text(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("truth", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["scan"], ["scan_judged.scan"], name=op.f("fk_scan_projection_scan")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_scan_projection")),
        sa.UniqueConstraint("scan", "officer", name=op.f("uq_scan_projection_scan_officer")),
    )
    op.create_index("ix_scan_projection_officer_began_at", "scan_projection", ["officer", "began_at"], unique=False)
    op.create_index("ix_scan_projection_told_at", "scan_projection", ["told_at"], unique=False)
    op.create_table(
        "scan_sight",
        sa.Column("scan", sa.Text(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("shown", sa.Text(), nullable=True),
        sa.Column("picture", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["scan"], ["scan_kept.number"], name=op.f("fk_scan_sight_scan")),
        sa.PrimaryKeyConstraint("scan", "officer", name=op.f("pk_scan_sight")),
    )
    op.execute('GRANT SELECT, INSERT, UPDATE, DELETE ON "scan_projecting" TO smartcustoms_app')
    op.execute('ALTER TABLE "scan_projecting" ENABLE ROW LEVEL SECURITY')
    op.execute('ALTER TABLE "scan_projecting" FORCE ROW LEVEL SECURITY')
    op.execute(
        "CREATE POLICY own_rows ON \"scan_projecting\" USING ((select current_setting('app.kind', true)) in ('customs', 'system')) WITH CHECK ((select current_setting('app.kind', true)) in ('customs', 'system'))"
    )
    op.execute('GRANT SELECT, INSERT, UPDATE, DELETE ON "scan_projection" TO smartcustoms_app')
    op.execute('ALTER TABLE "scan_projection" ENABLE ROW LEVEL SECURITY')
    op.execute('ALTER TABLE "scan_projection" FORCE ROW LEVEL SECURITY')
    op.execute(
        "CREATE POLICY own_rows ON \"scan_projection\" USING ((select current_setting('app.kind', true)) in ('customs', 'system')) WITH CHECK ((select current_setting('app.kind', true)) in ('customs', 'system'))"
    )
    op.execute('GRANT SELECT, INSERT, UPDATE, DELETE ON "scan_sight" TO smartcustoms_app')
    op.execute('ALTER TABLE "scan_sight" ENABLE ROW LEVEL SECURITY')
    op.execute('ALTER TABLE "scan_sight" FORCE ROW LEVEL SECURITY')
    op.execute(
        "CREATE POLICY own_rows ON \"scan_sight\" USING ((select current_setting('app.kind', true)) in ('customs', 'system')) WITH CHECK ((select current_setting('app.kind', true)) in ('customs', 'system'))"
    )


def downgrade() -> None:
    op.drop_table("scan_sight")
    op.drop_index("ix_scan_projection_told_at", table_name="scan_projection")
    op.drop_index("ix_scan_projection_officer_began_at", table_name="scan_projection")
    op.drop_table("scan_projection")
    op.drop_table("scan_projecting")
