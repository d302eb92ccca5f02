"""Consignors that are or may be partners' operators: the queue, what was decided, CSV and JSON."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, Field

from smartcustoms.business.recognition import actions, plainly, queries
from smartcustoms.business.recognition.model import MATCH, How, Match, MatchState
from smartcustoms.business.recognition.web.asked import SIZE, STATUSES, Matches, Sees
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.people import queries as people
from smartcustoms.kernel.people.queries import may as allowed
from smartcustoms.kernel.web.access import Uow
from smartcustoms.kernel.web.downloads import csv_file
from smartcustoms.kernel.web.pages import render
from smartcustoms.kernel.web.parts import Paging
from smartcustoms.kernel.words.model import Sentence, sentence

router = APIRouter(tags=["recognition"])
STATES: dict[str, Sentence] = {
    MatchState.PROPOSED.value: sentence("Waits for an officer"),
    MatchState.ACCEPTED.value: sentence("The same"),
    MatchState.REJECTED.value: sentence("Not the same"),
}
HOWS: dict[str, Sentence] = {
    How.NUMBER.value: sentence("by number"),
    How.NAME.value: sentence("by name and address"),
}
WHYS: dict[str, Sentence] = {
    "name": sentence("Names alike"),
    "name_read": sentence("Names alike as they are read"),
    "address": sentence("Addresses alike"),
    "same_number": sentence("Same number"),
    "not_named": sentence("Not named beside the number"),
    "name_not_alike": sentence("Another name beside the number"),
}
State = Annotated[str, Query(max_length=20)]
Text = Annotated[str, Query(max_length=100)]
Code = Annotated[str, Form(max_length=280)]
Short = Annotated[str, Form(max_length=40)]


class Decided(BaseModel):
    """What an officer says of a consignor and an operator."""

    code: str = Field(max_length=280)
    administration: str = Field(max_length=2)
    number: str = Field(max_length=35)
    decision: Literal["accept", "reject", "undo"]
    because: str = Field("", max_length=600)


@router.get("/recognition/matches", response_class=HTMLResponse)
def matches_page(
    request: Request, who: Sees, uow: Uow, state: State = "proposed", q: Text = "", page: int = 1
) -> HTMLResponse:
    """Show consignors beside the operators that they are or may be; at first those that wait."""
    page, text = max(page, 1), q.strip()
    found, total = queries.matches(uow, state=_state(state), text=text, page=page, size=SIZE)
    uow.looked("consignors and partners' operators", state=state, text=text)
    return render(
        request, "recognition/matches.html", rows=found, counts=queries.match_counts(uow), states=STATES, hows=HOWS, whys=WHYS,
        statuses=STATUSES, asked_for={"state": state if _state(state) else "", "q": text}, decides=allowed(who, MATCH),
        names=people.names(uow, {each.decided_by for each in found if each.decided_by}), paging_of=Paging(page, SIZE, total),
    )  # fmt: skip


@router.get("/recognition/matches/export.csv")
def matches_csv(who: Sees, uow: Uow, state: State = "proposed", q: Text = "") -> Response:
    """Give the list as CSV."""
    uow.looked("consignors and partners' operators", state=state, text=q.strip(), csv=True)
    return csv_file(queries.matches_table(uow, state=_state(state), text=q.strip()), "consignors.csv")


@router.post("/recognition/matches/decision")
def decide(
    who: Matches,
    uow: Uow,
    code: Code,
    administration: Short,
    number: Short,
    decision: Annotated[Literal["accept", "reject", "undo"], Form()],
    because: Annotated[str, Form(max_length=600)] = "",
    state: Short = "proposed",
) -> Response:
    """Say that a consignor is the operator or is not, or take that back."""
    _decide(
        uow,
        Decided(code=code, administration=administration, number=number, decision=decision, because=because),
    )
    return RedirectResponse(f"/recognition/matches?state={state if _state(state) else ''}", 303)


@router.get("/api/v1/recognition/matches")
def matches_json(who: Sees, uow: Uow, state: State = "proposed", q: Text = "", page: int = 1) -> dict[str, Any]:
    """List consignors with the operators that they are or may be, 50 a page."""
    found, total = queries.matches(uow, state=_state(state), text=q.strip(), page=max(page, 1), size=SIZE)
    uow.looked("consignors and partners' operators", state=state, text=q.strip())
    return {"total": total, "matches": [plainly.plain_match(each) for each in found]}


@router.post("/api/v1/recognition/matches/decision")
def decide_json(who: Matches, uow: Uow, said: Decided) -> dict[str, Any]:
    """Say that a consignor is the operator or is not, or take that back; the same again changes nothing."""
    return plainly.plain_match(_decide(uow, said))


def _decide(uow: UnitOfWork, said: Decided) -> Match:
    which = (said.code, said.administration, said.number)
    if said.decision == "undo":
        actions.undo_match(uow, *which)
    else:
        actions.decide_match(uow, *which, accepted=said.decision == "accept", because=said.because)
    return queries.match(uow, *which)


def _state(code: str) -> MatchState | None:
    return next((each for each in MatchState if each.value == code), None)
