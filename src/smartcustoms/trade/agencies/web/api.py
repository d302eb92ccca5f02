"""The JSON of reviews, beside the pages: for officers' systems, and for traders'."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request, UploadFile

from smartcustoms.kernel.web.access import Uow
from smartcustoms.kernel.web.pages import reader_of
from smartcustoms.trade.agencies import actions, queries
from smartcustoms.trade.agencies.model import Decision, Outcome, State, named
from smartcustoms.trade.agencies.routing import conditions_of, reasons_of
from smartcustoms.trade.agencies.web.asked import Answers, Asked, Decides, Sees
from smartcustoms.trade.agencies.web.own import kept_files
from smartcustoms.trade.agencies.web.shapes import (
    AgencyTaken,
    DecisionTaken,
    MarkGiven,
    MarkTaken,
    OwnReviewGiven,
    PersonTaken,
    QuestionTaken,
    QueuedGiven,
    ReviewGiven,
    WaitsGiven,
    WhyTaken,
    question_given,
    queued_given,
    review_given,
    words_given,
)
from smartcustoms.trade.agencies.web.working import decision_for, filling, put_mark
from smartcustoms.trade.agencies.wording import question_of

router = APIRouter(prefix="/api/v1", tags=["reviews"])
_STEP = "/reviews/{number}/steps/{position}"


@router.get("/reviews")
def queue(request: Request, who: Sees, uow: Uow, wanted: Asked) -> list[QueuedGiven]:
    """List the agency's queue, what is due first."""
    found, _ = queries.queue(uow, wanted)
    return [queued_given(each, reader_of(request).language) for each in found]


@router.post("/reviews/next")
def take_next(request: Request, who: Decides, uow: Uow) -> ReviewGiven | None:
    """Take what is due first among the steps nobody has; null when there is nothing."""
    found = actions.take_next(uow)
    return _given(request, uow, found[0]) if found else None


@router.get("/reviews/{number}")
def one(request: Request, who: Sees, uow: Uow, number: str) -> ReviewGiven:
    """Give one review, whole."""
    return _given(request, uow, number)


@router.post(f"{_STEP}/take")
def take(request: Request, who: Decides, uow: Uow, number: str, position: int) -> ReviewGiven:
    """Take a step."""
    actions.take(uow, number, position)
    return _given(request, uow, number)


@router.post(f"{_STEP}/put-back")
def put_back(request: Request, who: Decides, uow: Uow, number: str, position: int) -> ReviewGiven:
    """Put a step back into the queue."""
    actions.put_back(uow, number, position)
    return _given(request, uow, number)


@router.post(f"{_STEP}/give")
def give(request: Request, who: Decides, uow: Uow, number: str, position: int, taken: PersonTaken) -> ReviewGiven:
    """Give a step to another officer."""
    actions.give(uow, number, position, to=taken.to)
    return _given(request, uow, number)


@router.post(f"{_STEP}/share")
def share(request: Request, who: Decides, uow: Uow, number: str, position: int, taken: AgencyTaken) -> ReviewGiven:
    """Let another agency see a step."""
    actions.share(uow, number, position, agency=taken.agency)
    return _given(request, uow, number)


@router.post(f"{_STEP}/question")
def ask(request: Request, who: Decides, uow: Uow, number: str, position: int, taken: QuestionTaken) -> ReviewGiven:
    """Ask the trader; the clock stands until the answer."""
    said = question_of(
        taken.text,
        taken.template,
        queries.templates(uow),
        reader_of(request).language,
        filling(uow, number, days=taken.days),
    )
    actions.ask(uow, number, position, text=said, days=taken.days)
    return _given(request, uow, number)


@router.post(f"{_STEP}/decision")
def decide(request: Request, who: Decides, uow: Uow, number: str, position: int, taken: DecisionTaken) -> ReviewGiven:
    """Decide a step; the same decision again changes nothing."""
    actions.decide(uow, number, position, decision_for(uow, number, **taken.model_dump()))
    return _given(request, uow, number)


@router.post(f"{_STEP}/approval")
def approve(request: Request, who: Decides, uow: Uow, number: str, position: int) -> ReviewGiven:
    """Approve what a colleague proposed."""
    actions.approve(uow, number, position)
    return _given(request, uow, number)


@router.post(f"{_STEP}/send-back")
def send_back(request: Request, who: Decides, uow: Uow, number: str, position: int, taken: WhyTaken) -> ReviewGiven:
    """Send what a colleague proposed back."""
    actions.send_back(uow, number, position, because=taken.because)
    return _given(request, uow, number)


@router.post("/reviews/{number}/marks")
def mark(request: Request, who: Decides, uow: Uow, number: str, taken: MarkTaken) -> ReviewGiven:
    """Put a flag, a linked case or a note on a review."""
    put_mark(uow, number, taken.kind, taken.text)
    return _given(request, uow, number)


@router.post("/reviews/{number}/marks/{which}/drop")
def unmark(request: Request, who: Decides, uow: Uow, number: str, which: UUID) -> ReviewGiven:
    """Take a mark off."""
    actions.unmark(uow, number, which)
    return _given(request, uow, number)


@router.get("/own-reviews/{number}")
def own(request: Request, who: Answers, uow: Uow, number: str) -> OwnReviewGiven:
    """Give a trader's review: where it stands, whom it waits for, what was asked and decided."""
    return _own(request, uow, number)


@router.post("/own-reviews/{number}/answers/{question}")
def answer(
    request: Request,
    who: Answers,
    uow: Uow,
    number: str,
    question: UUID,
    text: Annotated[str, Form(max_length=4000)] = "",
    sent: list[UploadFile] = [],  # noqa: B006 - FastAPI reads the default, nobody writes it
) -> OwnReviewGiven:
    """Answer an agency's question, with files (multipart form)."""
    actions.give_information(uow, number, question, text=text, files=kept_files(uow, sent))
    return _own(request, uow, number)


@router.post("/own-reviews/{number}/withdrawal")
def withdraw(request: Request, who: Answers, uow: Uow, number: str, taken: WhyTaken) -> OwnReviewGiven:
    """Take back what is under review."""
    actions.withdraw(uow, number, because=taken.because)
    return _own(request, uow, number)


@router.post("/own-reviews/{number}/appeal")
def appeal(request: Request, who: Answers, uow: Uow, number: str, taken: WhyTaken) -> OwnReviewGiven:
    """Appeal against a refusal."""
    actions.appeal(uow, number, because=taken.because)
    return _own(request, uow, number)


def _given(request: Request, uow: Uow, number: str) -> ReviewGiven:
    marks = [
        MarkGiven(id=each.id, kind=each.kind, text=each.text, by=each.by, at=each.at)
        for each in queries.marks(uow, number)
    ]
    review = queries.review(uow, number)
    asked = [question_given(each) for each in queries.questions_on(uow, review)]
    return review_given(review, asked, marks, reader_of(request).language)


def _own(request: Request, uow: Uow, number: str) -> OwnReviewGiven:
    review, language = queries.own_review(uow, number), reader_of(request).language
    outcome = Outcome.REFUSED if review.state is State.REFUSED else Outcome.GRANTED
    whole = Decision(outcome, conditions_of(review.steps), reasons_of(review.steps))
    conditions, reasons = words_given(whole if review.decided_at else None, language)
    names = ("number", "about", "kind", "begun_at", "decided_at")
    return OwnReviewGiven(
        **{name: getattr(review, name) for name in names},
        title=named(review.title, language),
        state=review.state.value,
        waits_for=[
            WaitsGiven(agency=each.agency, trader=each.trader, since=each.since)
            for each in queries.waits_for(uow, number)
        ],
        conditions=conditions,
        reasons=reasons,
        questions=[question_given(each) for each in queries.questions(uow, number)],
    )
