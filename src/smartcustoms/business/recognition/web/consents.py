"""What an operator consents to, arrangement by arrangement; and our operators as partners are told of them, for officers."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, Field

from smartcustoms.business.recognition import actions, plainly, queries
from smartcustoms.business.recognition.model import CONSENT, LEAD
from smartcustoms.business.recognition.web.asked import SIZE, STATUSES, Consents, Leads, Sees
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.people.queries import may as allowed
from smartcustoms.kernel.settings import Settings
from smartcustoms.kernel.web.access import Uow
from smartcustoms.kernel.web.downloads import csv_file
from smartcustoms.kernel.web.menu import MenuEntry
from smartcustoms.kernel.web.pages import render
from smartcustoms.kernel.web.parts import Paging
from smartcustoms.kernel.words.model import Sentence, sentence

router = APIRouter(tags=["recognition"])
menu = (MenuEntry(sentence("Who is told of us abroad"), "/recognition/consents", CONSENT, group="business", order=41),)
FIELDS: dict[str, Sentence] = {
    "number": sentence("Number"),
    "status": sentence("Status"),
    "changed_at": sentence("Changed"),
    "tin": sentence("TIN"),
    "name": sentence("Name"),
    "address": sentence("Address"),
    "roles": sentence("Roles"),
    "tier": sentence("Tier"),
    "valid_from": sentence("Valid from"),
    "valid_until": sentence("Valid until"),
}
BENEFITS: dict[str, Sentence] = {
    "lower examination rate": sentence("lower examination rate"),
    "priority when examined": sentence("priority when examined"),
}
Text = Annotated[str, Query(max_length=100)]


class Said(BaseModel):
    """What an operator says of an arrangement."""

    number: str = Field(max_length=40)
    arrangement: str = Field(max_length=20)
    decision: Literal["give", "withdraw"]


@router.get("/recognition/consents", response_class=HTMLResponse)
def consents_page(request: Request, who: Consents, uow: Uow) -> HTMLResponse:
    """Show each arrangement: what the partner is told, what that brings, and whether the business consents."""
    found = queries.own_consents(uow)
    return render(request, "recognition/consents.html", operators=found, fields=FIELDS, benefits=BENEFITS)


@router.post("/recognition/consents")
def say(
    request: Request,
    who: Consents,
    uow: Uow,
    number: Annotated[str, Form(max_length=40)],
    arrangement: Annotated[str, Form(max_length=20)],
    decision: Annotated[Literal["give", "withdraw"], Form()],
) -> Response:
    """Give or withdraw a consent; the partner is told at once."""
    _say(uow, Said(number=number, arrangement=arrangement, decision=decision), request.app.state.settings)
    return RedirectResponse("/recognition/consents", 303)


@router.get("/api/v1/recognition/consents")
def consents_json(who: Consents, uow: Uow) -> list[dict[str, Any]]:
    """List what the asker's operators consent to."""
    return [
        {"number": number, "name": name, "arrangements": [plainly.plain_consent(*each) for each in said]}
        for number, name, said in queries.own_consents(uow)
    ]


@router.post("/api/v1/recognition/consents")
def say_json(request: Request, who: Consents, uow: Uow, said: Said) -> list[dict[str, Any]]:
    """Give or withdraw a consent, and give what is said now; the same again changes nothing."""
    _say(uow, said, request.app.state.settings)
    return consents_json(who, uow)


@router.get("/recognition/own", response_class=HTMLResponse)
def own_page(request: Request, who: Sees, uow: Uow, q: Text = "", page: int = 1) -> HTMLResponse:
    """Show our operators as partners are told of them, with the arrangements that each consents to."""
    page, text = max(page, 1), q.strip()
    found, total = queries.our_operators(uow, request.app.state.settings, text=text, page=page, size=SIZE)
    return render(
        request, "recognition/own.html", rows=found, statuses=STATUSES, asked_for={"q": text}, leads=allowed(who, LEAD),
        paging_of=Paging(page, SIZE, total),
    )  # fmt: skip


@router.post("/recognition/own/{number}/publication")
def publish(request: Request, who: Leads, uow: Uow, number: str) -> Response:
    """Tell every partner to whom the operator consents how it stands, once more."""
    actions.tell_again(uow, number, request.app.state.settings)
    return RedirectResponse("/recognition/own", 303)


@router.get("/api/v1/recognition/own")
def own_json(request: Request, who: Sees, uow: Uow, q: Text = "", page: int = 1) -> list[dict[str, Any]]:
    """List our operators as partners are told of them, with the arrangements that each consents to."""
    found, _ = queries.our_operators(uow, request.app.state.settings, text=q.strip(), page=max(page, 1), size=SIZE)
    return [plainly.plain_operator(each) | {"consents": to} for each, to in found]


@router.post("/api/v1/recognition/own/{number}/publication")
def publish_json(request: Request, who: Leads, uow: Uow, number: str) -> dict[str, Any]:
    """Tell every partner to whom the operator consents how it stands, once more; give how many are told."""
    return {"number": number, "told": actions.tell_again(uow, number, request.app.state.settings)}


@router.get("/recognition/own/export.csv")
def own_csv(request: Request, who: Sees, uow: Uow, q: Text = "") -> Response:
    """Give our operators as CSV, at most 100,000."""
    settings = request.app.state.settings
    table = queries.operators_table(uow, settings, administration=settings.administration, text=q.strip())
    return csv_file(table, "our-operators.csv")


def _say(uow: UnitOfWork, said: Said, settings: Settings) -> None:
    deed = actions.consent if said.decision == "give" else actions.end_consent
    deed(uow, said.number, said.arrangement, settings)
