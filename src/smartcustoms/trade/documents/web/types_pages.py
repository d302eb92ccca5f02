"""Pages of the catalogue: which documents there are, one of them, and what goods need."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from smartcustoms.kernel import clock
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.places import country_names
from smartcustoms.kernel.web.access import Uow
from smartcustoms.kernel.web.menu import MenuEntry
from smartcustoms.kernel.web.pages import reader_of, render
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.documents import catalogue, lists, queries
from smartcustoms.trade.documents.asking import asked_country, asked_day, asked_direction, lines_meant
from smartcustoms.trade.documents.forms import sections
from smartcustoms.trade.documents.model import SEE_TYPES
from smartcustoms.trade.documents.web.asked import Asker
from smartcustoms.trade.documents.web.words import DIRECTIONS, EFFECTS, KINDS
from smartcustoms.trade.tariff.model import HsLine

router = APIRouter(tags=["documents"])
menu = (
    MenuEntry(sentence("What do I need?"), "/documents/needs", SEE_TYPES, group="trade", order=20),
    MenuEntry(sentence("Kinds of documents"), "/documents/types", SEE_TYPES, group="trade", order=21),
)


@router.get("/documents/types", response_class=HTMLResponse)
def types(
    request: Request, who: Asker, uow: Uow, agency: str = "", direction: str = "", phase: str = "", text: str = ""
) -> HTMLResponse:
    """List the documents that may be applied for today."""
    today = day_of(clock.now())
    going = asked_direction(direction) if direction else ""
    wanted = int(phase) if phase.isascii() and phase.isdigit() else None
    found = queries.types(uow, on=today, agency=agency, direction=going, phase=wanted, text=text)
    asked = {"agency": agency, "direction": going, "phase": phase, "text": text[:100]}
    return render(request, "documents/types.html", types=found, asked_for=asked, **_names())


@router.get("/documents/needs", response_class=HTMLResponse)
def needs(
    request: Request, who: Asker, uow: Uow, goods: str = "", direction: str = "import", on: str = "",
    origin: str = "", destination: str = "",
) -> HTMLResponse:  # fmt: skip
    """Tell what goods need."""
    today, found, refused = day_of(clock.now()), None, None
    also: list[HsLine] = []
    if goods.strip():
        try:
            line, *also = lines_meant(goods)
            going, day = asked_direction(direction), asked_day(on, today)
            found = queries.needs(
                uow,
                hs_code=line.code,
                direction=going,
                on=day,
                origin=asked_country(origin, "origin"),
                destination=asked_country(destination, "destination"),
            )
        except Refused as fault:
            refused = fault
    asked = {"goods": goods[:200], "direction": direction[:20], "on": on[:10]}
    asked |= {"origin": origin[:2].upper(), "destination": destination[:2].upper()}
    given: dict[str, Any] = {"found": found, "refused": refused, "asked_for": asked, "today": today}
    given["also"] = also if found else []
    names = country_names(reader_of(request).language)
    given |= {"countries": [(code, f"{name} ({code})") for code, name in names.items()], "effects": EFFECTS}
    return render(request, "documents/needs.html", status=refused.status if refused else 200, **given, **_names())


@router.get("/documents/types/{code}", response_class=HTMLResponse)
def one_type(request: Request, who: Asker, uow: Uow, code: str) -> HTMLResponse:
    """Show one type of document: what it is for, what it asks, what it costs, who decides."""
    found = queries.document_type(uow, code, on=day_of(clock.now()))
    language = reader_of(request).language
    return render(request, "documents/type.html", type=found, sections=sections(found.form, language), **_names())


def _names() -> dict[str, Any]:
    return {
        "agencies": catalogue.agencies(),
        "directions": DIRECTIONS,
        "kinds": KINDS,
        "phases": catalogue.phases(),
        "list_name": lists.control_list,
    }
