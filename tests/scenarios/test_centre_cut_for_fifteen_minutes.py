"""The line to the centre is cut: for 15 minutes the lane goes on by its book, then by slips, and everything comes in afterwards."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.trade.crossing import actions, kerb, queries
from smartcustoms.trade.crossing.centre_gateway import MemoryCentre
from smartcustoms.trade.crossing.devices_gateway import MemoryBarrier
from smartcustoms.trade.crossing.kerb import Kerb
from smartcustoms.trade.crossing.model import Expected, Wanted
from smartcustoms.trade.crossing.running import Running
from smartcustoms.trade.crossing.signed import public_text
from smartcustoms.trade.intake import queries as slips
from tests.cast import ESI, OTIS
from tests.conftest import NOON
from tests.trade.crossing.builders import a_lane, a_truck

CENTRE, LANE = b"c" * 32, "LMC-OUT-01"


class Clock:
    """A clock that the story moves."""

    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> datetime:
        return self.at

    def go(self, **ahead: float) -> None:
        self.at += timedelta(**ahead)


def reading(one: Expected, **more: Any) -> str:
    marks = sorted(each.partition(":")[2] for each in one.plates)
    return json.dumps({"plates": marks, "rfid": one.rfid, "weight_kg": one.weight_kg, **more})


def beginning(database: Database, folder: Path, clock: Clock, trucks: list[Expected]) -> MemoryCentre:
    """The trucks are expected, the lane is registered and enrolled; gives the lane's line to the centre."""
    with database.unit(by=PLATFORM, at=NOON) as uow:
        for each in trucks:
            actions.expect(uow, each)
        actions.register_lane(uow, a_lane(LANE))
        actions.enrol_lane(uow, LANE, public_key=kerb.enrol(folder))
    kerb.trust(folder, public_text(CENTRE))

    def give(lane: str) -> str:
        with database.unit(by=OTIS, at=clock.at) as uow:
            return actions.give_book(uow, lane, seed=CENTRE)

    def take(lane: str, lines: Any) -> int:
        with database.unit(by=OTIS, at=clock.at) as uow:
            return actions.take_in(uow, lane, lines)

    return MemoryCentre(give, take)


def check_centre(database: Database, at: datetime) -> None:
    """Seven passages, each once, and no slip left over."""
    with database.unit(by=ESI, at=at) as uow:
        kept, total = queries.passages(uow, Wanted())
        counts = slips.slip_counts(uow)
    assert total == 7
    assert sorted(each.passage.place for each in kept) == list(range(1, 8))
    assert sum(each.passage.alone for each in kept) >= 4
    assert (counts.get("written", 0), counts["settled"]) == (0, 2)


def test_the_lane_works_alone_then_by_slips_and_nothing_is_lost(database: Database, tmp_path: Path) -> None:
    clock, trucks, barrier = Clock(), [a_truck(n) for n in range(1, 8)], MemoryBarrier()
    centre = beginning(database, tmp_path, clock, trucks)
    lane = Running(Kerb(tmp_path, lane=LANE, at=NOON), centre, barrier)
    assert lane.turn(at=clock)
    assert lane.answer(reading(trucks[0]), at=clock.at).answer == "go"
    centre.cut = True  # an excavator
    clock.go(minutes=5)
    assert not lane.turn(at=clock)
    assert lane.said[-1].startswith("alone")
    assert lane.answer(reading(trucks[1]), at=clock.at).answer == "go"
    assert lane.answer(reading(trucks[2], rfid=trucks[3].rfid), at=clock.at).answer == "inspect"
    lane.kerb.close()
    lane = Running(Kerb(tmp_path, lane=LANE, at=clock.at), centre, barrier)  # the power, too
    clock.go(minutes=9, seconds=59)
    assert lane.answer(reading(trucks[3]), at=clock.at).answer == "go"
    clock.go(seconds=1)  # 15 minutes to the second
    by_slip = [lane.answer(reading(each), at=clock.at) for each in trucks[4:6]]
    assert all((each.answer, bool(each.slip)) == ("inspect", True) for each in by_slip)
    clock.go(minutes=10)
    centre.cut = False
    assert lane.turn(at=clock)
    assert lane.turn(at=clock)
    assert lane.answer(reading(trucks[6]), at=clock.at).answer == "go"
    lane.turn(at=clock)
    check_centre(database, clock.at)
    assert len(barrier.opened_for) == 4
