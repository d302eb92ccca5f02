"""Tokens issued, taken and judged: who may unlock, where, when and how often; late tokens take alarms back; offline answers."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.errors import NotFound
from smartcustoms.kernel.settings import Settings
from smartcustoms.trade.elocks import actions, queries, store
from smartcustoms.trade.elocks.actions import NewJourney, StatementRefused, Watches
from smartcustoms.trade.elocks.actions.unlocking import CounterBurned, UnlockUnfit
from smartcustoms.trade.elocks.journey import AlarmType, Fix, Journey, Permit, Received
from smartcustoms.trade.elocks.judging import alarms, unlocks
from smartcustoms.trade.elocks.keyring import keyring
from smartcustoms.trade.elocks.model import AlarmState, ELock
from smartcustoms.trade.elocks.proofs.offline import Keypad, challenge
from smartcustoms.trade.elocks.proofs.tokens import Token
from smartcustoms.trade.elocks.signing.suites import SigningKey
from tests.cast import AMINA, BELA, DAOUD, ESI
from tests.conftest import NOON
from tests.web_client import client

LINE = ((22.5, 114.0), (22.55, 114.0), (22.6, 114.0))
CONTRACT = {
    "line": [list(each) for each in LINE],
    "zones": {"origin": [22.5, 114.0], "boundary": [22.55, 114.0], "destination": [22.6, 114.0]},
    "rules": {},
    "by_token": True,
}
GD = SigningKey.of("ed25519", bytes([7]) * 32)
T = NOON.timestamp()
JOURNEY = Journey("J-1", LINE, LINE, permits=())


def permit(counter: int = 1, **other: object) -> Permit:
    return replace(Permit(counter, "HK", T, T + 3600, LINE[1], 800.0), **other)  # type: ignore[arg-type]


def unlock(after: float, place: tuple[float, float] = LINE[1], *, event: str | None = "unlock") -> Fix:
    return Fix(T + after, *place, 0.0, rope=True, motor=event is None, event=event)


def judged(*fixes: Fix, permits: tuple[Permit, ...], needs: int = 1) -> list[float]:
    found = alarms(replace(JOURNEY, permits=permits, needs=needs), fixes)
    return [each.at - T for each in found if each.type is AlarmType.ILLEGAL_UNLOCK]


def test_an_unlock_is_lawful_only_by_a_token_of_its_place_and_time() -> None:
    assert judged(unlock(60), permits=(permit(),)) == []
    assert judged(unlock(60), permits=()) == [60]
    assert judged(unlock(60, LINE[2]), permits=(permit(),)) == [60], "another zone"
    assert judged(unlock(60, (22.53, 114.0)), permits=(permit(radius_m=9e9),)) == [60], "no zone at all"
    assert judged(unlock(3700), permits=(permit(),)) == [3700], "too late"
    assert judged(unlock(-10), permits=(permit(),)) == [-10], "too early"
    assert judged(unlock(60), permits=(permit(owns_place=False, administration="GD"),)) == [60], "not the zone's"


def test_a_token_opens_once_and_counters_only_rise() -> None:
    assert judged(unlock(60), unlock(1000), permits=(permit(),)) == [1000]
    assert judged(unlock(60), unlock(1000), permits=(permit(), permit(2))) == []
    assert judged(unlock(60), unlock(200, event=None), unlock(300), permits=(permit(),)) == [], (
        "the same unlock, told again"
    )
    used = unlocks(replace(JOURNEY, permits=(permit(1), permit(2))), [unlock(60), unlock(1000)])
    assert [each.used[0].counter for each in used] == [1, 2]
    late = (permit(1, not_before=T + 900), permit(2, not_after=T + 100))
    assert judged(unlock(60), unlock(1000), permits=late) == [1000], "counter 1 was burned with 2"


def test_where_the_risk_is_high_two_must_permit() -> None:
    other = permit(administration="GD", owns_place=False)
    assert judged(unlock(60), permits=(permit(), permit(2)), needs=2) == [60]
    assert judged(unlock(60), permits=(permit(), other), needs=2) == []


def prepared(database: Database, settings: Settings, needs: int = 1) -> None:
    actions.make_days(database, NOON.date(), 2)
    with database.unit(by=ESI, at=NOON - timedelta(hours=1)) as uow:
        actions.know_partner(uow, "CN-GD", GD.public)
        actions.register_lock(uow, ELock("L-1", "jt600", "HK"))
        new = NewJourney("J-1", "L-1", "bela-trading", "", "AB 1234", "1-2", "HK", "CN-GD", CONTRACT, needs)
        actions.register_journey(uow, new, keys=keyring(settings))


def taken(database: Database, *fixes: Fix) -> None:
    at = datetime.fromtimestamp(max(each.t for each in fixes) + 1, UTC)
    with database.unit(by=PLATFORM, at=at) as uow:
        actions.take(uow, [Received("L-1", None, each, at, "jt600") for each in fixes], Watches())


def standing(database: Database) -> list[tuple[str, AlarmState]]:
    with database.unit(by=ESI, at=NOON) as uow:
        return [(each.type, each.state) for each in store.alarms.of_journeys(uow, ["J-1"]).get("J-1", [])]


def test_a_token_is_issued_once_audited_and_makes_the_unlock_lawful(database: Database, settings: Settings) -> None:
    keys, until = keyring(settings), NOON + timedelta(hours=2)
    prepared(database, settings)
    with database.unit(by=DAOUD, at=NOON) as uow:
        one = actions.permit_unlock(uow, "J-1", "boundary", not_before=NOON, not_after=until, keys=keys)
    with database.unit(by=DAOUD, at=NOON + timedelta(seconds=5)) as uow:
        again = actions.permit_unlock(uow, "J-1", "boundary", not_before=NOON, not_after=until, keys=keys)
        deeds = uow.connection.exec_driver_sql(
            "select count(*) from audit_journal where deed = 'elock.unlock_permitted'"
        )
        assert (again, deeds.scalar()) == (one, 1)
    taken(database, unlock(60), unlock(500))
    assert standing(database) == [("illegal_unlock", AlarmState.RAISED)], "the second opening had no token"
    with database.unit(by=ESI, at=NOON + timedelta(hours=1)) as uow:
        shown = queries.journey(uow, "J-1")
        assert shown.used == {("HK", one.counter)}
        actions.attest(uow, keys=keys)
        told = queries.verified(queries.evidence(uow, "J-1", keys=keys), queries.trust_roots(keys))
    assert [each.code for each in told.faults] == [], told.faults
    assert any("was permitted by daoud (HK)" in each for each in told.proved)
    assert any("judged again, the fixes give the same alarms" in each for each in told.proved)


def test_the_other_sides_token_that_comes_late_takes_the_alarm_back(database: Database, settings: Settings) -> None:
    keys = keyring(settings)
    prepared(database, settings)
    taken(database, unlock(60, LINE[2]))
    assert standing(database) == [("illegal_unlock", AlarmState.RAISED)]
    place = (226000000, 1140000000)
    token = Token("CN-GD", "L-1", "J-1", *place, 800, round(T * 1000), round(T * 1000) + 600_000, 1, "liu", "n")
    refused = (
        token.signed(SigningKey.of("ed25519", bytes([8]) * 32)), replace(token, lock="L-2").signed(GD),
        replace(token, radius_m=5000).signed(GD), replace(token, latitude=225300000).signed(GD), b"nonsense",
    )  # fmt: skip
    with database.unit(by=ESI, at=NOON + timedelta(minutes=5)) as uow:
        for each in refused:
            with pytest.raises(StatementRefused):
                actions.take_token(uow, each, keys=keys)
        first = actions.take_token(uow, token.signed(GD), keys=keys)
        assert actions.take_token(uow, first.statement, keys=keys) == first
        with pytest.raises(CounterBurned):
            actions.take_token(uow, replace(token, nonce="other").signed(GD), keys=keys)
    assert standing(database) == [("illegal_unlock", AlarmState.WITHDRAWN)]


def test_what_may_not_be_permitted_is_refused(database: Database, settings: Settings) -> None:
    keys, until = keyring(settings), NOON + timedelta(hours=2)
    prepared(database, settings)
    with database.unit(by=DAOUD, at=NOON) as uow:
        with pytest.raises(NotFound):
            actions.permit_unlock(uow, "J-9", "boundary", not_before=NOON, not_after=until, keys=keys)
        for zone, start, end in (
            ("moon", NOON, until), ("destination", NOON, until), ("boundary", until, NOON),
            ("boundary", NOON, NOON + timedelta(hours=13)), ("boundary", NOON - timedelta(hours=2), NOON),
        ):  # fmt: skip
            with pytest.raises(UnlockUnfit):
                actions.permit_unlock(uow, "J-1", zone, not_before=start, not_after=end, keys=keys)
        actions.require_two(uow, "J-1")
        token = actions.permit_unlock(uow, "J-1", "destination", not_before=NOON, not_after=until, keys=keys)
        assert token.administration == "HK", "where two must permit, ours is one of them"


def test_a_lock_without_a_network_is_answered_once(database: Database, settings: Settings) -> None:
    keys = keyring(settings)
    prepared(database, settings)
    pad = Keypad("L-1", b"own" * 11, {"HK": actions.offline_key(settings, "L-1")}, "J-1", counter=4)
    with database.unit(by=DAOUD, at=NOON) as uow:
        _, digits = actions.answer_challenge(uow, "J-1", "boundary", pad.shown(), keys=keys, settings=settings)
        _, same = actions.answer_challenge(uow, "J-1", "boundary", pad.shown(), keys=keys, settings=settings)
        for bad in ("1234", "12345678x", "١٢٣٤٥٦٧٨"):
            with pytest.raises(UnlockUnfit):
                actions.answer_challenge(uow, "J-1", "boundary", bad, keys=keys, settings=settings)
    with database.unit(by=ESI, at=NOON) as uow, pytest.raises(CounterBurned):
        actions.answer_challenge(uow, "J-1", "boundary", challenge(b"own" * 11, "L-1", 4), keys=keys, settings=settings)
    assert (digits, pad.answer([digits]).counter) == (same, 4)
    taken(database, unlock(120))
    assert standing(database) == []


def test_pages_and_api_ask_for_the_permission(database: Database, settings: Settings) -> None:
    prepared(database, settings)
    sent = {"zone": "boundary", "not_before": "2099-01-01T10:00:00Z", "not_after": "2099-01-01T11:00:00Z"}
    for who in (AMINA, BELA):
        with client(database, settings, as_=who) as web:
            assert web.call("POST", "/elocks/J-1/unlock", sent).status_code == 403
    with client(database, settings, as_=DAOUD) as web:
        assert web.call("POST", "/elocks/J-1/unlock", sent).status_code == 201
        assert web.call("POST", "/elocks/J-1/unlock", sent | {"zone": "x"}).status_code == 422
        assert (
            web.fill("/elocks/J-1/unlock", {"zone": "boundary", "minutes": "30"}, page="/elocks/J-1").status_code == 303
        )
        answered = web.fill("/elocks/J-1/challenge", {"zone": "boundary", "challenge": "1234 5678"}, page="/elocks/J-1")
        assert "el-answer" in answered.text
        page = web.get("/elocks/J-1").text
    assert "Permit an unlock" in page
    assert "without a network, challenge 12345678" in page
