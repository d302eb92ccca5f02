"""The officers' pages: the queue and one review."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse

from smartcustoms.kernel.database.lists import COUNTED
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.people import queries as people
from smartcustoms.kernel.spreadsheet import csv_of
from smartcustoms.kernel.web.access import Uow
from smartcustoms.kernel.web.downloads import csv_file
from smartcustoms.kernel.web.menu import MenuEntry
from smartcustoms.kernel.web.pages import reader_of, render
from smartcustoms.kernel.web.parts import Paging
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.agencies import queries
from smartcustoms.trade.agencies.model import DECIDE, SEE_FIGURES, Queued, StepState, Wanted, named
from smartcustoms.trade.agencies.web.asked import (
    EXPORTED,
    MARKS,
    OUTCOMES,
    STATES,
    STEP_STATES,
    TEMPLATE_KINDS,
    Asked,
    Sees,
)
from smartcustoms.trade.agencies.wording import offered_with

router = APIRouter(tags=["reviews"])
menu = (
    MenuEntry(sentence("Agency's queue"), "/reviews", DECIDE, group="work", order=30),
    MenuEntry(sentence("Agency's officers"), "/reviews/officers", DECIDE, group="work", order=31),
    MenuEntry(sentence("Time to decision"), "/reviews/figures", SEE_FIGURES, group="work", order=32),
)
_NOTHING: Final = {
    "outcome": None,
    "conditions": (),
    "own_words": "",
    "reasons": (),
    "note": "",
    "text": "",
    "days": None,
}
"""What the forms of a review hold before anything is written."""


@router.get("/reviews", response_class=HTMLResponse)
def queue(
    request: Request,
    who: Sees,
    uow: Uow,
    wanted: Asked,
    form: Annotated[str, Query(alias="format", max_length=10)] = "",
) -> Response:
    """Show the agency's queue, what is due first; `format=csv` gives the whole list."""
    if form == "csv":
        every = Wanted(**{name: getattr(wanted, name) for name in _FILTERS}, size=EXPORTED)
        return queue_csv(queries.queue(uow, every)[0], reader_of(request).language)
    found, total = queries.queue(uow, wanted)
    officers = queries.officers(uow)
    held = [each.step.assigned_to for each in found if each.step.assigned_to]
    return render(
        request,
        "agencies/queue.html",
        found=found,
        wanted=wanted,
        paging_of=Paging(wanted.page, wanted.size, total, or_more=total >= COUNTED),
        agencies=queries.own_agencies(uow),
        officers=officers,
        names=people.names(uow, held) | {each.user: each.name for each in officers},
        at=uow.at,
        hands=queries.hands(uow),
        **words(request),
    )


@router.get("/reviews/{number}", response_class=HTMLResponse)
def one(request: Request, who: Sees, uow: Uow, number: str) -> HTMLResponse:
    """Show everything on one review."""
    return review_page(request, uow, number)


def review_page(
    request: Request, uow: Uow, number: str, *, refused: Refused | None = None, **written: Any
) -> HTMLResponse:
    """Draw the page of one review, with what was refused and what had been written."""
    review, officers, templates = queries.review(uow, number), queries.officers(uow), queries.templates(uow)
    users = {each for step in review.steps for each in (step.assigned_to, step.decided_by, step.proposed_by) if each}
    marks = queries.marks(uow, number)
    users |= {each.by for each in marks}
    return render(
        request,
        "agencies/review.html",
        status=refused.status if refused else 200,
        review=review,
        mine=[each for each in review.steps if each.organisation == uow.by.organisation],
        questions=queries.questions_on(uow, review),
        marks=marks,
        officers=officers,
        templates=templates,
        offered=offered_with(review.offered, templates),
        reasons=queries.own_reasons(uow, review.kind, on=day_of(uow.at)),
        every=queries.agencies(),
        hands=queries.hands(uow),
        names=people.names(uow, users) | {each.user: each.name for each in officers},
        at=uow.at,
        refused=refused,
        written=_NOTHING | written,
        **words(request),
    )


def words(request: Request) -> dict[str, Any]:
    """Give what templates say states and codes with."""
    language = reader_of(request).language
    return {
        "states": {each.value: says for each, says in STATES.items()},
        "step_states": {each.value: says for each, says in STEP_STATES.items()},
        "outcomes": {each.value: says for each, says in OUTCOMES.items()},
        "mark_kinds": {each.value: says for each, says in MARKS.items()},
        "template_kinds": TEMPLATE_KINDS,
        "named": lambda names: named(names, language),
        "ticking": {StepState.QUEUED, StepState.TAKEN, StepState.PROPOSED},
    }


_FILTERS: Final = ("text", "kind", "skill", "state", "whose", "late", "flagged")


def queue_csv(found: list[Queued], language: str) -> Response:
    """Give the queue as CSV; a cell that a spreadsheet would run is quoted."""
    heads = [
        "review",
        "step",
        "about",
        "kind",
        "title",
        "trader",
        "agency",
        "skill",
        "state",
        "officer",
        "begun",
        "due",
    ]
    rows = [
        [each.step.review, each.step.position, each.about, each.kind, named(each.title, language), each.owner,
         each.step.agency, each.step.skill, each.step.state.value, each.step.assigned_to or "",
         each.begun_at.isoformat(), each.step.due_at.isoformat() if each.step.due_at else ""]
        for each in found
    ]  # fmt: skip
    return as_csv("queue.csv", heads, rows)


def as_csv(name: str, heads: list[str], rows: list[list[Any]]) -> Response:
    """Give a table as CSV in UTF-8 with a mark, as spreadsheets want it."""
    return csv_file(csv_of(heads, rows), name)
