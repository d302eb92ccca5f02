"""A review's way: begun once, walked step by step, asked about, decided once, approved by two, appealed, withdrawn."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.errors import Conflict, NotFound, NotPermitted, Refused
from smartcustoms.trade.agencies import actions, queries
from smartcustoms.trade.agencies.actions.asking import AnsweredAlready
from smartcustoms.trade.agencies.model import (
    DecidedAlready,
    Decision,
    DecisionIncomplete,
    LacksSkill,
    NoSuchReview,
    NotTaken,
    Outcome,
    RouteStep,
    RouteUnusable,
    SamePerson,
    State,
    StepState,
    Wanted,
)
from tests.cast import BELA, CHEN
from tests.conftest import NOON
from tests.trade.agencies.reviewing import (
    EVE,
    GRANT,
    KEEP_RECORDS,
    OLGA,
    OMAR,
    OSCAR,
    REFUSE,
    ROUTE,
    TOM,
    begun,
    led_on,
    seen,
    taken_and_decided,
)

ONE = (RouteStep("OFCA", lead=True, days=2),)
TWICE = (RouteStep("OFCA", lead=True, days=2, second_approval=True),)


def told(database: Database, event: str) -> list[dict[str, Any]]:
    with database.unit(by=PLATFORM, at=NOON) as uow:
        found = uow.connection.execute(
            sa.text("select body from event_outbox where name = :name order by id"), {"name": event}
        ).scalars()
        return [each if isinstance(each, dict) else json.loads(each) for each in found]


def test_begun_once(database: Database) -> None:
    first = begun(database)
    assert begun(database) == first
    assert begun(database, at=NOON + timedelta(hours=1)).number == first.number
    assert [each["review"] for each in told(database, "ReviewBegun")] == [first.number]
    assert [each.state for each in first.steps] == [StepState.QUEUED, StepState.QUEUED, StepState.WAITING]
    assert first.agencies == ("OFCA", "EPD", "TID")


def test_the_trader_may_begin_it_in_his_own_transaction(database: Database) -> None:
    assert begun(database, by=BELA).state is State.OPEN


@pytest.mark.parametrize(
    "route", [(), (RouteStep("XYZ"),), (RouteStep("OFCA"), RouteStep("EPD")), (RouteStep("OFCA", days=-1),)]
)
def test_a_route_that_cannot_be_walked(database: Database, route: tuple[RouteStep, ...]) -> None:
    with pytest.raises(RouteUnusable):
        begun(database, route=route)


def test_in_parallel_then_the_lead_with_two_people(database: Database) -> None:
    number = begun(database).number
    taken_and_decided(database, number, 1, replace(GRANT, conditions=(KEEP_RECORDS,)), by=OLGA)
    assert [each.state for each in seen(database, number).steps] == [
        StepState.DECIDED,
        StepState.QUEUED,
        StepState.WAITING,
    ]
    taken_and_decided(database, number, 2, GRANT, by=EVE)
    taken_and_decided(database, number, 3, GRANT, by=TOM)
    assert seen(database, number).state is State.OPEN
    with database.unit(by=TOM, at=NOON) as uow, pytest.raises(SamePerson):
        actions.approve(uow, number, 3)
    with database.unit(by=replace(TOM, user="tina"), at=NOON) as uow:
        actions.approve(uow, number, 3)
        actions.approve(uow, number, 3)  # again: a retry
    led_on(database, number)
    led_on(database, number)
    assert seen(database, number).state is State.GRANTED
    (decision,) = told(database, "DecisionReached")
    assert (decision["outcome"], decision["lead"], decision["rule"]) == ("granted", "TID", "")
    assert decision["conditions"] == [{"code": "records", **KEEP_RECORDS.says}]


def test_one_refusal_refuses_and_ends_the_other_steps(database: Database) -> None:
    number = begun(database).number
    taken_and_decided(database, number, 2, REFUSE, by=EVE)
    review = seen(database, number)
    assert review.state is State.REFUSED
    assert [each.state for each in review.steps] == [StepState.CANCELLED, StepState.DECIDED, StepState.CANCELLED]
    (decision,) = told(database, "DecisionReached")
    assert decision["reasons"] == [
        {"code": "incomplete", "en": "Missing.", "law": "Cap. 60", "mend.en": "Complete it."}
    ]
    with database.unit(by=OLGA, at=NOON) as uow, pytest.raises(DecidedAlready):
        actions.take(uow, number, 1)


def test_decided_again_the_same_is_a_retry_and_otherwise_a_conflict(database: Database) -> None:
    number = begun(database, route=ONE).number
    taken_and_decided(database, number, 1, GRANT, by=OLGA)
    with database.unit(by=OLGA, at=NOON) as uow:
        actions.decide(uow, number, 1, GRANT)
    for who, decision in ((OLGA, REFUSE), (OSCAR, GRANT)):
        with database.unit(by=who, at=NOON) as uow, pytest.raises(Conflict):
            actions.decide(uow, number, 1, decision)
    assert len(told(database, "StepDecided")) == 1


def test_a_decision_needs_what_its_outcome_needs(database: Database) -> None:
    number = begun(database, route=ONE).number
    for wrong in (
        Decision(Outcome.REFUSED),
        replace(REFUSE, conditions=(KEEP_RECORDS,)),
        replace(REFUSE, outcome=Outcome.GRANTED),
    ):
        with database.unit(by=OLGA, at=NOON) as uow, pytest.raises(DecisionIncomplete):
            actions.decide(uow, number, 1, wrong)


def test_only_who_has_it_decides(database: Database) -> None:
    number = begun(database, route=ONE).number
    with database.unit(by=OLGA, at=NOON) as uow, pytest.raises(NotTaken):
        actions.decide(uow, number, 1, GRANT)
    with database.unit(by=OLGA, at=NOON) as uow:
        actions.take(uow, number, 1)
        actions.take(uow, number, 1)
    with database.unit(by=OSCAR, at=NOON) as uow:
        for wrong in (lambda: actions.take(uow, number, 1), lambda: actions.decide(uow, number, 1, GRANT)):
            with pytest.raises(NotTaken):
                wrong()
    with database.unit(by=OLGA, at=NOON) as uow:
        actions.put_back(uow, number, 1)
        actions.put_back(uow, number, 1)
    with database.unit(by=OSCAR, at=NOON) as uow:
        actions.take(uow, number, 1)


def test_skills_and_giving(database: Database) -> None:
    number = begun(database).number
    with database.unit(by=OLGA, at=NOON) as uow:
        actions.put_officer(uow, user="olga", name="Olga", skills=frozenset({"general"}), on_duty=True)
        actions.put_officer(uow, user="oscar", name="Oscar", skills=frozenset({"radio"}), on_duty=True)
        with pytest.raises(LacksSkill):
            actions.take(uow, number, 1)
        assert actions.take_next(uow) is None
        actions.give(uow, number, 1, to="oscar")
        with pytest.raises(NotFound):
            actions.give(uow, number, 1, to="eve")
        assert [(each.user, each.load) for each in queries.officers(uow)] == [("olga", 0), ("oscar", 1)]
    with database.unit(by=OSCAR, at=NOON) as uow:
        actions.put_back(uow, number, 1)
        assert actions.take_next(uow) == (number, 1)


def test_who_stands_in_has_the_work_in_hand_on_those_days(database: Database) -> None:
    number = begun(database, route=ONE).number
    with database.unit(by=OLGA, at=NOON) as uow:
        for user in ("olga", "oscar"):
            actions.put_officer(uow, user=user, name=user, skills=frozenset({"general"}), on_duty=True)
        actions.take(uow, number, 1)
        day = NOON.date()
        absence = actions.add_absence(uow, user="olga", to="oscar", from_day=day, until=day + timedelta(days=2))
        with pytest.raises(DecisionIncomplete):
            actions.add_absence(uow, user="olga", to="olga", from_day=day, until=day)
    with database.unit(by=OSCAR, at=NOON + timedelta(days=3)) as uow, pytest.raises(NotTaken):
        actions.decide(uow, number, 1, GRANT)
    with database.unit(by=OSCAR, at=NOON) as uow:
        found, _ = queries.queue(uow, Wanted(whose="mine"))
        assert [each.step.review for each in found] == [number]
        actions.decide(uow, number, 1, GRANT)
        actions.drop_absence(uow, absence)
        assert queries.absences(uow) == []


def test_asked_the_clock_stands_and_goes_on_with_the_answer(database: Database) -> None:
    number = begun(database, route=ONE).number  # Tuesday 12:00 in Hong Kong
    with database.unit(by=OLGA, at=NOON + timedelta(hours=3)) as uow:  # 15:00: two business hours later (lunch)
        actions.take(uow, number, 1)
        question = actions.ask(uow, number, 1, text="Which model?", days=7)
        step = queries.review(uow, number).steps[0]
    assert (step.state, step.due_at, step.spent) == (StepState.ASKED, None, 2 * 3600)
    (asked,) = told(database, "InformationRequested")
    assert (asked["owner"], asked["question"], asked["answer_by"]) == ("bela-trading", str(question), "2026-12-01")
    with database.unit(by=CHEN, at=NOON) as uow, pytest.raises(NoSuchReview):
        actions.give_information(uow, number, question, text="Model X")
    later = NOON + timedelta(days=3, hours=-3)  # Friday 09:00
    with database.unit(by=BELA, at=later) as uow:
        actions.give_information(uow, number, question, text="Model X", files=("a" * 64,))
        actions.give_information(uow, number, question, text="Model X", files=("a" * 64,))
        with pytest.raises(AnsweredAlready):
            actions.give_information(uow, number, question, text="Model Y")
    step = seen(database, number, by=OLGA).steps[0]
    assert (step.state, step.assigned_to, step.ticking_since) == (StepState.TAKEN, "olga", later)
    assert step.due_at == later + timedelta(days=3, hours=7)  # 14 hours are left: Friday, then Monday 16:00


def test_the_appeal_goes_to_another_officer_and_once(database: Database) -> None:
    number = begun(database, route=TWICE).number
    with database.unit(by=OLGA, at=NOON) as uow:
        actions.take(uow, number, 1)
        actions.decide(uow, number, 1, REFUSE)
    with database.unit(by=OSCAR, at=NOON) as uow:
        actions.approve(uow, number, 1)
    led_on(database, number)
    with database.unit(by=CHEN, at=NOON) as uow, pytest.raises(NoSuchReview):
        actions.appeal(uow, number, because="x")
    with database.unit(by=BELA, at=NOON) as uow:
        with pytest.raises(DecisionIncomplete):
            actions.appeal(uow, number, because=" ")
        actions.appeal(uow, number, because="All was there.")
        actions.appeal(uow, number, because="All was there.")
    assert seen(database, number).state is State.OPEN
    for who in (OLGA, OSCAR):
        with database.unit(by=who, at=NOON) as uow, pytest.raises(SamePerson):
            actions.take(uow, number, 1)
    with database.unit(by=OMAR, at=NOON) as uow:
        actions.take(uow, number, 1)
        actions.decide(uow, number, 1, REFUSE)
    with database.unit(by=OSCAR, at=NOON) as uow, pytest.raises(SamePerson):
        actions.approve(uow, number, 1)
    with database.unit(by=replace(OMAR, user="otto"), at=NOON) as uow:
        actions.approve(uow, number, 1)
    led_on(database, number)
    with database.unit(by=BELA, at=NOON) as uow, pytest.raises(DecidedAlready):
        actions.appeal(uow, number, because="Again.")


def test_too_late_to_appeal(database: Database) -> None:
    number = begun(database, route=ONE).number
    taken_and_decided(database, number, 1, REFUSE, by=OLGA)
    with database.unit(by=BELA, at=NOON + timedelta(days=29)) as uow, pytest.raises(DecidedAlready, match="ended"):
        actions.appeal(uow, number, because="Late.")


def test_sent_back_to_who_proposed(database: Database) -> None:
    number = begun(database, route=TWICE).number
    with database.unit(by=OLGA, at=NOON) as uow:
        actions.take(uow, number, 1)
        actions.decide(uow, number, 1, replace(GRANT, note="Looks well."))
    with database.unit(by=OSCAR, at=NOON) as uow:
        actions.send_back(uow, number, 1, because="Look at the invoice.")
        notes = [each.text for each in queries.marks(uow, number)]
    step = seen(database, number, by=OLGA).steps[0]
    assert (step.state, step.assigned_to, step.decision) == (StepState.TAKEN, "olga", None)
    assert notes == ["Looks well.", "Look at the invoice."]


def test_withdrawn_by_its_owner_only_while_open(database: Database) -> None:
    number = begun(database).number
    for who in (CHEN, OLGA):
        with database.unit(by=who, at=NOON) as uow, pytest.raises(NoSuchReview):
            actions.withdraw(uow, number, because="x")
    with database.unit(by=BELA, at=NOON) as uow:
        actions.withdraw(uow, number, because="Sold elsewhere.")
        actions.withdraw(uow, number, because="Sold elsewhere.")
    assert len(told(database, "ReviewWithdrawn")) == 1
    with database.unit(by=OLGA, at=NOON) as uow, pytest.raises(DecidedAlready):
        actions.take(uow, number, 1)
    assert begun(database, at=NOON + timedelta(days=1)).number != number


def test_marks_are_the_agencys_own(database: Database) -> None:
    number = begun(database).number
    with database.unit(by=OLGA, at=NOON) as uow:
        flag = actions.flag(uow, number, "Same goods as in August")
        actions.link(uow, number, "D26000000025")
        assert len(queries.marks(uow, number)) == 2
        assert queries.queue(uow, Wanted(flagged=True))[1] == 1
    with database.unit(by=EVE, at=NOON) as uow:
        assert queries.marks(uow, number) == ()
        actions.unmark(uow, number, flag)
    with database.unit(by=OLGA, at=NOON) as uow:
        assert len(queries.marks(uow, number)) == 2
        actions.unmark(uow, number, flag)
        assert len(queries.marks(uow, number)) == 1


def test_templates_and_naming(database: Database) -> None:
    with database.unit(by=OLGA, at=NOON) as uow:
        actions.put_template(uow, code="model", kind="question", says={"en": "Which model?"})
        actions.put_template(uow, code="model", kind="question", says={"en": "Which model is it?"})
        with pytest.raises(DecisionIncomplete):
            actions.put_template(uow, code="x", kind="poem", says={"en": "x"})
    with database.unit(by=EVE, at=NOON) as uow:
        assert queries.templates(uow) == []
    with database.unit(by=OLGA, at=NOON) as uow:
        assert [each.says["en"] for each in queries.templates(uow)] == ["Which model is it?"]
        actions.drop_template(uow, "model")
        assert queries.templates(uow) == []
    with database.unit(by=PLATFORM, at=NOON) as uow:
        assert actions.name_agency(uow, "OFCA") == "ofca"
        assert actions.name_agency(uow, "EPD", organisation="green") == "green"
        assert queries.agency_organisations(uow)["EPD"] == "green"
        with pytest.raises(NotFound):
            actions.name_agency(uow, "XYZ")
    assert [each.organisation for each in begun(database).steps] == ["ofca", "green", "tid"]


def test_a_step_of_another_agency_cannot_be_touched(database: Database) -> None:
    number = begun(database).number
    with database.unit(by=TOM, at=NOON) as uow:  # the lead sees every step, and decides its own only
        assert len(queries.review(uow, number).steps) == 3
        for wrong in (
            lambda: actions.take(uow, number, 1),
            lambda: actions.decide(uow, number, 1, GRANT),
            lambda: actions.ask(uow, number, 1, text="x"),
        ):
            with pytest.raises((NotPermitted, NotTaken)):
                wrong()
    with database.unit(by=OLGA, at=NOON) as uow:
        with pytest.raises(NoSuchReview):
            actions.take(uow, number, 2)
        with pytest.raises(Refused):
            actions.take(uow, "RV0", 1)


def test_whom_it_waits_for(database: Database) -> None:
    number = begun(database).number
    with database.unit(by=OLGA, at=NOON) as uow:
        actions.take(uow, number, 1)
        actions.ask(uow, number, 1, text="Which model?")
    with database.unit(by=BELA, at=NOON) as uow:
        found = queries.waits_for(uow, number)
        assert queries.own_review(uow, number).owner == "bela-trading"
        assert queries.review_of(uow, "D26000000017") == number
    assert [(each.agency, each.trader) for each in found] == [("OFCA", True), ("EPD", False)]


def test_route_is_as_agreed() -> None:
    assert [each.order for each in ROUTE] == [1, 1, 2]
