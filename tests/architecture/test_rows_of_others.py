"""The second wall by direct SQL: of every protected table, an organisation sees, changes and adds its own rows only.

A row for Bela's and one for Chen's organisation are put in by the owner of the tables, with a value made up for each
column; then each actor asks the table itself, as code with a forgotten filter would.
"""

import uuid
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.exc import DBAPIError

from smartcustoms.app.discover import discover
from smartcustoms.kernel.actor import NOBODY, Actor, Kind
from smartcustoms.kernel.database.tables import TABLES
from smartcustoms.kernel.database.unit import Database
from tests.cast import AMINA, BELA, CHEN
from tests.conftest import NOON

discover()
PROTECTED = [table for table in TABLES.sorted_tables if "protected" in table.info]
_POSTGRESQL: Any = pg.dialect()  # type: ignore[no-untyped-call]
OFFICER_OF_AN_AGENCY = Actor("agent", "agency", Kind.AGENCY, frozenset({"agency_officer"}))


def _value(column: sa.Column[Any], serial: int) -> Any:
    kind = column.type.compile(dialect=_POSTGRESQL)
    if kind.endswith("[]"):
        return []
    made = {
        "JSONB": {},
        "UUID": uuid.UUID(int=serial),
        "BYTEA": bytes([serial]),
        "BOOLEAN": False,
        "DATE": NOON.date() + timedelta(days=serial),
        "INTERVAL": timedelta(minutes=1),
    }
    if kind.startswith(("BIGINT", "INTEGER", "SMALLINT", "NUMERIC", "FLOAT", "DOUBLE", "REAL", "XID8", "OID")):
        return serial
    return NOON if kind.startswith("TIMESTAMP") else made.get(kind, f"{column.name} {serial}")


def _row(table: sa.Table, owner: str | None, serial: int) -> dict[str, Any]:
    made = {c.name: _value(c, serial) for c in table.columns if not (c.identity or c.computed or c.server_default)}
    column = table.info["protected"]
    return made | ({column: [owner] if table.info.get("shared") else owner} if column else {})


def _put(database: Database, table: sa.Table) -> None:
    """Put one row of each organisation in, past references and rules: what is tried is who sees it."""
    with database.engine.begin() as connection:
        connection.exec_driver_sql("set local session_replication_role = replica")
        connection.exec_driver_sql(f'alter table "{table.name}" no force row level security')
        for check in [c for c in table.constraints if isinstance(c, sa.CheckConstraint)]:
            connection.exec_driver_sql(f'alter table "{table.name}" drop constraint if exists "{check.name}"')
        if table.dialect_options["postgresql"]["partition_by"]:
            connection.exec_driver_sql(f'create table "{table.name}_all" partition of "{table.name}" default')
        connection.execute(sa.insert(table), [_row(table, "bela-trading", 1), _row(table, "chen-co", 2)])
        connection.exec_driver_sql(f'alter table "{table.name}" force row level security')


def _seen(database: Database, table: sa.Table, by: Actor) -> list[str]:
    owner: Any = table.c[table.info["protected"]] if table.info["protected"] else sa.literal("a row")
    owner = owner[1] if table.info.get("shared") else owner
    with database.unit(by=by, at=NOON) as uow:
        return sorted(uow.connection.execute(sa.select(owner).select_from(table)).scalars())


def _faults(database: Database, table: sa.Table) -> list[str]:
    """Say what somebody sees or changes of others in a table that holds one row of Bela's and one of Chen's."""
    owned = table.info["protected"] is not None
    own = {BELA: ["bela-trading"], CHEN: ["chen-co"], OFFICER_OF_AN_AGENCY: [], NOBODY: []}
    found = [
        f"{table.name}: {actor.user or 'nobody'} sees other rows than {rows if owned else 'none'}"
        for actor, rows in own.items()
        if _seen(database, table, actor) != (rows if owned else [])
    ]
    try:
        with database.unit(by=BELA, at=NOON) as uow:
            uow.connection.execute(sa.insert(table), _row(table, "chen-co", 3))
        found.append(f"{table.name}: bela adds a row of Chen's")
    except DBAPIError as refused:
        if "row-level security" not in str(refused):
            found.append(f"{table.name}: refused for another reason: {refused}")
    if not table.info.get("append_only"):
        with database.unit(by=BELA, at=NOON) as uow:
            uow.connection.execute(sa.delete(table))
        if len(_seen(database, table, AMINA)) != (1 if owned else 2):
            found.append(f"{table.name}: bela takes away what is not hers")
    return found


def test_rows_of_others(database: Database) -> None:
    assert len(PROTECTED) > 20
    for table in PROTECTED:
        _put(database, table)
    unseen = [table.name for table in PROTECTED if len(_seen(database, table, AMINA)) != 2]
    assert not unseen, f"customs does not see every row of {unseen}"
    # Rows are taken away from the referring tables first.
    faults = [fault for table in reversed(PROTECTED) for fault in _faults(database, table)]
    assert not faults, "\n".join(faults)
