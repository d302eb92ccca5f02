"""Every table says who may see its rows; every telling column says what personal data it holds and why."""

import re

import pytest
import sqlalchemy as sa

from smartcustoms.app.discover import discover
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.tables import TABLES
from smartcustoms.kernel.database.unit import Database
from tests.conftest import NOON

discover()
TELLING = re.compile(
    r"(^|_)(name|names|email|mail|phone|address|addresses|person|user|who|consignor|consignee|importer|declarant|seller|passport|birth)(_|$)"
)
NOT_PERSONAL = {"name", "media_name"}  # of things: events, jobs, files, rules; people's tables are checked by hand


@pytest.mark.parametrize("table", TABLES.sorted_tables, ids=lambda t: t.name)
def test_a_table_says_who_sees_its_rows(table: sa.Table) -> None:
    assert ("protected" in table.info) != ("unprotected" in table.info)
    owner = table.info.get("protected")
    assert owner is None or owner in table.c


@pytest.mark.parametrize("table", TABLES.sorted_tables, ids=lambda t: t.name)
def test_personal_columns_say_so(table: sa.Table) -> None:
    people = table.name in {"person", "organisation", "user"}
    silent = [
        c.name
        for c in table.columns
        if TELLING.search(c.name) and "personal" not in c.info and (people or c.name not in NOT_PERSONAL)
    ]
    assert not silent, f"{table.name}: say with info=personal(...) what {silent} hold, why, how long"


@pytest.mark.parametrize("table", TABLES.sorted_tables, ids=lambda t: t.name)
def test_references_stay_inside_the_capability(table: sa.Table) -> None:
    homes = {str(key.column.table.name) for key in table.foreign_keys}
    assert all(OWNERS.get(name) == OWNERS.get(table.name) for name in homes)


def test_protection_is_on_in_the_database(database: Database) -> None:
    with database.unit(by=PLATFORM, at=NOON) as uow:
        rows = uow.connection.execute(
            sa.text("select relname, relrowsecurity and relforcerowsecurity from pg_class where relkind in ('r', 'p')")
        ).all()
    on = {str(name): bool(secured) for name, secured in rows}
    assert all(on[table.name] for table in TABLES.sorted_tables if "protected" in table.info)


def _owners() -> dict[str, str]:
    owners: dict[str, str] = {}
    for capability in discover():
        store = capability.module("store")
        for value in vars(store).values() if store else ():
            if isinstance(value, sa.Table):
                owners.setdefault(value.name, f"{capability.pillar}.{capability.name}")
    return owners


OWNERS = _owners()
