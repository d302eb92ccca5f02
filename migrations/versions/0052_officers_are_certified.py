"""officers are certified"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "training_test",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("titles", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("categories", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("pictures", sa.Integer(), nullable=False),
        sa.Column("threats", sa.Integer(), nullable=False),
        sa.Column("time_limit_s", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_training_test")),
    )
    op.create_table(
        "training_attempt",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("test", sa.Text(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("seed", sa.Text(), nullable=False),
        sa.Column("stock", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("rules", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hits", sa.Integer(), nullable=True),
        sa.Column("false_alarms", sa.Integer(), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["test"], ["training_test.number"], name=op.f("fk_training_attempt_test")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_training_attempt")),
    )
    op.create_index("ix_training_attempt_officer_test", "training_attempt", ["officer", "test"], unique=False)
    op.create_index(
        "uq_training_attempt_open",
        "training_attempt",
        ["officer"],
        unique=True,
        postgresql_where=sa.text("ended_at is null"),
    )
    op.create_table(
        "training_certificate",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("attempt", sa.Text(), nullable=False),
        sa.Column("test", sa.Text(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.Text(), server_default="", nullable=False),
        sa.Column("because", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["test"], ["training_test.number"], name=op.f("fk_training_certificate_test")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_training_certificate")),
        sa.UniqueConstraint("attempt", name=op.f("uq_training_certificate_attempt")),
    )
    op.create_index("ix_training_certificate_officer", "training_certificate", ["officer", "valid_until"], unique=False)
    op.execute('GRANT SELECT, INSERT, UPDATE, DELETE ON "training_test" TO smartcustoms_app')
    op.execute('ALTER TABLE "training_test" ENABLE ROW LEVEL SECURITY')
    op.execute('ALTER TABLE "training_test" FORCE ROW LEVEL SECURITY')
    op.execute(
        "CREATE POLICY own_rows ON \"training_test\" USING ((select current_setting('app.kind', true)) in ('customs', 'system')) WITH CHECK ((select current_setting('app.kind', true)) in ('customs', 'system'))"
    )
    op.execute('GRANT SELECT, INSERT, UPDATE, DELETE ON "training_attempt" TO smartcustoms_app')
    op.execute('ALTER TABLE "training_attempt" ENABLE ROW LEVEL SECURITY')
    op.execute('ALTER TABLE "training_attempt" FORCE ROW LEVEL SECURITY')
    op.execute(
        "CREATE POLICY own_rows ON \"training_attempt\" USING ((select current_setting('app.kind', true)) in ('customs', 'system')) WITH CHECK ((select current_setting('app.kind', true)) in ('customs', 'system'))"
    )
    op.execute('GRANT SELECT, INSERT, UPDATE, DELETE ON "training_certificate" TO smartcustoms_app')
    op.execute('ALTER TABLE "training_certificate" ENABLE ROW LEVEL SECURITY')
    op.execute('ALTER TABLE "training_certificate" FORCE ROW LEVEL SECURITY')
    op.execute(
        "CREATE POLICY own_rows ON \"training_certificate\" USING ((select current_setting('app.kind', true)) in ('customs', 'system')) WITH CHECK ((select current_setting('app.kind', true)) in ('customs', 'system'))"
    )


def downgrade() -> None:
    op.drop_index("ix_training_certificate_officer", table_name="training_certificate")
    op.drop_table("training_certificate")
    op.drop_index(
        "uq_training_attempt_open", table_name="training_attempt", postgresql_where=sa.text("ended_at is null")
    )
    op.drop_index("ix_training_attempt_officer_test", table_name="training_attempt")
    op.drop_table("training_attempt")
    op.drop_table("training_test")
