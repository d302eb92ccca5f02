"""The life of a case: every state and step, outcomes and causes, and what an event adds to a log."""

import itertools
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartcustoms.investigation.cases.life import LIFE, adds, after, can, check_outcome, nothing_stands
from smartcustoms.investigation.cases.model import (
    LIVE,
    OFFENCES,
    Cause,
    Entry,
    NotNow,
    Outcome,
    OutcomeContradicted,
    State,
    Step,
)
from tests.conftest import NOON

MOVES = {Step.ASSIGN, Step.TAKE, Step.REFER, Step.CLOSE, Step.REOPEN}


def entry(source: str, of: str, stands: bool | None, place: int = 0) -> Entry:
    at = NOON + timedelta(minutes=place)
    return Entry(at=at, by="platform", step=Step.TELL, source=source, of=of, stands=stands)


@pytest.mark.parametrize(("state", "step"), list(itertools.product(State, sorted(MOVES))))
def test_a_step_goes_only_where_it_follows(state: State, step: Step) -> None:
    if (state, step) in LIFE:
        assert after(state, step) is LIFE[(state, step)]
    else:
        assert not can(state, step)
        with pytest.raises(NotNow):
            after(state, step)


def test_from_every_state_a_case_can_be_closed_and_only_a_closed_one_opened_again() -> None:
    assert {state for state in State if can(state, Step.CLOSE)} == LIVE
    assert {state for state in State if can(state, Step.REOPEN)} == {State.CLOSED}


@pytest.mark.parametrize("step", [each for each in Step if each not in MOVES])
def test_nothing_is_written_in_a_closed_case(step: Step) -> None:
    assert {state for state in State if can(state, step)} == LIVE
    assert all(after(state, step) is state for state in LIVE)


@pytest.mark.parametrize(("outcome", "cause"), list(itertools.product(Outcome, Cause)))
def test_outcome_and_cause_agree(outcome: Outcome, cause: Cause) -> None:
    contradicted = (outcome in {Outcome.CONFIRMED, Outcome.SETTLED} and cause not in OFFENCES) or (
        outcome is Outcome.UNFOUNDED and cause in OFFENCES
    )
    if contradicted:
        with pytest.raises(OutcomeContradicted):
            check_outcome(outcome, cause)
    else:
        check_outcome(outcome, cause)


def test_an_alarm_raised_taken_back_and_raised_again_is_told_three_times() -> None:
    log: list[Entry] = []
    for place, (source, stands) in enumerate((("up", True), ("down", False), ("up", True))):
        assert adds(log, source=source, of="alarm 1", stands=stands)
        log.append(entry(source, "alarm 1", stands, place))
        assert not adds(log, source=source, of="alarm 1", stands=stands), "the same event twice adds nothing"
    assert not nothing_stands(log)


def test_what_is_taken_back_without_having_been_said_adds_nothing() -> None:
    assert not adds([], source="down", of="alarm 1", stands=False)
    assert not nothing_stands([])


@given(st.lists(st.tuples(st.integers(1, 3), st.booleans()), max_size=12))
def test_nothing_stands_exactly_when_each_last_word_takes_back(told: list[tuple[int, bool]]) -> None:
    log: list[Entry] = []
    last: dict[int, bool] = {}
    for number, stands in told:
        if adds(log, source=f"{number} {stands}", of=f"alarm {number}", stands=stands):
            log.append(entry(f"{number} {stands}", f"alarm {number}", stands, len(log)))
            last[number] = stands
    assert nothing_stands(log) == (bool(last) and not any(last.values()))
