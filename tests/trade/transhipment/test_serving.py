"""The queue in the database: taken by the rule, nobody twice, bounds told and kept; controls, decisions, setting aside."""

from datetime import UTC, datetime, timedelta

import pytest

from smartcustoms.business.aeo import queries as programme
from smartcustoms.business.aeo.model import Deed
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.papers import queries as papers
from smartcustoms.kernel.papers.model import Standing
from smartcustoms.trade.payments import queries as owed
from smartcustoms.trade.transhipment import actions, queries
from smartcustoms.trade.transhipment.model import (
    Class,
    ControlKind,
    Incomplete,
    NotLodgeable,
    NotNow,
    NotRegistered,
    NotTheirs,
    State,
)
from tests.business.aeo.applying import decided
from tests.cast import BELA, CHEN, DAOUD, ESI
from tests.conftest import NOON
from tests.reactions.line import follow
from tests.trade.transhipment.builders import a_company, a_draft, lodged, pay, queued, there, values

MORNING = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)  # ten o'clock on a Thursday in Hong Kong


def test_aeos_go_first_but_another_is_taken_after_three_in_a_row(database: Database) -> None:
    a_company(database, BELA, authorised=True, at=MORNING)
    a_company(database, CHEN, at=MORNING)
    other = queued(database, CHEN, at=MORNING, bill="OTHER-1")
    aeos = [queued(database, BELA, at=MORNING + timedelta(minutes=n), bill=f"AEO-{n}") for n in range(1, 6)]
    assert there(database, other).bound == 60.0, (
        "four officers take four in an hour: the first other is the fourth at the latest"
    )
    assert [there(database, each).ahead for each in aeos] == [0, 1, 2, 3, 4]
    taken = []
    for n in range(6):
        with database.unit(by=DAOUD, at=MORNING + timedelta(minutes=10 + n)) as uow:
            found = actions.take_next(uow)
            assert found is not None
            taken.append(found.number)
            actions.refuse(uow, found.number, because="Tried (simulated)")
    assert taken == [*aeos[:3], other, *aeos[3:]]
    with database.unit(by=ESI, at=MORNING + timedelta(minutes=20)) as uow:
        assert actions.take_next(uow) is None
        line = queries.line(uow)
    assert (line.waits[Class.AEO].count, line.waits[Class.OTHER].count) == (5, 1)
    assert (line.waits[Class.OTHER].p50, line.waits[Class.OTHER].longest) == (13.0, 13.0)
    assert line.over_bound == 0


def test_who_is_suspended_while_waiting_goes_on_in_the_ordinary_class(database: Database) -> None:
    a_company(database, BELA, authorised=True, at=MORNING)
    a_company(database, CHEN, at=MORNING)
    fallen = [queued(database, BELA, at=MORNING + timedelta(minutes=n), bill=f"AEO-{n}") for n in (1, 2)]
    other = queued(database, CHEN, at=MORNING + timedelta(minutes=3), bill="OTHER-1")
    with database.unit(by=BELA, at=MORNING) as uow:
        decided(database, programme.own(uow)[0][0].number, Deed.SUSPEND, at=MORNING)
    with database.unit(by=DAOUD, at=MORNING + timedelta(minutes=5)) as uow:
        assert actions.take_next(uow).number == other  # type: ignore[union-attr] # not yet told, yet nobody goes first
    assert [(each.of, each.ahead) for each in (there(database, one) for one in fallen)] == [
        (Class.OTHER, 1),
        (Class.OTHER, 2),
    ]
    assert there(database, queued(database, BELA, at=MORNING + timedelta(minutes=6), bill="AEO-3")).of is Class.OTHER
    with database.unit(by=BELA, at=MORNING) as uow:
        decided(database, programme.own(uow)[0][0].number, Deed.REINSTATE, at=MORNING)
    back = queued(database, BELA, at=MORNING + timedelta(minutes=7), bill="AEO-4")
    assert there(database, back).of is Class.AEO
    with database.unit(by=BELA, at=MORNING) as uow:
        decided(database, programme.own(uow)[0][0].number, Deed.SUSPEND, at=MORNING)
    follow(database)
    assert there(database, back).of is Class.OTHER
    with database.unit(by=BELA, at=MORNING) as uow:
        assert "leave_priority" in {each.step for each in queries.whole(uow, back).history}


def test_who_has_one_in_hand_keeps_it_and_nobody_is_taken_twice(database: Database) -> None:
    a_company(database)
    first, second = (queued(database, bill=f"B-{n}", at=NOON + timedelta(minutes=n)) for n in (1, 2))
    later = NOON + timedelta(minutes=5)
    with database.unit(by=DAOUD, at=later) as uow:
        assert actions.take_next(uow).number == first  # type: ignore[union-attr] # somebody waits
        assert actions.take_next(uow).number == first  # type: ignore[union-attr] # the same again
    with database.unit(by=ESI, at=later) as uow:
        assert actions.take_next(uow).number == second  # type: ignore[union-attr] # the next one
        with pytest.raises(NotTheirs):
            actions.issue(uow, first)
        actions.set_aside(uow, first, because="Officer went home", anyhow=True)
    assert there(database, first).state is State.QUEUED
    assert there(database, first).queued_at == later, "set aside, it waits anew as another application"


def test_processing_asks_for_supervision_and_a_bad_result_for_another_look(database: Database) -> None:
    a_company(database)
    number = queued(database, processing="consolidation")
    with database.unit(by=DAOUD, at=NOON) as uow:
        actions.take_next(uow)
        with pytest.raises(NotNow, match="supervised"):
            actions.issue(uow, number)
        with pytest.raises(Incomplete):
            actions.order_control(
                uow, number, ControlKind.SUPERVISION, on=NOON.date() - timedelta(days=2), instructions="x"
            )
        actions.order_control(
            uow, number, ControlKind.SUPERVISION, on=NOON.date() + timedelta(days=3), instructions="Gate 4 at nine"
        )
        assert actions.take_next(uow) is None, "while goods are under control the officer is free for the next"
    with database.unit(by=ESI, at=NOON) as uow:
        actions.give_result(uow, number, in_order=False, note="A carton was missing")
        with pytest.raises(NotNow, match="A carton was missing"):
            actions.issue(uow, number)
        actions.order_control(
            uow, number, ControlKind.SUPERVISION, on=NOON.date() + timedelta(days=4), instructions="Again"
        )
        actions.give_result(uow, number, in_order=True, note="All cartons there")
        assert actions.issue(uow, number).state is State.ISSUED
        assert actions.issue(uow, number).state is State.ISSUED, "issuing again changes nothing"
        paper = papers.paper(uow, number)
        assert paper is not None
        assert paper.kind == "FTA-CNM"
        assert (paper.valid_until - paper.valid_from).days == 59  # type: ignore[operator] # the catalogue's sixty days
        actions.revoke(uow, number, because="The bill was false")
    with database.unit(by=PLATFORM, at=NOON) as uow:
        assert papers.checked(uow, number, paper.code, at=NOON).standing is Standing.REVOKED
    assert there(database, number).state is State.REVOKED


def test_the_fee_is_asked_anew_when_an_amendment_changes_it_and_stays_once_paid(database: Database) -> None:
    a_company(database)
    number = lodged(database)
    assert str(there(database, number).fee) == "HKD 265.00"
    with database.unit(by=BELA, at=NOON) as uow:
        found = queries.application(uow, number)
        actions.amend(
            uow,
            number,
            queries.entered(values(processing="storage")),
            version=found.version,
            because="Stored after all",
        )
    follow(database)
    with database.unit(by=ESI, at=NOON) as uow:
        old, new = owed.notes_about(uow, number)
    assert (old.state, new.state, str(new.total)) == ("closed", "open", "HKD 375.00")
    pay(database, number)
    now = there(database, number)
    assert now.state is State.QUEUED
    with database.unit(by=BELA, at=NOON) as uow:
        with pytest.raises(NotNow, match="fee is paid"):
            actions.amend(uow, number, queries.entered(values()), version=now.version, because="Not stored")
        kept = actions.amend(
            uow,
            number,
            queries.entered(values(processing="storage", place="Warehouse 2")),
            version=now.version,
            because="Moved",
        )
        assert kept.queued_at == now.queued_at, "an amendment keeps the place in the queue"
        actions.withdraw(uow, number, because="Not needed")
        actions.withdraw(uow, number, because="Not needed")
        with pytest.raises(NotNow):
            actions.lodge(uow, number)


def test_nobody_lodges_unregistered_late_or_twice_for_one_bill(database: Database) -> None:
    draft = a_draft(database).number
    with database.unit(by=BELA, at=NOON) as uow, pytest.raises(NotRegistered):
        actions.lodge(uow, draft)
    a_company(database)
    with database.unit(by=BELA, at=NOON + timedelta(days=4)) as uow, pytest.raises(NotLodgeable, match="calendar day"):
        actions.lodge(uow, draft)
    with database.unit(by=BELA, at=NOON) as uow:
        first = actions.lodge(uow, draft)
        assert actions.lodge(uow, draft) == first, "lodging again changes nothing"
    again = a_draft(database).number
    with database.unit(by=BELA, at=NOON) as uow, pytest.raises(NotLodgeable, match="through bill already"):
        actions.lodge(uow, again)


def test_a_withdrawn_application_owes_nothing(database: Database) -> None:
    a_company(database)
    number = lodged(database)
    with database.unit(by=BELA, at=NOON) as uow:
        actions.withdraw(uow, number, because="Not needed")
    follow(database)
    with database.unit(by=ESI, at=NOON) as uow:
        (note,) = owed.notes_about(uow, number)
    assert note.owed.amount == 0
