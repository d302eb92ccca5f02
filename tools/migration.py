"""Writes the next migration: what Alembic finds, and the protection of new tables, on a throw-away embedded database."""

import sys
import tempfile
import uuid
from pathlib import Path

from alembic import command
from alembic.operations import ops
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect

from smartcustoms.app.discover import discover
from smartcustoms.kernel.database.cluster import embedded
from smartcustoms.kernel.database.connect import connect, drop_database, make_database
from smartcustoms.kernel.database.migrate import configuration, migrate
from smartcustoms.kernel.database.tables import TABLES, protection
from smartcustoms.kernel.settings import Settings


def main(says: str) -> None:
    """Write one migration file that brings the history up to the tables."""
    if not says:
        raise SystemExit('say what changes: make migration say="parcels have a weight"')
    discover()
    with tempfile.TemporaryDirectory() as home:
        cluster = embedded(Settings(home=Path(home)))
        cluster.start()
        name = f"migration_{uuid.uuid4().hex[:8]}"
        try:
            make_database(cluster, name)
            database = connect(cluster.dsn(name), pool=2)
            migrate(database)
            config = configuration(database)
            taken = len(list(Path(config.get_main_option("script_location") or "", "versions").glob("*.py")))
            config.attributes["directives"] = with_protection
            command.revision(config, message=says, autogenerate=True, rev_id=f"{taken + 1:04d}")
            database.close()
            drop_database(cluster, name)
        finally:
            cluster.release()


def with_protection(context: MigrationContext, _revision: object, directives: list[ops.MigrationScript]) -> None:
    """Add new sequences, which Alembic does not look at, and row-level security and grants behind each new table."""
    upgrade = directives[0].upgrade_ops
    if upgrade is None or context.connection is None:
        return
    there = set(inspect(context.connection).get_sequence_names())
    new = sorted(set(TABLES._sequences) - there)
    upgrade.ops[:0] = [ops.ExecuteSQLOp(f'CREATE SEQUENCE "{name}"') for name in new]
    made = [each.table_name for each in upgrade.ops if isinstance(each, ops.CreateTableOp)]
    for table_name in made:
        upgrade.ops.extend(ops.ExecuteSQLOp(statement) for statement in protection(TABLES.tables[table_name]))


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
