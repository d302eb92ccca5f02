"""A journey from registration to its end, and an alarm from raising to closing; pages and API beside each other."""

from datetime import timedelta

import pytest

from smartcustoms.app.demo.sealing import make_journeys
from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.errors import Conflict, NotFound, Refused
from smartcustoms.kernel.settings import Settings
from smartcustoms.trade.elocks import actions, queries, store
from smartcustoms.trade.elocks.actions import NewJourney, StatementRefused
from smartcustoms.trade.elocks.actions.life import JourneyUnfit, LockBusy, NotItsStep
from smartcustoms.trade.elocks.keyring import keyring
from smartcustoms.trade.elocks.model import AlarmState, Cause, ELock, Stage
from smartcustoms.trade.elocks.proofs.steps import Step
from smartcustoms.trade.elocks.protocols.native import link
from smartcustoms.trade.elocks.scheme import routes_on
from smartcustoms.trade.elocks.signing.suites import SigningKey
from tests.cast import AMINA, BELA, DAOUD, ESI
from tests.conftest import NOON
from tests.web_client import client

CONTRACT = {
    "line": [[22.5, 114.0], [22.6, 114.0]],
    "zones": {"origin": [22.5, 114.0], "destination": [22.6, 114.0]},
    "rules": {},
}
GD = SigningKey.of("ed25519", bytes([7]) * 32)


def asked(number: str = "J-1", lock: str = "L-1") -> NewJourney:
    return NewJourney(number, lock, "bela-trading", "", "AB 1234", "1-2", "HK", "CN-GD", CONTRACT)


def test_the_steps_are_signed_in_their_order_by_whose_they_are(database: Database, settings: Settings) -> None:
    keys = keyring(settings)
    with database.unit(by=ESI, at=NOON) as uow:
        actions.know_partner(uow, "CN-GD", GD.public)
        actions.register_lock(uow, ELock("L-1", "jt600", "HK"))
        actions.register_journey(uow, asked(), keys=keys)
    for minutes, stage in enumerate(list(Stage)[1:6], 1):
        with database.unit(by=ESI, at=NOON + timedelta(minutes=minutes)) as uow:
            assert actions.step(uow, "J-1", stage, keys=keys).stage is stage
            assert actions.step(uow, "J-1", stage, keys=keys).stage is stage  # once more changes nothing
    with database.unit(by=ESI, at=NOON + timedelta(minutes=9)) as uow:
        with pytest.raises(NotItsStep, match="another administration"):
            actions.step(uow, "J-1", Stage.HANDED_OVER, keys=keys)
        with pytest.raises(NotItsStep, match="does not follow"):
            actions.step(uow, "J-1", Stage.CLOSED, keys=keys)
        steps = store.journeys.steps(uow, "J-1")
        before = link(steps[-1].statement)
        for forged in (
            Step("J-1", Stage.HANDED_OVER, "CN-GD", "liu", 1, before).signed(keys.own),
            Step("J-1", Stage.HANDED_OVER, "CN-GD", "liu", 1, before).signed(SigningKey.of("ed25519", bytes([8]) * 32)),
            Step("J-1", Stage.ARRIVED, "CN-GD", "liu", 1, before).signed(GD),
            Step("J-2", Stage.HANDED_OVER, "CN-GD", "liu", 1, before).signed(GD),
            Step("J-1", Stage.HANDED_OVER, "CN-GD", "liu", 1, bytes(32)).signed(GD),
            b"nonsense",
        ):
            with pytest.raises(StatementRefused):
                actions.step(uow, "J-1", Stage.HANDED_OVER, keys=keys, statement=forged)
    for minutes, stage in enumerate(list(Stage)[6:], 10):
        signed = Step("J-1", stage, "CN-GD", "liu", 1, before).signed(GD)
        before = link(signed)
        with database.unit(by=ESI, at=NOON + timedelta(minutes=minutes)) as uow:
            actions.step(uow, "J-1", stage, keys=keys, statement=signed)
    with database.unit(by=ESI, at=NOON + timedelta(hours=1)) as uow:
        shown = queries.journey(uow, "J-1")
        told = uow.connection.exec_driver_sql("select name from event_outbox").scalars().all()
        actions.register_journey(uow, asked("J-2"), keys=keys)  # the lock is free again
    assert (shown.record.stage, shown.record.closed_at is not None) == (Stage.CLOSED, True)
    assert told == ["JourneyMoved"] * 9 + ["JourneyClosed"]
    assert [each.administration for each in shown.custody] == ["HK", "CN-GD"]
    assert shown.steps[-1].officer == "liu"


def test_what_cannot_be_registered_is_refused(database: Database, settings: Settings) -> None:
    keys = keyring(settings)
    with database.unit(by=ESI, at=NOON) as uow:
        for lock in (
            ELock("bad number!", "jt600", "HK"),
            ELock("L-1", "morse", "HK"),
            ELock("L-1", "native", "HK", "sm2", bytes(64)),
        ):
            with pytest.raises(JourneyUnfit):
                actions.register_lock(uow, lock)
        actions.register_journey(uow, asked(), keys=keys)
        with pytest.raises(LockBusy):
            actions.register_journey(uow, asked("J-9"), keys=keys)
        with pytest.raises(JourneyUnfit):
            actions.register_journey(
                uow, NewJourney("J-3", "L-3", "", "", "", "", "HK", "GD", {**CONTRACT, "line": [[99, 0]]}), keys=keys
            )
        with pytest.raises(NotFound):
            actions.step(uow, "J-8", Stage.LOADED, keys=keys)


def test_routes_are_dated_data() -> None:
    assert [routes_on(NOON.date().replace(year=year)) for year in (2019, 2024, 2026)] == [806, 819, 1040]


def test_the_desk_answers_alarms_by_page_and_api(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMARTCUSTOMS_HOME", str(settings.home))
    make_journeys(database, clock.now())
    with client(database, settings, as_=DAOUD) as daoud:
        for page in (
            "/elocks",
            "/elocks?alarmed=true",
            "/elocks/J-SIM-004",
            "/elocks/alarms",
            "/elocks/devices",
            "/elocks/statistics",
        ):
            assert daoud.get(page).status_code == 200
        assert "J-SIM-004" not in daoud.get("/elocks?q=SIM-00001").text
        (alarm,) = [each for each in daoud.get("/api/v1/elocks/alarms").json() if each["type"] == "rope_cut"]
        one = f"/elocks/{alarm['journey']}/alarms/{alarm['number']}"
        assert (
            daoud.fill(f"{one}/acknowledgement", {"team": "Team 3"}, page=f"/elocks/{alarm['journey']}").status_code
            == 303
        )
        assert "Team 3" in daoud.get(f"/elocks/{alarm['journey']}").text
        told = daoud.call("POST", f"{one}/escalation", {"because": "two trucks"}).json()
        assert [each["state"] for each in told] == ["escalated"]
        told = daoud.call("POST", f"{one}/closing", {"cause": "confirmed", "note": "rope cut at the toll"}).json()
        assert [(each["state"], each["cause"]) for each in told] == [("closed", "confirmed")]
        assert daoud.call("POST", f"{one}/closing", {"cause": "lawful"}).status_code == 409
        assert daoud.get("/elocks/NONE").status_code == 404
        assert daoud.call("POST", "/elocks/J-SIM-001/step", {"stage": "boundary"}).status_code == 403
        assert daoud.get("/api/v1/elocks/statistics").json()["by_type"]["rope_cut"] == 1
    with client(database, settings, as_=ESI) as esi:
        pack = esi.get("/files/elocks/J-SIM-004/evidence.json").content
        found = queries.verified(pack, queries.trust_roots(keyring(settings)))
        assert (found.faults, found.rooted) == ([], True)
        assert any("rope_cut" in each for each in found.proved)
    with client(database, settings, as_=BELA) as bela:
        assert bela.get("/elocks").status_code == 403


def test_what_nobody_takes_up_is_escalated(database: Database) -> None:
    make_journeys(database, clock.now())
    with database.unit(by=PLATFORM, at=clock.now()) as uow:
        live, _ = queries.alarm_desk(uow)
        actions.acknowledge(uow, live[0].journey, live[0].number)
        assert actions.escalate_overdue(uow) == len(live) - 1
        assert actions.escalate_overdue(uow) == 0
        states = {each.state for each in queries.alarm_desk(uow)[0]}
    assert states == {AlarmState.ESCALATED, AlarmState.ACKNOWLEDGED}
    with database.unit(by=AMINA, at=clock.now()) as uow:
        actions.close_alarm(uow, live[1].journey, live[1].number, cause=Cause.LAWFUL)
        with pytest.raises(Conflict):
            actions.acknowledge(uow, live[1].journey, live[1].number)
        with pytest.raises(Refused):
            actions.acknowledge(uow, live[1].journey, 99)
