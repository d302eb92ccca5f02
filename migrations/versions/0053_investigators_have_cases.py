"""investigators have cases"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute('CREATE SEQUENCE "case_serial"')
    op.create_table(
        "case_file",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("about_number", sa.Text(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("priority", sa.Text(), nullable=False),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("lead", sa.Text(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("referred_to", sa.Text(), server_default="", nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("cause", sa.Text(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_case_file")),
        info={"protected": None},
    )
    op.create_index(op.f("ix_case_file_changed_at"), "case_file", ["changed_at"], unique=False)
    op.create_index("ix_case_file_lead_state", "case_file", ["lead", "state"], unique=False)
    op.create_index(op.f("ix_case_file_opened_at"), "case_file", ["opened_at"], unique=False)
    op.create_index(
        "uq_case_file_live",
        "case_file",
        ["about", "about_number", "because"],
        unique=True,
        postgresql_where=sa.text("state <> 'closed'"),
    )
    op.create_table(
        "case_entry",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("says", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("of", sa.Text(), nullable=False),
        sa.Column("stands", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["number"], ["case_file.number"], name=op.f("fk_case_entry_number")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_entry")),
        info={"protected": None, "append_only": True},
    )
    op.create_index(op.f("ix_case_entry_number"), "case_entry", ["number"], unique=False)
    op.create_table(
        "case_member",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("user", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["number"], ["case_file.number"], name=op.f("fk_case_member_number")),
        sa.PrimaryKeyConstraint("number", "user", name=op.f("pk_case_member")),
        info={"protected": None},
    )
    op.create_table(
        "case_subject",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["number"], ["case_file.number"], name=op.f("fk_case_subject_number")),
        sa.PrimaryKeyConstraint("number", "kind", "subject", name=op.f("pk_case_subject")),
        info={"protected": None},
    )
    op.create_index("ix_case_subject_subject", "case_subject", ["subject", "kind"], unique=False)
    op.create_table(
        "case_task",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("says", sa.Text(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("whose", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["number"], ["case_file.number"], name=op.f("fk_case_task_number")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_task")),
        info={"protected": None},
    )
    op.create_index(op.f("ix_case_task_number"), "case_task", ["number"], unique=False)
    op.create_index(
        "ix_case_task_whose_due",
        "case_task",
        ["whose", "due"],
        unique=False,
        postgresql_where=sa.text("done_at is null"),
    )
    op.execute('GRANT SELECT, INSERT, UPDATE, DELETE ON "case_file" TO smartcustoms_app')
    op.execute('ALTER TABLE "case_file" ENABLE ROW LEVEL SECURITY')
    op.execute('ALTER TABLE "case_file" FORCE ROW LEVEL SECURITY')
    op.execute(
        "CREATE POLICY own_rows ON \"case_file\" USING ((select current_setting('app.kind', true)) in ('customs', 'system')) WITH CHECK ((select current_setting('app.kind', true)) in ('customs', 'system'))"
    )
    op.execute('GRANT SELECT, INSERT ON "case_entry" TO smartcustoms_app')
    op.execute('ALTER TABLE "case_entry" ENABLE ROW LEVEL SECURITY')
    op.execute('ALTER TABLE "case_entry" FORCE ROW LEVEL SECURITY')
    op.execute(
        "CREATE POLICY own_rows ON \"case_entry\" USING ((select current_setting('app.kind', true)) in ('customs', 'system')) WITH CHECK ((select current_setting('app.kind', true)) in ('customs', 'system'))"
    )
    op.execute('GRANT SELECT, INSERT, UPDATE, DELETE ON "case_member" TO smartcustoms_app')
    op.execute('ALTER TABLE "case_member" ENABLE ROW LEVEL SECURITY')
    op.execute('ALTER TABLE "case_member" FORCE ROW LEVEL SECURITY')
    op.execute(
        "CREATE POLICY own_rows ON \"case_member\" USING ((select current_setting('app.kind', true)) in ('customs', 'system')) WITH CHECK ((select current_setting('app.kind', true)) in ('customs', 'system'))"
    )
    op.execute('GRANT SELECT, INSERT, UPDATE, DELETE ON "case_subject" TO smartcustoms_app')
    op.execute('ALTER TABLE "case_subject" ENABLE ROW LEVEL SECURITY')
    op.execute('ALTER TABLE "case_subject" FORCE ROW LEVEL SECURITY')
    op.execute(
        "CREATE POLICY own_rows ON \"case_subject\" USING ((select current_setting('app.kind', true)) in ('customs', 'system')) WITH CHECK ((select current_setting('app.kind', true)) in ('customs', 'system'))"
    )
    op.execute('GRANT SELECT, INSERT, UPDATE, DELETE ON "case_task" TO smartcustoms_app')
    op.execute('ALTER TABLE "case_task" ENABLE ROW LEVEL SECURITY')
    op.execute('ALTER TABLE "case_task" FORCE ROW LEVEL SECURITY')
    op.execute(
        "CREATE POLICY own_rows ON \"case_task\" USING ((select current_setting('app.kind', true)) in ('customs', 'system')) WITH CHECK ((select current_setting('app.kind', true)) in ('customs', 'system'))"
    )


def downgrade() -> None:
    op.drop_index("ix_case_task_whose_due", table_name="case_task", postgresql_where=sa.text("done_at is null"))
    op.drop_index(op.f("ix_case_task_number"), table_name="case_task")
    op.drop_table("case_task")
    op.drop_index("ix_case_subject_subject", table_name="case_subject")
    op.drop_table("case_subject")
    op.drop_table("case_member")
    op.drop_index(op.f("ix_case_entry_number"), table_name="case_entry")
    op.drop_table("case_entry")
    op.drop_index("uq_case_file_live", table_name="case_file", postgresql_where=sa.text("state <> 'closed'"))
    op.drop_index(op.f("ix_case_file_opened_at"), table_name="case_file")
    op.drop_index("ix_case_file_lead_state", table_name="case_file")
    op.drop_index(op.f("ix_case_file_changed_at"), table_name="case_file")
    op.drop_table("case_file")
    op.execute('DROP SEQUENCE "case_serial"')
