"""The unit of work: what is recorded is there if and only if it commits."""

from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import ProgrammingError

from smartcustoms.kernel.actor import PLATFORM, Actor, Kind
from smartcustoms.kernel.database.tables import open_to_all, owned_by, protection
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.events.model import Event
from tests.conftest import NOON

TRADER = Actor("bela", "bela-trading", Kind.TRADER)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelOpened(Event):
    parcel: str

    @property
    def key(self) -> str:
        return self.parcel


def test_event_and_note_commit_together(database: Database) -> None:
    with database.unit(by=PLATFORM, at=NOON) as uow:
        uow.record(ParcelOpened(parcel="P1"))
        uow.note("parcel.opened", "P1", by_hand=True)
    with database.unit(by=PLATFORM, at=NOON) as uow:
        rows = uow.connection.execute(sa.text("select name, key, body from event_outbox")).all()
        deeds = uow.connection.execute(sa.text("select who, deed, about, facts from audit_journal")).all()
    assert [tuple(row) for row in rows] == [("ParcelOpened", "P1", {"parcel": "P1"})]
    assert [tuple(row) for row in deeds] == [("platform", "parcel.opened", "P1", {"by_hand": True})]


def test_nothing_stays_of_a_unit_that_fails(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.unit(by=PLATFORM, at=NOON) as uow:  # noqa: PT012 - it fails midway
        uow.record(ParcelOpened(parcel="P1"))
        raise ZeroDivisionError
    with database.unit(by=PLATFORM, at=NOON) as uow:
        assert uow.connection.execute(sa.text("select count(*) from event_outbox")).scalar() == 0


def test_nobody_changes_the_journal(database: Database) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), database.unit(by=TRADER, at=NOON) as uow:
        uow.connection.execute(sa.text("delete from audit_journal"))


def _made(database: Database, info: dict[str, object]) -> sa.Table:
    table = sa.Table(
        "parcel",
        sa.MetaData(),
        sa.Column("number", sa.Text, primary_key=True),
        sa.Column("organisation", sa.Text, nullable=False),
        sa.Column("mass", sa.Numeric, nullable=True),
        sa.Column("state", sa.Text, nullable=False, server_default="waiting"),
        info=info,
    )
    with database.engine.begin() as owner:
        table.create(owner)
        for statement in protection(table):
            owner.exec_driver_sql(statement)
    return table


@pytest.fixture(params=[owned_by("organisation"), open_to_all("a test")], ids=["protected", "open"])
def parcels(request: pytest.FixtureRequest, database: Database) -> sa.Table:
    return _made(database, request.param)


COLUMNS = ("number", "organisation", "mass")


def test_many_rows_are_copied_into_any_table(database: Database, parcels: sa.Table) -> None:
    with database.unit(by=TRADER, at=NOON) as uow:
        assert uow.copy(parcels, COLUMNS, ((f"P{n}", "bela-trading", None) for n in range(1000))) == 1000
        assert uow.copy(parcels, COLUMNS, []) == 0
        assert uow.copy(parcels, COLUMNS, [('a "P"\t\\N\n', "bela-trading", 1)]) == 1  # once more in one unit
    with database.unit(by=TRADER, at=NOON) as uow:
        found = uow.connection.execute(
            sa.select(sa.func.count()).select_from(parcels).where(parcels.c.state == "waiting")
        )
        assert found.scalar() == 1001
        odd = sa.select(parcels.c.number).where(parcels.c.mass == 1)
        assert uow.connection.execute(odd).scalar() == 'a "P"\t\\N\n'


def test_copied_rows_are_held_to_the_policy(database: Database) -> None:
    parcels = _made(database, owned_by("organisation"))
    rows = [("P1", "bela-trading", None), ("P2", "chen-imports", None)]
    with (
        pytest.raises(ProgrammingError, match="violates row-level security policy"),
        database.unit(by=TRADER, at=NOON) as uow,
    ):
        uow.copy(parcels, COLUMNS, rows)
    with database.unit(by=PLATFORM, at=NOON) as uow:
        assert uow.connection.execute(sa.select(sa.func.count()).select_from(parcels)).scalar() == 0
        assert uow.copy(parcels, COLUMNS, rows) == 2
    with database.unit(by=TRADER, at=NOON) as uow:
        assert uow.connection.execute(sa.select(parcels.c.number)).scalars().all() == ["P1"]
