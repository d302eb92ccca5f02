"""officers take courses"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "training_course",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("titles", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("categories", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("easiest", sa.Text(), nullable=False),
        sa.Column("hardest", sa.Text(), nullable=False),
        sa.Column("pictures", sa.Integer(), nullable=False),
        sa.Column("ratio", sa.Double(), nullable=False),
        sa.Column("time_limit_s", sa.Integer(), nullable=False),
        sa.Column("pass_level", sa.Text(), nullable=False),
        sa.Column("most_false_alarms", sa.Double(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_training_course")),
    )
    op.create_table(
        "training_enrolment",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("course", sa.Text(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("assigned_by", sa.Text(), nullable=False),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("scale", sa.Double(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_back", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("reached", sa.Double(), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["course"], ["training_course.number"], name=op.f("fk_training_enrolment_course")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_training_enrolment")),
    )
    op.create_index(
        "uq_training_enrolment_open",
        "training_enrolment",
        ["officer", "course"],
        unique=True,
        postgresql_where=sa.text("ended_at is null"),
    )
    op.add_column("training_trial", sa.Column("purpose", sa.Text(), server_default="free", nullable=False))
    op.add_column("training_trial", sa.Column("part_of", sa.Text(), server_default="", nullable=False))
    op.add_column("training_trial", sa.Column("place", sa.Integer(), server_default="0", nullable=False))
    op.add_column("training_trial", sa.Column("scale", sa.Double(), nullable=True))
    op.add_column("training_trial", sa.Column("told_at", sa.DateTime(timezone=True), nullable=True))
    # What was decided before was told at once; of two that one officer has open, which two windows could make, the newer goes.
    op.execute("SELECT set_config('app.kind', 'system', true)")
    op.execute("UPDATE training_trial SET told_at = decided_at WHERE decided_at IS NOT NULL")
    op.execute(
        "DELETE FROM training_trial newer USING training_trial older WHERE newer.decided_at IS NULL "
        "AND older.decided_at IS NULL AND newer.officer = older.officer "
        "AND (newer.began_at, newer.number) > (older.began_at, older.number)"
    )
    op.create_index(
        "ix_training_trial_part_of",
        "training_trial",
        ["part_of"],
        unique=False,
        postgresql_where=sa.text("part_of <> ''"),
    )
    op.create_index("ix_training_trial_told_at", "training_trial", ["told_at"], unique=False)
    op.create_index(
        "uq_training_trial_open",
        "training_trial",
        ["officer", "part_of"],
        unique=True,
        postgresql_where=sa.text("decided_at is null"),
    )
    op.execute('GRANT SELECT, INSERT, UPDATE, DELETE ON "training_course" TO smartcustoms_app')
    op.execute('ALTER TABLE "training_course" ENABLE ROW LEVEL SECURITY')
    op.execute('ALTER TABLE "training_course" FORCE ROW LEVEL SECURITY')
    op.execute(
        "CREATE POLICY own_rows ON \"training_course\" USING ((select current_setting('app.kind', true)) in ('customs', 'system')) WITH CHECK ((select current_setting('app.kind', true)) in ('customs', 'system'))"
    )
    op.execute('GRANT SELECT, INSERT, UPDATE, DELETE ON "training_enrolment" TO smartcustoms_app')
    op.execute('ALTER TABLE "training_enrolment" ENABLE ROW LEVEL SECURITY')
    op.execute('ALTER TABLE "training_enrolment" FORCE ROW LEVEL SECURITY')
    op.execute(
        "CREATE POLICY own_rows ON \"training_enrolment\" USING ((select current_setting('app.kind', true)) in ('customs', 'system')) WITH CHECK ((select current_setting('app.kind', true)) in ('customs', 'system'))"
    )


def downgrade() -> None:
    op.drop_index("uq_training_trial_open", table_name="training_trial", postgresql_where=sa.text("decided_at is null"))
    op.drop_index("ix_training_trial_told_at", table_name="training_trial")
    op.drop_index("ix_training_trial_part_of", table_name="training_trial", postgresql_where=sa.text("part_of <> ''"))
    op.drop_column("training_trial", "told_at")
    op.drop_column("training_trial", "scale")
    op.drop_column("training_trial", "place")
    op.drop_column("training_trial", "part_of")
    op.drop_column("training_trial", "purpose")
    op.drop_index(
        "uq_training_enrolment_open", table_name="training_enrolment", postgresql_where=sa.text("ended_at is null")
    )
    op.drop_table("training_enrolment")
    op.drop_table("training_course")
