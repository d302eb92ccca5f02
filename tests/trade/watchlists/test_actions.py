from datetime import date, timedelta

import pytest

from smartcustoms.kernel.database.unit import Database
from smartcustoms.trade.watchlists import actions, queries
from smartcustoms.trade.watchlists.model import Subject
from tests.cast import AMINA, BELA, ESI
from tests.conftest import NOON

TODAY = NOON.date()


def make(database: Database, subject: Subject = Subject.COMPANY) -> None:
    with database.unit(by=AMINA, at=NOON) as uow:
        actions.make(uow, "watched importers", subject, purpose="Undervaluation in spirits")


def test_entries_hold_from_their_first_to_their_last_day(database: Database) -> None:
    make(database)
    with database.unit(by=AMINA, at=NOON) as uow:
        added = actions.add(
            uow,
            "watched importers",
            ["A1", " A2 ", "A1", ""],
            because="Case 7",
            since=TODAY,
            until=TODAY + timedelta(1),
        )
        assert added == 2
        assert actions.add(uow, "watched importers", ["A1"], because="Case 8", since=TODAY) == 0
    with database.unit(by=AMINA, at=NOON) as uow:
        held = {day: queries.entries_on(uow, TODAY + timedelta(day))["watched importers"] for day in (-1, 0, 1, 2)}
        assert held == {-1: frozenset(), 0: {"A1", "A2"}, 1: {"A1", "A2"}, 2: frozenset()}
        assert queries.watchlists(uow)[0].entries == 2


def test_an_entry_goes_only_when_a_second_officer_confirms(database: Database) -> None:
    make(database)
    with database.unit(by=AMINA, at=NOON) as uow:
        actions.add(uow, "watched importers", ["A1"], because="Case 7", since=TODAY)
        (entry,), _ = queries.entries(uow, "watched importers")
        before = queries.changes(uow)
        actions.ask_removal(uow, entry.number, because="Paid")
    with pytest.raises(actions.SecondOfficerNeeded), database.unit(by=AMINA, at=NOON) as uow:
        actions.decide_removal(uow, entry.number, confirmed=True)
    with database.unit(by=ESI, at=NOON) as uow:
        assert queries.entries_on(uow, TODAY)["watched importers"] == {"A1"}
        actions.decide_removal(uow, entry.number, confirmed=True)
        assert queries.entries_on(uow, TODAY)["watched importers"] == frozenset()
        assert queries.changes(uow) > before
    with pytest.raises(actions.NoSuchWatchlist), database.unit(by=ESI, at=NOON) as uow:
        actions.decide_removal(uow, entry.number, confirmed=True)


def test_a_refused_removal_leaves_the_entry(database: Database) -> None:
    make(database)
    with database.unit(by=AMINA, at=NOON) as uow:
        actions.add(uow, "watched importers", ["A1"], because="Case 7", since=TODAY)
        (entry,), _ = queries.entries(uow, "watched importers")
        actions.ask_removal(uow, entry.number, because="Paid")
        actions.decide_removal(uow, entry.number, confirmed=False)
        (kept,), total = queries.entries(uow, "watched importers", text="a1")
        assert (kept.removal_asked_by, total) == (None, 1)
        with pytest.raises(actions.NoSuchWatchlist):
            actions.decide_removal(uow, entry.number, confirmed=True)


@pytest.mark.parametrize(
    ("values", "because", "until", "field"),
    [
        (["220830"], " ", None, "because"),
        ([" "], "Case 7", None, "values"),
        (["22083A"], "Case 7", None, "values"),
        (["220830"], "Case 7", TODAY - timedelta(1), "until"),
    ],
)
def test_what_cannot_be_an_entry_is_refused(
    database: Database, values: list[str], because: str, until: date | None, field: str
) -> None:
    make(database, Subject.COMMODITY)
    with database.unit(by=AMINA, at=NOON) as uow, pytest.raises(actions.BadWatchlist) as refusal:
        actions.add(uow, "watched importers", values, because=because, since=TODAY, until=until)
    assert refusal.value.field == field


def test_a_name_is_given_once(database: Database) -> None:
    make(database)
    with database.unit(by=ESI, at=NOON) as uow, pytest.raises(actions.WatchlistThere):
        actions.make(uow, "watched importers", Subject.BILL, purpose="Another")


def test_a_trader_sees_no_list_even_past_the_doors(database: Database) -> None:
    make(database)
    with database.unit(by=BELA, at=NOON) as uow:
        assert queries.watchlists(uow) == []
