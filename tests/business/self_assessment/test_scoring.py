"""The score: monotone, the same for the same answers, explained to the point; grades at their boundaries."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartcustoms.business.self_assessment.model import Grade, Result
from smartcustoms.business.self_assessment.questions import question_set
from smartcustoms.business.self_assessment.scoring import assess, unanswered

QUESTIONS = question_set()
RANK = {Grade.RED: 0, Grade.AMBER: 1, Grade.GREEN: 2}


def whole(tier: int, place: int) -> dict[str, str]:
    return {each.id: each.choices[place].code for each in QUESTIONS.questions_of(tier)}


@st.composite
def answered(draw: st.DrawFn) -> tuple[int, dict[str, str]]:
    tier = draw(st.sampled_from([1, 2]))
    return tier, {each.id: draw(st.sampled_from(each.choices)).code for each in QUESTIONS.questions_of(tier)}


def better(tier: int, answers: dict[str, str], chosen: int) -> dict[str, str] | None:
    asked = QUESTIONS.questions_of(tier)
    question = asked[chosen % len(asked)]
    place = [each.code for each in question.choices].index(answers[question.id])
    return answers | {question.id: question.choices[place - 1].code} if place else None


@pytest.mark.parametrize("tier", [1, 2])
def test_the_best_answers_are_a_hundred_and_green_the_worst_nothing_and_red(tier: int) -> None:
    best, worst = assess(QUESTIONS, tier, whole(tier, 0)), assess(QUESTIONS, tier, whole(tier, -1))
    assert (best.score, best.grade, best.advice) == (Decimal(100), Grade.GREEN, ())
    assert (worst.score, worst.grade) == (Decimal(0), Grade.RED)
    assert len(worst.advice) == len(QUESTIONS.questions_of(tier))


@given(answered(), st.integers(0, 95))
def test_a_better_answer_never_lowers_score_or_grade(case: tuple[int, dict[str, str]], chosen: int) -> None:
    tier, answers = case
    improved = better(tier, answers, chosen)
    if improved is None:
        return
    before, after = assess(QUESTIONS, tier, answers), assess(QUESTIONS, tier, improved)
    assert after.score > before.score
    assert RANK[after.grade] >= RANK[before.grade]
    for old, new in zip(before.criteria, after.criteria, strict=True):
        assert new.score >= old.score
        assert RANK[new.grade] >= RANK[old.grade]


@given(answered())
def test_same_answers_same_score_and_the_parts_add_up_to_the_point(case: tuple[int, dict[str, str]]) -> None:
    tier, answers = case
    found = assess(QUESTIONS, tier, answers)
    assert found == assess(QUESTIONS, tier, dict(reversed(answers.items())))
    parts = [each for criterion in found.criteria for each in criterion.questions]
    assert sum(each.points for each in parts) == found.score
    assert sum(each.possible for each in parts) == 100
    assert sum(each.points for each in found.criteria) == found.score
    assert 0 <= found.score <= 100
    assert {each.question.id for each in found.advice} == {
        each.question.id for each in parts if each.answer.points < 100
    }


@given(answered())
def test_all_that_advice_names_brings_the_rest_to_a_hundred(case: tuple[int, dict[str, str]]) -> None:
    tier, answers = case
    found = assess(QUESTIONS, tier, answers)
    gains = sum((each.gain for each in found.advice), Decimal(0))
    assert abs(found.score + gains - 100) <= Decimal("0.01") * (len(found.advice) + 1)  # each is cut to a hundredth


def of(found: Result, code: str) -> Grade:
    return next(each.grade for each in found.criteria if each.criterion.code == code)


def test_an_indispensable_question_with_its_lowest_answer_keeps_the_criterion_red_and_the_whole_from_green() -> None:
    needed = next(each for each in QUESTIONS.questions if each.indispensable)
    found = assess(QUESTIONS, 1, whole(1, 0) | {needed.id: needed.choices[-1].code})
    assert found.score > QUESTIONS.green
    assert (found.grade, of(found, needed.criterion)) == (Grade.AMBER, Grade.RED)
    assert found.advice[0].question == needed


@pytest.mark.parametrize(
    ("lowest", "score", "grade"),
    [
        (("C4", "C5"), "80", Grade.GREEN),
        (("C4", "C5", "C6"), "70", Grade.AMBER),
        (("C2", "C3", "C4", "C5"), "50", Grade.AMBER),
        (("C2", "C3", "C4", "C5", "C6"), "40", Grade.RED),
    ],
)
def test_a_grade_is_given_at_its_least_score(lowest: tuple[str, ...], score: str, grade: Grade) -> None:
    """The questions of C weigh 20 in all: four points of them less is 80 exactly."""
    found = assess(QUESTIONS, 1, whole(1, 0) | dict.fromkeys(lowest, "no"))
    criterion = next(each for each in found.criteria if each.criterion.code == "C")
    assert (criterion.score, criterion.grade) == (Decimal(score), grade)


def test_a_little_below_the_least_score_is_the_lower_grade() -> None:
    found = assess(QUESTIONS, 1, whole(1, 0) | {"C4": "no", "C5": "no", "C6": "mostly"})
    criterion = next(each for each in found.criteria if each.criterion.code == "C")
    assert (criterion.score, criterion.grade) == (Decimal("77.00"), Grade.AMBER)


def test_what_has_no_answer_is_named() -> None:
    answers = whole(2, 0)
    del answers["K3"]
    assert [each.id for each in unanswered(QUESTIONS, 2, answers | {"A1": ""})] == ["A1", "K3"]
    assert unanswered(QUESTIONS, 1, answers) == ()
