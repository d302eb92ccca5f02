"""The public register: who is authorised and consents to be named; a certificate is verified by its number and code."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from smartcustoms.business.aeo import queries
from smartcustoms.business.aeo.model import LOOK_UP, Operator
from smartcustoms.business.aeo.web.asked import SIZE, Anybody, AskedOperators
from smartcustoms.business.aeo.web.words import named
from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.web.menu import MenuEntry
from smartcustoms.kernel.web.pages import render
from smartcustoms.kernel.web.parts import Paging
from smartcustoms.kernel.words.model import sentence

router = APIRouter(tags=["aeo"])
menu = (MenuEntry(sentence("Register of AEOs"), "/aeo/register", LOOK_UP, group="business", order=32),)


@router.get("/aeo/register", response_class=HTMLResponse)
def register_page(request: Request, who: Anybody, asked: AskedOperators, page: int = 1) -> HTMLResponse:
    """Show who is authorised and consents to be named."""
    page = max(page, 1)
    rows, total = _public(request, asked, page)
    return render(
        request, "aeo/register.html", rows=rows, asked_for=asked, paging_of=Paging(page, SIZE, total), **named()
    )


@router.get("/api/v1/aeo/register")
def register_json(request: Request, who: Anybody, asked: AskedOperators, page: int = 1) -> list[dict[str, Any]]:
    """List who is authorised and consents to be named."""
    return [
        {
            "number": each.number,
            "name": each.name,
            "tier": each.tier,
            "standing": each.standing.value,
            "valid_from": each.valid_from.isoformat(),
            "valid_until": each.valid_until.isoformat(),
        }
        for each in _public(request, asked, max(page, 1))[0]
    ]


def _public(request: Request, asked: queries.ListedOperators, page: int) -> tuple[list[Operator], int]:
    """Read in the platform's name: the rows are the operators' own, and only those who consent are asked for."""
    wanted = queries.ListedOperators(asked.text, asked.standing, asked.tier, asked.sort, public=True)
    with request.app.state.database.unit(by=PLATFORM, at=clock.now()) as uow:
        return queries.operators(uow, wanted, page=page, size=SIZE)
