"""The one catalogue of tables, and the notes every table and column carries.

A table says who may see its rows (`protected` or `unprotected` in `info`) and each column that holds personal data says so
(`personal` in `info`); tests fail on a table without the first and on a telling column name without the second.
"""

from typing import Any, Final

import sqlalchemy as sa

TABLES: Final = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

APP_ROLE: Final = "smartcustoms_app"


def owned_by(column: str) -> dict[str, Any]:
    """Note that a row belongs to the organisation in a column: traders see their own, customs and the platform all."""
    return {"protected": column}


def shared_among(column: str) -> dict[str, Any]:
    """Note that the organisations named in a column (an array) see and change a row; customs and the platform all."""
    return {"protected": column, "shared": True}


def open_to_all(because: str) -> dict[str, Any]:
    """Note that row-level security has nothing to protect here, and why."""
    return {"unprotected": because}


def customs_only() -> dict[str, Any]:
    """Note that only customs and the platform may see or change any row."""
    return {"protected": None}


def personal(note: str) -> dict[str, Any]:
    """Note on a column: what personal data it holds, for what purpose, and how long it is kept."""
    return {"personal": note}


def protection(table: sa.Table) -> list[str]:
    """Give the statements that put row-level security and grants on a table.

    The settings are read inside a sub-select, so that PostgreSQL evaluates them once a query and not once a row.
    """
    name = f'"{table.name}"'
    statements = [f"GRANT SELECT, INSERT, UPDATE, DELETE ON {name} TO {APP_ROLE}"]
    if table.info.get("append_only"):
        statements = [f"GRANT SELECT, INSERT ON {name} TO {APP_ROLE}"]
    if "unprotected" in table.info:
        return statements
    inside = "(select current_setting('app.kind', true)) in ('customs', 'system')"
    owner = table.info.get("protected")
    asker = "(select current_setting('app.organisation', true))"
    own = f'{asker} = any("{owner}")' if table.info.get("shared") else f'"{owner}" = {asker}'
    rule = f"{inside} or {own}" if owner else inside
    return [
        *statements,
        f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY own_rows ON {name} USING ({rule}) WITH CHECK ({rule})",
    ]
