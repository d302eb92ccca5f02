"""What can be asked of self-assessment: the questions, what answers come to, and what a business keeps. Never writes."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from smartcustoms.business.self_assessment import questions as known
from smartcustoms.business.self_assessment import store
from smartcustoms.business.self_assessment.answers_file import LARGEST, AnswersSent, fitting, read, shaped
from smartcustoms.business.self_assessment.model import (
    Assessment,
    ModelDocument,
    NoSuchAssessment,
    NotAnswerable,
    Question,
    QuestionSet,
    Result,
    Training,
)
from smartcustoms.business.self_assessment.report import drawn
from smartcustoms.business.self_assessment.scoring import assess, unanswered
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.words.model import sentence
from smartcustoms.kernel.words.say import Reader

MOST_BYTES = LARGEST


def question_set(version: str = "") -> QuestionSet:
    """Give a version of the questions, the newest without a name.

    Raises:
        NotAnswerable: there is no such version.
    """
    return known.question_set(version)


def training() -> tuple[Training, ...]:
    """Give what there is to learn from."""
    return known.training()


def model_documents() -> tuple[ModelDocument, ...]:
    """Give the papers to start from."""
    return known.model_documents()


def model_document(code: str) -> ModelDocument:
    """Give one paper to start from.

    Raises:
        NoSuchAssessment: there is none of this code.
    """
    found = next((each for each in known.model_documents() if each.code == code), None)
    if found is None:
        raise NoSuchAssessment(
            sentence("There is no such model document."), mend=sentence("Choose one of the list."), seen=code[:40]
        )
    return found


def sent(content: bytes) -> AnswersSent:
    """Read an answers file.

    Raises:
        NotAnswerable: it cannot be read.
    """
    return read(content)


def sent_as_json(said: Any) -> AnswersSent:
    """Take answers that are JSON already.

    Raises:
        NotAnswerable: they are not of the shape.
    """
    return shaped(said)


def fitted(questions: QuestionSet, tier: int, answers: Mapping[str, Any]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Fit answers to the questions of a tier; give them and which were left out since the other tier asks them.

    Raises:
        NotAnswerable: a question or answer is not known.
    """
    return fitting(questions, tier, answers)


def missing(questions: QuestionSet, tier: int, answers: Mapping[str, str]) -> tuple[Question, ...]:
    """Give the questions that have no answer yet."""
    return unanswered(questions, tier, answers)


def result(questions: QuestionSet, tier: int, answers: Mapping[str, str]) -> Result:
    """Work out what answers come to.

    Raises:
        NotAnswerable: a question has no answer.
    """
    without = unanswered(questions, tier, answers)
    if without:
        raise NotAnswerable(
            sentence("{count} questions have no answer yet.", count=len(without)),
            mend=sentence("Answer every question: {ids}.", ids=", ".join(each.id for each in without)),
            field=without[0].id,
        )
    return assess(questions, tier, answers)


def kept(uow: UnitOfWork, number: str) -> Assessment:
    """Give a kept self-assessment.

    Raises:
        NoSuchAssessment: there is none, or it is not the asker's to see.
    """
    found = store.by_number(uow, number)
    if found is None:
        raise NoSuchAssessment(
            sentence("There is no such self-assessment."),
            mend=sentence("Look in the list of your self-assessments."),
            seen=number[:40],
        )
    return found


def own(uow: UnitOfWork, *, page: int = 1, size: int = 50) -> tuple[list[Assessment], int]:
    """Give the asker's business's self-assessments, the newest first, and how many there are."""
    return store.of_organisation(uow, uow.by.organisation, limit=size, offset=(page - 1) * size)


def last_finished(uow: UnitOfWork, organisation: str, tier: int) -> Assessment | None:
    """Give a business's newest finished self-assessment of a tier: the draft of its application."""
    found, _ = store.of_organisation(uow, organisation, limit=200)
    return next((each for each in found if each.tier == tier and each.finished_at), None)


def report(each: Assessment, who: Reader, *, font: str = "") -> bytes:
    """Give the result of a finished self-assessment as PDF in the reader's language.

    Raises:
        NotAnswerable: it is not finished.
    """
    made = result_of(each)
    if made is None or each.finished_at is None:
        raise NotAnswerable(
            sentence("This self-assessment is not finished."),
            mend=sentence("Answer every question and finish it; then there is a result to take away."),
        )
    return report_of(made, who, number=each.number, font=font)


def report_of(result: Result, who: Reader, *, number: str = "", font: str = "") -> bytes:
    """Give a result as PDF in the reader's language; number: under which it is kept, where it is."""
    reader = replace(who, capability="self_assessment")
    return drawn(result, reader, number=number, font=Path(font) if font else None)


def newest_finished(uow: UnitOfWork, organisation: str, tier: int) -> Assessment | None:
    """Give the newest finished self-assessment of a tier that a business keeps: the draft of its application."""
    return store.newest_finished(uow, organisation, tier)


def result_of(each: Assessment) -> Result | None:
    """Give what a kept self-assessment comes to; None while questions are open."""
    questions = known.question_set(each.version)
    return None if unanswered(questions, each.tier, each.answers) else assess(questions, each.tier, each.answers)
