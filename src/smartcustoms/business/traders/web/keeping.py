"""Pages of what waits for the office: traders that may be one, corrections, registrations. Stands before `/traders/{number}`."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from smartcustoms.business.traders import actions, queries
from smartcustoms.business.traders.model import KEEP, Progress, Stage
from smartcustoms.business.traders.web.asked import SIZE, Keeper, Seer, worded
from smartcustoms.kernel.people.queries import may as allowed
from smartcustoms.kernel.web.access import Uow
from smartcustoms.kernel.web.pages import render
from smartcustoms.kernel.web.parts import Paging

router = APIRouter()
Reason = Annotated[str, Form(max_length=600)]
Decision = Annotated[str, Form(pattern="^(accept|refuse)$")]


@router.get("/traders/duplicates", response_class=HTMLResponse)
def duplicates(request: Request, who: Seer, uow: Uow, page: int = 1) -> HTMLResponse:
    """Show the pairs of traders that may be one, the surest first, with the reasons."""
    page = max(page, 1)
    found, total = queries.candidates(uow, page=page, size=SIZE)
    return render(
        request, "traders/duplicates.html", pairs=found, paging_of=Paging(page, SIZE, total), keeps=allowed(who, KEEP),
        **worded(request),
    )  # fmt: skip


@router.post("/traders/duplicates")
def find(request: Request, who: Keeper, uow: Uow) -> Response:
    """Look for pairs now; it is done each night too."""
    actions.find_duplicates(uow)
    return RedirectResponse("/traders/duplicates", 303)


@router.post("/traders/duplicates/decision")
def decide_pair(
    request: Request,
    who: Keeper,
    uow: Uow,
    keep: Annotated[str, Form(max_length=40)] = "",
    other: Annotated[str, Form(max_length=40)] = "",
    decision: Annotated[str, Form(pattern="^(merge|apart)$")] = "apart",
    because: Reason = "",
) -> Response:
    """Merge a pair, or say that they are two."""
    if decision == "merge":
        actions.merge(uow, keep, other, because=because)
    else:
        actions.set_apart(uow, keep, other, because=because)
    return RedirectResponse("/traders/duplicates", 303)


@router.get("/traders/corrections", response_class=HTMLResponse)
def corrections(request: Request, who: Seer, uow: Uow, state: str = "proposed", page: int = 1) -> HTMLResponse:
    """Show corrections that traders propose; at first those that wait."""
    page, known = max(page, 1), {each.value for each in Progress}
    found, total = queries.corrections(uow, progress=Progress(state) if state in known else None, page=page, size=SIZE)
    return render(
        request, "traders/corrections.html", corrections=found, state=state, paging_of=Paging(page, SIZE, total),
        **worded(request),
    )  # fmt: skip


@router.get("/traders/corrections/{number}", response_class=HTMLResponse)
def correction(request: Request, who: Seer, uow: Uow, number: str) -> HTMLResponse:
    """Show a correction beside what is written now."""
    found = queries.correction(uow, number)
    now = queries.trader(uow, found.trader)
    uow.looked(found.trader, what="correction")
    return render(
        request, "traders/correction.html", correction=found, trader=now, keeps=allowed(who, KEEP), **worded(request)
    )


@router.post("/traders/corrections/{number}")
def decide(
    request: Request, who: Keeper, uow: Uow, number: str, decision: Decision = "refuse", because: Reason = ""
) -> Response:
    """Accept or refuse a correction, with the reason."""
    actions.decide(uow, number, accepted=decision == "accept", because=because)
    return RedirectResponse(f"/traders/corrections/{number}", 303)


@router.get("/traders/registrations", response_class=HTMLResponse)
def registrations(
    request: Request, who: Keeper, uow: Uow, state: str = "confirmed", q: str = "", page: int = 1
) -> HTMLResponse:
    """Show who asks for an account, those that wait longest first."""
    page, known = max(page, 1), {each.value for each in Stage}
    stage = Stage(state) if state in known else None
    found, total = queries.registrations(uow, stage=stage, text=q.strip(), page=page, size=SIZE)
    uow.looked("registrations of companies", state=state[:20])
    return render(
        request, "traders/registrations.html", rows=found, state=state, q=q[:100], now=uow.at,
        paging_of=Paging(page, SIZE, total), **worded(request),
    )  # fmt: skip


@router.get("/traders/registrations/{number}", response_class=HTMLResponse)
def registration(request: Request, who: Keeper, uow: Uow, number: str) -> HTMLResponse:
    """Show a registration, with the traders that have one of its numbers already."""
    found = queries.registration(uow, number)
    uow.looked(number, what="registration")
    known = [queries.by_identity(uow, each.kind, each.value, country=each.country) for each in found.written.identities]
    return render(
        request, "traders/registration.html", registration=found, known=[each for each in known if each],
        **worded(request),
    )  # fmt: skip


@router.post("/traders/registrations/{number}")
def decide_registration(
    request: Request,
    who: Keeper,
    uow: Uow,
    number: str,
    decision: Decision = "refuse",
    because: Reason = "",
    trader: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """Verify or refuse a registration, with the reason."""
    if decision == "accept":
        origin = request.app.state.settings.address
        actions.verify(uow, number, because=because, origin=origin, trader=trader.strip())
    else:
        actions.refuse(uow, number, because=because)
    return RedirectResponse(f"/traders/registrations/{number}", 303)
