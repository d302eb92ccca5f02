"""Pages and JSON of the nomenclature: search by words or code, one line with its place."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.web.access import may
from smartcustoms.kernel.web.menu import MenuEntry
from smartcustoms.kernel.web.pages import render
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.tariff import queries
from smartcustoms.trade.tariff.model import EDITION, SEARCH_TARIFF, HsLine

router = APIRouter()
menu = (MenuEntry(sentence("Tariff"), "/tariff", SEARCH_TARIFF, group="trade", order=60),)
Searcher = Annotated[Actor, Depends(may(SEARCH_TARIFF))]


@router.get("/tariff")
def search(request: Request, who: Searcher, text: str = "", code: str = "") -> HTMLResponse:
    """Search the nomenclature, or walk down it."""
    path = queries.path(code) if code else []
    found = queries.lines_found(text, 50) if text else queries.lines_below(code or None)
    return render(request, "tariff/search.html", text=text[:200], above=path, found=found, edition=EDITION)


@router.get("/api/v1/tariff", tags=["tariff"])
def search_json(who: Searcher, text: str = "") -> list[dict[str, Any]]:
    """Give lines that match words (English) or the start of a code, best first."""
    return [_given(line) for line in queries.lines_found(text, 50)]


@router.get("/api/v1/tariff/{code}", tags=["tariff"])
def line_json(code: str, who: Searcher) -> dict[str, Any]:
    """Give one line and those above it."""
    return {**_given(queries.line(code)), "path": [_given(line) for line in queries.path(code)]}


def _given(line: HsLine) -> dict[str, Any]:
    return {"code": line.code, "text": line.text, "level": line.level.value}
