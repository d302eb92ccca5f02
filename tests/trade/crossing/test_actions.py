"""The centre: books it gives, journals it takes in exactly once, slips that come to zero, an officer's word, who sees what."""

import random
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.outbox import event_outbox
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.receipts import signing_key
from smartcustoms.trade.crossing import actions, kerb, queries
from smartcustoms.trade.crossing.journal import read_line
from smartcustoms.trade.crossing.kerb import Kerb
from smartcustoms.trade.crossing.model import (
    Answer,
    Device,
    Expected,
    JournalRefused,
    LaneUnfit,
    NotExpected,
    OverrideUnfit,
    Reason,
    Seen,
    Tag,
    Wanted,
)
from smartcustoms.trade.crossing.signed import PASSAGE, public_text, sign
from smartcustoms.trade.intake import queries as slips
from tests.cast import BELA, CHEN, DAOUD, ESI, OTIS
from tests.conftest import NOON
from tests.trade.crossing.builders import a_lane, a_truck, seen_of

CENTRE = b"c" * 32
LANE = "LMC-OUT-01"


def do(database: Database, what: Any, *, by: Any = OTIS, at: datetime = NOON) -> Any:
    with database.unit(by=by, at=at) as uow:
        return what(uow)


def opened(database: Database, folder: Path, code: str = LANE) -> Kerb:
    """A lane that is registered, enrolled, and has its first book."""
    public = kerb.enrol(folder)
    kerb.trust(folder, public_text(CENTRE))
    do(database, lambda uow: actions.register_lane(uow, a_lane(code)), by=ESI)
    do(database, lambda uow: actions.enrol_lane(uow, code, public_key=public), by=ESI)
    lane = Kerb(folder, lane=code, at=NOON)
    refresh(database, lane)
    return lane


def refresh(database: Database, lane: Kerb, at: datetime = NOON) -> None:
    lane.take_book(do(database, lambda uow: actions.give_book(uow, lane.lane, seed=CENTRE, waiting=3), at=at), at=at)


def expected(database: Database, *trucks: Expected) -> None:
    for each in trucks:
        do(database, lambda uow, each=each: actions.expect(uow, each), by=PLATFORM)


def bring(database: Database, lane: Kerb, at: datetime = NOON) -> int:
    place = do(database, lambda uow: actions.take_in(uow, lane.lane, lane.waiting()), at=at)
    lane.confirmed(place)
    return int(place)


def events(database: Database, name: str) -> list[dict[str, Any]]:
    with database.engine.connect() as connection:
        found = connection.execute(
            sa.select(event_outbox.c.body).where(event_outbox.c.name == name).order_by(event_outbox.c.sequence)
        )
        return [dict(body) for body in found.scalars()]


def test_a_book_goes_out_and_the_passages_come_in_once(database: Database, tmp_path: Path) -> None:
    one, two = a_truck(1), a_truck(2)
    expected(database, one, two)
    lane = opened(database, tmp_path)
    lane.decide(seen_of(one), at=NOON)
    lane.decide(seen_of(two, rfid=one.rfid), at=NOON)
    lines = lane.waiting()
    assert bring(database, lane) == 2
    assert do(database, lambda uow: actions.take_in(uow, LANE, lines)) == 2  # the answer was lost, and it is sent again
    found, total = do(database, lambda uow: queries.passages(uow, Wanted()))
    assert (total, {each.final for each in found}) == (2, {Answer.GO, Answer.INSPECT})
    assert [each["bundle"] for each in events(database, "TruckPassed")] == [one.bundle]
    assert events(database, "MismatchFound")[0]["reasons"] == ["identities_disagree"]
    assert len(events(database, "TruckHeld")) == 1
    point = do(database, lambda uow: queries.point(uow, "LMC"))
    assert (point.passed, point.held, point.expected, point.lanes[0].waiting) == (1, 1, 2, 3)
    refresh(database, lane)
    assert lane.decide(seen_of(one), at=NOON).reasons == (Reason.ALREADY_PASSED,)


def test_any_order_of_lost_answers_keeps_each_passage_once(database: Database, tmp_path: Path) -> None:
    trucks = [a_truck(n) for n in range(1, 31)]
    expected(database, *trucks)
    lane, luck = opened(database, tmp_path), random.Random(7)
    for each in trucks:
        lane.decide(seen_of(each), at=NOON)
        if luck.random() < 0.5:
            lines = lane.waiting()
            place = do(database, lambda uow, lines=lines: actions.take_in(uow, LANE, lines))
            if luck.random() < 0.5:
                lane.confirmed(place)
    bring(database, lane)
    assert do(database, lambda uow: queries.passages(uow, Wanted()))[1] == 30
    assert len(events(database, "TruckPassed")) == 30


def test_what_is_no_journal_of_the_lane_is_refused(database: Database, tmp_path: Path) -> None:
    one, two = a_truck(1), a_truck(2)
    expected(database, one, two)
    lane = opened(database, tmp_path / "a")
    for each in (one, two):
        lane.decide(seen_of(each), at=NOON)
    first, second = lane.waiting()
    body = read_line(first, signing_key(lane.seed), lane=LANE).passage
    from smartcustoms.trade.crossing.journal import FIRST, passage_as_json

    changed = passage_as_json(replace(body, bundle="BN-OTHER")) | {"before": FIRST}
    for lines, why in (
        ([sign(PASSAGE, changed, b"x" * 32)], "signed"),
        ([second], "follow"),
        (["nonsense"], "signed"),
        ([first, sign(PASSAGE, changed, lane.seed)], "before"),
    ):
        with pytest.raises(JournalRefused) as refused:
            do(database, lambda uow, lines=lines: actions.take_in(uow, LANE, lines))
        assert why in (refused.value.seen or "")
    assert do(database, lambda uow: queries.passages(uow, Wanted()))[1] == 0  # nothing of a refused batch is kept


def test_two_lanes_that_stood_alone_and_let_one_bundle_go_are_found(database: Database, tmp_path: Path) -> None:
    one = a_truck(1)
    expected(database, one)
    lanes = [opened(database, tmp_path / code, code) for code in ("LMC-OUT-01", "LMC-OUT-02")]
    for each in lanes:
        assert each.decide(seen_of(one), at=NOON, alone=True).answer is Answer.GO
    for each in lanes:
        bring(database, each)
    assert [each["reasons"] for each in events(database, "MismatchFound")] == [["already_passed"]]


def test_fifteen_minutes_alone_then_slips_that_come_to_zero(database: Database, tmp_path: Path) -> None:
    trucks = [a_truck(n) for n in range(1, 5)]
    expected(database, *trucks)
    lane = opened(database, tmp_path)
    alone = [lane.decide(seen_of(trucks[0]), at=NOON + timedelta(minutes=14, seconds=59), alone=True)]
    alone += [lane.decide(seen_of(each), at=NOON + timedelta(minutes=15), alone=True) for each in trucks[1:3]]
    alone += [lane.decide(Seen(plates=("ZZ 9",)), at=NOON + timedelta(minutes=16), alone=True)]
    assert [each.answer for each in alone] == [Answer.GO, Answer.INSPECT, Answer.INSPECT, Answer.INSPECT]
    assert len({each.slip for each in alone[1:]}) == 3
    bring(database, lane, at=NOON + timedelta(minutes=30))
    counts = do(database, slips.slip_counts)
    assert (counts["settled"], counts["written"]) == (2, 1)
    unknown = do(database, lambda uow: queries.passages(uow, Wanted(text=alone[3].slip)))[0][0]
    assert unknown.passage.bundle == ""
    with pytest.raises(OverrideUnfit):
        do(
            database,
            lambda uow: actions.override(uow, unknown.number, Answer.GO, because="he showed his papers"),
            by=DAOUD,
        )
    with pytest.raises(NotExpected):
        do(database, lambda uow: actions.settle_by_bundle(uow, unknown.number, bundle="BN9"), by=DAOUD)
    do(database, lambda uow: actions.settle_by_bundle(uow, unknown.number, bundle=trucks[3].bundle), by=DAOUD)
    assert do(database, slips.slip_counts).get("written", 0) == 0
    refresh(database, lane, at=NOON + timedelta(minutes=31))
    assert lane.decide(seen_of(trucks[3]), at=NOON + timedelta(minutes=31)).answer is Answer.GO


def test_an_officers_word_needs_a_reason_and_is_noted(database: Database, tmp_path: Path) -> None:
    one = a_truck(1, answer=Answer.INSPECT, declaration="26HK1")
    expected(database, one)
    lane = opened(database, tmp_path)
    lane.decide(seen_of(one), at=NOON)
    bring(database, lane)
    number = f"{LANE}.1.1"
    with pytest.raises(OverrideUnfit):
        do(database, lambda uow: actions.override(uow, number, Answer.GO, because="ok"), by=DAOUD)
    for _ in range(2):
        done = do(
            database, lambda uow: actions.override(uow, number, Answer.GO, because="Examined; nothing found."), by=DAOUD
        )
    assert (done.final, done.overridden_by) == (Answer.GO, DAOUD.user)
    (passed,) = events(database, "TruckPassed")
    assert (passed["bundle"], passed["declaration"], passed["by"]) == (one.bundle, "26HK1", DAOUD.user)


def test_what_changes_before_arrival_reaches_the_lane_with_its_next_book(database: Database, tmp_path: Path) -> None:
    one, two, three = a_truck(1, declaration="26HK1"), a_truck(2, elock="L-2"), a_truck(3)
    expected(database, one, two, three)
    lane = opened(database, tmp_path)
    do(
        database,
        lambda uow: actions.expect(uow, replace(one, answer=Answer.INSPECT)),
        by=PLATFORM,
    )
    do(database, lambda uow: actions.expect(uow, replace(two, elock_whole=False)), by=PLATFORM)
    do(database, lambda uow: actions.forget(uow, three.bundle), by=PLATFORM)
    refresh(database, lane)
    assert lane.decide(seen_of(one), at=NOON).reasons == (Reason.SELECTED,)
    assert lane.decide(seen_of(two), at=NOON).reasons == (Reason.ELOCK_NOT_WHOLE,)
    assert Reason.UNKNOWN_PLATE in lane.decide(seen_of(three), at=NOON).reasons
    do(database, lambda uow: actions.expect(uow, two), by=PLATFORM)
    refresh(database, lane)
    assert lane.decide(seen_of(two), at=NOON).answer is Answer.GO
    do(database, lambda uow: actions.change_lane(uow, LANE, opened=False), by=ESI)
    refresh(database, lane)
    assert lane.decide(seen_of(a_truck(4)), at=NOON).reasons[-1] is Reason.LANE_CLOSED


def test_a_tag_is_filled_in_from_the_plates(database: Database) -> None:
    one = a_truck(1)
    do(
        database,
        lambda uow: actions.put_tag(uow, Tag(rfid="TAG-777", organisation="bela-trading", plates=one.plates)),
        by=ESI,
    )
    found = do(database, lambda uow: actions.expect(uow, replace(one, rfid="")), by=PLATFORM)
    assert found.rfid == "TAG-777"
    do(database, lambda uow: actions.retire_tag(uow, "TAG-777"), by=ESI)
    assert do(database, lambda uow: actions.expect(uow, replace(one, rfid="")), by=PLATFORM).rfid == ""
    with pytest.raises(LaneUnfit):
        do(database, lambda uow: actions.put_tag(uow, Tag(rfid="x", organisation="a", plates=one.plates)), by=ESI)


def test_a_lane_without_a_computer_is_answered_by_the_centre(database: Database, tmp_path: Path) -> None:
    one = a_truck(1)
    expected(database, one)
    do(database, lambda uow: actions.register_lane(uow, a_lane()), by=ESI)
    first = do(database, lambda uow: actions.decide_here(uow, LANE, seen_of(one)))
    again = do(database, lambda uow: actions.decide_here(uow, LANE, seen_of(one)))
    assert (first.final, again.passage.reasons) == (Answer.GO, (Reason.ALREADY_PASSED,))
    do(database, lambda uow: actions.enrol_lane(uow, LANE, public_key=kerb.enrol(tmp_path)), by=ESI)
    with pytest.raises(JournalRefused):
        do(database, lambda uow: actions.decide_here(uow, LANE, seen_of(one)))


@pytest.mark.parametrize("change", [{"code": "lane one"}, {"code": "LMC"}, {"control_point": "x"}])
def test_a_lane_that_cannot_be_one(database: Database, change: dict[str, Any]) -> None:
    with pytest.raises(LaneUnfit):
        do(database, lambda uow: actions.register_lane(uow, replace(a_lane(), **change)), by=ESI)
    do(database, lambda uow: actions.register_lane(uow, a_lane()), by=ESI)
    with pytest.raises(LaneUnfit, match="taken"):
        do(database, lambda uow: actions.register_lane(uow, a_lane()), by=ESI)
    with pytest.raises(LaneUnfit):
        do(database, lambda uow: actions.enrol_lane(uow, LANE, public_key="?"), by=ESI)


def test_a_trader_sees_only_its_own_and_no_reason_before(database: Database, tmp_path: Path) -> None:
    one = a_truck(1)
    expected(database, one)
    lane = opened(database, tmp_path)
    lane.decide(seen_of(one), at=NOON)
    bring(database, lane)
    assert [each.bundle for each, _ in do(database, queries.own_trucks, by=BELA)] == [one.bundle]
    assert do(database, queries.own_trucks, by=CHEN) == []
    assert do(database, lambda uow: queries.passages(uow, Wanted()), by=CHEN)[1] == 0
    assert do(database, lambda uow: actions.code_for(uow, one.bundle, seed=CENTRE), by=BELA)[0] == one
    with pytest.raises(NotExpected):
        do(database, lambda uow: actions.code_for(uow, one.bundle, seed=CENTRE), by=CHEN)


def test_filters_of_the_list(database: Database, tmp_path: Path) -> None:
    trucks = [a_truck(n) for n in (1, 2)]
    expected(database, *trucks)
    lane = opened(database, tmp_path)
    lane.decide(seen_of(trucks[0]), at=NOON)
    lane.decide(seen_of(trucks[1], unread=frozenset({Device.CAMERA})), at=NOON + timedelta(minutes=1))
    bring(database, lane)

    def places(**wanted: Any) -> list[int]:
        return [each.passage.place for each in do(database, lambda uow: queries.passages(uow, Wanted(**wanted)))[0]]

    assert places() == [2, 1]
    assert places(sort="at") == [1, 2]
    assert places(answer=Answer.GO) == places(text=trucks[0].bundle) == places(text="AB1001") == [1]
    assert places(reason=Reason.UNREADABLE) == places(since=NOON + timedelta(seconds=1)) == [2]
    assert places(control_point="SZB") == places(lane="X") == []
