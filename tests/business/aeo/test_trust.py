"""Nobody gains by writing an operator's number: its own organisation and agents with its authority do, while it is in good standing."""

from datetime import date, timedelta

import pytest

from smartcustoms.business.aeo.model import Deed
from smartcustoms.business.traders import actions as traders
from smartcustoms.business.traders import queries as registered
from smartcustoms.business.traders.model import (
    Identity,
    IdentityKind,
    Name,
    Particulars,
    PartySeen,
    Role,
    Trader,
    What,
)
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from tests.business.aeo.applying import claimed, decided, granted
from tests.cast import BELA, ESI
from tests.conftest import NOON

WHY = "Asked by the test"


def _register(database: Database, name: str, organisation: str | None, *codes: Identity) -> Trader:
    with database.unit(by=ESI, at=NOON) as uow:
        return traders.register(uow, Particulars((Name(name),), codes), organisation=organisation)


@pytest.fixture
def bela(database: Database) -> Trader:
    """The operator in the register, under a number of its own that its application does not name, and one that is over."""
    over = Identity(IdentityKind.DECLARED, "BELA-OVER", until=date(2026, 11, 1))
    return _register(database, "Bela", "bela-trading", Identity(IdentityKind.DECLARED, "BELA-9"), over)


def test_a_stranger_who_names_the_number_gains_nothing(database: Database, bela: Trader) -> None:
    number = granted(database).number
    every = ("BELA-9", bela.number, "bela-1", "BELA-2", "BELA-TRADING")
    assert [claimed(database, each) for each in every] == [number] * 5
    assert [claimed(database, each, lodger="chen-co") for each in every] == [None] * 5
    assert [claimed(database, each) for each in ("BELA-OVER", "CHEN-1", "", "\0")] == [None] * 4
    decided(database, number, Deed.SUSPEND)
    assert [claimed(database, each) for each in every] == [None] * 5


def test_an_agent_gains_by_authority_to_lodge_while_it_holds(database: Database, bela: Trader) -> None:
    number, chen = granted(database).number, _register(database, "Chen", "chen-co")

    def by_chen(days: int = 0) -> str | None:
        return claimed(database, "BELA-9", lodger="chen-co", at=NOON + timedelta(days=days))

    with database.unit(by=BELA, at=NOON) as uow:
        traders.authorise(uow, chen, frozenset({What.PAY}))
    assert by_chen() is None
    with database.unit(by=BELA, at=NOON) as uow:
        first = NOON.date() + timedelta(days=1)
        given = traders.authorise(uow, chen, frozenset({What.LODGE}), since=first, until=first + timedelta(days=1))
    assert [by_chen(day) for day in range(4)] == [None, number, number, None]
    with database.unit(by=BELA, at=NOON) as uow:
        traders.withdraw(uow, given.number, because=WHY)
    assert by_chen(1) is None


def test_a_merged_trader_s_numbers_are_the_survivor_s_until_it_is_undone(database: Database, bela: Trader) -> None:
    with database.unit(by=PLATFORM, at=NOON) as uow:
        old = traders.take_in(uow, [PartySeen("OLD-BELA", Role.IMPORTER)])["OLD-BELA"]
    number = granted(database).number
    assert claimed(database, "OLD-BELA") is None
    with database.unit(by=ESI, at=NOON) as uow:
        merge = traders.merge(uow, bela.number, old, because=WHY).number
    assert (claimed(database, "OLD-BELA"), claimed(database, old)) == (number, number)
    assert claimed(database, "OLD-BELA", lodger="chen-co") is None
    with database.unit(by=ESI, at=NOON) as uow:
        traders.undo(uow, merge, because=WHY)
    assert claimed(database, "OLD-BELA") is None


def test_another_s_number_in_the_application_does_not_become_the_operator_s(database: Database) -> None:
    number = granted(database, form={"parties": "BELA-1, CHEN-1, SIM-OTHER"}).number
    with database.unit(by=PLATFORM, at=NOON) as uow:  # declared before, yet nobody's that anyone has checked
        traders.take_in(uow, [PartySeen("BELA-1", Role.IMPORTER)])
    _register(database, "Chen", "chen-co", Identity(IdentityKind.DECLARED, "CHEN-1"))
    other = _register(database, "Other", None, Identity(IdentityKind.DECLARED, "SIM-OTHER"))
    assert [claimed(database, each) for each in ("BELA-1", "CHEN-1", "SIM-OTHER")] == [number, None, None]
    with database.unit(by=ESI, at=NOON) as uow:
        assert registered.named(uow, "SIM-OTHER") == other
