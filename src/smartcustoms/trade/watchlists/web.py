"""Pages and JSON of watchlists."""

from datetime import date, datetime
from typing import Annotated, Literal
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, Field

from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.errors import NotPermitted, Refused
from smartcustoms.kernel.people import queries as people
from smartcustoms.kernel.web.access import Uow, may
from smartcustoms.kernel.web.menu import MenuEntry
from smartcustoms.kernel.web.pages import render
from smartcustoms.kernel.web.parts import Paging
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.watchlists import actions, queries
from smartcustoms.trade.watchlists.model import CHANGE_WATCHLISTS, SEE_WATCHLISTS, SUBJECTS, Subject, Watchlist

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


class WatchlistTaken(BaseModel):
    """A list to be made."""

    name: str = Field(max_length=80)
    subject: Subject
    purpose: str = Field(max_length=500)


class EntryAnswer(BaseModel):
    """One watched value."""

    number: UUID
    value: str
    since: date
    until: date | None
    reason: str
    added_by: str
    removal_asked_by: str | None
    removed_at: datetime | None


class EntriesAnswer(BaseModel):
    """A page of a list's entries, and how many there are in all."""

    total: int
    entries: list[EntryAnswer]


class EntriesTaken(BaseModel):
    """Values to watch, from and until when (both included), and why."""

    values: list[str] = Field(max_length=10_000)
    because: str = Field(max_length=500)
    since: date | None = None
    until: date | None = None


class RemovalTaken(BaseModel):
    """A wish to take an entry off, or the second officer's decision on one."""

    decision: Literal["ask", "confirm", "refuse"]
    because: str = Field("", max_length=500)


@router.get("/api/v1/watchlists")
def get_watchlists(who: Reader, uow: Uow) -> list[WatchlistAnswer]:
    """Give all watchlists."""
    found = queries.watchlists(uow)
    return [WatchlistAnswer(name=it.name, subject=it.subject, purpose=it.purpose, entries=it.entries) for it in found]


@router.post("/api/v1/watchlists", status_code=201)
def make_watchlist(taken: WatchlistTaken, who: Changer, uow: Uow) -> WatchlistAnswer:
    """Make a list."""
    made = actions.make(uow, taken.name, taken.subject, purpose=taken.purpose)
    return WatchlistAnswer(name=made.name, subject=made.subject, purpose=made.purpose, entries=0)


@router.get("/api/v1/watchlists/{name}")
def get_entries(
    name: str, who: Reader, uow: Uow, text: str = "", page: Annotated[int, Query(ge=1, le=100_000)] = 1
) -> EntriesAnswer:
    """Give a page of a list's entries, the newest first."""
    _known(uow, name)
    found, total = queries.entries(uow, name, text=text, page=page)
    return EntriesAnswer(total=total, entries=[EntryAnswer.model_validate(it, from_attributes=True) for it in found])


@router.post("/api/v1/watchlists/{name}/entries")
def add_entries(name: str, taken: EntriesTaken, who: Changer, uow: Uow) -> EntriesAnswer:
    """Add entries; give the list's first page."""
    since = taken.since or uow.at.date()
    actions.add(uow, name, taken.values, because=taken.because, since=since, until=taken.until)
    return get_entries(name, who, uow)


@router.post("/api/v1/watchlists/{name}/entries/{number}/removal")
def remove_entry(name: str, number: UUID, taken: RemovalTaken, who: Changer, uow: Uow) -> EntriesAnswer:
    """Ask for a removal, or decide one that another officer asked for; give the list's first page."""
    if taken.decision == "ask":
        actions.ask_removal(uow, number, because=taken.because)
    else:
        actions.decide_removal(uow, number, confirmed=taken.decision == "confirm")
    return get_entries(name, who, uow)


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


def _known(uow: Uow, name: str) -> Watchlist:
    known = queries.watchlist(uow, name)
    if known is None:
        raise actions.NoSuchWatchlist(
            sentence("There is no list {name}", name=name[:80]), mend=sentence("Choose one of the lists there are")
        )
    return known


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
    known = _known(uow, name)
    entries, total = queries.entries(uow, name, text=text, page=page)
    involved = [known.owner, *(who for it in entries for who in (it.added_by, it.removal_asked_by) if who)]
    return render(
        request,
        "watchlists/list.html",
        status=422 if errors else 200,
        known=known,
        subject=SUBJECTS[known.subject],
        entries=entries,
        names=people.names(uow, involved),
        paging=Paging(page, 50, total),
        today=uow.at.date(),
        text=text,
        errors=errors,
        written=written,
        base=_path(name),
    )
