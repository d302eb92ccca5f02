"""The unit of work: what is recorded is there if and only if it commits."""

from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import ProgrammingError

from smartcustoms.kernel.actor import PLATFORM, Actor, Kind
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
