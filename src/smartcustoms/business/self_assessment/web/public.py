"""The public self-assessment: questions, result, model documents. Nothing of it is kept."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from smartcustoms.business.self_assessment import queries
from smartcustoms.business.self_assessment.model import KEEP, TIERS, USE, Grade, NotAnswerable, QuestionSet
from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.web.access import may
from smartcustoms.kernel.web.menu import MenuEntry
from smartcustoms.kernel.web.pages import reader_of, render
from smartcustoms.kernel.words.model import Sentence, sentence

router = APIRouter(tags=["self-assessment"])
menu = (
    MenuEntry(sentence("AEO self-assessment"), "/self-assessment", USE, group="business", order=10),
    MenuEntry(sentence("My self-assessments"), "/self-assessments", KEEP, group="business", order=11),
)
User = Annotated[Actor, Depends(may(USE))]
GRADES: dict[str, Sentence] = {
    Grade.GREEN.value: sentence("Green: ready to apply"),
    Grade.AMBER.value: sentence("Amber: almost ready"),
    Grade.RED.value: sentence("Red: not ready yet"),
}
COLOURS = {Grade.GREEN.value: "green", Grade.AMBER.value: "yellow", Grade.RED.value: "red"}


async def answers_of(request: Request) -> dict[str, str]:
    """Read the fields of a form."""
    form = await request.form()
    return {name: value for name, value in form.items() if isinstance(value, str) and name != "csrf"}


Answers = Annotated[dict[str, str], Depends(answers_of)]


@router.get("/self-assessment", response_class=HTMLResponse)
def questions_page(request: Request, who: User, tier: int = 1) -> HTMLResponse:
    """Show the questions of a tier."""
    return _form(request, tier if tier in TIERS else 1, {})


@router.post("/self-assessment", response_class=HTMLResponse)
def assess_page(request: Request, who: User, answers: Answers) -> HTMLResponse:
    """Show what answers come to; nothing is kept."""
    tier, questions, fitted, missing = _given(answers)
    if missing:
        return _form(request, tier, fitted, missing=missing)
    return render(
        request,
        "self_assessment/result.html",
        result=queries.result(questions, tier, fitted),
        kept=None,
        answers=fitted,
        **shown(),
    )


@router.post("/self-assessment/report.pdf")
def report_file(request: Request, who: User, answers: Answers) -> Response:
    """Give what answers come to as PDF; nothing is kept."""
    tier, questions, fitted, missing = _given(answers)
    if missing:
        return _form(request, tier, fitted, missing=missing)
    result, font = queries.result(questions, tier, fitted), request.app.state.settings.papers_font
    content = queries.report_of(result, reader_of(request), font=font)
    heads = {"Content-Disposition": 'attachment; filename="self-assessment.pdf"'}
    return Response(content, media_type="application/pdf", headers=heads)


@router.get("/self-assessment/documents", response_class=HTMLResponse)
def documents_page(request: Request, who: User) -> HTMLResponse:
    """Show the training and the papers to start from."""
    return render(
        request, "self_assessment/documents.html", training=queries.training(), documents=queries.model_documents()
    )


def answers_among(questions: QuestionSet, fields: dict[str, str]) -> dict[str, str]:
    """Take the answers out of a form's fields."""
    known = {each.id for each in questions.questions}
    return {name: value for name, value in fields.items() if name in known}


def shown() -> dict[str, Any]:
    """Give what every result shows beside itself."""
    return {
        "grades": GRADES,
        "colours": COLOURS,
        "training": queries.training(),
        "documents": queries.model_documents(),
    }


def _given(answers: dict[str, str]) -> tuple[int, QuestionSet, dict[str, str], list[str]]:
    """Give the tier, its questions, the answers that fit them, and the questions without one."""
    tier = 2 if answers.get("tier") == "2" else 1
    questions = queries.question_set(answers.get("version", ""))
    fitted, _ = queries.fitted(questions, tier, answers_among(questions, answers))
    return tier, questions, fitted, [each.id for each in queries.missing(questions, tier, fitted)]


def _form(request: Request, tier: int, answers: dict[str, str], *, missing: list[str] | None = None) -> HTMLResponse:
    questions = queries.question_set()
    return render(
        request,
        "self_assessment/form.html",
        status=422 if missing else 200,
        questions=questions,
        tier=tier,
        answers=answers,
        missing=missing or [],
        errors=open_questions(questions, missing or []),
        kept=None,
    )


def open_questions(questions: QuestionSet, missing: list[str]) -> list[NotAnswerable]:
    """Give one error a question that has no answer, so that the page leads to each."""
    return [
        NotAnswerable(sentence("Question {id} has no answer.", id=each), mend=sentence("Choose one."), field=each)
        for each in missing
    ]
