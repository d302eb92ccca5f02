"""A haulier's standing as an AEO and a sealed journey open the green lanes; an alarm or a suspension closes them before the truck comes."""

from collections.abc import Iterable
from datetime import timedelta

import pytest

from smartcustoms.business.aeo.model import Deed
from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.settings import Settings
from smartcustoms.trade.crossing import actions as crossing
from smartcustoms.trade.crossing import queries as lanes
from smartcustoms.trade.crossing.matching import Book, judge
from smartcustoms.trade.crossing.model import Expected, LaneKind, Reason, Seen
from smartcustoms.trade.crossing.signed import public_of, public_text, read_book
from smartcustoms.trade.elocks import actions as elocks
from smartcustoms.trade.elocks import queries as alarms
from smartcustoms.trade.elocks.journey import Fix, Received
from smartcustoms.trade.elocks.keyring import keyring
from smartcustoms.trade.elocks.model import Cause, ELock, Stage
from smartcustoms.trade.elocks.running import Look
from smartcustoms.trade.risk import actions as risk
from smartcustoms.trade.risk.lanes import Plan
from smartcustoms.trade.road_cargo import actions
from smartcustoms.trade.road_cargo.model import Way
from tests.business.aeo.applying import decided, granted
from tests.cast import BELA, CHEN, DAOUD, ESI, OTIS
from tests.reactions.line import follow
from tests.trade.crossing.builders import a_lane
from tests.trade.elocks.test_life import asked
from tests.trade.road_cargo.builders import a_consignment, a_trip, a_truck
from tests.web_client import client

CENTRE = b"c" * 32
ORDINARY, AEO, ELOCK = "LMC-OUT-01", "LMC-OUT-02", "LMC-OUT-03"
CODES = {ORDINARY: LaneKind.ORDINARY, AEO: LaneKind.AEO, ELOCK: LaneKind.ELOCK}
SEEN = Seen(plates=("AB1234", "粤Z1234港"), elock="L-1", elock_whole=True)


class Story:
    """The truck AB 1234 of Chen's is sealed, bundled, and comes within two hours."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self.database, self.settings, self.now = database, settings, clock.now()
        self.before = self.now - timedelta(hours=2)
        elocks.make_days(database, self.before.date(), 3)
        with database.unit(by=ESI, at=self.before) as uow:
            risk.set_plan(uow, "*", Plan(hours=None, random_rate=0.0))
            for code, kind in CODES.items():
                crossing.register_lane(uow, a_lane(code, kind=kind))

    def bundled(self) -> str:
        with self.database.unit(by=BELA, at=self.before) as uow:
            reference = a_consignment(uow, expected_on=day_of(self.now).isoformat()).number
        with self.database.unit(by=CHEN, at=self.before) as uow:
            made = actions.bundle(uow, a_truck(uow).number, a_trip(reference, at=self.now), way=Way.PHONE).number
        follow(self.database)
        return made

    def sealed(self, *stages: Stage) -> None:
        keys = keyring(self.settings)
        with self.database.unit(by=ESI, at=self.before) as uow:
            elocks.register_lock(uow, ELock("L-1", "jt600", "HK"))
            elocks.register_journey(uow, asked(), keys=keys)
        self.steps(Stage.LOADED, Stage.SEALED, *stages)

    def steps(self, *stages: Stage) -> None:
        for each in stages:
            with self.database.unit(by=ESI, at=clock.now()) as uow:
                elocks.step(uow, "J-1", each, keys=keyring(self.settings))
        follow(self.database)

    def fixes(self, found: Iterable[Fix]) -> None:
        """The lock reports; what it amounts to follows."""
        with self.database.unit(by=PLATFORM, at=self.now) as uow:
            elocks.take(uow, [Received("L-1", None, each, self.now, "jt600") for each in found], elocks.Watches())
        follow(self.database)

    def expected(self) -> Expected:
        with self.database.unit(by=DAOUD, at=self.now) as uow:
            (one,) = lanes.expected_at(uow, "LMC")
        return one

    def told(self, code: str, seen: Seen = SEEN) -> tuple[Reason, ...]:
        """What a lane's signed book says to the truck."""
        with self.database.unit(by=OTIS, at=self.now) as uow:
            text = crossing.give_book(uow, code, seed=CENTRE)
        head, trucks, _ = read_book(text, public_of(public_text(CENTRE)), lane=code, after=0, at=self.now)
        return judge(seen, Book.of(trucks), a_lane(code, kind=head.kind), at=self.now, rules=head.rules).reasons


@pytest.fixture
def story(database: Database, settings: Settings) -> Story:
    return Story(database, settings)


def test_an_alarm_after_bundling_closes_the_green_lane_until_its_cause_is_known(story: Story) -> None:
    bundle = story.bundled()
    assert story.told(ELOCK) == (Reason.UNKNOWN_ELOCK, Reason.IDENTITIES_DISAGREE)
    story.sealed()
    assert story.told(ELOCK) == (Reason.WRONG_LANE,)  # sealed, but its journey is not bundled
    story.steps(Stage.BUNDLED)
    assert (story.expected().green, story.expected().elock) == ({LaneKind.ELOCK}, "L-1")
    assert story.told(ELOCK) == ()
    assert story.told(AEO) == (Reason.WRONG_LANE,)
    with client(story.database, story.settings, as_=DAOUD) as officer:
        page = officer.get("/crossing/points/LMC?now=true").text
        assert "E-lock lane: sealed by L-1, no alarm stands (journey J-1)" in page
    with client(story.database, story.settings, as_=CHEN) as driver:
        phone = f"/crossing/mine/{bundle}"
        assert "You may take the e-lock lane" in driver.get(phone).text
        assert driver.get(f"/api/v1{phone}").json()["lanes"] == ["elock", "ordinary"]
        begun = (story.now - timedelta(minutes=20)).timestamp()
        story.fixes(Fix(begun + 60 * n, 22.55, 114.0 if n < 2 else 114.05, 40.0) for n in range(8))
        assert "1 alarms stand on journey J-1" in str(story.expected().green_because[0])
        assert story.told(ELOCK) == (Reason.WRONG_LANE,)
        assert story.told(ORDINARY) == ()  # off its route: no green lane, but nobody was at the seal
        page = driver.get(phone).text
        assert "Take a lane for all trucks." in page
        assert "alarm" not in page
    with story.database.unit(by=DAOUD, at=story.now) as uow:
        for each in alarms.alarm_desk(uow)[0]:
            elocks.close_alarm(uow, "J-1", each.number, cause=Cause.ROAD_CLOSED)
    follow(story.database)
    assert story.told(ELOCK) == ()
    story.fixes([Fix(begun + 700, 22.57, 114.0, 40.0, rope=False)])
    assert Reason.ELOCK_NOT_WHOLE in story.told(ORDINARY)
    assert {Reason.ELOCK_NOT_WHOLE, Reason.WRONG_LANE} <= set(story.told(ELOCK))


def test_a_suspended_operator_s_truck_loses_the_aeo_lane_before_it_comes(story: Story) -> None:
    operator = granted(
        story.database, CHEN, tier=2, at=story.before, form={"name": "Chen & Co (simulated)", "parties": "CHEN-1"}
    )
    story.bundled()
    assert story.expected().green == {LaneKind.AEO}
    assert "AEO of tier 2" in str(story.expected().green_because[0])
    seen = Seen(plates=SEEN.plates)
    assert story.told(AEO, seen) == ()
    decided(story.database, operator.number, Deed.SUSPEND, at=story.now)
    follow(story.database)
    assert story.expected().green == frozenset()
    assert story.told(AEO, seen) == (Reason.WRONG_LANE,)


def test_a_seal_found_broken_by_an_officer_holds_the_truck_at_every_lane(story: Story) -> None:
    story.sealed(Stage.BUNDLED)
    story.bundled()
    assert story.told(ELOCK) == ()
    with story.database.unit(by=DAOUD, at=story.now) as uow:
        elocks.look_at_seal(uow, "J-1", Look.CHECK, intact=False, note="cut", photo="p", keys=keyring(story.settings))
    follow(story.database)
    assert "the seal of journey J-1 is not whole" in str(story.expected().green_because[0])
    assert Reason.ELOCK_NOT_WHOLE in story.told(ORDINARY)
