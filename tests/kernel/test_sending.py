"""Statements that wait are sent together, in order, and fail as they would one by one."""

import uuid
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.exc import IntegrityError, OperationalError

from smartcustoms.kernel.actor import PLATFORM, Actor, Kind
from smartcustoms.kernel.database.statements import Rows, Statement
from smartcustoms.kernel.database.tables import owned_by, protection
from smartcustoms.kernel.database.unit import Database
from tests.conftest import NOON

BELA = Actor("bela", "bela-trading", Kind.TRADER)


@pytest.fixture
def parcel(database: Database) -> sa.Table:
    table = sa.Table(
        "parcel",
        sa.MetaData(),
        sa.Column("number", sa.Text, primary_key=True),
        sa.Column("organisation", sa.Text, nullable=False),
        sa.Column("on", sa.Date, nullable=False),
        sa.Column("mass", sa.Numeric(18, 6)),
        sa.Column("id", pg.UUID(as_uuid=True)),
        sa.Column("told", pg.JSONB),
        sa.Column("texts", pg.ARRAY(sa.Text)),
        info=owned_by("organisation"),
    )
    with database.engine.begin() as owner:
        table.create(owner)
        for statement in protection(table):
            owner.exec_driver_sql(statement)
    return table


def a_parcel(number: str, **more: Any) -> dict[str, Any]:
    made = {"number": number, "organisation": "bela-trading", "on": NOON.date(), "mass": None, "id": None}
    return {**made, "told": None, "texts": [], **more}


def rows_of(table: sa.Table, *, once: bool = False) -> Rows:
    return Rows(table, [column.name for column in table.columns], once=once)


def test_what_waits_is_there_for_whoever_asks_next(database: Database, parcel: sa.Table) -> None:
    known = uuid.uuid4()
    count = Statement(sa.select(sa.func.count()).where(parcel.c.number > sa.bindparam("above")))
    with database.unit(by=BELA, at=NOON) as uow:
        uow.later(rows_of(parcel).given([a_parcel("P1"), a_parcel("P2", id=known, told={"a": [1]}, texts=["x", "y"])]))
        (asked, again) = uow.ask(count.given(above="P1"), count.given(above=""))
        assert (asked, again) == ([(1,)], [(2,)])
        uow.later(rows_of(parcel).given([a_parcel("P3")]))
        found = uow.connection.execute(sa.select(parcel).order_by(parcel.c.number)).all()
    assert [row.number for row in found] == ["P1", "P2", "P3"]
    assert (found[1].id, found[1].told, found[1].texts, found[1].on) == (known, {"a": [1]}, ["x", "y"], NOON.date())


def test_it_is_kept_at_the_end_with_nothing_asked(database: Database, parcel: sa.Table) -> None:
    with database.unit(by=BELA, at=NOON) as uow:
        uow.later(rows_of(parcel).given([a_parcel("P1")]))
        uow.later(rows_of(parcel, once=True).given([a_parcel("P1"), a_parcel("P2")]))
        uow.note("parcel.kept", "P1")
    with database.unit(by=PLATFORM, at=NOON) as uow:
        assert uow.connection.execute(sa.select(sa.func.count()).select_from(parcel)).scalar() == 2
        assert uow.connection.execute(sa.text("select deed from audit_journal")).scalar() == "parcel.kept"


def test_the_first_that_fails_is_raised_and_nothing_stays(database: Database, parcel: sa.Table) -> None:
    with pytest.raises(IntegrityError, match="duplicate key"), database.unit(by=BELA, at=NOON) as uow:  # noqa: PT012
        uow.later(rows_of(parcel).given([a_parcel("P1")]))
        uow.later(rows_of(parcel).given([a_parcel("P1")]))
        uow.later(rows_of(parcel).given([a_parcel("P2")]))
        uow.note("parcel.kept", "P1")
    with database.unit(by=PLATFORM, at=NOON) as uow:
        assert uow.connection.execute(sa.select(sa.func.count()).select_from(parcel)).scalar() == 0
        assert uow.connection.execute(sa.text("select count(*) from audit_journal")).scalar() == 0


def test_row_level_security_holds_for_what_waits(database: Database, parcel: sa.Table) -> None:
    with (
        pytest.raises(sa.exc.ProgrammingError, match="row-level security"),
        database.unit(by=BELA, at=NOON) as uow,
    ):
        uow.later(rows_of(parcel).given([a_parcel("P1", organisation="chen-trading")]))


_PID = Statement(sa.text("select pg_backend_pid()"))


def _ended(database: Database, pid: int) -> None:
    with database.engine.begin() as other:
        assert other.execute(sa.text("select pg_terminate_backend(:pid, 5000)"), {"pid": pid}).scalar()


def test_a_connection_that_the_server_closed_is_not_given_out(database: Database) -> None:
    with database.engine.begin() as held:
        with database.unit(by=PLATFORM, at=NOON) as uow:
            resting = uow.ask(_PID.given())[0][0][0]
        held.execute(sa.text("select pg_terminate_backend(:pid, 5000)"), {"pid": resting})
        for _ in range(3):
            with database.unit(by=PLATFORM, at=NOON) as uow:
                assert uow.ask(_PID.given())[0][0][0] != resting


def test_a_connection_lost_in_the_middle_is_told_as_the_database_s_trouble(database: Database) -> None:
    with pytest.raises(OperationalError), database.unit(by=PLATFORM, at=NOON) as uow:  # noqa: PT012
        _ended(database, uow.ask(_PID.given())[0][0][0])
        uow.note("parcel.kept", "P1")
    with database.unit(by=PLATFORM, at=NOON) as uow:
        assert uow.connection.execute(sa.text("select count(*) from audit_journal")).scalar() == 0
