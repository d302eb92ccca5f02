"""The JSON API of the self-assessment, beside the pages."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Query, Request
from pydantic import BaseModel

from smartcustoms.business.self_assessment import actions, plainly, queries
from smartcustoms.business.self_assessment.model import Assessment
from smartcustoms.business.self_assessment.web.kept import SIZE, Keeper
from smartcustoms.business.self_assessment.web.public import User
from smartcustoms.kernel.web.access import Uow
from smartcustoms.kernel.web.pages import reader_of

router = APIRouter(tags=["self-assessment"])
Tier = Annotated[int, Query(ge=1, le=2)]
AnswersTaken = Annotated[
    dict[str, Any], Body(description='question and answer, as {"A1": "none"}, or the same under "answers"')
]


class Begun(BaseModel):
    """Which tier to assess."""

    tier: Literal[1, 2] = 1


class Saved(BaseModel):
    """Answers of a draft; an empty one takes an answer back. `finish` ends the draft."""

    answers: dict[str, str | None] = {}
    finish: bool = False


@router.get("/api/v1/self-assessment")
def questions_json(request: Request, who: User, tier: Tier = 1) -> dict[str, Any]:
    """Give the questions of a tier with the answers that may be given."""
    return plainly.plain_questions(queries.question_set(), tier, _language(request))


@router.post("/api/v1/self-assessment")
def assess_json(request: Request, who: User, answers: AnswersTaken, tier: Tier | None = None) -> dict[str, Any]:
    """Assess answers: score, grade, each criterion, what to mend first. Nothing is kept."""
    sent = queries.sent_as_json(answers)
    questions, wanted = queries.question_set(sent.version), tier or sent.tier or 1
    fitted, left_out = queries.fitted(questions, wanted, sent.answers)
    return plainly.plain_result(queries.result(questions, wanted, fitted), _language(request), left_out)


@router.get("/api/v1/self-assessment/documents")
def documents_json(request: Request, who: User) -> dict[str, Any]:
    """Give the training and the papers to start from."""
    says = plainly.in_language(_language(request))
    return {
        "training": [
            {"criteria": each.criteria, "name": says(each.name), "link": each.link} for each in queries.training()
        ],
        "documents": [
            {"code": each.code, "criteria": each.criteria, "name": says(each.name), "text": says(each.text)}
            for each in queries.model_documents()
        ],
    }


@router.get("/api/v1/self-assessments")
def own_json(who: Keeper, uow: Uow, page: int = 1) -> list[dict[str, Any]]:
    """List the business's self-assessments, the newest first."""
    return [plainly.plain_kept(each) for each in queries.own(uow, page=max(page, 1), size=SIZE)[0]]


@router.post("/api/v1/self-assessments")
def begin_json(request: Request, who: Keeper, uow: Uow, taken: Begun) -> dict[str, Any]:
    """Begin a self-assessment, or give the draft of this tier that is there."""
    return _given(request, actions.begin(uow, tier=taken.tier))


@router.get("/api/v1/self-assessments/{number}")
def one_json(request: Request, who: Keeper, uow: Uow, number: str) -> dict[str, Any]:
    """Give one with its answers, and its result once every question is answered."""
    return _given(request, queries.kept(uow, number))


@router.post("/api/v1/self-assessments/{number}")
def save_json(request: Request, who: Keeper, uow: Uow, number: str, taken: Saved) -> dict[str, Any]:
    """Keep answers of a draft, and finish it when asked."""
    actions.save(uow, number, taken.answers)
    if taken.finish:
        actions.finish(uow, number)
    return _given(request, queries.kept(uow, number))


def _given(request: Request, found: Assessment) -> dict[str, Any]:
    result = queries.result_of(found)
    whole = plainly.plain_result(result, _language(request)) if result else None
    return plainly.plain_kept(found) | {"result": whole}


def _language(request: Request) -> str:
    return reader_of(request).language
