"""The batched action: each fix once, alarms as the pure judging gives them, through restarts, doubles and late data."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.trade.elocks import actions, store
from smartcustoms.trade.elocks.actions import NewJourney, Watches
from smartcustoms.trade.elocks.journey import Received, in_order
from smartcustoms.trade.elocks.judging import alarms
from smartcustoms.trade.elocks.model import AlarmState, ELock
from smartcustoms.trade.elocks.simulated import Simulated, simulated
from tests.cast import ESI


def prepared(database: Database, *ones: Simulated) -> None:
    first = min(each.arrivals[0].received for each in ones)
    at = datetime.fromtimestamp(first, UTC) - timedelta(minutes=30)
    actions.make_days(database, at.date(), 3)
    with database.unit(by=PLATFORM, at=at) as uow:
        for one in ones:
            actions.register_lock(uow, ELock(one.journey.number, "jt600", "HK"))
        zones = {str(n): list(place) for n, place in enumerate(ones[0].journey.zones)}
        assert len(zones) == 3
        actions.register_journeys(
            uow,
            [
                NewJourney(
                    f"J-{one.journey.number}", one.journey.number, "", "", "", "", "GD", "HK",
                    {
                        "line": [list(each) for each in one.journey.line], "rules": {},
                        "zones": {str(n): list(place) for n, place in enumerate(one.journey.zones)},
                    },
                )
                for one in ones
            ],
        )  # fmt: skip


def received(one: Simulated) -> list[Received]:
    return [
        Received(one.journey.number, None, each.fix, datetime.fromtimestamp(each.received, UTC), "simulated")
        for each in one.arrivals
    ]


def taken(database: Database, batch: Sequence[Received], watches: Watches) -> None:
    with database.unit(by=PLATFORM, at=batch[-1].received_at) as uow:
        assert actions.take(uow, batch, watches) == []


def standing(database: Database, one: Simulated) -> list[tuple[str, float]]:
    with database.unit(by=ESI, at=datetime.now(UTC)) as uow:  # noqa: TID251 # a read
        found = store.alarms.of_journeys(uow, [f"J-{one.journey.number}"]).get(f"J-{one.journey.number}", [])
        assert len(store.fixes.of_journeys(uow, [f"J-{one.journey.number}"])[f"J-{one.journey.number}"]) == len(
            in_order(each.fix for each in one.arrivals)
        )
    return sorted((each.type, each.at.timestamp()) for each in found if each.withdrawn_at is None)


def verdict(one: Simulated) -> list[tuple[str, float]]:
    return sorted(
        (each.type.value, float(each.at)) for each in alarms(one.journey, [each.fix for each in one.arrivals])
    )


@pytest.mark.parametrize("kind", ["deviation in a burst", "rope cut", "trap: burst", "spoof", "silence"])
def test_alarms_kept_are_those_of_the_fixes_kept(database: Database, kind: str) -> None:
    one = simulated(7, kind)
    prepared(database, one)
    watches, all_of_it = Watches(), received(one)
    for start in range(0, len(all_of_it), 25):
        if start % 100 == 75:
            watches = Watches()  # another process takes over
        taken(database, all_of_it[start : start + 25], watches)
    assert standing(database, one) == verdict(one)
    taken(database, all_of_it, Watches())  # all again
    assert standing(database, one) == verdict(one)


def test_any_order_of_arrival_ends_the_same(database: Database) -> None:
    one = simulated(11, "deviation")
    prepared(database, one)
    shuffled = received(one)
    random.Random(4).shuffle(shuffled)
    last = max(each.received_at for each in shuffled)
    watches = Watches()
    for start in range(0, len(shuffled), 60):
        taken(database, [each._replace(received_at=last) for each in shuffled[start : start + 60]], watches)
    assert standing(database, one) == verdict(one)


def test_a_failed_transaction_leaves_nothing_behind(database: Database) -> None:
    one = simulated(7, "rope cut")
    prepared(database, one)
    watches, all_of_it = Watches(), received(one)
    with pytest.raises(RuntimeError, match="power"):
        _cut_off(database, all_of_it, watches)
    watches.forget([one.journey.number])
    taken(database, all_of_it, watches)
    assert standing(database, one) == verdict(one)


def _cut_off(database: Database, batch: Sequence[Received], watches: Watches) -> None:
    with database.unit(by=PLATFORM, at=batch[-1].received_at) as uow:
        actions.take(uow, batch, watches)
        raise RuntimeError("power cut")


def test_silence_is_raised_by_the_clock_and_withdrawn_by_late_data(database: Database) -> None:
    one = simulated(3, "lawful")
    prepared(database, one)
    watches, all_of_it = Watches(), received(one)
    taken(database, all_of_it[:40], watches)
    quiet = all_of_it[39].received_at + timedelta(minutes=20)
    with database.unit(by=PLATFORM, at=quiet) as uow:
        assert actions.tick(uow, watches) == 1
        assert actions.tick(uow, watches) == 0
        (alarm,) = store.alarms.of_journeys(uow, [f"J-{one.journey.number}"])[f"J-{one.journey.number}"]
        assert (alarm.type, alarm.state) == ("signal_loss", AlarmState.RAISED)
    late = [each._replace(received_at=quiet + timedelta(minutes=1)) for each in all_of_it[40:]]
    taken(database, late, watches)
    with database.unit(by=ESI, at=quiet) as uow:
        found = store.alarms.of_journeys(uow, [f"J-{one.journey.number}"])[f"J-{one.journey.number}"]
    assert [each.state for each in found] == [AlarmState.WITHDRAWN]


def test_a_stranger_is_told_and_not_kept(database: Database) -> None:
    one = simulated(3, "lawful")
    prepared(database, one)
    stranger = [each._replace(lock="SIM-X") for each in received(one)[:3]]
    with database.unit(by=PLATFORM, at=stranger[-1].received_at) as uow:
        assert actions.take(uow, stranger, Watches()) == ["SIM-X"] * 3
        assert store.fixes.count(uow) == 0
