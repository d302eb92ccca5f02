"""A lock that says it is here while somebody else sees it there: the mobile network the lock, a gantry the truck."""

from dataclasses import replace
from datetime import timedelta

import pytest

from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.settings import Settings
from smartcustoms.reactions.truck_held import hold_elock_to_it
from smartcustoms.trade.crossing import queries as crossing
from smartcustoms.trade.crossing.events import TruckHeld
from smartcustoms.trade.elocks import actions, queries, store
from smartcustoms.trade.elocks.actions import NewJourney, Watches
from smartcustoms.trade.elocks.fixes import fix_of
from smartcustoms.trade.elocks.journey import GANTRY, NETWORK, Fix, Received
from smartcustoms.trade.elocks.judging import alarms
from smartcustoms.trade.elocks.keyring import keyring
from smartcustoms.trade.elocks.model import ELock, Position, Source
from tests.trade.elocks.test_judging import JOURNEY, METRE, drive, moved, types

SLOW = {NETWORK: 20_000, GANTRY: 6_000}


def sighting(fix: Fix, source: str, *, north_m: float = 0, later: float = 5) -> Fix:
    return Fix(fix.t + later, (fix.lat or 0) + north_m * METRE, fix.lon, source=source)


@pytest.mark.parametrize("source", [NETWORK, GANTRY])
def test_a_sighting_that_agrees_raises_nothing_and_one_that_does_not_is_one_alarm(source: str) -> None:
    fixes, far = drive(), SLOW[source]
    agreed = [sighting(each, source, north_m=400) for each in fixes[10:60:10]]
    assert types(fixes + agreed) == []
    made_up = [sighting(each, source, north_m=-far) for each in fixes[30:60:5]]
    (alarm,) = alarms(JOURNEY, fixes + made_up)
    assert (alarm.type.value, alarm.at) == ("spoofed_position", made_up[0].t)


def test_a_sighting_before_the_fix_that_it_contradicts_counts_too() -> None:
    fixes = drive()
    seen = sighting(fixes[30], GANTRY, north_m=-8_000, later=0.5)
    (alarm,) = alarms(JOURNEY, [*fixes[:20], seen, *fixes[31:]])  # nothing of the lock for five minutes before
    assert alarm.at == fixes[31].t


def test_a_sighting_in_a_tunnel_contradicts_nothing_and_is_no_sign_of_life() -> None:
    fixes = drive()
    dark = [replace(each, lat=None, lon=None) if 20 <= n < 45 else each for n, each in enumerate(fixes)]
    assert types([*dark, sighting(fixes[33], GANTRY, north_m=-8_000)]) == []
    silent = fixes[:20] + fixes[45:]
    assert types([*silent, *(sighting(each, GANTRY) for each in fixes[22:44:4])]) == ["signal_loss"]


def test_a_place_of_the_network_is_never_off_the_route_nor_a_jump() -> None:
    fixes = moved(drive(), 20, 60, east_m=6_000)
    by_cell = [replace(each, source=NETWORK) if 20 <= n < 60 else each for n, each in enumerate(fixes)]
    assert types(by_cell) == []
    position = Position(clock.now(), 22.5, 114.0, True, 40.0, source=Source.CELL)
    said = fix_of(position)
    assert said is not None
    assert (said.source, said.place, said.witness) == (NETWORK, None, (22.5, 114.0))


def _on_the_road(database: Database, truck: str) -> list[Fix]:
    """A lock on a truck's journey, under way; its newest fix is half a minute old."""
    now = int(clock.now().timestamp())
    fixes = [
        Fix(now - 630 + n * 30, 22.40 + n * 0.004, 114.0, 50.0, rope=True, motor=True, cover=True) for n in range(21)
    ]
    contract = {
        "line": [[22.3, 114.0], [22.7, 114.0]],
        "zones": {"a": [22.3, 114.0], "destination": [22.7, 114.0]},
        "rules": {},
    }
    at = clock.now() - timedelta(minutes=30)
    actions.make_days(database, at.date() - timedelta(days=1), 3)
    with database.unit(by=PLATFORM, at=at) as uow:
        actions.register_lock(uow, ELock("0100", "jt600", "HK"))
        actions.register_journeys(uow, [NewJourney("J-1", "0100", "bela-trading", "", truck, "", "HK", "GD", contract)])
        store.journeys.change(uow, "J-1", {"stage": "departed"})
    with database.unit(by=PLATFORM, at=clock.now()) as uow:
        actions.take(uow, [Received("0100", None, each, uow.at, "jt600") for each in fixes], Watches())
    return fixes


@pytest.mark.parametrize(("where", "raised"), [("near", []), ("far", ["spoofed_position"])])
def test_a_truck_read_at_a_lane_holds_its_lock_to_being_there(
    database: Database, where: str, raised: list[str], settings: Settings
) -> None:
    _on_the_road(database, "AB 1234")
    at = clock.now()
    assert crossing.place_of("SZB") is not None, "8 km from where the lock says it is"
    with database.unit(by=PLATFORM, at=at) as uow:
        event = TruckHeld(
            bundle="", organisation="", declaration="", passage="LMC-OUT-01.1", control_point="SZB", direction="outbound",
            at=at.isoformat(), reasons=("nothing_read",), plates=("AB1234", "粤Z1234港"),
        )  # fmt: skip
        if where == "near":  # the lock says 22.48: that the control point is where it is
            actions.see_truck(uow, event.plates, at=at, place=(22.482, 114.0))
        else:
            hold_elock_to_it(uow, event)
            hold_elock_to_it(uow, event)  # told twice
    with database.unit(by=PLATFORM, at=clock.now()) as uow:
        found = [each.type for each in store.alarms.of_journeys(uow, ["J-1"]).get("J-1", ())]
        told = uow.connection.exec_driver_sql(
            "select body ->> 'what' from event_outbox where name = 'ELockTampered'"
        ).all()
        keys = keyring(settings)
        actions.attest(uow, keys=keys)
        proved = queries.verified(queries.evidence(uow, "J-1", keys=keys), queries.trust_roots(keys))
    assert found == raised
    assert [each[0] for each in told] == raised
    assert proved.valid, proved.faults
