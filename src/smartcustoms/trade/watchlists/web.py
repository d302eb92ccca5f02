"""Pages and JSON of watchlists."""

from datetime import date
from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel

from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.errors import NotPermitted, Refused
from smartcustoms.kernel.web.access import Uow, may
from smartcustoms.kernel.web.menu import MenuEntry
from smartcustoms.kernel.web.pages import render
from smartcustoms.kernel.web.parts import Paging
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.watchlists import actions, queries
from smartcustoms.trade.watchlists.model import CHANGE_WATCHLISTS, SEE_WATCHLISTS, SUBJECTS, Subject

router = APIRouter()
menu = (MenuEntry(sentence("Watchlists"), "/watchlists", SEE_WATCHLISTS, group="risk", order=40),)

Reader = Annotated[Actor, Depends(may(SEE_WATCHLISTS))]
Changer = Annotated[Actor, Depends(may(CHANGE_WATCHLISTS))]


class WatchlistAnswer(BaseModel):
    """A list as JSON."""

    name: str
    subject: Subject
    purpose: str
    entries: int


@router.get("/api/v1/watchlists")
def get_watchlists(who: Reader, uow: Uow) -> list[WatchlistAnswer]:
    """Give all watchlists."""
    found = queries.watchlists(uow)
    return [WatchlistAnswer(name=it.name, subject=it.subject, purpose=it.purpose, entries=it.entries) for it in found]


@router.get("/watchlists")
def lists_page(request: Request, who: Reader, uow: Uow) -> HTMLResponse:
    """Show all lists."""
    return _lists(request, uow, [], {})


@router.post("/watchlists")
def post_watchlist(
    request: Request,
    who: Changer,
    uow: Uow,
    name: Annotated[str, Form()] = "",
    subject: Annotated[Subject, Form()] = Subject.COMPANY,
    purpose: Annotated[str, Form()] = "",
) -> Response:
    """Make a list."""
    try:
        made = actions.make(uow, name, subject, purpose=purpose)
    except Refused as refusal:
        return _lists(request, uow, [refusal], {"name": name, "subject": subject, "purpose": purpose})
    return RedirectResponse(_path(made.name), 303)


@router.get("/watchlists/{name}")
def list_page(
    request: Request,
    name: str,
    who: Reader,
    uow: Uow,
    text: str = "",
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> HTMLResponse:
    """Show one list with its entries."""
    return _list(request, uow, name, [], {}, text=text, page=page)


@router.post("/watchlists/{name}/entries")
def post_entries(
    request: Request,
    name: str,
    who: Changer,
    uow: Uow,
    values: Annotated[str, Form()] = "",
    because: Annotated[str, Form()] = "",
    since: Annotated[str, Form()] = "",
    until: Annotated[str, Form()] = "",
) -> Response:
    """Add entries, one a line."""
    try:
        begins, ends = _day(since, "since") or uow.at.date(), _day(until, "until")
        actions.add(uow, name, values.splitlines(), because=because, since=begins, until=ends)
    except actions.NoSuchWatchlist:
        raise
    except Refused as refusal:
        written = {"values": values, "because": because, "since": since, "until": until}
        return _list(request, uow, name, [refusal], written)
    return RedirectResponse(_path(name), 303)


@router.post("/watchlists/{name}/entries/{number}/removal")
def post_removal(
    request: Request,
    name: str,
    number: UUID,
    who: Changer,
    uow: Uow,
    decision: Annotated[str, Form()] = "ask",
    because: Annotated[str, Form()] = "",
) -> Response:
    """Ask for a removal, or decide one that another officer asked for."""
    try:
        if decision == "ask":
            actions.ask_removal(uow, number, because=because)
        else:
            actions.decide_removal(uow, number, confirmed=decision == "confirm")
    except (actions.BadWatchlist, NotPermitted) as refusal:
        return _list(request, uow, name, [refusal], {})
    return RedirectResponse(_path(name), 303)


def _path(name: str) -> str:
    return f"/watchlists/{quote(name, safe='')}"


def _day(text: str, field: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        raise actions.BadWatchlist(
            sentence("{seen} is not a day", seen=text[:20]),
            mend=sentence("Write the day like 2026-01-31"),
            field=field,
            seen=text[:20],
        ) from None


def _lists(request: Request, uow: Uow, errors: list[Refused], written: dict[str, str]) -> HTMLResponse:
    return render(
        request,
        "watchlists/lists.html",
        status=422 if errors else 200,
        found=queries.watchlists(uow),
        subjects=SUBJECTS,
        errors=errors,
        written=written,
        quote=_path,
    )


def _list(
    request: Request,
    uow: Uow,
    name: str,
    errors: list[Refused],
    written: dict[str, str],
    *,
    text: str = "",
    page: int = 1,
) -> HTMLResponse:
    known = queries.watchlist(uow, name)
    if known is None:
        raise actions.NoSuchWatchlist(
            sentence("There is no list {name}", name=name[:80]), mend=sentence("Choose one of the lists there are")
        )
    entries, total = queries.entries(uow, name, text=text, page=page)
    return render(
        request,
        "watchlists/list.html",
        status=422 if errors else 200,
        known=known,
        subject=SUBJECTS[known.subject],
        entries=entries,
        paging=Paging(page, 50, total),
        today=uow.at.date(),
        text=text,
        errors=errors,
        written=written,
        base=_path(name),
    )
