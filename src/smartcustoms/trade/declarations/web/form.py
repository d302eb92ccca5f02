"""The form: write a declaration, keep it as a draft, lodge it, amend one. Item rows come and go without a new page."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.people.queries import require
from smartcustoms.kernel.places import country_names, currency_names
from smartcustoms.kernel.web.access import Uow
from smartcustoms.kernel.web.pages import reader_of, render
from smartcustoms.trade.declarations import actions, queries
from smartcustoms.trade.declarations.fields import HEADER, ITEM, MOST_ITEMS
from smartcustoms.trade.declarations.model import LODGE, Channel, Direction, Drafted, Fault, NotAccepted
from smartcustoms.trade.declarations.reading import cells, entered_again
from smartcustoms.trade.declarations.web.asked import Lodger

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Amends:
    """What a form amends: which declaration, the version that was read, and why."""

    number: str
    version: int
    because: str = ""


_EMPTY: Final = Drafted({"direction": Direction.IMPORT.value}, ({},))


async def _entered(request: Request) -> dict[str, str]:
    form = await request.form(max_fields=20_000, max_files=0)
    return {name: value for name, value in form.items() if isinstance(value, str)}


Entered = Annotated[Mapping[str, str], Depends(_entered)]


def read_form(entered: Mapping[str, str]) -> Drafted:
    """Take the cells of the header (`reference`) and of the items (`items.0.hs_code`) out of a form."""
    places: set[int] = set()
    for name in entered:
        parts = name.split(".")
        if len(parts) == 3 and parts[0] == "items" and parts[1].isascii() and parts[1].isdigit() and len(parts[1]) < 5:
            places.add(int(parts[1]))
    items = tuple(
        cells({each.name: entered.get(f"items.{place}.{each.name}") for each in ITEM}, ITEM)
        for place in sorted(places)[: MOST_ITEMS + 1]
    )
    return Drafted(cells(entered, HEADER), items)


@router.get("/declarations/new")
def new(request: Request, who: Lodger) -> Response:
    """Show an empty form."""
    today = {"declared_on": clock.now().date().isoformat(), "currency": request.app.state.settings.currency}
    return _form(request, Drafted({**_EMPTY.header, **today}, _EMPTY.items), to="/declarations/new")


@router.post("/declarations/new")
def lodge(request: Request, who: Lodger, entered: Entered) -> Response:
    """Do what the pressed button says: another row, one less, keep as draft, lodge."""
    return _pressed(request, who, entered, to="/declarations/new", draft=None)


@router.get("/declarations/drafts/{draft}")
def draft(request: Request, draft: UUID, who: Lodger, uow: Uow) -> Response:
    """Show a draft in the form."""
    return _form(request, queries.draft(uow, draft).drafted, to=f"/declarations/drafts/{draft}", draft=draft)


@router.post("/declarations/drafts/{draft}")
def lodge_draft(request: Request, draft: UUID, who: Lodger, entered: Entered) -> Response:
    """Do what the pressed button says with a draft."""
    return _pressed(request, who, entered, to=f"/declarations/drafts/{draft}", draft=draft)


def _pressed(request: Request, who: Actor, entered: Mapping[str, str], *, to: str, draft: UUID | None) -> Response:
    found = read_form(entered)
    if changed := rows_changed(found, entered):
        return _form(
            request, changed, to=to, draft=draft, fragment="items" if "hx-request" in request.headers else None
        )
    try:
        with request.app.state.database.unit(by=who, at=clock.now()) as uow:
            if "save" in entered:
                kept = actions.draft(uow, found, into=draft)
                return RedirectResponse(f"/declarations/drafts/{kept}?kept=1", status_code=303)
            if "discard" in entered and draft:
                actions.discard(uow, draft)
                return RedirectResponse("/declarations", status_code=303)
            lodged = actions.lodge(
                uow, found, through=Channel.FORM, original=_original(found), key=entered.get("key", "")[:80]
            )
            if draft:
                actions.discard(uow, draft)
        return RedirectResponse(f"/declarations/{lodged.number}", status_code=303)
    except NotAccepted as refused:
        return _form(
            request, found, to=to, draft=draft, faults=refused.faults, status=422, key=entered.get("key", "")[:80]
        )


def rows_changed(found: Drafted, entered: Mapping[str, str]) -> Drafted | None:
    """Give the form with a row more or less when such a button was pressed; None for every other button."""
    if "add" in entered and len(found.items) < MOST_ITEMS:
        return Drafted(found.header, (*found.items, {}))
    place = entered.get("remove", "")
    if place.isascii() and place.isdigit() and len(place) < 5:
        kept = tuple(item for n, item in enumerate(found.items) if n != int(place))
        return Drafted(found.header, kept or ({},))
    return None


@router.get("/declarations/{number}/amend")
def amending(request: Request, number: str, who: Lodger, uow: Uow) -> Response:
    """Show a lodged declaration in the form."""
    old = queries.declaration(uow, number)
    require(who, LODGE, owner=old.organisation)
    cells_of = entered_again(old.header, old.items)
    return _form(request, cells_of, to=f"/declarations/{number}/amend", amends=Amends(number, old.version))


@router.post("/declarations/{number}/amend")
def amend(request: Request, number: str, who: Lodger, entered: Entered) -> Response:
    """Amend a declaration, or change the form's rows."""
    found, to = read_form(entered), f"/declarations/{number}/amend"
    read = entered.get("version", "")
    version = int(read) if read.isascii() and read.isdigit() and len(read) < 7 else 0
    amends = Amends(number, version, entered.get("because", "")[:500])
    if changed := rows_changed(found, entered):
        return _form(
            request, changed, to=to, fragment="items" if "hx-request" in request.headers else None, amends=amends
        )
    try:
        with request.app.state.database.unit(by=who, at=clock.now()) as uow:
            require(who, LODGE, owner=queries.declaration(uow, number).organisation)
            actions.amend(uow, number, found, version=version, because=amends.because, original=_original(found))
        return RedirectResponse(f"/declarations/{number}", status_code=303)
    except NotAccepted as refused:
        return _form(request, found, to=to, faults=refused.faults, status=422, amends=amends)


def _original(found: Drafted) -> bytes:
    return json.dumps(
        {**found.header, "items": [dict(item) for item in found.items]}, ensure_ascii=False, sort_keys=True
    ).encode()


def _form(
    request: Request, found: Drafted, *, to: str, draft: UUID | None = None, faults: tuple[Fault, ...] = (), status: int = 200,
    fragment: str | None = None,
    amends: "Amends | None" = None,
    key: str = "",
) -> Response:  # fmt: skip
    language = reader_of(request).language
    return render(
        request,
        "declarations/form.html",
        status=status,
        fragment=fragment,
        cells=found,
        to=to,
        draft=draft,
        header=HEADER,
        item_fields=ITEM,
        faults=[
            {"field": name_of(each), "text": each.says, "mend": each.mend, "fault": each, "code": each.code}
            for each in faults
        ],
        by_name={name_of(each): each for each in reversed(faults)},
        countries=[(code, f"{name} ({code})") for code, name in country_names(language).items()],
        currencies=[(code, f"{code} {name}") for code, name in currency_names(language).items()],
        directions=list(Direction),
        amends=amends,
        key=key or secrets.token_hex(12),
    )


def name_of(fault: Fault) -> str:
    """Name a fault's field as the form names it."""
    return f"items.{fault.item - 1}.{fault.field}" if fault.item else fault.field
