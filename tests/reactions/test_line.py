"""What follows each event on the line lodged → lane → examined → released or detained → learned."""

import pytest

from smartcustoms.boundary.examinations import queries as examined
from smartcustoms.boundary.examinations.model import Control, Result, State
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.words.model import sentence
from smartcustoms.reactions import worded
from smartcustoms.trade.declarations import actions as declarations
from smartcustoms.trade.declarations.model import Status
from smartcustoms.trade.risk import actions as risk
from smartcustoms.trade.risk import queries as risks
from smartcustoms.trade.risk.model import Lane
from smartcustoms.trade.risk.queries import rules
from smartcustoms.trade.road_cargo import actions as road_cargo
from smartcustoms.trade.road_cargo import queries as roads
from smartcustoms.trade.road_cargo.model import Entered, Instruction, Way
from tests.cast import AMINA, BELA, CHEN, DAOUD, ESI
from tests.conftest import NOON
from tests.reactions.line import examine, follow, lodge, on_duty, order_of, rule_in_force, there, told
from tests.trade.road_cargo.builders import a_trip, a_truck, cargo


def moved(database: Database, number: str, lane: Lane) -> None:
    """Change a lane by two officers."""
    with database.unit(by=AMINA, at=NOON) as uow:
        asked = risk.ask_override(uow, number, lane, because="Known shipment, {seen} by the office last week")
    with database.unit(by=ESI, at=NOON) as uow:
        risk.decide_override(uow, asked.number, agreed=True)


@pytest.fixture
def red(database: Database) -> Database:
    rule_in_force(database)
    on_duty(database)
    return database


def test_red_makes_one_order_with_the_reasons_and_tells_officer_and_trader(red: Database) -> None:
    number = lodge(red).number
    follow(red)
    order = order_of(red, number)
    assert order is not None
    with red.unit(by=DAOUD, at=NOON) as uow:
        found = examined.order(uow, order)
    assert (found.control, found.assigned_to, found.chosen_by) == (Control.EXAMINE_GOODS, "daoud", "rule")
    assert any("TILES-1" in str(reason) for reason in found.reasons)
    assert any(order in text for text in told(red, DAOUD))
    assert f"Customs is checking declaration {number}. You will be told the outcome." in told(red, BELA)
    assert [text for text in told(red, BELA) if "is to be paid" in text and number in text]
    assert len(told(red, BELA)) == 2
    assert told(red, CHEN) == []


def test_yellow_orders_a_check_of_the_documents(database: Database) -> None:
    rule_in_force(database)
    on_duty(database)
    number = lodge(database).number
    moved(database, number, Lane.YELLOW)
    follow(database)
    with database.unit(by=ESI, at=NOON) as uow:
        found = examined.order(uow, examined.order_of(uow, number) or "")
    assert (found.control, found.skill) == (Control.CHECK_DOCUMENTS, "documents")


def test_without_an_officer_the_supervisors_are_told(database: Database) -> None:
    rule_in_force(database)
    lodge(database)
    follow(database)
    assert any("nobody with the skill is on duty" in text for text in told(database, ESI))


def test_a_finding_moves_profile_and_hit_rate_and_releases_what_was_corrected(red: Database) -> None:
    number = lodge(red).number
    follow(red)
    examine(red, order_of(red, number) or "", Result.UNDERVALUED, "4000.00")
    follow(red)
    assert there(red, number).status is Status.RELEASED
    with red.unit(by=AMINA, at=NOON) as uow:
        assessed = risks.assessment(uow, number)
        doing = rules.rule_doing(uow, "TILES-1")
    assert assessed is not None
    assert doing is not None
    assert (assessed.found, assessed.recovered) == (True, 4000.0)
    assert (doing.rate.examined, doing.rate.found, doing.rate.revenue) == (1, 1, 4000.0)
    assert told(red, BELA)[-1] == (
        f"The goods of declaration {number} were released. Examined: the value was corrected."
    )


@pytest.mark.parametrize("result", [Result.PROHIBITED, Result.SEIZURE])
def test_what_must_stay_is_detained(red: Database, result: Result) -> None:
    number = lodge(red).number
    follow(red)
    examine(red, order_of(red, number) or "", result)
    follow(red)
    assert there(red, number).status is Status.DETAINED
    assert "were detained" in told(red, BELA)[-1]
    assert any("was detained" in text for text in told(red, ESI))


def test_nothing_found_releases_and_counts_against_the_rule(red: Database) -> None:
    number = lodge(red).number
    follow(red)
    examine(red, order_of(red, number) or "", Result.NO_FINDING)
    follow(red)
    assert there(red, number).status is Status.RELEASED
    with red.unit(by=AMINA, at=NOON) as uow:
        doing = rules.rule_doing(uow, "TILES-1")
    assert doing is not None
    assert (doing.rate.examined, doing.rate.found) == (1, 0)


def test_an_override_to_green_takes_the_order_back_and_releases(red: Database) -> None:
    number = lodge(red).number
    follow(red)
    moved(red, number, Lane.GREEN)
    follow(red)
    assert order_of(red, number) is None
    assert there(red, number).status is Status.RELEASED
    assert not any("seen" in text for text in told(red, BELA))  # officers' words are not for the trader


def test_yellow_raised_to_red_makes_an_order_for_the_goods_in_place_of_the_papers(database: Database) -> None:
    rule_in_force(database)
    on_duty(database)
    number = lodge(database).number
    moved(database, number, Lane.YELLOW)
    follow(database)
    before = order_of(database, number)
    with database.unit(by=PLATFORM, at=NOON) as uow:
        risk.raise_to_red(uow, number, because=sentence("E-lock cut"))
    follow(database)
    after = order_of(database, number)
    assert before is not None
    assert after is not None
    with database.unit(by=ESI, at=NOON) as uow:
        assert examined.order(uow, before).state is State.CANCELLED
        assert examined.order(uow, after).control is Control.EXAMINE_GOODS
    assert there(database, number).lane is Lane.RED


def test_goods_released_by_hand_are_not_examined_any_more(red: Database) -> None:
    number = lodge(red).number
    follow(red)
    with red.unit(by=ESI, at=NOON) as uow:
        declarations.release(uow, number, because="Papers {complete}")
    follow(red)
    assert order_of(red, number) is None
    assert told(red, BELA)[-1] == f"The goods of declaration {number} were released. Papers {{complete}}."


def test_words_somebody_typed_are_never_a_template() -> None:
    assert worded("a {b.__class__} c") == "a {b.__class__} c"


def test_goods_under_way_are_called_in_when_their_declaration_asks_for_work(database: Database) -> None:
    number = lodge(database).number
    with database.unit(by=BELA, at=NOON) as uow:
        reference = road_cargo.lodge(uow, Entered(cargo()), way=Way.API, declaration=number).number
    with database.unit(by=CHEN, at=NOON) as uow:
        bundle = road_cargo.bundle(uow, a_truck(uow).number, a_trip(reference), way=Way.API).number

    def instruction() -> Instruction:
        follow(database)
        with database.unit(by=CHEN, at=NOON) as uow:
            return roads.bundle(uow, bundle).instruction

    assert instruction() is Instruction.GO
    moved(database, number, Lane.YELLOW)
    assert instruction() is Instruction.INSPECT
    with database.unit(by=PLATFORM, at=NOON) as uow:
        assert road_cargo.call_in(uow, number) == []  # it is called in already
    moved(database, number, Lane.GREEN)
    assert instruction() is Instruction.INSPECT  # only officers make it lighter
