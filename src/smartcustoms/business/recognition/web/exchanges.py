"""Pages and JSON of recognition: the exchanges, partners' operators, what was refused; and where a partner's message arrives."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from smartcustoms.business.recognition import actions, plainly, queries
from smartcustoms.business.recognition.model import LARGEST, SEE, Fault, Kind
from smartcustoms.business.recognition.sealing import media_type
from smartcustoms.business.recognition.web.asked import SIZE, STATUSES, Delivers, Leads, Sees
from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.web.access import Uow
from smartcustoms.kernel.web.downloads import csv_file
from smartcustoms.kernel.web.menu import MenuEntry
from smartcustoms.kernel.web.pages import render
from smartcustoms.kernel.web.parts import Paging
from smartcustoms.kernel.words.model import Sentence, sentence

router = APIRouter(tags=["recognition"])
menu = (MenuEntry(sentence("Mutual recognition"), "/recognition", SEE, group="business", order=40),)
KINDS: dict[str, Sentence] = {
    Kind.ADD.value: sentence("Add"),
    Kind.CHANGE.value: sentence("Change"),
    Kind.SUSPEND.value: sentence("Suspend"),
    Kind.REVOKE.value: sentence("Revoke"),
    Kind.WITHDRAW.value: sentence("Consent withdrawn"),
    Kind.RECONCILIATION.value: sentence("Full reconciliation"),
}
FAULTS: dict[str, Sentence] = {
    Fault.NOT_A_MESSAGE.value: sentence("Not a message"),
    Fault.WRONG_SUITE.value: sentence("Wrong suite of algorithms"),
    Fault.UNKNOWN_KEY.value: sentence("Unknown key"),
    Fault.NOT_FOR_US.value: sentence("Not for us"),
    Fault.ALTERED.value: sentence("Altered"),
    Fault.UNREADABLE.value: sentence("Unreadable content"),
    Fault.NOT_AGREED.value: sentence("Not agreed"),
    Fault.WRONG_TIME.value: sentence("Wrong time"),
    Fault.REPLAYED.value: sentence("Replayed"),
    Fault.OUT_OF_ORDER.value: sentence("Out of order"),
}


@router.get("/recognition", response_class=HTMLResponse)
def exchanges_page(request: Request, who: Sees, uow: Uow) -> HTMLResponse:
    """Show how the exchange with each partner stands."""
    found = queries.exchanges(uow, request.app.state.settings)
    return render(
        request, "recognition/exchanges.html", rows=found, waiting=queries.waiting(uow), kinds=KINDS, now=uow.at
    )


@router.get("/recognition/operators", response_class=HTMLResponse)
def operators_page(
    request: Request, who: Sees, uow: Uow, administration: str = "", q: str = "", page: int = 1
) -> HTMLResponse:
    """Show partners' operators, by administration, number, TIN or part of the name."""
    page, text = max(page, 1), q.strip()[:100]
    settings = request.app.state.settings
    found, total = queries.partners_operators(
        uow, settings, administration=administration[:2], text=text, page=page, size=SIZE
    )
    uow.looked("partners' operators", administration=administration[:2], text=text)
    partners = [(each.partner, each.arrangement.names) for each in queries.exchanges(uow, settings)]
    return render(
        request,
        "recognition/operators.html",
        rows=found,
        partners=partners,
        statuses=STATUSES,
        asked_for={"administration": administration[:2], "q": text},
        paging_of=Paging(page, SIZE, total),
    )


@router.get("/recognition/operators/export.csv")
def operators_csv(request: Request, who: Sees, uow: Uow, administration: str = "", q: str = "") -> Response:
    """Give partners' operators as CSV, at most 100,000."""
    settings, text, where = request.app.state.settings, q.strip()[:100], administration[:2]
    uow.looked("partners' operators", administration=where, text=text, csv=True)
    asked = where if where != settings.administration else ""
    return csv_file(queries.operators_table(uow, settings, administration=asked, text=text), "operators.csv")


@router.get("/recognition/refused/export.csv")
def refused_csv(who: Sees, uow: Uow) -> Response:
    """Give the messages that were refused as CSV."""
    return csv_file(queries.refused_table(uow), "refused.csv")


@router.get("/recognition/refused", response_class=HTMLResponse)
def refused_page(request: Request, who: Sees, uow: Uow, page: int = 1) -> HTMLResponse:
    """Show messages that were refused, with the reason."""
    page = max(page, 1)
    found, total = queries.quarantined(uow, page=page, size=SIZE)
    return render(request, "recognition/refused.html", rows=found, faults=FAULTS, paging_of=Paging(page, SIZE, total))


@router.post("/recognition/{code}/reconciliation")
def reconcile(request: Request, who: Leads, uow: Uow, code: str) -> Response:
    """Queue our whole list for a partner."""
    actions.reconcile(uow, code, request.app.state.settings)
    return RedirectResponse("/recognition", 303)


@router.get("/api/v1/recognition")
def exchanges_json(request: Request, who: Sees, uow: Uow) -> list[dict[str, Any]]:
    """Give how the exchange with each partner stands."""
    return [_exchange(each) for each in queries.exchanges(uow, request.app.state.settings)]


@router.get("/api/v1/recognition/operators")
def operators_json(
    request: Request, who: Sees, uow: Uow, administration: str = "", q: str = "", page: int = 1
) -> list[dict[str, Any]]:
    """List partners' operators, by administration, number, TIN or part of the name."""
    text = q.strip()[:100]
    found, _ = queries.partners_operators(
        uow, request.app.state.settings, administration=administration[:2], text=text, page=max(page, 1), size=SIZE
    )
    uow.looked("partners' operators", administration=administration[:2], text=text)
    return [{"administration": where, **plainly.plain_operator(each)} for where, each in found]


@router.get("/api/v1/recognition/refused")
def refused_json(who: Sees, uow: Uow, page: int = 1) -> list[dict[str, Any]]:
    """List messages that were refused, with the reason."""
    return [plainly.plain_quarantined(each) for each in queries.quarantined(uow, page=max(page, 1), size=SIZE)[0]]


@router.post("/api/v1/recognition/{code}/reconciliation")
def reconcile_json(request: Request, who: Leads, uow: Uow, code: str) -> dict[str, Any]:
    """Queue our whole list for a partner; give how many operators it holds."""
    return {"arrangement": code, "operators": actions.reconcile(uow, code, request.app.state.settings)}


async def _body(request: Request) -> bytes:
    found = bytearray()
    async for chunk in request.stream():
        found += chunk
        if len(found) > LARGEST:
            break  # refused as too large
    return bytes(found)


@router.post("/api/v1/recognition/messages")
def deliver(request: Request, who: Delivers, body: Annotated[bytes, Depends(_body)]) -> Response:
    """Take a partner's sealed message (application/jose, application/cms); the answer's body is the sealed receipt.

    It is empty when nobody can be told.
    """
    state = request.app.state
    with state.database.unit(by=PLATFORM, at=clock.now()) as uow:
        got = actions.receive(uow, body, state.settings)
    fault = {"X-Fault": got.fault.value} if got.fault else {}
    answer = got.answer or b""
    return Response(answer, status_code=422 if got.fault else 200, media_type=media_type(answer), headers=fault)


def _exchange(each: queries.Exchange) -> dict[str, Any]:
    return {
        "arrangement": plainly.plain_arrangement(each.arrangement),
        "partner": each.partner,
        "sent": each.link.sent,
        "received": each.link.received,
        "waiting": each.waiting,
        "late": each.late,
        "known": each.known,
        "trusted": each.trusted,
        "untold": each.untold,
        "reconciled_at": each.link.reconciled_at.isoformat() if each.link.reconciled_at else None,
        "differences": each.link.differences,
        "agrees": each.link.agrees,
    }
