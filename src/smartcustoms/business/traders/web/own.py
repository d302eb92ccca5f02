"""A trader's own page and JSON: what customs knows of it and who looked; corrections it proposes; authority it gives.

Relations and looks are customs' rows: they are read in the platform's name, for the trader that the asker's own rows name.
"""

import json
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import Field

from smartcustoms.business.traders import actions, queries
from smartcustoms.business.traders.model import LEAD, NoSuchTrader, NotAuthorised, Trader, What
from smartcustoms.business.traders.ownfile import csv_of_own, known, plain_own
from smartcustoms.business.traders.ownpdf import pdf_of_own
from smartcustoms.business.traders.plainly import plain_authorisation, plain_correction
from smartcustoms.business.traders.web.asked import (
    Filled,
    Leader,
    Owner,
    ParticularsTaken,
    ReasonTaken,
    particulars_of,
    text_of,
    texts_of,
    worded,
    written_of,
)
from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.people.queries import may as allowed
from smartcustoms.kernel.web.access import Uow
from smartcustoms.kernel.web.downloads import csv_file
from smartcustoms.kernel.web.pages import reader_of, render
from smartcustoms.kernel.words.model import sentence

router = APIRouter()
Reason = Annotated[str, Form(max_length=600)]


class CorrectionTaken(ReasonTaken):
    """What should be written of one's business, and why."""

    written: ParticularsTaken


class AuthorityTaken(ReasonTaken):
    """Whom one lets act: his number, TIN, business registration or code in declarations; for what, from and until when."""

    agent: str = Field(max_length=40)
    what: list[What] = Field(max_length=5)
    since: date | None = None
    until: date | None = None


def own(request: Request, uow: Uow) -> dict[str, Any]:
    """Give all that customs knows of the asker's business; `trader` is None when it is not in the register yet."""
    found = queries.of_organisation(uow, uow.by.organisation)
    if found is None:
        return {"trader": None}
    with request.app.state.database.unit(by=PLATFORM, at=clock.now()) as inside:
        return known(uow, found, inside=inside)


def agent_of(request: Request, code: str) -> Trader:
    """Look up whom a code means, in the platform's name: a trader does not see the register.

    Raises:
        NoSuchTrader: nobody.
    """
    with request.app.state.database.unit(by=PLATFORM, at=clock.now()) as inside:
        found = queries.named(inside, code[:40])
    if found is None:
        raise NoSuchTrader(
            sentence("No trader is known by this number."),
            mend=sentence("Ask your agent for its number in the register, its TIN or its code in declarations."),
            field="agent", seen=code[:40],
        )  # fmt: skip
    return found


@router.get("/my-business")
def page(request: Request, who: Owner, uow: Uow, format: str = "") -> Response:  # noqa: A002 - the page's own word
    """Show what customs knows of the asker's business and who looked; the same as PDF, JSON or CSV to take away."""
    found = own(request, uow)
    if format in {"json", "csv", "pdf"} and found["trader"]:
        name = f"{found['trader'].number}.{format}"
        if format == "csv":
            return csv_file(csv_of_own(found), name)
        heads = {"Content-Disposition": f'attachment; filename="{name}"'}
        if format == "pdf":
            font = request.app.state.settings.papers_font
            content = pdf_of_own(found, reader_of(request), at=uow.at, font=font)
            return Response(content, media_type="application/pdf", headers=heads)
        text = json.dumps(plain_own(found), ensure_ascii=False, indent=1)
        return Response(text, media_type="application/json", headers=heads)
    written = written_of(found["trader"]) if found["trader"] else None
    leads = allowed(who, LEAD)
    return render(request, "traders/own.html", **found, written=written, leads=leads, **worded(request))


@router.post("/my-business/corrections")
def propose(request: Request, who: Owner, uow: Uow, form: Filled) -> Response:
    """Propose what should be written of one's business."""
    actions.propose(uow, particulars_of(form), because=text_of(form, "because"))
    return RedirectResponse("/my-business", 303)


@router.post("/my-business/corrections/{number}/withdrawal")
def withdraw_correction(request: Request, who: Owner, uow: Uow, number: str) -> Response:
    """Take back a correction that waits."""
    actions.withdraw_correction(uow, number)
    return RedirectResponse("/my-business", 303)


@router.post("/my-business/authorities")
def authorise(request: Request, who: Leader, uow: Uow, form: Filled) -> Response:
    """Let an agent act for one's business."""
    try:
        what = frozenset(What(each) for each in texts_of(form, "what"))
        since, until = (_day(text_of(form, name, 10)) for name in ("since", "until"))
    except ValueError as wrong:
        raise NotAuthorised(
            sentence("A day or a deed is none."), mend=sentence("Write days as 2026-11-28."), field="until",
            seen=str(wrong)[:60],
        ) from wrong  # fmt: skip
    actions.authorise(uow, agent_of(request, text_of(form, "agent", 40)), what, since=since, until=until)
    return RedirectResponse("/my-business", 303)


@router.post("/my-business/authorities/{number}/withdrawal")
def withdraw(request: Request, who: Leader, uow: Uow, number: str, because: Reason = "") -> Response:
    """Withdraw an authority one gave."""
    actions.withdraw(uow, number, because=because)
    return RedirectResponse("/my-business", 303)


@router.get("/api/v1/my-business")
def own_json(request: Request, who: Owner, uow: Uow) -> dict[str, Any]:
    """Give all that customs knows of the asker's business, and who looked."""
    return plain_own(own(request, uow))


@router.post("/api/v1/my-business/corrections", status_code=201)
def propose_json(taken: CorrectionTaken, who: Owner, uow: Uow) -> dict[str, Any]:
    """Propose what should be written of one's business."""
    return plain_correction(actions.propose(uow, taken.written.written(), because=taken.because))


@router.post("/api/v1/my-business/corrections/{number}/withdrawal")
def withdraw_correction_json(who: Owner, uow: Uow, number: str) -> dict[str, Any]:
    """Take back a correction that waits."""
    return plain_correction(actions.withdraw_correction(uow, number))


@router.post("/api/v1/my-business/authorities", status_code=201)
def authorise_json(request: Request, taken: AuthorityTaken, who: Leader, uow: Uow) -> dict[str, Any]:
    """Let an agent act for one's business."""
    agent = agent_of(request, taken.agent)
    made = actions.authorise(uow, agent, frozenset(taken.what), since=taken.since, until=taken.until)
    return plain_authorisation(made, day_of(uow.at))


@router.post("/api/v1/my-business/authorities/{number}/withdrawal")
def withdraw_json(taken: ReasonTaken, who: Leader, uow: Uow, number: str) -> dict[str, Any]:
    """Withdraw an authority one gave."""
    return plain_authorisation(actions.withdraw(uow, number, because=taken.because), day_of(uow.at))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text.strip() else None
