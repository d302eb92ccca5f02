"""An order's way: ordered once, assigned, done step by step, completed once, and told as a fact."""

from decimal import Decimal

import pytest
import sqlalchemy as sa

from smartcustoms.boundary.examinations import actions, queries
from smartcustoms.boundary.examinations.model import Control, Examiner, Result, State
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.errors import Conflict, NotFound, NotPermitted
from smartcustoms.kernel.money import Money
from smartcustoms.kernel.words.model import sentence
from tests.cast import AMINA, BELA, DAOUD, ESI
from tests.conftest import NOON

WHY = sentence("Price per kg is under the {q}th percentile.", q=5)
D = Examiner("daoud", "Officer Daoud", "*", frozenset({"general", "documents"}), True)


def ordered(database: Database, *, control: Control = Control.EXAMINE_GOODS, hs: str = "690722") -> str:
    with database.unit(by=PLATFORM, at=NOON) as uow:
        return actions.order(
            uow,
            declaration="HKD1",
            organisation="bela-trading",
            office="10",
            control=control,
            hs_codes=(hs,),
            reasons=[WHY],
            chosen_by="model",
            propensity=0.9,
        )


@pytest.fixture
def on_duty(database: Database) -> Database:
    with database.unit(by=ESI, at=NOON) as uow:
        actions.put_on_duty(uow, D)
    return database


def test_ordered_once_and_assigned(on_duty: Database) -> None:
    number = ordered(on_duty)
    assert ordered(on_duty) == number
    with on_duty.unit(by=DAOUD, at=NOON) as uow:
        found, total = queries.my_orders(uow)
        order = queries.order(uow, number)
    assert total == 1
    assert found[0].reasons == (WHY,)
    assert (order.state, order.assigned_to, order.skill) == (State.ASSIGNED, "daoud", "general")
    assert len(order.steps) == 8


def test_waits_until_somebody_with_the_skill_is_on_duty(on_duty: Database) -> None:
    number = ordered(on_duty, hs="360200")
    with on_duty.unit(by=ESI, at=NOON) as uow:
        assert queries.order(uow, number).state is State.WAITING
        assert actions.put_on_duty(uow, Examiner("femi", "Officer Femi", "10", frozenset({"dangerous"}), True)) == 1
        assert queries.order(uow, number).assigned_to == "femi"


def test_completed_with_a_finding_is_told(on_duty: Database) -> None:
    number = ordered(on_duty)
    with on_duty.unit(by=DAOUD, at=NOON) as uow:
        actions.do_step(uow, number, 1, note="read", sample="S-1")
        actions.complete(
            uow,
            number,
            result=Result.UNDERVALUED,
            item=1,
            revenue=Money(Decimal("120.005"), "HKD"),
            note="Invoice halved.",
        )
    with on_duty.unit(by=PLATFORM, at=NOON) as uow:
        told = uow.connection.execute(
            sa.text("select body from event_outbox where name = 'ExaminationCompleted'")
        ).scalar_one()
        order = queries.order(uow, number)
    assert told["finding"] is True
    assert (told["revenue"], told["propensity"], told["chosen_by"], told["examiner"]) == (
        "120.01",
        0.9,
        "model",
        "daoud",
    )
    assert order.steps[0].sample == "S-1"
    with pytest.raises(Conflict), on_duty.unit(by=DAOUD, at=NOON) as uow:
        actions.complete(uow, number, result=Result.NO_FINDING)


@pytest.mark.parametrize(
    ("result", "revenue", "note"),
    [
        (Result.SEIZURE, None, " "),
        (Result.NO_FINDING, Money(Decimal(5), "HKD"), ""),
        (Result.MISCOUNTED, Money(Decimal(-5), "HKD"), "x"),
    ],
)
def test_a_result_must_be_whole(on_duty: Database, result: Result, revenue: Money | None, note: str) -> None:
    number = ordered(on_duty)
    with pytest.raises(actions.ResultIncomplete), on_duty.unit(by=DAOUD, at=NOON) as uow:
        actions.complete(uow, number, result=result, revenue=revenue, note=note)


def test_only_the_assigned_officer_works_and_the_supervisor_reassigns(on_duty: Database) -> None:
    number = ordered(on_duty)
    with pytest.raises(NotPermitted), on_duty.unit(by=AMINA, at=NOON) as uow:
        actions.start(uow, number)
    with on_duty.unit(by=ESI, at=NOON) as uow:
        actions.put_on_duty(uow, Examiner("femi", "Officer Femi", "*", frozenset({"food"}), True))
        actions.put_on_duty(uow, Examiner("gita", "Officer Gita", "*", frozenset({"general"}), True))
        actions.assign(uow, number, to="gita")
    with pytest.raises(NotPermitted, match="skill"), on_duty.unit(by=ESI, at=NOON) as uow:
        actions.assign(uow, number, to="femi")
    with pytest.raises(NotFound), on_duty.unit(by=ESI, at=NOON) as uow:
        actions.assign(uow, number, to="nobody")


def test_load_spreads(on_duty: Database) -> None:
    with on_duty.unit(by=ESI, at=NOON) as uow:
        actions.put_on_duty(uow, Examiner("gita", "Officer Gita", "*", frozenset({"general"}), True))
        for n in range(10):
            actions.order(
                uow, declaration=f"HKD{n}", organisation="o", office="10", control=Control.EXAMINE_GOODS,
                hs_codes=("690722",), reasons=[], chosen_by="random", propensity=0.01,
            )  # fmt: skip
        loads = {each.user: each.load for each in queries.examiners(uow)}
    assert loads == {"daoud": 5.0, "gita": 5.0}


def test_a_trader_sees_no_order_even_in_sql(on_duty: Database) -> None:
    number = ordered(on_duty)
    with on_duty.unit(by=BELA, at=NOON) as uow:
        assert uow.connection.execute(sa.text("select count(*) from examination_order")).scalar() == 0
        with pytest.raises(NotFound):
            queries.order(uow, number)


def test_cancelled_when_withdrawn(on_duty: Database) -> None:
    ordered(on_duty)
    with on_duty.unit(by=PLATFORM, at=NOON) as uow:
        actions.cancel(uow, "HKD1", because="withdrawn")
        actions.cancel(uow, "HKD1", because="withdrawn")
        assert queries.order_of(uow, "HKD1") is None
