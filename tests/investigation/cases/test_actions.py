"""What is done with cases: one case a subject and reason, who may act, what each step writes, and that nothing happens twice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from smartcustoms.investigation.cases import actions, queries
from smartcustoms.investigation.cases.model import (
    About,
    Cause,
    Due,
    Incomplete,
    NoSuchCase,
    NotNow,
    NotTheirs,
    Outcome,
    Priority,
    Reason,
    State,
    Step,
    Subject,
    Wanted,
    Whole,
)
from smartcustoms.kernel.actor import PLATFORM, Actor, Kind
from smartcustoms.kernel.database.unit import Database, UnitOfWork
from smartcustoms.kernel.errors import NotFound
from smartcustoms.kernel.identifiers import is_numbered
from tests.cast import AMINA, IDRIS, INES
from tests.conftest import NOON
from tests.investigation.cases.builders import JOURNEY, alarm, opened, referred, with_cast

IVO = Actor("ivo", "customs", Kind.CUSTOMS, frozenset({"investigator"}), name="Investigator Ivo")


@pytest.fixture(autouse=True)
def _cast(database: Database) -> None:
    with_cast(database)


def do(database: Database, who: Actor, what: Callable[[UnitOfWork], Any]) -> Any:
    with database.unit(by=who, at=NOON) as uow:
        return what(uow)


def whole(database: Database, number: str, who: Actor = IDRIS) -> Whole:
    with database.unit(by=who, at=NOON) as uow:
        return queries.whole(uow, number)


def steps(database: Database, number: str) -> list[Step]:
    return [each.step for each in reversed(whole(database, number).entries)]


def closed(database: Database, number: str, who: Actor = IDRIS) -> None:
    do(
        database,
        who,
        lambda uow: actions.close(
            uow, number, outcome=Outcome.CONFIRMED, cause=Cause.SMUGGLING, because="He confessed"
        ),
    )


def test_events_about_one_subject_make_one_case_and_the_same_event_twice_adds_nothing(database: Database) -> None:
    first = opened(database, alarm(1))
    assert is_numbered(first, "CF")
    assert opened(database, alarm(1)) == opened(database, alarm(2)) == first
    found = whole(database, first)
    assert [each.source for each in reversed(found.entries)] == ["", "tampered 1", "tampered 2"]
    assert {each.subject for each in found.subjects} == {JOURNEY, Subject(About.TRUCK, "HK 1234")}
    assert (found.case.state, found.case.priority, found.case.lead) == (State.OPEN, Priority.HIGH, None)


def test_after_a_case_is_closed_another_event_opens_a_new_one(database: Database) -> None:
    first = opened(database)
    closed(database, first)
    assert opened(database, alarm(2)) != first


def test_two_events_at_once_open_one_case(database: Database) -> None:
    with ThreadPoolExecutor(4) as many:
        numbers = set(many.map(lambda number: opened(database, alarm(number)), range(8)))
    assert len(numbers) == 1
    assert len(whole(database, numbers.pop()).entries) == 9


def test_an_investigator_takes_works_and_closes(database: Database) -> None:
    number = opened(database)
    due = NOON.date() + timedelta(days=2)
    for _ in range(2):
        do(database, INES, lambda uow: actions.take(uow, number))
        do(database, INES, lambda uow: actions.note(uow, number, "The driver waited an hour"))
        do(database, INES, lambda uow: actions.link(uow, number, Subject(About.PERSON, "P-77"), because="driver"))
        task = do(
            database, INES, lambda uow: actions.add_task(uow, number, "Ask for pictures", due=due, whose=INES.user)
        )
        do(database, INES, lambda uow: actions.rank(uow, number, Priority.URGENT))
    for _ in range(2):
        do(database, INES, lambda uow: actions.finish_task(uow, number, task))
    do(database, INES, lambda uow: actions.hand_on(uow, number, to="Department of Justice", because="To prosecute"))
    assert whole(database, number).case.state is State.REFERRED
    for _ in range(2):
        closed(database, number, INES)
    found = whole(database, number)
    assert (found.case.state, found.case.outcome, found.case.cause) == (
        State.CLOSED,
        Outcome.CONFIRMED,
        Cause.SMUGGLING,
    )
    assert (found.case.lead, found.tasks[0].done_by) == (INES.user, INES.user)
    said = [Step.OPEN, Step.TELL, Step.TAKE, Step.NOTE, Step.LINK, Step.ADD_TASK, Step.RANK]
    assert steps(database, number) == [*said, Step.DO_TASK, Step.REFER, Step.CLOSE]
    with pytest.raises(NotNow):
        do(database, INES, lambda uow: actions.note(uow, number, "one more"))


def test_who_is_not_of_a_case_may_read_and_not_act(database: Database) -> None:
    number = opened(database)
    do(database, INES, lambda uow: actions.take(uow, number))
    assert whole(database, number, IVO).case.lead == INES.user
    for what in (
        lambda uow: actions.note(uow, number, "x"),
        lambda uow: actions.take(uow, number),
        lambda uow: actions.restrict(uow, number),
        lambda uow: actions.assign(uow, number, to=INES.user),
        lambda uow: actions.close(uow, number, outcome=Outcome.UNFOUNDED, cause=Cause.MISTAKE, because="x"),
    ):
        with pytest.raises(NotTheirs):
            do(database, IVO, what)


def test_a_restricted_case_is_not_there_for_others(database: Database) -> None:
    number = referred(database, restricted=True)
    with database.unit(by=INES, at=NOON) as uow:
        assert queries.cases(uow, Wanted())[1] == 0
        assert queries.figures(uow).unled == 0
        assert number not in queries.exported(uow, Wanted())
        assert not queries.sees(uow, number)
    for what in (
        lambda uow: queries.whole(uow, number),
        lambda uow: actions.take(uow, number),
        lambda uow: actions.note(uow, number, "x"),
        lambda uow: actions.link(uow, number, Subject(About.TRUCK, "X")),
    ):
        with pytest.raises(NoSuchCase):
            do(database, INES, what)
    other = opened(database)
    do(database, INES, lambda uow: actions.take(uow, other))
    with pytest.raises(NoSuchCase):
        do(database, INES, lambda uow: actions.link(uow, other, Subject(About.CASE, number)))
    do(database, IDRIS, lambda uow: actions.join(uow, number, INES.user))
    assert whole(database, number, INES).team == (INES.user,)
    do(database, INES, lambda uow: actions.note(uow, number, "of the team"))
    do(database, IDRIS, lambda uow: actions.leave(uow, number, INES.user))
    with pytest.raises(NoSuchCase):
        whole(database, number, INES)
    do(database, IDRIS, lambda uow: actions.lift(uow, number))
    assert whole(database, number, INES).case.restricted is False


def test_a_case_is_given_to_investigators_only_and_again_changes_nothing(database: Database) -> None:
    number = opened(database)
    with pytest.raises(Incomplete):
        do(database, IDRIS, lambda uow: actions.assign(uow, number, to=AMINA.user))
    for _ in range(2):
        do(database, IDRIS, lambda uow: actions.assign(uow, number, to=INES.user))
    assert steps(database, number).count(Step.ASSIGN) == 1
    assert whole(database, number).case.state is State.ASSIGNED
    do(database, INES, lambda uow: actions.take(uow, number))
    assert whole(database, number).case.state is State.INVESTIGATED


def test_a_closed_case_is_opened_again_unless_another_is_live(database: Database) -> None:
    number = opened(database)
    do(database, INES, lambda uow: actions.take(uow, number))
    closed(database, number, INES)
    with pytest.raises(NotNow):
        do(
            database,
            INES,
            lambda uow: actions.close(uow, number, outcome=Outcome.UNPROVEN, cause=Cause.UNKNOWN, because="x"),
        )
    do(database, IDRIS, lambda uow: actions.reopen(uow, number, because="A witness came"))
    found = whole(database, number).case
    assert (found.state, found.outcome, found.closed_at, found.lead) == (State.REOPENED, None, None, INES.user)
    closed(database, number, INES)
    other = opened(database, alarm(2))
    with pytest.raises(NotNow):
        do(database, IDRIS, lambda uow: actions.reopen(uow, number, because="again"))
    assert whole(database, other).case.state is State.OPEN


def test_a_withdrawal_closes_what_nobody_took_and_only_when_nothing_else_stands(database: Database) -> None:
    number = opened(database, alarm(1))
    opened(database, alarm(2))

    def withdrawn(which: int) -> Any:
        told = alarm(which, stands=False)
        return do(
            database,
            PLATFORM,
            lambda uow: actions.withdraw(uow, about=JOURNEY, because=Reason.ELOCK_TAMPERED, told=told),
        )

    assert withdrawn(1) == [number]
    assert withdrawn(1) == []
    assert whole(database, number).case.state is State.OPEN
    assert withdrawn(2) == [number]
    found = whole(database, number).case
    assert (found.state, found.outcome, found.cause) == (State.CLOSED, Outcome.UNFOUNDED, Cause.LATE_DATA)
    taken = opened(database, alarm(3))
    do(database, INES, lambda uow: actions.take(uow, taken))
    assert withdrawn(3) == [taken]
    assert whole(database, taken).case.state is State.INVESTIGATED


def test_what_is_referred_twice_keeps_its_case_and_the_new_words_are_in_its_log(database: Database) -> None:
    number = referred(database)
    assert referred(database) == number
    assert len(whole(database, number).entries) == 1
    for _ in range(2):
        again = do(
            database,
            INES,
            lambda uow: actions.refer(
                uow, about=Subject(About.TRUCK, " HK  1234 "), title="Again", summary="At {night}"
            ),
        )
    assert again == number
    assert "At {night}" in str(whole(database, number).entries[0].says)
    assert len(whole(database, number).entries) == 2


@pytest.mark.parametrize(
    ("about", "title", "refusal"),
    [
        (Subject(About.TRUCK, " "), "x", Incomplete),
        (Subject(About.TRUCK, "x" * 61), "x", Incomplete),
        (Subject(About.TRUCK, "a\x00b"), "x", Incomplete),
        (Subject(About.TRUCK, "HK 1"), "  ", Incomplete),
        (Subject(About.CASE, "CF1"), "x", Incomplete),
        (Subject(About.DECLARATION, "DEC-none"), "x", NotFound),
        (Subject(About.EXAMINATION, "X-none"), "x", NotFound),
        (Subject(About.JOURNEY, "J-none"), "x", NotFound),
    ],
)
def test_what_cannot_be_referred(database: Database, about: Subject, title: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        do(database, AMINA, lambda uow: actions.refer(uow, about=about, title=title, summary="x"))


def test_a_task_is_for_an_investigator_and_a_day_to_come(database: Database) -> None:
    number = opened(database)
    today = NOON.date()
    for due, whose, says in (
        (today - timedelta(days=1), INES.user, "x"),
        (today, AMINA.user, "x"),
        (today, INES.user, " "),
    ):
        with pytest.raises(Incomplete):
            do(
                database,
                IDRIS,
                lambda uow, due=due, whose=whose, says=says: actions.add_task(  # type: ignore[misc]
                    uow, number, says, due=due, whose=whose
                ),
            )


def test_a_list_is_filtered_sorted_and_searched(database: Database) -> None:
    journey, truck = opened(database), referred(database, "ZZ 99")
    do(database, INES, lambda uow: actions.take(uow, journey))

    def numbers(wanted: Wanted) -> list[str]:
        with database.unit(by=INES, at=NOON) as uow:
            return [each.number for each in queries.cases(uow, wanted)[0]]

    assert numbers(Wanted(sort="priority")) == [journey, truck]
    assert numbers(Wanted(sort="-priority")) == [truck, journey]
    assert numbers(Wanted(text="zz 9")) == [truck]
    assert numbers(Wanted(text="false WALL")) == [truck]
    assert numbers(Wanted(text="hk 12")) == [journey]
    assert numbers(Wanted(text="%")) == []
    assert numbers(Wanted(lead="none")) == [truck]
    assert numbers(Wanted(lead=INES.user)) == [journey]
    assert numbers(Wanted(because=Reason.REFERRED, priority=Priority.NORMAL, live=True)) == [truck]
    assert numbers(Wanted(state=State.CLOSED)) == []
    assert numbers(Wanted(since=NOON.date(), until=NOON.date(), sort="number")) == [journey, truck]
    assert numbers(Wanted(since=NOON.date() + timedelta(days=1))) == []
    today = NOON.date()
    do(database, INES, lambda uow: actions.add_task(uow, journey, "x", due=today, whose=INES.user))
    assert (numbers(Wanted(tasks=Due.OPEN)), numbers(Wanted(tasks=Due.OVERDUE))) == ([journey], [])
    with database.unit(by=INES, at=NOON + timedelta(days=1)) as uow:
        assert [each.number for each in queries.cases(uow, Wanted(tasks=Due.OVERDUE))[0]] == [journey]
        found = queries.figures(uow)
        assert (found.own, found.unled, found.overdue) == (1, 1, 1)
