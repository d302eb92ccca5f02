"""Questions and results as plain JSON, the same on the command line and in the API."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from smartcustoms.business.self_assessment.model import (
    Assessment,
    CriterionResult,
    Explained,
    Question,
    QuestionSet,
    Result,
    Worded,
)
from smartcustoms.kernel.words.model import sentence
from smartcustoms.kernel.words.say import say

Say = Callable[[Worded], str]
_HOW = sentence(
    "Write a JSON object of question and answer, one for every question, and assess it with:"
    " smartcustoms aeo assess ANSWERS.json --tier {tier} --json"
)


def in_language(language: str) -> Say:
    """Give what says a text in a language; English where it is not worded."""
    return lambda text: text.get(language) or text["en"]


def plain_questions(questions: QuestionSet, tier: int, language: str) -> dict[str, Any]:
    """Give the questions of a tier with all that is needed to write an answers file."""
    says = in_language(language)
    asked = questions.questions_of(tier)
    return {
        "version": questions.version,
        "since": questions.since.isoformat(),
        "source": questions.source,
        "tier": tier,
        "language": language,
        "how_to_answer": say(sentence(_HOW.text, tier=tier), language),
        "answers_file": {
            "version": questions.version,
            "tier": tier,
            "answers": {each.id: each.choices[0].code for each in asked[:3]} | {"...": "..."},
        },
        "grades": {"green": questions.green, "amber": questions.amber},
        "criteria": [
            {
                "code": each.code,
                "name": says(each.name),
                "about": says(each.about),
                "safe": list(each.safe),
                "weight": each.weight,
                "questions": [one.id for one in asked if one.criterion == each.code],
            }
            for each in questions.criteria_of(tier)
        ],
        "questions": [_question(each, says) for each in asked],
    }


def _question(each: Question, says: Say) -> dict[str, Any]:
    return {
        "id": each.id,
        "criterion": each.criterion,
        "safe": list(each.safe),
        "asks": says(each.asks),
        "answers": [{"answer": one.code, "says": says(one.says), "points": one.points} for one in each.choices],
        "weight": each.weight,
        "indispensable": each.indispensable,
        "evidence": says(each.evidence),
        "mend": says(each.mend),
    }


def blank_file(questions: QuestionSet, tier: int) -> dict[str, Any]:
    """Give an answers file in which every answer is still to be written."""
    return {
        "version": questions.version,
        "tier": tier,
        "answers": dict.fromkeys((each.id for each in questions.questions_of(tier)), None),
    }


def plain_unanswered(questions: QuestionSet, tier: int, missing: Iterable[Question], language: str) -> dict[str, Any]:
    """Give which questions have no answer yet."""
    says, found = in_language(language), list(missing)
    return {
        "complete": False,
        "tier": tier,
        "version": questions.version,
        "unanswered": [each.id for each in found],
        "questions": [
            {"id": each.id, "asks": says(each.asks), "answers": [one.code for one in each.choices]} for each in found
        ],
    }


def plain_result(result: Result, language: str, left_out: Iterable[str] = ()) -> dict[str, Any]:
    """Give a result whole: score, grade, every criterion with every question's part, and what to mend first."""
    says = in_language(language)
    return {
        "complete": True,
        "tier": result.tier,
        "version": result.version,
        "score": float(result.score),
        "grade": result.grade.value,
        "criteria": [_criterion(each, result, says) for each in result.criteria],
        "advice": [
            {
                "question": each.question.id,
                "criterion": each.question.criterion,
                "mend": says(each.question.mend),
                "evidence": says(each.question.evidence),
                "gain": float(each.gain),
                "effort": each.question.effort,
                "indispensable": each.question.indispensable,
            }
            for each in result.advice
        ],
        "left_out": list(left_out),
    }


def _criterion(each: CriterionResult, result: Result, says: Say) -> dict[str, Any]:
    own = [one for one in result.advice if one.question.criterion == each.criterion.code]
    return {
        "code": each.criterion.code,
        "name": says(each.criterion.name),
        "score": float(each.score),
        "grade": each.grade.value,
        "points": float(each.points),
        "possible": float(each.possible),
        "red_because": [one.question.id for one in each.questions if one.fails],
        "questions": [_explained(one, says) for one in each.questions],
        "advice": [says(one.question.mend) for one in own],
    }


def _explained(each: Explained, says: Say) -> dict[str, Any]:
    return {
        "id": each.question.id,
        "asks": says(each.question.asks),
        "answer": each.answer.code,
        "points": float(each.points),
        "possible": float(each.possible),
    }


def plain_kept(each: Assessment) -> dict[str, Any]:
    """Give a kept self-assessment."""
    return {
        "number": each.number,
        "tier": each.tier,
        "version": each.version,
        "begun_at": each.begun_at.isoformat(),
        "changed_at": each.changed_at.isoformat(),
        "finished_at": each.finished_at.isoformat() if each.finished_at else None,
        "score": float(each.score) if each.score is not None else None,
        "grade": each.grade.value if each.grade else None,
        "answers": dict(each.answers),
    }


def refusal_of(errors: Mapping[str, Any]) -> dict[str, Any]:
    """Give what a refused answers file is told as."""
    return {"complete": False, "errors": [dict(errors)]}
