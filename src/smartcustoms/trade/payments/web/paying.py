"""Pages and JSON of paying: through a service, at the counter; the services' messages; receipts and what is kept apart."""

from typing import Annotated, Any

import segno
from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, Field

from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.papers import queries as papers
from smartcustoms.kernel.people.queries import may as allowed
from smartcustoms.kernel.people.queries import require
from smartcustoms.kernel.web.access import Uow
from smartcustoms.kernel.web.pages import render
from smartcustoms.kernel.web.parts import Paging
from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.trade.payments import actions, queries, simulated_bank
from smartcustoms.trade.payments.collecting_gateway import CardLikeGateway, gateway, gateways, signature_of
from smartcustoms.trade.payments.model import PAY, RAISE, Attempt, CallbackForged, NotThere
from smartcustoms.trade.payments.simulated_bank import Outcome
from smartcustoms.trade.payments.web.asked import (
    SIZE,
    Payer,
    Raiser,
    Seer,
    money_of,
    note_of,
    payment_of,
    plain_payment,
    worded,
)

router = APIRouter(tags=["payments"])
_LARGEST = 16 * 1024
OUTCOMES: dict[str, Sentence] = {
    Outcome.PAID.value: sentence("paid"),
    Outcome.TWICE.value: sentence("paid, and the service says so twice"),
    Outcome.SHORT.value: sentence("half of it paid"),
    Outcome.TOO_MUCH.value: sentence("twice as much paid"),
    Outcome.FOREIGN.value: sentence("paid in another currency"),
    Outcome.LATE.value: sentence("paid after the attempt was over"),
}


class PayTaken(BaseModel):
    """Through which service."""

    gateway: str = Field(max_length=20)


class TogetherTaken(BaseModel):
    """Which notes, and through which service."""

    notes: list[Annotated[str, Field(max_length=40)]] = Field(min_length=1, max_length=actions.TOGETHER)
    gateway: str = Field(max_length=20)


class CounterTaken(BaseModel):
    """What was taken at the counter."""

    amount: str = Field(max_length=30)
    reference: str = Field(max_length=60)


class OutcomeTaken(BaseModel):
    """How the simulated payment goes."""

    outcome: Outcome = Outcome.PAID


class AssignTaken(BaseModel):
    """To which note."""

    note: str = Field(max_length=40)


@router.post("/payments/notes/{number}/pay")
def pay(
    request: Request, who: Payer, uow: Uow, number: str, gateway: Annotated[str, Form(max_length=20)] = ""
) -> Response:
    """Begin to pay a note through a service."""
    return RedirectResponse(f"/payments/attempts/{_ask(request, who, uow, [number], gateway).reference}", 303)


@router.post("/api/v1/payments/notes/{number}/pay", status_code=201)
def pay_json(request: Request, who: Payer, uow: Uow, number: str, taken: PayTaken) -> dict[str, Any]:
    """Begin to pay a note through a service: a code to scan, or the address of a page."""
    return _plain(request, _ask(request, who, uow, [number], taken.gateway))


@router.post("/payments/together")
def pay_together(
    request: Request,
    who: Payer,
    uow: Uow,
    note: Annotated[list[str] | None, Form()] = None,
    gateway: Annotated[str, Form(max_length=20)] = "",
) -> Response:
    """Begin to pay the chosen notes together, through a service."""
    return RedirectResponse(f"/payments/attempts/{_ask(request, who, uow, note or [], gateway).reference}", 303)


@router.post("/api/v1/payments/together", status_code=201)
def pay_together_json(request: Request, who: Payer, uow: Uow, taken: TogetherTaken) -> dict[str, Any]:
    """Begin to pay several notes together through a service: one code to scan, or the address of one page."""
    return _plain(request, _ask(request, who, uow, taken.notes, taken.gateway))


@router.post("/payments/notes/{number}/counter")
def counter(
    request: Request,
    who: Raiser,
    uow: Uow,
    number: str,
    amount: Annotated[str, Form(max_length=30)] = "",
    reference: Annotated[str, Form(max_length=60)] = "",
) -> Response:
    """Take a payment at the counter."""
    actions.take_at_counter(uow, number, money_of(request, amount), reference=reference)
    return RedirectResponse(f"/payments/notes/{number}", 303)


@router.post("/api/v1/payments/notes/{number}/counter")
def counter_json(request: Request, who: Raiser, uow: Uow, number: str, taken: CounterTaken) -> dict[str, Any]:
    """Take a payment at the counter; the slip's reference makes it the same when it is sent again."""
    money = money_of(request, taken.amount)
    return plain_payment(actions.take_at_counter(uow, number, money, reference=taken.reference))


@router.get("/payments/attempts/{reference}", response_class=HTMLResponse)
def attempt(request: Request, who: Seer, uow: Uow, reference: str) -> HTMLResponse:
    """Show what a payer is shown: a code to scan, or the way to the service's page."""
    found = queries.attempt(uow, reference)
    note_of(uow, who, found.note)
    service = gateway(request.app.state.settings, found.gateway)
    shown = service.ask(found)
    picture = segno.make(shown.code, error="m").svg_data_uri(scale=4, border=3) if shown.code else ""
    return render(
        request,
        "payments/attempt.html",
        attempt=found,
        shown=shown,
        picture=picture,
        outcomes=OUTCOMES,
        over=clock.now() > found.expires_at,
        pays=allowed(who, PAY, owner=found.organisation),
        **worded(),
    )


@router.get("/api/v1/payments/attempts/{reference}")
def attempt_json(request: Request, who: Seer, uow: Uow, reference: str) -> dict[str, Any]:
    """Give an attempt: its code to scan, or the address of the page."""
    found = queries.attempt(uow, reference)
    note_of(uow, who, found.note)
    return _plain(request, found)


@router.get("/payments/card/{reference}", response_class=HTMLResponse)
def card(request: Request, who: Payer, uow: Uow, reference: str, mark: str = "") -> HTMLResponse:
    """Show the simulated card service's page, to a payer who comes with the mark we sent him with."""
    found = queries.attempt(uow, reference)
    require(who, PAY, owner=found.organisation, about=reference)
    service = gateway(request.app.state.settings, "card")
    if not isinstance(service, CardLikeGateway) or not service.sent_by_us(reference, mark):
        raise NotThere(
            sentence("There is no such attempt to pay."), mend=sentence("Begin at the note again."), seen=reference[:40]
        )
    return render(request, "payments/card.html", attempt=found, outcomes=OUTCOMES)


@router.get("/api/v1/payments/card/{reference}")
def card_json(request: Request, who: Payer, uow: Uow, reference: str) -> dict[str, Any]:
    """Give what the simulated card service's page shows."""
    found = queries.attempt(uow, reference)
    require(who, PAY, owner=found.organisation, about=reference)
    return _plain(request, found)


@router.post("/payments/attempts/{reference}/simulate")
def simulate(
    request: Request, who: Payer, uow: Uow, reference: str, outcome: Annotated[Outcome, Form()] = Outcome.PAID
) -> Response:
    """Let the simulated service confirm (demo only)."""
    found = queries.attempt(uow, reference)
    require(who, PAY, owner=found.organisation, about=reference)
    _confirm(request, found, outcome)
    return RedirectResponse(f"/payments/notes/{found.note}", 303)


@router.post("/api/v1/payments/attempts/{reference}/simulate")
def simulate_json(request: Request, who: Payer, uow: Uow, reference: str, taken: OutcomeTaken) -> list[dict[str, Any]]:
    """Let the simulated service confirm (demo only); gives what was taken."""
    found = queries.attempt(uow, reference)
    require(who, PAY, owner=found.organisation, about=reference)
    return _confirm(request, found, taken.outcome)


@router.post("/api/v1/payments/callbacks/{name}")
async def callback(request: Request, name: str) -> dict[str, Any]:
    """Take a message of a payment service: its signature stands in the head `X-Signature`. Said again, it has no second effect."""
    body = bytearray()
    async for block in request.stream():
        body += block
        if len(body) > _LARGEST:
            raise CallbackForged(
                sentence("This message is not one of the payment service."),
                mend=sentence("Send it as the service signed it; nothing was taken from it."),
                field="body",
                seen=f"{len(body)} bytes",
            )
    service = gateways(request.app.state.settings).get(name)
    if service is None:
        raise NotThere(
            sentence("No such service collects payments here."), mend=sentence("Check the address."), seen=name[:40]
        )
    said = service.read(bytes(body), request.headers.get("x-signature", ""))
    with request.app.state.database.unit(by=PLATFORM, at=clock.now()) as uow:
        taken = actions.take(uow, said)
    return {"receipt": taken.number, "standing": taken.standing.value}


@router.get("/payments/receipts/{number}", response_class=HTMLResponse)
def receipt(request: Request, who: Seer, uow: Uow, number: str) -> HTMLResponse:
    """Show a receipt: what came, when and how, and where it went."""
    found = payment_of(uow, who, number)
    return render(
        request,
        "payments/receipt.html",
        payment=found,
        note=queries.note(uow, found.note) if found.note else None,
        parts=queries.parts(uow, number, found.amount.currency),
        refunds=queries.refunds(uow, payment=number)[0],
        paper=papers.paper(uow, number),
        pays=allowed(who, PAY, owner=found.organisation) or allowed(who, RAISE),
        raises=allowed(who, RAISE),
        **worded(),
    )


@router.get("/api/v1/payments/receipts/{number}")
def receipt_json(who: Seer, uow: Uow, number: str) -> dict[str, Any]:
    """Give a receipt; where its signed paper is made, the number and code by which anybody can check it."""
    found, paper = payment_of(uow, who, number), papers.paper(uow, number)
    parts = queries.parts(uow, number, found.amount.currency)
    told = plain_payment(found) | {"parts": [{"note": note, "amount": str(money.amount)} for note, money in parts]}
    return told | {"paper": {"number": paper.number, "code": paper.code} if paper else None}


@router.get("/payments/kept-apart", response_class=HTMLResponse)
def kept_apart(request: Request, who: Raiser, uow: Uow, page: int = 1) -> HTMLResponse:
    """List payments of which something is the payer's still."""
    found, total = queries.kept_apart(uow, page=max(page, 1), size=SIZE)
    paging = Paging(max(page, 1), SIZE, total)
    return render(request, "payments/kept_apart.html", payments=found, paging_of=paging, **worded())


@router.get("/api/v1/payments/kept-apart")
def kept_apart_json(who: Raiser, uow: Uow, page: int = 1) -> list[dict[str, Any]]:
    """List payments of which something is the payer's still."""
    return [plain_payment(each) for each in queries.kept_apart(uow, page=max(page, 1), size=SIZE)[0]]


@router.post("/payments/receipts/{number}/assign")
def assign(who: Raiser, uow: Uow, number: str, note: Annotated[str, Form(max_length=40)] = "") -> Response:
    """Give to a note what of a payment is the payer's still."""
    actions.assign(uow, number, note.strip())
    return RedirectResponse(f"/payments/receipts/{number}", 303)


@router.post("/api/v1/payments/receipts/{number}/assign")
def assign_json(who: Raiser, uow: Uow, number: str, taken: AssignTaken) -> dict[str, Any]:
    """Give to a note what of a payment is the payer's still."""
    actions.assign(uow, number, taken.note.strip())
    return plain_payment(queries.payment(uow, number))


def _ask(request: Request, who: Payer, uow: Uow, numbers: list[str], name: str) -> Attempt:
    for number in numbers[: actions.TOGETHER]:
        require(who, PAY, owner=note_of(uow, who, number).organisation, about=number)
    return actions.ask(uow, *numbers, through=gateway(request.app.state.settings, name))


def _plain(request: Request, found: Attempt) -> dict[str, Any]:
    shown = gateway(request.app.state.settings, found.gateway).ask(found)
    return {
        "reference": found.reference,
        "note": found.note,
        "notes": list(found.notes),
        "gateway": found.gateway,
        "amount": str(found.amount.amount),
        "currency": found.amount.currency,
        "state": found.state.value,
        "expires_at": found.expires_at.isoformat(),
        "code": shown.code,
        "page": shown.page,
        "simulated": True,
    }


def _confirm(request: Request, found: Attempt, outcome: Outcome) -> list[dict[str, Any]]:
    """Send the simulated service's messages, signed, by the way that real ones come."""
    service = gateway(request.app.state.settings, found.gateway)
    taken = []
    for body in simulated_bank.messages(found, outcome, clock.now()):
        said = service.read(body, signature_of(getattr(service, "secret", b""), body))
        with request.app.state.database.unit(by=PLATFORM, at=clock.now()) as uow:
            taken.append(plain_payment(actions.take(uow, said)))
    return taken
