"""A shipper lodges, a haulier bundles, risk assesses, and the truck comes to its lane: go, inspection, or unknown."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.settings import Settings
from smartcustoms.reactions.cargo_bundled import tell_lanes
from smartcustoms.trade.crossing import actions as crossing
from smartcustoms.trade.crossing import queries as lanes
from smartcustoms.trade.crossing.model import Answer, Kept, Reason, Seen
from smartcustoms.trade.risk import actions as risk
from smartcustoms.trade.risk.lanes import Plan
from smartcustoms.trade.road_cargo import actions, queries
from smartcustoms.trade.road_cargo.model import Instruction, State, Way
from smartcustoms.trade.watchlists import actions as watchlists
from smartcustoms.trade.watchlists.model import Subject
from tests.cast import AMINA, BELA, CHEN, DAOUD, ESI, OTIS
from tests.reactions.line import follow, told
from tests.trade.crossing.builders import a_lane
from tests.trade.road_cargo.builders import a_consignment, a_trip, a_truck
from tests.web_client import client

LANE = "LMC-OUT-01"


@dataclass
class Story:
    """Two hours ago the lane was opened; the truck AB 1234 comes to it now."""

    database: Database

    def __post_init__(self) -> None:
        self.now = clock.now()
        self.before = self.now - timedelta(hours=2)
        with self.database.unit(by=ESI, at=self.before) as uow:
            crossing.register_lane(uow, a_lane(LANE))
            risk.set_plan(uow, "*", Plan(hours=None, random_rate=0.0))  # else one truck of a hundred is drawn at random

    def bundled(self, **cargo: Any) -> tuple[str, str]:
        """Bela lodges, Chen bundles, and everything follows; gives reference and bundle."""
        day = day_of(self.now).isoformat()
        with self.database.unit(by=BELA, at=self.before) as uow:
            reference = a_consignment(uow, expected_on=day, **cargo).number
        with self.database.unit(by=CHEN, at=self.before) as uow:
            truck = queries.truck_of(uow, "AB1234") or a_truck(uow)
            made = actions.bundle(uow, truck.number, a_trip(reference, at=self.now), way=Way.PHONE)
        follow(self.database)
        return reference, made.number

    def comes(self) -> Kept:
        """The truck stands at the lane; gives what the lane answers."""
        with self.database.unit(by=OTIS, at=self.now) as uow:
            answer = crossing.decide_here(uow, LANE, Seen(plates=("AB1234", "粤Z1234港")))
        follow(self.database)
        return answer

    def state_of(self, reference: str) -> State:
        with self.database.unit(by=BELA, at=self.now) as uow:
            return queries.consignment(uow, reference).state

    def why(self, bundle: str) -> str:
        """What officers see of the decision."""
        with self.database.unit(by=DAOUD, at=self.now) as uow:
            (one,) = [each for each in lanes.expected_at(uow, "LMC") if each.bundle == bundle]
        return "; ".join(str(each) for each in one.reasons)


@pytest.fixture
def story(database: Database) -> Story:
    return Story(database)


def test_a_truck_told_to_go_goes_once_and_its_goods_have_crossed(story: Story, settings: Settings) -> None:
    reference, bundle = story.bundled()
    with client(story.database, settings, as_=DAOUD) as officer:
        assert bundle in officer.get("/crossing/points/LMC?now=true").text
    with client(story.database, settings, as_=OTIS) as lane:
        seen = {"plates": ["AB1234", "粤Z1234港"]}
        answer = lane.call("POST", f"/crossing/lanes/{LANE}/decision", seen).json()
    follow(story.database)
    assert (answer["answer"], answer["bundle"], answer["reasons"]) == ("go", bundle, [])
    assert story.state_of(reference) is State.CROSSED
    assert story.comes().passage.reasons == (Reason.ALREADY_PASSED,)
    with client(story.database, settings, as_=CHEN) as driver:
        assert driver.get(f"/api/v1/crossing/mine/{bundle}").json()["answer"]


def test_a_truck_told_to_come_for_inspection_never_goes_until_an_officer_says_so(story: Story) -> None:
    with story.database.unit(by=AMINA, at=story.before) as uow:
        watchlists.make(uow, "Lamps of concern", Subject.COMPANY, purpose="simulated")
        watchlists.add(uow, "Lamps of concern", ["sample lighting"], because="x" * 12, since=day_of(story.now))
    reference, bundle = story.bundled()
    assert "is on the watchlist Lamps of concern" in story.why(bundle)
    held = story.comes()
    assert held.passage.reasons == (Reason.SELECTED,)
    assert story.state_of(reference) is State.BUNDLED
    with story.database.unit(by=DAOUD, at=story.now) as uow:
        crossing.override(uow, held.number, Answer.GO, because="Examined, nothing found")
    follow(story.database)
    assert story.state_of(reference) is State.CROSSED
    assert any("may go on at LMC" in text for text in told(story.database, CHEN))


def test_a_truck_whose_bundle_was_taken_apart_is_unknown(story: Story) -> None:
    _, bundle = story.bundled()
    with story.database.unit(by=CHEN, at=story.now) as uow:
        actions.unbundle(uow, bundle, because="Another truck takes the load")
    follow(story.database)
    with story.database.unit(by=PLATFORM, at=story.now) as uow:
        tell_lanes(uow, bundle)  # an older event that comes late
    answer = story.comes().passage
    assert (answer.answer, answer.bundle) == (Answer.INSPECT, "")
    assert Reason.UNKNOWN_PLATE in answer.reasons


def test_another_instruction_reaches_the_lane_and_what_crossed_elsewhere_is_forgotten(story: Story) -> None:
    _, first = story.bundled()
    with story.database.unit(by=AMINA, at=story.now) as uow:
        actions.ask_override(uow, first, Instruction.INSPECT, because="A word from the other side")
    follow(story.database)
    assert "A word from the other side" in story.why(first)
    assert story.comes().final is Answer.INSPECT
    with story.database.unit(by=ESI, at=story.now) as uow:
        actions.cross(uow, first)
    follow(story.database)
    assert story.comes().passage.bundle == ""


def test_officers_hear_of_a_truck_that_a_lane_let_go_after_its_bundle_was_taken_apart(story: Story) -> None:
    reference, bundle = story.bundled()
    with story.database.unit(by=CHEN, at=story.now) as uow:
        actions.unbundle(uow, bundle, because="Another truck takes the load")
    story.comes()  # nothing has followed yet, as at a lane that is cut off
    assert story.state_of(reference) is State.LODGED
    assert any("though the bundle was taken apart" in text for text in told(story.database, ESI))
