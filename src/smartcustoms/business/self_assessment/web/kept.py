"""A business's own self-assessments: the list with progress, the draft, the result."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from smartcustoms.business.self_assessment import actions, queries
from smartcustoms.business.self_assessment.model import KEEP, Assessment
from smartcustoms.business.self_assessment.web.public import (
    COLOURS,
    GRADES,
    Answers,
    answers_among,
    open_questions,
    shown,
)
from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.web.access import Uow, may
from smartcustoms.kernel.web.pages import reader_of, render
from smartcustoms.kernel.web.parts import Paging

router = APIRouter(tags=["self-assessment"])
Keeper = Annotated[Actor, Depends(may(KEEP))]
SIZE = 50


@router.get("/self-assessments", response_class=HTMLResponse)
def list_page(request: Request, who: Keeper, uow: Uow, page: int = 1) -> HTMLResponse:
    """Show the business's self-assessments and its progress."""
    page = max(page, 1)
    found, total = queries.own(uow, page=page, size=SIZE)
    finished = [each for each in reversed(found) if each.finished_at]
    return render(
        request,
        "self_assessment/kept.html",
        rows=found,
        finished=finished,
        paging_of=Paging(page, SIZE, total),
        grades=GRADES,
        colours=COLOURS,
    )


@router.post("/self-assessments")
def begin(who: Keeper, uow: Uow, tier: Annotated[int, Form()] = 1) -> Response:
    """Begin a self-assessment, or go on with the draft of this tier."""
    return RedirectResponse(f"/self-assessments/{actions.begin(uow, tier=tier).number}", 303)


@router.get("/self-assessments/{number}", response_class=HTMLResponse)
def one_page(request: Request, who: Keeper, uow: Uow, number: str) -> HTMLResponse:
    """Show one: the questions while it is a draft, the result when it is finished."""
    found = queries.kept(uow, number)
    if found.finished_at is None:
        return _draft(request, found, [])
    return render(request, "self_assessment/result.html", result=queries.result_of(found), kept=found, **shown())


@router.get("/self-assessments/{number}/report.pdf")
def report_file(request: Request, who: Keeper, uow: Uow, number: str) -> Response:
    """Take the result of a finished one as PDF."""
    found = queries.kept(uow, number)
    content = queries.report(found, reader_of(request), font=request.app.state.settings.papers_font)
    return Response(
        content,
        media_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{found.number}.pdf"'},
    )


@router.post("/self-assessments/{number}")
def save(request: Request, who: Keeper, uow: Uow, number: str, answers: Answers) -> Response:
    """Keep the answers so far, and finish when that was asked."""
    questions = queries.question_set(queries.kept(uow, number).version)
    found = actions.save(uow, number, answers_among(questions, answers))
    if answers.get("do") == "finish":
        missing = [each.id for each in queries.missing(questions, found.tier, found.answers)]
        if missing:
            return _draft(request, found, missing)
        actions.finish(uow, number)
    return RedirectResponse(f"/self-assessments/{number}", 303)


def _draft(request: Request, found: Assessment, missing: list[str]) -> HTMLResponse:
    questions = queries.question_set(found.version)
    return render(
        request,
        "self_assessment/form.html",
        status=422 if missing else 200,
        questions=questions,
        tier=found.tier,
        answers=found.answers,
        missing=missing,
        errors=open_questions(questions, missing),
        kept=found,
    )
