"""Answers from outside: what is read, and that nothing but a refusal leaves the reader."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartcustoms.business.self_assessment.answers_file import LARGEST, fitting, read
from smartcustoms.business.self_assessment.model import NotAnswerable
from smartcustoms.business.self_assessment.questions import question_set
from smartcustoms.kernel.errors import Refused
from tests.hostile import COUNTS, corpus, json_file, withstood

QUESTIONS = question_set()


@pytest.mark.parametrize("said", [{"A1": "none"}, {"answers": {"A1": "none"}}, {"answers": {"A1": "none"}, "tier": 2}])
def test_both_shapes_are_read(said: dict[str, Any]) -> None:
    sent = read(json.dumps(said).encode())
    assert dict(sent.answers) == {"A1": "none"}
    assert sent.tier == (2 if "tier" in said else None)


def test_a_file_may_begin_with_a_byte_order_mark() -> None:
    assert read(b"\xef\xbb\xbf{}").answers == {}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "not JSON"),
        (b"{", "line 1"),
        (b"[]", "no JSON object"),
        (b"\xff{}", "not in UTF-8"),
        (b'{"A1": "none", "A1": "minor"}', "A1 stands in the file twice"),
        (b'{"answers": ["none"]}', "no JSON object"),
        (b'{"answers": {}, "tier": 3}', "neither 1 nor 2"),
        (b'{"answers": {}, "tier": true}', "neither 1 nor 2"),
        (b'{"answers": {}, "version": 7}', "no text"),
        (b"[" * 100_000, "too deep"),
        (b'{"A1": ' + b"9" * 5000 + b"}", "cannot be read"),
        (b" " * (LARGEST + 1), "larger than"),
    ],
)
def test_what_is_no_answers_file_is_refused_with_its_place(content: bytes, says: str) -> None:
    with pytest.raises(NotAnswerable, match=says):
        read(content)


@pytest.mark.parametrize(
    ("answers", "field", "mend"),
    [
        ({"A9": "yes"}, "A9", "Did you mean A"),
        ({"a1": "none"}, "a1", "Did you mean A1"),
        ({"A1": "yes"}, "A1", "none, minor, repeated, serious"),
        ({"A2": True}, "A2", "yes, mostly, partly, no"),
        ({"A2": ["yes"]}, "A2", "yes, mostly, partly, no"),
        ({"\ud800": "yes"}, "?", "questions are listed"),
    ],
)
def test_an_unknown_question_or_answer_is_refused_by_name(answers: dict[str, Any], field: str, mend: str) -> None:
    with pytest.raises(NotAnswerable) as refused:
        fitting(QUESTIONS, 1, answers)
    assert refused.value.field == field
    assert mend in str(refused.value.mend)
    str(refused.value.says).encode()


def test_answers_of_the_other_tier_are_left_out_and_said_and_empty_ones_are_none() -> None:
    fitted, left_out = fitting(QUESTIONS, 1, {"A1": "none", "K1": "yes", "B1": None, "B2": ""})
    assert (fitted, left_out) == ({"A1": "none"}, ("K1",))


@given(st.binary(max_size=400) | st.text(max_size=400).map(lambda text: text.encode("utf-8", "replace")))
def test_only_a_refusal_leaves_the_reader(content: bytes) -> None:
    with suppress(Refused):
        fitting(QUESTIONS, 2, read(content).answers)


@pytest.mark.parametrize("count", COUNTS)
def test_hostile_files(count: int) -> None:
    good = {"version": QUESTIONS.version, "tier": 1, "answers": {"A1": "none", "A2": "yes", "B2": "no", "I8": "never"}}

    def answer(content: bytes) -> None:
        sent = read(content)
        fitting(question_set(sent.version), sent.tier or 1, sent.answers)

    ends = withstood(answer, corpus(json_file(good), count))
    assert ends["NotAnswerable"] > count // 4
