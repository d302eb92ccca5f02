"""Pages of the register: the list, one trader whole; registering, changing, closing, relating, merging."""

from contextlib import suppress
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from smartcustoms.business.traders import actions, queries
from smartcustoms.business.traders.model import KEEP, Particulars, RelationKind, Role, State, Wanted
from smartcustoms.business.traders.web.asked import (
    SIZE,
    Filled,
    Keeper,
    Seer,
    particulars_of,
    text_of,
    worded,
    written_of,
)
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.people.queries import may as allowed
from smartcustoms.kernel.web.access import Uow
from smartcustoms.kernel.web.downloads import csv_file
from smartcustoms.kernel.web.pages import render
from smartcustoms.kernel.web.parts import Paging

router = APIRouter()
Reason = Annotated[str, Form(max_length=600)]


def wanted(q: str, role: str, state: str, country: str, sort: str, page: int) -> Wanted:
    """Read what a list is asked for; what is no role or state filters nothing."""
    as_role, as_state = None, None
    with suppress(ValueError):
        as_role = Role(role) if role else None
    with suppress(ValueError):
        as_state = State(state) if state else None
    return Wanted(
        text=q[:100], role=as_role, state=as_state, country=country[:2].upper(), sort=sort, page=max(page, 1), size=SIZE
    )


@router.get("/traders")
def listed(
    request: Request,
    who: Seer,
    uow: Uow,
    q: str = "",
    role: str = "",
    state: str = "",
    country: str = "",
    sort: str = "name",
    page: int = 1,
    format: str = "",  # noqa: A002 - the page's own word
) -> Response:
    """List traders, by words of their names in letters or Chinese, numbers, role, state and country; the same as CSV."""
    asked = wanted(q, role, state, country, sort, page)
    uow.looked("traders", text=asked.text)
    if format == "csv":
        return csv_file(queries.exported(uow, asked), "traders.csv")
    found, total = queries.traders(uow, asked)
    return render(
        request,
        "traders/list.html",
        traders=found,
        asked_for=asked,
        paging_of=Paging(asked.page, SIZE, total),
        keeps=allowed(who, KEEP),
        empty=Particulars(()),
        **worded(request),
    )


@router.post("/traders")
def register(request: Request, who: Keeper, uow: Uow, form: Filled) -> Response:
    """Register a trader that was checked."""
    made = actions.register(uow, particulars_of(form))
    return RedirectResponse(f"/traders/{made.number}", 303)


@router.get("/traders/{number}", response_class=HTMLResponse)
def whole(request: Request, who: Seer, uow: Uow, number: str) -> Response:
    """Show a trader whole; a merged one's number leads to the survivor."""
    found = queries.trader(uow, number)
    if found.number != number:
        return RedirectResponse(f"/traders/{found.number}", 303)
    uow.looked(found.number, what="trader")
    return render(
        request,
        "traders/trader.html",
        trader=found,
        written=written_of(found),
        tallies=queries.tallies(uow, found),
        relations=queries.relations(uow, found),
        authorisations=queries.authorisations(uow, found),
        corrections=queries.corrections(uow, of=found)[0],
        merges=queries.merges(uow, found),
        candidates=queries.candidates(uow, of=found.number)[0],
        keeps=allowed(who, KEEP),
        today=day_of(uow.at),
        **worded(request),
    )


@router.post("/traders/{number}")
def change(request: Request, who: Keeper, uow: Uow, number: str, form: Filled) -> Response:
    """Change what is written of a trader."""
    version = text_of(form, "version", 9)
    actions.change(
        uow,
        number,
        particulars_of(form),
        version=int(version) if version.isdecimal() else 0,
        because=text_of(form, "because"),
    )
    return RedirectResponse(f"/traders/{number}", 303)


@router.post("/traders/{number}/closing")
def close(request: Request, who: Keeper, uow: Uow, number: str, because: Reason = "") -> Response:
    """Close a trader."""
    actions.close(uow, number, because=because)
    return RedirectResponse(f"/traders/{number}", 303)


@router.post("/traders/{number}/relations")
def relate(
    request: Request,
    who: Keeper,
    uow: Uow,
    number: str,
    kind: Annotated[RelationKind, Form()] = RelationKind.OWNS,
    other: Annotated[str, Form(max_length=40)] = "",
    because: Reason = "",
) -> Response:
    """Note how a trader stands to another."""
    actions.relate(uow, number, kind, other.strip(), because=because)
    return RedirectResponse(f"/traders/{number}", 303)


@router.post("/traders/{number}/merge")
def merge(
    request: Request,
    who: Keeper,
    uow: Uow,
    number: str,
    absorbed: Annotated[str, Form(max_length=40)] = "",
    because: Reason = "",
) -> Response:
    """Merge another trader into this one."""
    actions.merge(uow, number, absorbed.strip(), because=because)
    return RedirectResponse(f"/traders/{number}", 303)


@router.post("/traders/{number}/parting")
def part(
    request: Request, who: Keeper, uow: Uow, number: str, merge: Annotated[UUID, Form()], because: Reason = ""
) -> Response:
    """Undo a merge."""
    actions.undo(uow, merge, because=because)
    return RedirectResponse(f"/traders/{number}", 303)
