"""Routes drawn and learned, participants with their breaches, and the tablet at a clearance point."""

import base64
import random
from datetime import timedelta

import pytest

from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.errors import NotFound
from smartcustoms.kernel.settings import Settings
from smartcustoms.trade.elocks import actions, queries, store
from smartcustoms.trade.elocks.actions import NewJourney
from smartcustoms.trade.elocks.actions.life import JourneyUnfit, NotItsStep
from smartcustoms.trade.elocks.actions.point import PhotoMissing
from smartcustoms.trade.elocks.actions.running import ParticipantUnfit, RouteChanged, RouteUnfit
from smartcustoms.trade.elocks.corridor import distances_to_line_m
from smartcustoms.trade.elocks.journey import Point
from smartcustoms.trade.elocks.keyring import keyring
from smartcustoms.trade.elocks.learning import NotLearned, learned, straightened
from smartcustoms.trade.elocks.model import ELock, Stage
from smartcustoms.trade.elocks.pointlist import PlaceUnread, places_of, zones_of
from smartcustoms.trade.elocks.running import Look
from smartcustoms.trade.elocks.scheme import breach_rule_on, ends_registration
from smartcustoms.trade.elocks.simulated import simulated
from tests.cast import BELA, DAOUD, ESI
from tests.conftest import NOON
from tests.web_client import client

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYPhfDwAChAGAWjR9awAAAABJRU5ErkJggg=="
)
LINE: tuple[Point, ...] = ((22.5, 114.0), (22.55, 114.02), (22.6, 114.0))
ZONES: dict[str, Point] = {"origin": LINE[0], "destination": LINE[2]}


def trips(count: int, *, off: float = 0.0) -> list[list[Point]]:
    """Give lawful drives of one simulated route, each off by some metres of its own; `off` degrees: half take another road."""
    draw = random.Random(5)
    road = [each.fix.place for each in simulated(3, "lawful").arrivals if each.fix.place is not None]
    return [
        [(lat + draw.gauss(0, 0.0002) + off * (n % 2), lon + draw.gauss(0, 0.0002)) for lat, lon in road[:: 1 + n % 3]]
        for n in range(count)
    ]


def test_a_corridor_is_learned_and_holds_trips_that_it_never_saw() -> None:
    found = learned(trips(12))
    assert (found.trips, found.inside > 0.98, 150 <= found.corridor_m <= 400) == (12, True, True)
    assert 5 < len(found.line) < 200
    fresh = [place for trip in trips(3) for place in trip]
    assert (distances_to_line_m(found.line, fresh) <= found.corridor_m).mean() > 0.98


def test_a_corridor_that_does_not_hold_is_not_learned() -> None:
    with pytest.raises(NotLearned, match="2 lawful trips"):
        learned(trips(2))
    with pytest.raises(NotLearned, match="lie inside"):
        learned(trips(12, off=0.1))
    straight = [(22.0, 114.0 + n / 1000) for n in range(50)]
    assert straightened(straight) == (straight[0], straight[-1])


def test_places_are_read_line_by_line_and_a_wrong_one_is_told() -> None:
    assert places_of("22.5, 114.0\n\n22.6,114.1\n") == [(22.5, 114.0), (22.6, 114.1)]
    assert zones_of("origin, 22.5, 114.0") == {"origin": (22.5, 114.0)}
    for bad in ("22.5", "a, b", "99, 114", "1, 2, 3", "nan, 1"):
        with pytest.raises(PlaceUnread):
            places_of(f"22.5, 114.0\n{bad}")


def test_routes_are_kept_in_versions_and_journeys_take_the_newest(database: Database, settings: Settings) -> None:
    with database.unit(by=ESI, at=NOON) as uow:
        first = actions.draw_corridor(uow, "5-29", LINE, ZONES, 500, after=0)
        assert actions.draw_corridor(uow, "5-29", LINE, ZONES, 500, after=0) == first, "once more changes nothing"
        with pytest.raises(RouteChanged):
            actions.draw_corridor(uow, "5-29", LINE, ZONES, 700, after=0)
        actions.draw_corridor(uow, "5-29", LINE, ZONES, 700, after=1)
        other = actions.draw_corridor(uow, "7-7", LINE, {"yard": LINE[0], "a": LINE[2]}, 500, after=0)
        assert other.zones == {"yard": LINE[0], "destination": LINE[2]}, "the last zone is the destination"
        for name, line, zones, width in (
            ("!", LINE, ZONES, 500), ("1", LINE[:1], ZONES, 500), ("1", ((99, 0), (1, 1)), ZONES, 500), ("1", LINE, {}, 500),
            ("1", LINE, ZONES, 20),
        ):  # fmt: skip
            with pytest.raises(RouteUnfit):
                actions.draw_corridor(uow, name, line, zones, width, after=0)
        for route in ("5-29", "9-9"):
            with pytest.raises(RouteUnfit):
                actions.learn_corridor(uow, route)
        actions.register_lock(uow, ELock("L-1", "jt600", "HK"))
        new = NewJourney("J-1", "L-1", "", "", "AB 1234", "5-29", "HK", "CN-GD", {})
        actions.register_journey(uow, new, keys=keyring(settings))
        journey = queries.journey(uow, "J-1").journey
    assert (journey.line, journey.rules.corridor_m, journey.zones) == (LINE, 700, tuple(ZONES.values()))


def test_the_third_breach_within_a_year_ends_a_registration(database: Database, settings: Settings) -> None:
    rule = breach_rule_on(NOON.date())
    day = NOON.date()
    assert not ends_registration(rule, [day - timedelta(days=400), day - timedelta(days=10), day])
    assert ends_registration(rule, [day - timedelta(days=365), day - timedelta(days=10), day])
    with database.unit(by=ESI, at=NOON) as uow:
        assert actions.register_participant(uow, "bela-trading", "Bela", "carrier").state == "registered"
        for days, measure in ((0, "warning"), (1, "warning"), (2, "deregistration")):
            at = NOON - timedelta(hours=9) + timedelta(hours=days)
            with pytest.raises(NotFound):
                actions.note_breach(uow, "nobody", "late", at=at)
            store.scheme.change(uow, "bela-trading", {"registered_at": NOON - timedelta(days=90)})
            found = actions.note_breach(uow, "bela-trading", "no report", at=at)
            assert actions.note_breach(uow, "bela-trading", "no report", at=at) == found
            assert found.measure == measure
        with pytest.raises(ParticipantUnfit):
            actions.note_breach(uow, "bela-trading", "again", at=NOON)
        actions.register_lock(uow, ELock("L-1", "jt600", "HK"))
        new = NewJourney("J-1", "L-1", "bela-trading", "", "", "", "HK", "CN-GD", {"line": [[1, 2]], "zones": {}})
        with pytest.raises(JourneyUnfit):
            actions.register_journey(uow, new, keys=keyring(settings))
    with database.unit(by=ESI, at=NOON + timedelta(days=1)) as uow:
        told = uow.connection.exec_driver_sql(
            "select count(*) from event_outbox where name = 'ParticipantMeasured'"
        ).scalar()
        actions.register_participant(uow, "bela-trading", "Bela", "carrier")
        assert actions.note_breach(uow, "bela-trading", "new", at=NOON + timedelta(days=1)).measure == "warning"
    assert told == 3


def loaded(database: Database, settings: Settings) -> None:
    keys = keyring(settings)
    with database.unit(by=ESI, at=NOON) as uow:
        actions.register_lock(uow, ELock("L-1", "jt600", "HK"))
        contract = {"line": [list(each) for each in LINE], "zones": {name: list(each) for name, each in ZONES.items()}}
        actions.register_journey(uow, NewJourney("J-1", "L-1", "", "", "AB 1234", "", "HK", "HK", contract), keys=keys)
        actions.step(uow, "J-1", Stage.LOADED, keys=keys)


def test_the_tablet_seals_checks_and_finds_a_broken_seal(database: Database, settings: Settings) -> None:
    loaded(database, settings)
    with client(database, settings, as_=DAOUD) as web:
        page = web.get("/elocks/point?q=AB 1234").text
        assert 'value="seal"' in page
        refused = web.fill("/elocks/J-1/seal", {"what": "seal", "intact": "true"}, page="/elocks/point")
        assert (refused.status_code, "photo of the seal is needed" in refused.text) == (422, True)
        sent = {"photo": ("seal.png", PNG, "image/png")}
        for _ in range(2):
            done = web.fill("/elocks/J-1/seal", {"what": "seal", "intact": "true"}, page="/elocks/point", files=sent)
            assert done.status_code == 303
        assert (
            web.fill("/elocks/J-1/seal", {"what": "check", "note": "cut", "intact": "false"}, files=sent).status_code
            == 303
        )
        bad = {"photo": ("seal.exe", b"MZ" + bytes(99), "image/png")}
        assert web.fill("/elocks/J-1/seal", {"what": "check", "intact": "true"}, files=bad).status_code == 415
        page = web.get("/elocks/point?q=L-1").text
        digest = page.split("/photos/")[1].split('"')[0]
        assert web.get(f"/files/elocks/J-1/photos/{digest}").content == PNG
        assert web.get(f"/files/elocks/J-1/photos/{'0' * 64}").status_code == 404
    with database.unit(by=ESI, at=NOON + timedelta(minutes=5)) as uow:
        found = queries.at_point(uow, "J-1")
        told = uow.connection.exec_driver_sql("select name from event_outbox").scalars().all()
    assert found is not None
    assert [(each.what, each.intact) for each in found.checks] == [("seal", True), ("check", False)]
    assert found.record.stage is Stage.SEALED
    assert [each for each in told if each != "JourneyMoved"] == ["ELockTampered"]


def test_what_is_out_of_turn_or_without_a_photo_is_refused(database: Database, settings: Settings) -> None:
    loaded(database, settings)
    keys = keyring(settings)
    with database.unit(by=ESI, at=NOON + timedelta(minutes=5)) as uow:
        with pytest.raises(NotItsStep):
            actions.look_at_seal(uow, "J-1", Look.UNSEAL, intact=True, photo="0" * 64, keys=keys)
        with pytest.raises(PhotoMissing):
            actions.look_at_seal(uow, "J-1", Look.CHECK, intact=False, keys=keys)
    with client(database, settings, as_=BELA) as bela:
        assert bela.get("/elocks/point").status_code == 403
