"""The questions as data: whole, in three languages, tied to SAFE."""

import pytest

from smartcustoms.business.self_assessment.model import NotAnswerable, QuestionSet
from smartcustoms.business.self_assessment.questions import model_documents, question_set, training, versions
from smartcustoms.kernel.words.model import LANGUAGES

SAFE = set("ABCDEFGHIJKLM")


@pytest.fixture(params=versions())
def questions(request: pytest.FixtureRequest) -> QuestionSet:
    return question_set(request.param)


def test_tier_1_has_ten_criteria_and_tier_2_twelve(questions: QuestionSet) -> None:
    assert [each.code for each in questions.criteria_of(1)] == list("ABCDEFGHIJ")
    assert [each.code for each in questions.criteria_of(2)] == list("ABCDEFGHIJKL")


def test_every_criterion_has_eight_questions_of_different_ids(questions: QuestionSet) -> None:
    for criterion in questions.criteria:
        own = [each.id for each in questions.questions if each.criterion == criterion.code]
        assert len(set(own)) == len(own) >= 8
        assert all(each.startswith(criterion.code) for each in own)


def test_every_question_is_tied_to_safe_and_all_conditions_are_asked(questions: QuestionSet) -> None:
    assert all(each.safe and set(each.safe) <= SAFE for each in questions.questions)
    assert {code for each in questions.questions for code in each.safe} == SAFE
    for criterion in questions.criteria:
        own = {code for each in questions.questions if each.criterion == criterion.code for code in each.safe}
        assert own <= set(criterion.safe)


def test_choices_go_from_a_hundred_to_nothing(questions: QuestionSet) -> None:
    for each in questions.questions:
        points = [choice.points for choice in each.choices]
        assert points == sorted(points, reverse=True)
        assert (points[0], points[-1]) == (100, 0)
        assert len({choice.code for choice in each.choices}) == len(points)
        assert each.effort in (1, 2, 3)


def test_everything_is_said_in_three_languages(questions: QuestionSet) -> None:
    said = [each.asks for each in questions.questions] + [each.mend for each in questions.questions]
    said += [each.evidence for each in questions.questions] + [each.name for each in questions.criteria]
    said += [choice.says for each in questions.questions for choice in each.choices]
    said += [each.name for each in training()] + [each.text for each in model_documents()]
    assert all(text.get(language, "").strip() for text in said for language in LANGUAGES)
    asked = [each.asks for each in questions.questions]
    assert all(len({each[language] for each in asked}) == len(asked) for language in LANGUAGES)
    assert all(each["en"] not in (each["zh-Hant"], each["zh-Hans"]) for each in asked)


def test_every_criterion_has_something_to_learn_from(questions: QuestionSet) -> None:
    for criterion in questions.criteria:
        assert any(criterion.code in each.criteria for each in training())
    known = {each.code for each in questions.criteria}
    assert all(set(each.criteria) <= known for each in (*training(), *model_documents()))


def test_an_unknown_version_is_refused() -> None:
    with pytest.raises(NotAnswerable, match="no version 1999"):
        question_set("1999")
