"""Master and house from different filers: each sees its own, both are told what differs, until an amendment settles it."""

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from smartcustoms.app.discover import reactions
from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM, Actor
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.errors import NotPermitted
from smartcustoms.kernel.events.relay import consumers, relay_here
from smartcustoms.kernel.events.steps import StepRunner
from smartcustoms.kernel.settings import Settings
from smartcustoms.reactions.declaration_withdrawn import free_bill
from smartcustoms.trade.cargo_reports import actions, queries
from smartcustoms.trade.cargo_reports.model import (
    BillReported,
    ChangedSince,
    How,
    Kind,
    Level,
    NoSuchReport,
    State,
    Wanted,
)
from smartcustoms.trade.cargo_reports.reading import entered
from smartcustoms.trade.declarations import actions as declarations
from smartcustoms.trade.declarations import queries as asked
from smartcustoms.trade.declarations.events import DeclarationWithdrawn
from smartcustoms.trade.declarations.model import Channel, Status
from smartcustoms.trade.declarations.reading import drafted
from tests.cast import AMINA, BELA, CHEN
from tests.conftest import NOON
from tests.trade.cargo_reports.builders import HOUSE, HOUSE_CUSCAR, MASTER, report
from tests.trade.declarations.builders import entered as declared
from tests.web_client import client

LATER = NOON + timedelta(hours=1)


def lodge(database: Database, who: Actor, body: dict[str, Any]) -> str:
    with database.unit(by=who, at=clock.now()) as uow:
        return actions.lodge(uow, entered(body), original=repr(body).encode()).number


def amend(database: Database, who: Actor, number: str, body: dict[str, Any], version: int = 1) -> None:
    with database.unit(by=who, at=LATER) as uow:
        actions.amend(uow, number, entered(body), version=version, because="counted again", original=b"x")


def follow(database: Database) -> None:
    """Let the worker do what follows."""
    known = reactions()
    runner = StepRunner(database, known)
    while relay_here(database, consumers(known)) or runner.turn():
        pass
    with database.unit(by=PLATFORM, at=clock.now()) as uow:
        actions.match_waiting(uow)


def told(database: Database, who: Actor, *, is_open: bool = True) -> list[tuple[Kind, str, str, str]]:
    with database.unit(by=who, at=NOON) as uow:
        found, _ = queries.discrepancies(uow, is_open=is_open)
    return sorted((each.kind, each.house, each.own, each.other) for each in found)


def messages(database: Database, organisation: str) -> list[str]:
    with database.unit(by=PLATFORM, at=NOON) as uow:
        return list(
            uow.connection.execute(
                sa.text("select says from notify_message where whom = :w"), {"w": organisation}
            ).scalars()
        )


def test_each_filer_sees_its_own_only(database: Database) -> None:
    number = lodge(database, BELA, MASTER)
    with database.unit(by=CHEN, at=NOON) as uow:
        assert queries.reports(uow, Wanted()) == ([], 0)
        with pytest.raises(NoSuchReport):
            queries.report(uow, number)
    with database.unit(by=AMINA, at=NOON) as uow:
        assert queries.report(uow, number).report.bill == "160-12345675"
        with pytest.raises(NotPermitted):
            actions.withdraw(uow, number, because="not mine")


def test_the_same_again_is_the_same_and_another_is_a_conflict(database: Database) -> None:
    number = lodge(database, BELA, HOUSE)
    assert lodge(database, BELA, HOUSE) == number
    with pytest.raises(BillReported):
        lodge(database, BELA, report(pieces=6))
    assert lodge(database, CHEN, report(pieces=6)) != number


def test_what_differs_is_told_to_both_until_it_is_mended(database: Database) -> None:
    lodge(database, BELA, MASTER)
    house = lodge(database, CHEN, report(pieces=4, gross_mass_kg="120", consignee={"name": "Somebody Else"}))
    lodge(database, CHEN, report(bill="H-2", pieces=7, gross_mass_kg="200"))
    follow(database)
    assert told(database, BELA) == [
        (Kind.PARTIES, "H-1", "Bela Trading", "Somebody Else"),
        (Kind.PIECES, "", "12", "11"),
        (Kind.PIECES, "H-1", "5", "4"),
        (Kind.WEIGHT, "", "340.5 kg", "320 kg"),
        (Kind.WEIGHT, "H-1", "140.5 kg", "120 kg"),
    ]
    assert (Kind.PIECES, "H-1", "4", "5") in told(database, CHEN)
    with database.unit(by=CHEN, at=NOON) as uow:
        found, total = queries.discrepancies(uow)
        assert total == 5
        assert {each.organisation for each in found} == {"chen-co"}
        assert {each.due_at - each.found_at for each in found} == {timedelta(hours=4)}
        assert found[0].is_overdue(NOON + timedelta(hours=4, seconds=1) + (found[0].found_at - NOON))
    amend(database, CHEN, house, HOUSE)
    follow(database)
    assert told(database, BELA) == told(database, CHEN) == []
    assert len(told(database, BELA, is_open=False)) == 5
    assert len(messages(database, "bela-trading")) == len(messages(database, "chen-co")) >= 10
    with database.unit(by=CHEN, at=NOON) as uow:
        (version,) = queries.versions(uow, house)
        assert (version[0], version[2], version[3].pieces) == (1, "counted again", 4)


def test_a_missing_house_and_a_withdrawn_one(database: Database) -> None:
    lodge(database, BELA, MASTER)
    house = lodge(database, CHEN, HOUSE)
    follow(database)
    assert told(database, BELA) == [(Kind.MISSING_HOUSE, "H-2", "H-2", "")]
    assert told(database, CHEN) == []
    with database.unit(by=CHEN, at=LATER) as uow:
        actions.withdraw(uow, house, because="sent by mistake")
    follow(database)
    assert [each[:2] for each in told(database, BELA)] == [(Kind.MISSING_HOUSE, "H-1"), (Kind.MISSING_HOUSE, "H-2")]
    with database.unit(by=CHEN, at=LATER) as uow:
        assert queries.report(uow, house).state is State.WITHDRAWN
    assert lodge(database, CHEN, HOUSE) != house


def test_a_house_without_master_waits_for_it(database: Database) -> None:
    lodge(database, CHEN, HOUSE)
    follow(database)
    assert told(database, CHEN) == [(Kind.MISSING_MASTER, "H-1", "160-12345675", "")]
    direct = {**MASTER, "consolidated": False, "houses": [], "pieces": 5, "gross_mass_kg": "140.5"}
    lodge(database, BELA, {**direct, "goods": "men's coats, woollen", "consignee": {"name": "Bela Trading"}})
    follow(database)
    assert told(database, CHEN) == told(database, BELA) == []


def test_an_amendment_keeps_the_bill_and_asks_for_the_version_read(database: Database) -> None:
    number = lodge(database, CHEN, HOUSE)
    with pytest.raises(BillReported):
        amend(database, CHEN, number, report(bill="H-9"))
    with pytest.raises(ChangedSince):
        amend(database, CHEN, number, HOUSE, version=2)


def test_a_file_is_lodged_whole_or_not_at_all(database: Database) -> None:
    with database.unit(by=CHEN, at=NOON) as uow:
        (filing,) = actions.lodge_file(uow, HOUSE_CUSCAR)
        assert (filing.report.level, filing.report.bill) == (Level.HOUSE, "BL001")
        assert actions.lodge_file(uow, HOUSE_CUSCAR) == [filing]


def declare(database: Database, **change: Any) -> str:
    sent = declared(**change)
    with database.unit(by=BELA, at=NOON) as uow:
        return declarations.lodge(uow, drafted(sent), through=Channel.API, original=repr(sent).encode()).number


def how(database: Database, declaration: str) -> tuple[How, str | None]:
    with database.unit(by=PLATFORM, at=NOON) as uow:
        found = queries.match_of(uow, declaration)
    assert found is not None
    assert found.reasons
    return found.how, found.report


SEA = {**HOUSE, "mode": "sea", "level": "master", "bill": "MAEU-7788", "master": "", "origin": "CNSHA", "destination": "HKHKG",
       "pieces": 24, "gross_mass_kg": "11900", "goods": "Glazed ceramic floor tiles"}  # fmt: skip


def test_a_declaration_finds_its_bill_by_number_even_when_it_comes_later(database: Database) -> None:
    declaration = declare(database, transport="10", reference="MAEU7788 / order 5")
    by_road = declare(database, transport="30")
    follow(database)
    assert how(database, declaration) == (How.NONE, None)
    bill = lodge(database, CHEN, SEA)
    lodge(database, CHEN, {**SEA, "bill": "OTHER-1"})
    follow(database)
    assert how(database, declaration) == (How.BILL, bill)
    with database.unit(by=PLATFORM, at=NOON) as uow:
        assert queries.match_of(uow, by_road) is None
    with database.unit(by=CHEN, at=LATER) as uow:
        actions.withdraw(uow, bill, because="wrong ship")
    follow(database)
    assert how(database, declaration)[0] is not How.BILL


def test_by_container_by_figures_and_by_likeness(database: Database) -> None:
    boxed = lodge(
        database, CHEN, {**SEA, "bill": "B-1", "containers": ["CSQU3054383"], "pieces": 1, "gross_mass_kg": "5"}
    )
    figures = lodge(database, CHEN, {**SEA, "bill": "B-2", "goods": "Said to contain household ware"})
    wordy = lodge(database, CHEN, {**SEA, "bill": "B-3", "pieces": 30, "gross_mass_kg": "12100",
                                   "goods": "Bicycles for children, of steel"})  # fmt: skip
    follow(database)
    in_box = declare(database, transport="10", reference="R1 CSQU3054383")
    same = declare(database, transport="10", reference="R2")
    alike = declare(
        database,
        transport="10",
        reference="R3",
        item={
            "description": "children's bicycles of steel",
            "packages": 31,
            "gross_mass_kg": "12000",
            "hs_code": "871200",
        },
    )
    follow(database)
    assert how(database, in_box) == (How.CONTAINER, boxed)
    assert how(database, same) == (How.FIGURES, figures)
    assert how(database, alike) == (How.LIKENESS, wordy)


def test_of_declarations_looked_for_together_each_gets_a_bill_of_its_own(database: Database) -> None:
    by_number = lodge(database, CHEN, {**SEA, "bill": "B-1", "pieces": 1, "gross_mass_kg": "5"})
    by_figures = lodge(database, CHEN, {**SEA, "bill": "B-2"})
    named, same, again = (declare(database, transport="10", reference=each) for each in ("B-1", "R2", "R3"))
    by_road = declare(database, transport="30")
    with database.unit(by=PLATFORM, at=clock.now()) as uow:
        actions.match(uow, [named, same, again, by_road])
        actions.match(uow, [named, same, again, by_road])  # a step that runs again
    assert how(database, named) == (How.BILL, by_number)
    assert how(database, same) == (How.FIGURES, by_figures)
    assert how(database, again) == (How.NONE, None)  # it weighs the same, but that bill is gone
    with database.unit(by=PLATFORM, at=clock.now()) as uow:
        assert queries.match_of(uow, by_road) is None


def test_two_that_are_equally_like_are_left_to_an_officer(database: Database) -> None:
    lodge(database, CHEN, {**SEA, "bill": "B-1"})
    bill = lodge(database, CHEN, {**SEA, "bill": "B-2"})
    declaration = declare(database, transport="10", reference="R2")
    follow(database)
    assert how(database, declaration) == (How.NONE, None)
    with database.unit(by=AMINA, at=LATER) as uow:
        found, total = queries.matches(uow)
        assert (total, str(found[0].reasons[0])) == (1, "2 bills agree in packages and mass.")
        actions.match_by_hand(uow, declaration, bill, because="told by telephone")
    lodge(database, CHEN, {**SEA, "bill": "B-3"})
    follow(database)
    assert how(database, declaration) == (How.HAND, bill)


def test_a_bill_follows_its_declaration_and_is_free_after_it(database: Database) -> None:
    bill = lodge(database, CHEN, {**SEA, "bill": "B-1", "pieces": 1, "gross_mass_kg": "5"})
    declaration = declare(database, transport="10", reference="B-1")
    follow(database)
    assert how(database, declaration) == (How.BILL, bill)
    with database.unit(by=BELA, at=clock.now()) as uow:
        draft = drafted(declared(transport="10", reference="B-1", office="20"))
        declarations.amend(uow, declaration, draft, version=1, because="other office", original=b"x")
    follow(database)
    assert how(database, declaration) == (How.BILL, bill)
    with database.unit(by=BELA, at=clock.now()) as uow:
        declarations.amend(
            uow, declaration, drafted(declared(transport="30")), version=2, because="by road", original=b"y"
        )
    follow(database)
    with database.unit(by=PLATFORM, at=clock.now()) as uow:
        assert queries.match_of(uow, declaration) is None
    other = declare(database, transport="10", reference="B-1 again")
    follow(database)
    assert how(database, other) == (How.BILL, bill)
    with database.unit(by=PLATFORM, at=clock.now()) as uow:
        free_bill(uow, DeclarationWithdrawn(number=other, organisation="bela-trading", because="not needed"))
        assert queries.match_of(uow, other) is None


def status(database: Database, declaration: str) -> tuple[Status, bool]:
    with database.unit(by=AMINA, at=NOON) as uow:
        found = asked.declaration(uow, declaration)
        return found.status, "arrived" in {each.deed for each in asked.timeline(uow, declaration)}


SHIP = {
    "mode": "sea",
    "level": "conveyance",
    "bill": "ARR-1",
    "conveyance": "Ever Bright",
    "voyage": "012E",
    "destination": "HKHKG",
}


def test_a_ship_that_arrived_brings_the_goods_declared_before(database: Database) -> None:
    bill = lodge(database, CHEN, {**SEA, "bill": "B-1", "voyage": "012E"})
    lodge(database, CHEN, {**SEA, "bill": "B-9", "voyage": "013E"})
    early = declare(database, transport="10", reference="B-1", type="IMD")
    other = declare(
        database,
        transport="10",
        reference="B-9",
        type="IMD",
        item={"packages": 3, "net_mass_kg": "60", "gross_mass_kg": "70"},
    )
    follow(database)
    assert how(database, early) == (How.BILL, bill)
    lodge(database, BELA, {**SHIP, "arrived": "2026-11-24T08:30"})  # not the filer of that bill
    lodge(database, CHEN, SHIP)  # expected, not here
    follow(database)
    assert status(database, early) == (Status.LODGED, False)
    ship = lodge(database, CHEN, {**SHIP, "bill": "ARR-2", "arrived": "202611240830"})
    follow(database)
    assert status(database, early)[1]
    assert status(database, early)[0] is not Status.LODGED
    assert status(database, other) == (Status.LODGED, False)
    with database.unit(by=AMINA, at=NOON) as uow:
        (step,) = [each for each in asked.timeline(uow, early) if each.deed == "arrived"]
    assert step.because == f"Ever Bright 012E 2026-11-24T08:30 ({ship})"


def test_a_declaration_that_finds_its_bill_after_the_ship_came_counts_as_arrived(database: Database) -> None:
    master = lodge(database, CHEN, {**SEA, "bill": "M-1", "voyage": "012E", "pieces": 2, "gross_mass_kg": "9"})
    house = lodge(database, BELA, {**SEA, "level": "house", "bill": "H-7", "master": "M-1"})
    lodge(database, CHEN, {**SHIP, "arrived": "20261124"})
    follow(database)
    early = declare(database, transport="10", reference="H-7", type="IMD")
    follow(database)
    assert how(database, early) == (How.BILL, house)
    assert master != house
    assert status(database, early)[1]


def test_the_list_is_filtered_ordered_and_paged(database: Database) -> None:
    for bill, pieces in (("H-1", 5), ("H-2", 50), ("H-3", 7)):
        lodge(database, BELA, report(bill=bill, pieces=pieces))
    with database.unit(by=BELA, at=NOON) as uow:

        def bills(**asked: Any) -> list[str]:
            return [each.report.bill for each in queries.reports(uow, Wanted(**asked))[0]]

        assert bills(sort="pieces") == ["H-1", "H-3", "H-2"]
        assert bills(sort="-pieces", per_page=1, page=2) == ["H-3"]
        assert bills(text="h-", sort="bill") == ["H-1", "H-2", "H-3"]
        assert bills(since=date(2099, 1, 1)) == bills(until=date(2020, 1, 1)) == []
        day = day_of(queries.reports(uow, Wanted())[0][0].lodged_at)
        assert len(bills(since=day, until=day)) == 3
        assert [each.report.bill for each in queries.every(uow, Wanted(sort="-bill", per_page=1))] == [
            "H-3",
            "H-2",
            "H-1",
        ]


def test_the_csv_holds_the_whole_list_as_it_is_filtered(database: Database, settings: Settings) -> None:
    for bill in ("H-1", "H-2"):
        lodge(database, BELA, report(bill=bill))
    with client(database, settings, as_=BELA) as bela:
        rows = bela.get("/cargo-reports", params={"format": "csv", "size": 1, "sort": "bill"}).text.splitlines()
        assert [row.split(",")[3] for row in rows] == ["bill", "H-1", "H-2"]
        assert 'aria-sort="descending"' in bela.get("/cargo-reports").text
    with client(database, settings, as_=CHEN) as chen:
        assert len(chen.get("/cargo-reports", params={"format": "csv"}).text.splitlines()) == 1
