"""What opens cases and tells them: a cut e-lock, an escalated alarm, late data, a seizure; through the events and their steps."""

from datetime import timedelta

import pytest

from smartcustoms.boundary.examinations.model import Result
from smartcustoms.investigation.cases import actions, queries
from smartcustoms.investigation.cases.model import About, Case, Reason, State, Subject, Wanted, Whole
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.events.model import Event
from smartcustoms.kernel.settings import Settings
from smartcustoms.trade.elocks import actions as elocks
from smartcustoms.trade.elocks import queries as elocked
from smartcustoms.trade.elocks.actions import NewJourney
from smartcustoms.trade.elocks.events import AlarmEscalated, ELockTampered, TamperingWithdrawn
from smartcustoms.trade.elocks.model import Stage
from tests.cast import IDRIS, INES
from tests.conftest import NOON
from tests.investigation.cases.builders import with_cast
from tests.reactions.line import examine, follow, lodge, on_duty, order_of, rule_in_force, told

JOURNEY = "J-SIM-004"


def all_cases(database: Database) -> list[Case]:
    with database.unit(by=IDRIS, at=NOON) as uow:
        return queries.cases(uow, Wanted(sort="number"))[0]


def whole(database: Database, number: str) -> Whole:
    with database.unit(by=IDRIS, at=NOON) as uow:
        return queries.whole(uow, number)


def happen(database: Database, event: Event) -> None:
    with database.unit(by=PLATFORM, at=NOON) as uow:
        uow.record(event)
    follow(database)


def cut(database: Database, settings: Settings) -> Case:
    """Let a simulated truck's lock be cut on its way; give the case that follows from its fixes."""
    with_cast(database)
    keys = elocks.keys_of(settings)
    said = elocked.rehearsal(4, "rope cut", over=NOON, arrived=False)
    elocks.make_days(database, NOON.date() - timedelta(days=2), 4)
    begun = said.received[0].received_at - timedelta(minutes=20)
    with database.unit(by=PLATFORM, at=begun) as uow:
        elocks.register_lock(uow, said.lock)
        new = NewJourney(
            said.number, said.lock.number, "", "", "SIM 1004", "1-1", keys.administration, "CN-GD", said.contract
        )
        elocks.register_journey(uow, new, keys=keys)
    for place, stage in enumerate((Stage.LOADED, Stage.SEALED, Stage.BUNDLED, Stage.DEPARTED), 1):
        with database.unit(by=PLATFORM, at=begun + timedelta(minutes=4 * place)) as uow:
            elocks.step(uow, said.number, stage, keys=keys)
    with database.unit(by=PLATFORM, at=NOON) as uow:
        elocks.take(uow, list(said.received), elocks.Watches())
    follow(database)
    (found,) = all_cases(database)
    return found


def alarms_of(found: Whole) -> list[int]:
    return sorted({int(each.of.removeprefix("alarm ")) for each in found.entries if each.of})


def withdrawn(alarm: int) -> TamperingWithdrawn:
    return TamperingWithdrawn(elock="L", journey=JOURNEY, declaration="", alarm=alarm, what="rope_cut")


def test_a_cut_lock_opens_a_case_and_those_who_lead_investigations_are_told(
    database: Database, settings: Settings
) -> None:
    case = cut(database, settings)
    found = whole(database, case.number)
    assert (case.about, case.because, case.state) == (
        Subject(About.JOURNEY, JOURNEY),
        Reason.ELOCK_TAMPERED,
        State.OPEN,
    )
    assert {each.subject.kind for each in found.subjects} == {About.JOURNEY, About.ELOCK, About.TRUCK}
    assert "Rope cut" in str(found.entries[0].says)
    assert f"Case {case.number} was opened and waits for somebody to lead it." in told(database, IDRIS)
    assert told(database, INES) == []


def test_an_escalated_alarm_is_told_to_the_case_once(database: Database, settings: Settings) -> None:
    case = cut(database, settings)
    before = len(whole(database, case.number).entries)
    for _ in range(2):
        happen(database, AlarmEscalated(journey=JOURNEY, alarm=1, what="rope_cut", because="nobody took it up"))
    after = whole(database, case.number)
    assert len(after.entries) == before + 1
    assert "was escalated" in str(after.entries[0].says)
    happen(database, AlarmEscalated(journey="J-OTHER", alarm=1, what="dwell", because="late"))
    assert len(all_cases(database)) == 1, "an escalated alarm opens no case"


@pytest.mark.parametrize("taken", [False, True])
def test_withdrawn_tampering_ends_a_case_that_nobody_has_taken(
    database: Database, settings: Settings, *, taken: bool
) -> None:
    case = cut(database, settings)
    if taken:
        with database.unit(by=INES, at=NOON) as uow:
            actions.take(uow, case.number)
    for alarm in alarms_of(whole(database, case.number)):
        happen(database, withdrawn(alarm))
    found = whole(database, case.number)
    assert found.case.state is (State.INVESTIGATED if taken else State.CLOSED)
    assert any(each.stands is False for each in found.entries)


def test_another_alarm_of_the_journey_goes_to_the_same_case(database: Database, settings: Settings) -> None:
    case = cut(database, settings)
    again = ELockTampered(
        elock="L",
        journey=JOURNEY,
        declaration="",
        organisation="bela-trading",
        alarm=99,
        what="new_kind",
        at=NOON.isoformat(),
    )
    for _ in range(2):
        happen(database, again)
    (only,) = all_cases(database)
    assert only.number == case.number
    assert alarms_of(whole(database, case.number))[-1] == 99
    assert Subject(About.TRADER, "bela-trading") in {each.subject for each in whole(database, case.number).subjects}


@pytest.mark.parametrize(
    ("result", "because"),
    [
        (Result.SEIZURE, Reason.SEIZURE),
        (Result.PROHIBITED, Reason.PROHIBITED),
        (Result.UNDERVALUED, None),
        (Result.NO_FINDING, None),
    ],
)
def test_an_examination_that_seizes_opens_a_case_and_a_correction_does_not(
    database: Database, result: Result, because: Reason | None
) -> None:
    with_cast(database)
    rule_in_force(database)
    on_duty(database)
    number = lodge(database).number
    follow(database)
    order = str(order_of(database, number))
    examine(database, order, result)
    follow(database)
    if because is None:
        assert all_cases(database) == []
        return
    (case,) = all_cases(database)
    assert (case.about, case.because) == (Subject(About.DECLARATION, number), because)
    assert {each.subject.kind for each in whole(database, case.number).subjects} == {
        About.DECLARATION,
        About.EXAMINATION,
        About.TRADER,
    }


def test_whoever_a_case_is_assigned_to_is_told(database: Database, settings: Settings) -> None:
    case = cut(database, settings)
    with database.unit(by=IDRIS, at=NOON) as uow:
        actions.assign(uow, case.number, to=INES.user)
    follow(database)
    assert told(database, INES) == [f"Case {case.number} is assigned to you."]
