"""Pages and JSON of refunds: ask, decide, send, confirm."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, Field

from smartcustoms.kernel.people.queries import may as allowed
from smartcustoms.kernel.web.access import Uow
from smartcustoms.kernel.web.pages import render
from smartcustoms.kernel.web.parts import Paging
from smartcustoms.trade.payments import actions, queries
from smartcustoms.trade.payments.collecting_gateway import gateways
from smartcustoms.trade.payments.model import APPROVE, RAISE, RefundState
from smartcustoms.trade.payments.web.asked import (
    SIZE,
    Decider,
    Raiser,
    Seer,
    money_of,
    payment_of,
    plain_refund,
    worded,
)

router = APIRouter(tags=["payments"])


class RefundTaken(BaseModel):
    """How much is asked back, and why."""

    amount: str = Field(max_length=30)
    because: str = Field(max_length=1000)


class DecisionTaken(BaseModel):
    """Whether it is granted."""

    granted: bool


class SendingTaken(BaseModel):
    """The transfer's reference, where it was sent by hand."""

    reference: str = Field("", max_length=60)


@router.get("/payments/refunds", response_class=HTMLResponse)
def listed(request: Request, who: Seer, uow: Uow, state: RefundState | None = None, page: int = 1) -> HTMLResponse:
    """List the refunds one sees, newest first."""
    found, total = queries.refunds(uow, state=state, page=max(page, 1), size=SIZE)
    return render(
        request,
        "payments/refunds.html",
        refunds=found,
        asked_state=state.value if state else "",
        paging_of=Paging(max(page, 1), SIZE, total),
        decides=allowed(who, APPROVE),
        raises=allowed(who, RAISE),
        services=gateways(request.app.state.settings),
        **worded(),
    )


@router.get("/api/v1/payments/refunds")
def listed_json(who: Seer, uow: Uow, state: RefundState | None = None, page: int = 1) -> list[dict[str, Any]]:
    """List the refunds one sees, newest first."""
    return [plain_refund(each) for each in queries.refunds(uow, state=state, page=max(page, 1), size=SIZE)[0]]


@router.post("/payments/receipts/{number}/refund")
def ask(
    request: Request,
    who: Seer,
    uow: Uow,
    number: str,
    amount: Annotated[str, Form(max_length=30)] = "",
    because: Annotated[str, Form(max_length=1000)] = "",
) -> Response:
    """Ask for a refund of a payment."""
    found = payment_of(uow, who, number)
    actions.ask_refund(uow, number, money_of(request, amount, found.amount.currency), because=because)
    return RedirectResponse(f"/payments/receipts/{number}", 303)


@router.post("/api/v1/payments/receipts/{number}/refund", status_code=201)
def ask_json(request: Request, who: Seer, uow: Uow, number: str, taken: RefundTaken) -> dict[str, Any]:
    """Ask for a refund of a payment, or of part of it."""
    found = payment_of(uow, who, number)
    money = money_of(request, taken.amount, found.amount.currency)
    return plain_refund(queries.refund(uow, actions.ask_refund(uow, number, money, because=taken.because)))


@router.post("/payments/refunds/{number}/decision")
def decide(who: Decider, uow: Uow, number: str, granted: Annotated[bool, Form()] = False) -> Response:
    """Grant or refuse a refund that somebody else asked for."""
    actions.decide_refund(uow, number, granted=granted)
    return RedirectResponse("/payments/refunds", 303)


@router.post("/api/v1/payments/refunds/{number}/decision")
def decide_json(who: Decider, uow: Uow, number: str, taken: DecisionTaken) -> dict[str, Any]:
    """Grant or refuse a refund that somebody else asked for."""
    actions.decide_refund(uow, number, granted=taken.granted)
    return plain_refund(queries.refund(uow, number))


@router.post("/payments/refunds/{number}/sending")
def send(
    request: Request, who: Raiser, uow: Uow, number: str, reference: Annotated[str, Form(max_length=60)] = ""
) -> Response:
    """Send a refund that was granted."""
    _send(request, uow, number, reference)
    return RedirectResponse("/payments/refunds", 303)


@router.post("/api/v1/payments/refunds/{number}/sending")
def send_json(request: Request, who: Raiser, uow: Uow, number: str, taken: SendingTaken) -> dict[str, Any]:
    """Send a refund that was granted: through its service, or by hand with the transfer's reference."""
    _send(request, uow, number, taken.reference)
    return plain_refund(queries.refund(uow, number))


@router.post("/payments/refunds/{number}/confirmation")
def confirm(who: Raiser, uow: Uow, number: str) -> Response:
    """Note that a refund reached the payer."""
    actions.confirm_refund(uow, number)
    return RedirectResponse("/payments/refunds", 303)


@router.post("/api/v1/payments/refunds/{number}/confirmation")
def confirm_json(who: Raiser, uow: Uow, number: str) -> dict[str, Any]:
    """Note that a refund reached the payer."""
    actions.confirm_refund(uow, number)
    return plain_refund(queries.refund(uow, number))


def _send(request: Request, uow: Uow, number: str, reference: str) -> None:
    came_by = queries.payment(uow, queries.refund(uow, number).payment).gateway
    through = gateways(request.app.state.settings).get(came_by)
    actions.send_refund(uow, number, through=through, reference=reference)
