"""The trader's side of a review: where it stands, answers to questions, withdrawal, appeal; and the files that answers carry."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse

from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.errors import NotFound, Refused
from smartcustoms.kernel.files import actions as files
from smartcustoms.kernel.files import queries as kept
from smartcustoms.kernel.web.access import Uow
from smartcustoms.kernel.web.downloads import sent_file
from smartcustoms.kernel.web.pages import render
from smartcustoms.kernel.web.sent import content_of, name_of
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.agencies import actions, queries
from smartcustoms.trade.agencies.model import DecisionIncomplete
from smartcustoms.trade.agencies.web.asked import Answers, Sees, Text
from smartcustoms.trade.agencies.web.pages import words

router = APIRouter(tags=["reviews"])
_LARGEST = 20 * 1024 * 1024
_MOST = 10


@router.get("/own-reviews/{number}", response_class=HTMLResponse)
def one(request: Request, who: Answers, uow: Uow, number: str) -> HTMLResponse:
    """Show the trader where a review of his stands, whom it waits for and what was asked."""
    return _page(request, uow, number)


@router.post("/own-reviews/{number}/answers/{question}")
def answer(
    request: Request,
    who: Answers,
    uow: Uow,
    number: str,
    question: UUID,
    text: Text = "",
    sent: list[UploadFile] = [],  # noqa: B006 - FastAPI reads the default, nobody writes it
) -> Response:
    """Answer a question, with files."""
    try:
        actions.give_information(uow, number, question, text=text, files=kept_files(uow, sent))
    except DecisionIncomplete as refused:
        return _page(request, uow, number, refused=refused, text=text)
    return RedirectResponse(f"/own-reviews/{number}", 303)


@router.post("/own-reviews/{number}/withdrawal")
def withdraw(who: Answers, uow: Uow, number: str, because: Annotated[str, Form(max_length=2000)] = "") -> Response:
    """Take back what is under review."""
    actions.withdraw(uow, number, because=because)
    return RedirectResponse(f"/own-reviews/{number}", 303)


@router.post("/own-reviews/{number}/appeal")
def appeal(request: Request, who: Answers, uow: Uow, number: str, because: Text = "") -> Response:
    """Appeal against a refusal."""
    try:
        actions.appeal(uow, number, because=because)
    except DecisionIncomplete as refused:
        return _page(request, uow, number, refused=refused)
    return RedirectResponse(f"/own-reviews/{number}", 303)


@router.get("/files/reviews/{number}/{digest}")
def file(request: Request, who: Sees, uow: Uow, number: str, digest: str) -> Response:
    """Give an officer a file that the trader sent with an answer his agency may see."""
    review = queries.review(uow, number)
    if not any(digest in each.files for each in queries.questions_on(uow, review)):
        raise NotFound(sentence("There is no such file."), mend=sentence("Follow a link from the review's page."))
    with request.app.state.database.unit(by=PLATFORM, at=clock.now()) as platform:  # the file's row is the trader's
        found, content = kept.file(platform, digest), kept.content(platform, digest)
    return sent_file(content, media_type=found.media_type, digest=digest, keep="no-store")


def kept_files(uow: Uow, sent: list[UploadFile]) -> tuple[str, ...]:
    """Keep the files of an answer; give their hashes."""
    hashes = []
    for each in sent[:_MOST]:
        content = content_of(each, _LARGEST)
        if content:
            name, kind = name_of(each), each.content_type or ""
            hashes.append(files.keep(uow, content, name=name, media_type=kind, at_most=_LARGEST).hash)
    return tuple(hashes)


def _page(request: Request, uow: Uow, number: str, *, refused: Refused | None = None, **written: Any) -> HTMLResponse:
    return render(
        request,
        "agencies/own.html",
        status=refused.status if refused else 200,
        review=queries.own_review(uow, number),
        waits=queries.waits_for(uow, number),
        questions=queries.questions(uow, number),
        every=queries.agencies(),
        refused=refused,
        written={"text": ""} | written,
        **words(request),
    )
