"""The officers' forms: take, give, put back, ask, decide, approve, send back, share, mark."""

from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.web.access import Uow
from smartcustoms.kernel.web.pages import reader_of
from smartcustoms.kernel.words.model import LANGUAGES, sentence
from smartcustoms.trade.agencies import actions, queries
from smartcustoms.trade.agencies.actions.asking import LONGEST
from smartcustoms.trade.agencies.model import Decision, DecisionIncomplete, Mark, Names, Outcome
from smartcustoms.trade.agencies.web.asked import Decides, Short, Text
from smartcustoms.trade.agencies.web.pages import review_page
from smartcustoms.trade.agencies.wording import decision_of, offered_with, question_of, values_for

router = APIRouter(tags=["reviews"])


@router.post("/reviews/next")
def take_next(who: Decides, uow: Uow) -> Response:
    """Take what is due first among the steps nobody has."""
    found = actions.take_next(uow)
    return RedirectResponse(f"/reviews/{found[0]}" if found else "/reviews", 303)


@router.post("/reviews/{number}/steps/{position}/take")
def take(who: Decides, uow: Uow, number: str, position: int) -> Response:
    """Take a step."""
    actions.take(uow, number, position)
    return _back(number)


@router.post("/reviews/{number}/steps/{position}/put-back")
def put_back(who: Decides, uow: Uow, number: str, position: int) -> Response:
    """Put a step back into the queue."""
    actions.put_back(uow, number, position)
    return _back(number)


@router.post("/reviews/{number}/steps/{position}/give")
def give(who: Decides, uow: Uow, number: str, position: int, to: Short) -> Response:
    """Give a step to another officer."""
    actions.give(uow, number, position, to=to)
    return _back(number)


@router.post("/reviews/{number}/steps/{position}/share")
def share(who: Decides, uow: Uow, number: str, position: int, agency: Short) -> Response:
    """Let another agency see a step."""
    actions.share(uow, number, position, agency=agency)
    return _back(number)


@router.post("/reviews/{number}/steps/{position}/question")
def ask(
    request: Request,
    who: Decides,
    uow: Uow,
    number: str,
    position: int,
    text: Text = "",
    template: Short = "",
    days: Annotated[int, Form()] = 14,
    language: Short = "",
) -> Response:
    """Ask the trader, in the language chosen; a template's open places are filled in."""
    spoken = language if language in LANGUAGES else reader_of(request).language
    said = question_of(text, template, queries.templates(uow), spoken, filling(uow, number, days=days))
    try:
        actions.ask(uow, number, position, text=said, days=days)
    except DecisionIncomplete as refused:
        return review_page(request, uow, number, refused=refused, text=text, days=days)
    return _back(number)


def _decision(
    outcome: Annotated[Outcome, Form()],
    condition: Annotated[list[str], Form()] = [],  # noqa: B006 - FastAPI reads the default, nobody writes it
    own_words: Text = "",
    reason: Annotated[list[str], Form()] = [],  # noqa: B006
    note: Text = "",
) -> dict[str, Any]:
    return {"outcome": outcome, "conditions": condition, "own_words": own_words, "reasons": reason, "note": note}


@router.post("/reviews/{number}/steps/{position}/decision")
def decide(
    request: Request,
    who: Decides,
    uow: Uow,
    number: str,
    position: int,
    chosen: Annotated[dict[str, Any], Depends(_decision)],
) -> Response:
    """Decide a step; what is missing is told on the page, with what was chosen."""
    try:
        actions.decide(uow, number, position, decision_for(uow, number, **chosen))
    except DecisionIncomplete as refused:
        return review_page(request, uow, number, refused=refused, **chosen)
    return _back(number)


@router.post("/reviews/{number}/steps/{position}/approval")
def approve(who: Decides, uow: Uow, number: str, position: int) -> Response:
    """Approve what a colleague proposed."""
    actions.approve(uow, number, position)
    return _back(number)


@router.post("/reviews/{number}/steps/{position}/send-back")
def send_back(who: Decides, uow: Uow, number: str, position: int, because: Text) -> Response:
    """Send what a colleague proposed back."""
    actions.send_back(uow, number, position, because=because)
    return _back(number)


@router.post("/reviews/{number}/marks")
def mark(who: Decides, uow: Uow, number: str, kind: Annotated[Mark, Form()], text: Text) -> Response:
    """Put a flag, a linked case or a note on a review."""
    put_mark(uow, number, kind, text)
    return _back(number, "#marks")


@router.post("/reviews/{number}/marks/{which}/drop")
def unmark(who: Decides, uow: Uow, number: str, which: UUID) -> Response:
    """Take a mark off."""
    actions.unmark(uow, number, which)
    return _back(number, "#marks")


def put_mark(uow: Uow, number: str, kind: Mark, text: str) -> UUID:
    """Put a mark on a review; an empty one is refused by its words."""
    if not text.strip():
        raise DecisionIncomplete(
            sentence("A mark needs words."), mend=sentence("Write what it is about."), field="text"
        )
    match kind:
        case Mark.FLAG:
            return actions.flag(uow, number, text)
        case Mark.LINK:
            return actions.link(uow, number, text)
        case Mark.NOTE:
            return actions.write_note(uow, number, text)


def decision_for(
    uow: Uow, number: str, *, outcome: Outcome, conditions: list[str], own_words: str, reasons: list[str], note: str
) -> Decision:
    """Make the decision on a review of what was chosen on the form or sent as JSON."""
    review = queries.review(uow, number)
    return decision_of(
        outcome,
        conditions=conditions,
        own_words=own_words,
        reasons=reasons,
        note=note,
        offered=offered_with(review.offered, queries.templates(uow), filling(uow, number)),
        known=queries.own_reasons(uow, review.kind, on=day_of(uow.at)),
    )


def filling(uow: Uow, number: str, *, days: int = 0) -> dict[str, Names | str]:
    """Give what fills a template's open places for a review: numbers, title, trader, agency, days."""
    today, own = day_of(uow.at), queries.own_agencies(uow)
    until = (today + timedelta(days=min(max(days, 0), LONGEST))).isoformat() if days else ""
    review = queries.review(uow, number)
    agency: Names | str = own[0].names if own else ""
    return values_for(review, agency, trader=review.owner, today=today.isoformat(), answer_by=until)


def _back(number: str, place: str = "") -> Response:
    return RedirectResponse(f"/reviews/{number}{place}", 303)
