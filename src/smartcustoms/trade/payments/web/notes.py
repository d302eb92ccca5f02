"""Pages and JSON of demand notes: the list, one whole, what is due on a declaration, raising and writing off, the ageing."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, Field

from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.database.lists import COUNTED
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.people.queries import may as allowed
from smartcustoms.kernel.people.queries import require, sees_all
from smartcustoms.kernel.web.access import Uow
from smartcustoms.kernel.web.downloads import csv_file
from smartcustoms.kernel.web.pages import reader_of, render
from smartcustoms.kernel.web.parts import Paging
from smartcustoms.kernel.words.model import sentence
from smartcustoms.kernel.words.say import say
from smartcustoms.trade.payments import actions, queries
from smartcustoms.trade.payments.collecting_gateway import gateways
from smartcustoms.trade.payments.model import APPROVE, PAY, RAISE, SEE, LineKind, Note, NoteLine, NoteState
from smartcustoms.trade.payments.web.asked import (
    KINDS,
    SIZE,
    Decider,
    Raiser,
    Reconciler,
    Seer,
    money_of,
    note_of,
    plain_note,
    plain_payment,
    worded,
)

router = APIRouter(tags=["payments"])


class NoteTaken(BaseModel):
    """A note raised by hand; `key` makes it the same when it is sent again."""

    organisation: str = Field(min_length=1, max_length=60)
    about: str = Field(min_length=1, max_length=60)
    kind: LineKind
    says: str = Field(min_length=1, max_length=200)
    law: str = Field("", max_length=200)
    amount: str = Field(max_length=30)
    key: str = Field("", max_length=60)


class ReasonTaken(BaseModel):
    """Why."""

    because: str = Field("", max_length=500)


@router.get("/payments")
def listed(
    request: Request,
    who: Seer,
    uow: Uow,
    state: NoteState | None = None,
    overdue: bool = False,
    q: str = "",
    organisation: str = "",
    sort: str = "",
    page: int = 1,
    format: str = "",  # noqa: A002 - the page's own word
) -> Response:
    """List the notes one sees, with filters and pages; the same list as CSV."""
    asked = _asked(state, overdue, q, organisation) | {"sort": sort[:20]}
    if format == "csv":
        return csv_file(queries.exported(uow, **asked), "notes.csv")
    found, total = queries.notes(uow, **asked, page=max(page, 1), size=SIZE)
    return render(
        request,
        "payments/notes.html",
        notes=found,
        today=day_of(clock.now()),
        asked_for={"state": state.value if state else "", "overdue": overdue, "q": q, "organisation": organisation},
        paging_of=Paging(max(page, 1), SIZE, total, or_more=total >= COUNTED),
        sort=sort[:20] or "-raised_at",
        owed=queries.owed(uow, day_of(clock.now())) if not sees_all(who, SEE) else [],
        pays=allowed(who, PAY, owner=who.organisation),
        services=sorted(gateways(request.app.state.settings)),
        all_seen=sees_all(who, SEE),
        raises=allowed(who, RAISE),
        money=request.app.state.settings.currency,
        **worded(),
    )


@router.get("/api/v1/payments")
def listed_json(
    request: Request,
    who: Seer,
    uow: Uow,
    state: NoteState | None = None,
    overdue: bool = False,
    q: str = "",
    organisation: str = "",
    sort: str = "",
    page: int = 1,
) -> dict[str, Any]:
    """List the notes one sees, newest first or by `sort`: by state, overdue, the begin of their number or of what they are about."""
    asked = _asked(state, overdue, q, organisation) | {"sort": sort[:20]}
    found, total = queries.notes(uow, **asked, page=max(page, 1), size=SIZE)
    return {"total": total, "or_more": total >= COUNTED, "notes": [plain_note(request, each) for each in found]}


@router.get("/payments/ageing", response_class=HTMLResponse)
def ageing(request: Request, who: Reconciler, uow: Uow) -> HTMLResponse:
    """Show what is owed by how long after its last day, and what the ledger says."""
    on = day_of(clock.now())
    return render(request, "payments/ageing.html", rows=queries.ageing(uow, on), books=queries.books(uow), on=on)


@router.get("/api/v1/payments/ageing")
def ageing_json(who: Reconciler, uow: Uow) -> dict[str, Any]:
    """Give what is owed by how long after its last day, and the ledger's balances with their proofs."""
    rows = [{**each, "owed": str(each["owed"].amount)} for each in queries.ageing(uow, day_of(clock.now()))]
    return {"ageing": rows, "books": queries.books(uow)}


@router.get("/payments/due/{number}", response_class=HTMLResponse)
def due(request: Request, who: Seer, uow: Uow, number: str) -> HTMLResponse:
    """Show what is due on a declaration, with the working, and what it lacks to say more."""
    found = queries.due(uow, number)
    require(who, SEE, owner=found.organisation, about=number)
    currency = request.app.state.settings.currency
    pairs = list(zip(found.lines, found.workings, strict=True))
    return render(
        request,
        "payments/due.html",
        due=found,
        pairs=pairs,
        total=found.total(currency),
        notes=queries.notes_about(uow, number),
        **worded(),
    )


@router.get("/api/v1/payments/due/{number}")
def due_json(request: Request, who: Seer, uow: Uow, number: str) -> dict[str, Any]:
    """Give what is due on a declaration, and what it lacks to say more."""
    found, reader = queries.due(uow, number), reader_of(request)
    require(who, SEE, owner=found.organisation, about=number)
    return queries.plain_due(found, request.app.state.settings.currency, lambda each: say(each, reader))


@router.post("/payments/notes")
def raise_note(
    request: Request,
    who: Raiser,
    uow: Uow,
    organisation: Annotated[str, Form(max_length=60)] = "",
    about: Annotated[str, Form(max_length=60)] = "",
    kind: Annotated[LineKind, Form()] = LineKind.PENALTY,
    says: Annotated[str, Form(max_length=200)] = "",
    law: Annotated[str, Form(max_length=200)] = "",
    amount: Annotated[str, Form(max_length=30)] = "",
) -> Response:
    """Raise a note by hand."""
    taken = NoteTaken.model_construct(
        organisation=organisation.strip(),
        about=about.strip(),
        kind=kind,
        says=says.strip(),
        law=law,
        amount=amount,
        key="",
    )
    return RedirectResponse(f"/payments/notes/{_raised(request, uow, taken)}", 303)


@router.post("/api/v1/payments/notes", status_code=201)
def raise_note_json(request: Request, who: Raiser, uow: Uow, taken: NoteTaken) -> dict[str, Any]:
    """Raise a note by hand; sent again with the same key, the note that is there is given."""
    return plain_note(request, queries.note(uow, _raised(request, uow, taken)))


@router.get("/payments/notes/{number}", response_class=HTMLResponse)
def one(request: Request, who: Seer, uow: Uow, number: str) -> HTMLResponse:
    """Show one note: its lines with their law, what was paid, and how it can be paid."""
    found = note_of(uow, who, number)
    return render(
        request,
        "payments/note.html",
        note=found,
        payments=queries.payments_of(uow, number),
        services=sorted(gateways(request.app.state.settings)),
        today=day_of(clock.now()),
        **_rights(who, found),
        **worded(),
    )


@router.get("/api/v1/payments/notes/{number}")
def one_json(request: Request, who: Seer, uow: Uow, number: str) -> dict[str, Any]:
    """Give one note with its lines and payments."""
    found = note_of(uow, who, number)
    paid = [plain_payment(each) for each in queries.payments_of(uow, number)]
    return plain_note(request, found) | {"payments": paid}


@router.post("/payments/notes/{number}/write-off")
def write_off(who: Decider, uow: Uow, number: str, because: Annotated[str, Form(max_length=500)] = "") -> Response:
    """Write off what is owed on a note."""
    actions.write_off(uow, number, because=because)
    return RedirectResponse(f"/payments/notes/{number}", 303)


@router.post("/api/v1/payments/notes/{number}/write-off")
def write_off_json(request: Request, who: Decider, uow: Uow, number: str, taken: ReasonTaken) -> dict[str, Any]:
    """Write off what is owed on a note."""
    actions.write_off(uow, number, because=taken.because)
    return plain_note(request, queries.note(uow, number))


def _asked(state: NoteState | None, overdue: bool, q: str, organisation: str) -> dict[str, Any]:
    on = day_of(clock.now()) if overdue else None
    return {"state": state, "overdue_on": on, "text": q.strip()[:60], "organisation": organisation.strip()[:60]}


def _rights(who: Actor, note: Note) -> dict[str, Any]:
    return {
        "pays": allowed(who, PAY, owner=note.organisation),
        "raises": allowed(who, RAISE),
        "decides": allowed(who, APPROVE),
    }


def _raised(request: Request, uow: Uow, taken: NoteTaken) -> str:
    line = NoteLine(
        taken.kind,
        sentence("{what}", what=taken.says or str(KINDS[taken.kind.value])),
        money_of(request, taken.amount),
        taken.law,
    )
    key = f"hand:{uow.by.user}:{taken.key or uow.at.isoformat()}"
    return actions.raise_note(uow, organisation=taken.organisation, about=taken.about, lines=[line], key=key)
