"""When a second officer must look, and how long an opened scan stays one officer's."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartcustoms.boundary.detection.looking import is_free, limits, state_after
from smartcustoms.boundary.detection.model import Look, Outcome, State
from tests.conftest import NOON

CLEAR, SUSPECT = Outcome.CLEAR, Outcome.SUSPECT


def looks(*said: Outcome) -> list[Look]:
    return [Look(n, f"officer {n}", NOON, NOON, each, {}, "") for n, each in enumerate(said, 1)]


@pytest.mark.parametrize(
    ("said", "surest", "state"),
    [
        ((), 0.9, State.WAITING),
        ((CLEAR,), 0.79, State.CLEAR),
        ((CLEAR,), 0.8, State.SECOND_LOOK),
        ((SUSPECT,), 0.1, State.SECOND_LOOK),
        ((CLEAR, CLEAR), 0.9, State.CLEAR),
        ((CLEAR, SUSPECT), 0.9, State.SECOND_LOOK),
        ((SUSPECT, CLEAR, SUSPECT), 0.0, State.SUSPECT),
        ((SUSPECT, CLEAR, CLEAR), 0.9, State.CLEAR),
    ],
)
def test_two_officers_agree_or_a_third_decides(said: tuple[Outcome, ...], surest: float, state: State) -> None:
    assert state_after(looks(*said), surest=surest, second_look_from=0.8) is state


@given(st.lists(st.sampled_from(Outcome), min_size=3, max_size=5), st.floats(0, 1))
def test_three_looks_always_decide_and_one_officer_never_makes_a_scan_suspect(
    said: list[Outcome], surest: float
) -> None:
    assert state_after(looks(*said), surest=surest, second_look_from=0.8) in {State.CLEAR, State.SUSPECT}
    assert state_after(looks(said[0]), surest=surest, second_look_from=0.8) is not State.SUSPECT


def test_an_opened_scan_is_its_officers_until_the_claim_lapses() -> None:
    claim = limits(date(2026, 11, 28)).claim
    assert is_free("", None, by="b", at=NOON, claim=claim)
    assert is_free("a", NOON, by="a", at=NOON, claim=claim)
    assert not is_free("a", NOON, by="b", at=NOON + claim, claim=claim)
    assert is_free("a", NOON, by="b", at=NOON + claim + timedelta(seconds=1), claim=claim)
