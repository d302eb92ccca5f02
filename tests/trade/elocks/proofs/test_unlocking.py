"""Unlocking without a network: a challenge is answered once, wrong answers lock out, and two must answer where the risk is high."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartcustoms.trade.elocks.model import FrameRefused
from smartcustoms.trade.elocks.proofs.offline import TRIES, Keypad, challenge, response

KEYS = {"HK": b"h" * 32, "GD": b"g" * 32}


def keypad(needs: int = 1) -> Keypad:
    return Keypad("SC-1", b"own" * 11, KEYS, "J-1", needs)


def test_the_right_answer_opens_once() -> None:
    pad = keypad()
    shown = pad.shown()
    answer = response(KEYS["HK"], shown, "J-1")
    assert (len(shown), len(answer)) == (8, 8)
    opened = pad.answer([answer])
    assert (opened.counter, opened.shown, opened.administrations) == (0, shown, ("HK",))
    with pytest.raises(FrameRefused, match="token: 0 right answers"):
        pad.answer([answer])


@pytest.mark.parametrize(
    ("key", "journey", "action"),
    [(b"x" * 32, "J-1", "unlock"), (KEYS["HK"], "J-2", "unlock"), (KEYS["HK"], "J-1", "arm")],
)
def test_an_answer_of_another_key_journey_or_action_is_wrong(key: bytes, journey: str, action: str) -> None:
    pad = keypad()
    with pytest.raises(FrameRefused, match="token"):
        pad.answer([response(key, pad.shown(), journey, action)])


def test_five_wrong_answers_lock_out_the_right_one_too() -> None:
    pad = keypad()
    for _ in range(TRIES):
        with pytest.raises(FrameRefused):
            pad.answer(["00000000"])
    assert pad.is_locked_out
    with pytest.raises(FrameRefused, match="locked out"):
        pad.answer([response(KEYS["HK"], pad.shown(), "J-1")])


def test_two_of_two_needs_both_sides() -> None:
    pad = keypad(needs=2)
    with pytest.raises(FrameRefused, match="1 right answers, 2 needed"):
        pad.answer([response(KEYS["HK"], pad.shown(), "J-1")] * 2)
    assert pad.answer([response(key, pad.shown(), "J-1") for key in KEYS.values()]).administrations == ("GD", "HK")


@given(counter=st.integers(0, 10**9))
def test_a_challenge_is_eight_digits_and_each_counter_has_its_own(counter: int) -> None:
    one = challenge(b"own" * 11, "SC-1", counter)
    assert len(one) == 8
    assert one.isdecimal()
    assert challenge(b"other" * 7, "SC-1", counter) != one or challenge(b"third" * 7, "SC-1", counter) != one
