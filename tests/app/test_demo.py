"""The demo world: made once, whole, and everybody named can sign in. Everything in it is simulated."""

from dataclasses import replace

import polars as pl
import pytest

from smartcustoms.app import demo
from smartcustoms.app.demo import concealing, scanning, screening, trade
from smartcustoms.app.demo.following import let_follow
from smartcustoms.boundary.comparison import queries as comparison
from smartcustoms.boundary.comparison.model import State as Standing
from smartcustoms.boundary.detection import queries as detection
from smartcustoms.boundary.detection.model import State
from smartcustoms.boundary.examinations import queries as examinations
from smartcustoms.boundary.training import queries as training
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.events.queries import dead_letters
from smartcustoms.kernel.people import actions as people
from smartcustoms.kernel.settings import Settings
from smartcustoms.trade.cargo_reports import queries as cargo_reports
from smartcustoms.trade.cargo_reports.model import Wanted as Reported
from smartcustoms.trade.declarations import queries as declarations
from smartcustoms.trade.declarations.model import Wanted
from smartcustoms.trade.risk.model import Lane
from smartcustoms.trade.risk.queries import rules as rules_asked
from smartcustoms.trade.tariff import queries as tariff
from tests.cast import CAST
from tests.conftest import NOON


def test_the_cast_is_the_cast_of_the_tests() -> None:
    assert demo.cast() == {who.user: who for who in CAST}


def test_the_simulated_trade_ends_yesterday_and_holds_codes_of_the_tariff() -> None:
    made = trade.simulated(NOON)
    assert (NOON.date() - made.recent["on"].max()).days == 1
    assert made.history["on"].max() < made.recent["on"].min()
    assert set(made.history["hs_code"]) <= tariff.subheadings()
    assert made.history["finding"].sum() >= 40
    assert pl.concat([made.history["declaration"], made.recent["declaration"]]).str.starts_with("SIM").all()


def test_everybody_named_can_sign_in_and_making_people_again_changes_nothing(
    database: Database, settings: Settings
) -> None:
    for _ in range(2):
        demo.CHAPTERS[0].make(database, NOON)
    for _, address, password in demo.who_can_sign_in():
        with database.unit(by=PLATFORM, at=NOON) as uow:
            assert isinstance(people.sign_in(uow, address, password, settings=replace(settings, demo=True)), str)


@pytest.mark.slow
def test_the_whole_demo_world_is_made_once(database: Database) -> None:
    told: list[str] = []
    made = demo.make(database, NOON, told.append)
    assert len(made) == len(demo.CHAPTERS) == len(told)
    assert all("simulated" in line for line in told)
    assert demo.make(database, NOON) == []
    with database.unit(by=PLATFORM, at=NOON) as uow:
        assert declarations.declarations(uow, Wanted()).total > 1_200
        states = [one.latest.state for one in rules_asked.rules(uow)]
        cement = declarations.declarations(uow, Wanted(text=trade.CEMENT)).rows[0]
        found = {result: count for result, count, _ in examinations.results(uow)}
        assert examinations.orders(uow)[1] >= 5, "something is left to do"
        assert cargo_reports.reports(uow, Reported())[1] >= 6
        kinds = {each.kind for each in cargo_reports.discrepancies(uow)[0]}
        assert {"pieces", "weight"} <= {each.value for each in kinds}
        assert dead_letters(uow) == []
    assert cement.lane is Lane.RED
    assert found["no_finding"] > 20
    assert sum(found.values()) > found["no_finding"], "something was found"
    assert {"active", "proposed"} <= set(states)
    for number, others in (("bela", "chen-co"), ("chen", "bela-trading")):
        with database.unit(by=demo.cast()[number], at=NOON) as uow:
            own = declarations.declarations(uow, Wanted(per_page=100))
        assert own.total >= trade.OWN
        assert others not in {row.organisation for row in own.rows}


def test_what_is_concealed_in_a_simulated_scan_is_marked_in_its_box() -> None:
    (one,) = scanning.made("truck", 40_423)
    (hidden,) = one.hidden
    left, top, wide, high = hidden.box
    assert all(left <= column <= left + wide and top <= row <= top + high for column, row in hidden.corners)
    assert len(hidden.corners) == 8
    assert one.package.simulated


@pytest.mark.slow
def test_scans_are_decided_on_kept_in_the_library_and_trained_on(database: Database) -> None:
    demo.CHAPTERS[0].make(database, NOON)
    screening.make_courses(database, NOON)
    scanning.make_scans(database, NOON)
    concealing.make_references(database, NOON)
    let_follow(database)
    with database.unit(by=demo.cast()["esi"], at=NOON) as uow:
        stands = {state: detection.rows(uow, state=state)[1] for state in State}
        waiting = detection.rows(uow, state=State.WAITING)[0]
        reviewed, (told, count) = detection.as_training_data(uow), detection.projections(uow)
        references = comparison.references(uow, {}, size=50)[0]
        taken_out = comparison.references(uow, {"state": "withdrawn"})[1]
        certificates, attempts = training.certificates(uow)[0], training.attempts(uow)[0]
        assert dead_letters(uow) == []
    assert stands == {State.WAITING: 9, State.SECOND_LOOK: 1, State.CLEAR: 3, State.SUSPECT: 2}
    assert sum(bool(each.whats) for each in waiting) >= 3, "some that wait have alarms"
    assert {each["clear"] for each in reviewed["images"]} == {True, False}  # type: ignore[attr-defined]
    assert (count, told[0].found, told[0].officer) == (1, True, "daoud")
    assert {each.state for each in references} == {Standing.AGREED, Standing.WAITING, Standing.DISPUTED}
    assert max(len(each.versions) for each in references) == 2
    assert all(each.simulated for each in references)
    assert taken_out == 1
    assert [each.officer for each in certificates] == ["daoud"]
    assert [each.passed for each in attempts] == [True]
