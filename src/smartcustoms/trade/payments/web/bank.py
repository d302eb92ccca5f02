"""Pages and JSON of reconciliation: bring a statement, see what is left over, say what it is."""

from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, Field

from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.web.access import Uow
from smartcustoms.kernel.web.pages import reader_of, render
from smartcustoms.kernel.web.sent import content_of, name_of
from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.kernel.words.say import say
from smartcustoms.trade.payments import actions, queries
from smartcustoms.trade.payments.model import BankLineState, Reconciled, StatementUnreadable
from smartcustoms.trade.payments.statement_reading import LARGEST
from smartcustoms.trade.payments.web.asked import Reconciler

router = APIRouter(tags=["payments"])
LINE_STATES: dict[str, Sentence] = {
    BankLineState.MATCHED.value: sentence("Matched"),
    BankLineState.LEFT.value: sentence("Left over"),
    BankLineState.SETTLED.value: sentence("Explained"),
}


class SettleTaken(BaseModel):
    """What a line left over is: a payment of a note, or something else in words."""

    position: int = Field(ge=1)
    note: str = Field("", max_length=40)
    because: str = Field("", max_length=300)


@router.get("/payments/reconciliation", response_class=HTMLResponse)
def listed(request: Request, who: Reconciler, uow: Uow) -> HTMLResponse:
    """List the statements read, with what is left over of each."""
    return render(request, "payments/statements.html", statements=queries.statements(uow), errors=[])


@router.get("/api/v1/payments/reconciliation")
def listed_json(who: Reconciler, uow: Uow) -> list[dict[str, Any]]:
    """List the statements read, newest first: how many lines each has, and how many are left over."""
    return [_head(each) | {"lines": lines, "left_lines": left} for each, lines, left in queries.statements(uow)]


@router.post("/payments/reconciliation")
def bring(request: Request, who: Reconciler, uow: Uow, file: Annotated[UploadFile | None, File()] = None) -> Response:
    """Bring a statement of the bank; one that cannot be read is refused whole, on the page it was brought by."""
    try:
        found = _brought(uow, file)
    except Refused as refused:
        shown = queries.statements(uow)
        return render(request, "payments/statements.html", status=refused.status, statements=shown, errors=[refused])
    return RedirectResponse(f"/payments/reconciliation/{found.statement.identity}", 303)


@router.post("/api/v1/payments/reconciliation", status_code=201)
def bring_json(
    request: Request, who: Reconciler, uow: Uow, file: Annotated[UploadFile | None, File()] = None
) -> dict[str, Any]:
    """Bring a statement of the bank (CSV or camt.053, as a multipart form's `file`); brought again, nothing changes."""
    return _plain(request, _brought(uow, file))


@router.get("/payments/reconciliation/{identity}", response_class=HTMLResponse)
def one(request: Request, who: Reconciler, uow: Uow, identity: str) -> HTMLResponse:
    """Show one statement: what each line is, and what is left over."""
    found = queries.statement(uow, identity)
    return render(request, "payments/statement.html", found=found, line_states=LINE_STATES)


@router.get("/api/v1/payments/reconciliation/{identity}")
def one_json(request: Request, who: Reconciler, uow: Uow, identity: str) -> dict[str, Any]:
    """Give one statement with its lines: what each is, or why it is left over."""
    return _plain(request, queries.statement(uow, identity))


@router.post("/payments/reconciliation/{identity}/settle")
def settle(
    who: Reconciler,
    uow: Uow,
    identity: str,
    position: Annotated[int, Form()] = 0,
    note: Annotated[str, Form(max_length=40)] = "",
    because: Annotated[str, Form(max_length=300)] = "",
) -> Response:
    """Say what a line left over is."""
    actions.settle(uow, identity, position, note=note, because=because)
    return RedirectResponse(f"/payments/reconciliation/{identity}", 303)


@router.post("/api/v1/payments/reconciliation/{identity}/settle")
def settle_json(request: Request, who: Reconciler, uow: Uow, identity: str, taken: SettleTaken) -> dict[str, Any]:
    """Say what a line left over is: a payment of a note, or something else in words."""
    actions.settle(uow, identity, taken.position, note=taken.note, because=taken.because)
    return _plain(request, queries.statement(uow, identity))


def _brought(uow: Uow, file: UploadFile | None) -> Reconciled:
    content = content_of(file, LARGEST)
    if not content:
        raise StatementUnreadable(
            sentence("No file was given."), mend=sentence("Choose the bank's statement."), field="file"
        )
    return actions.reconcile(uow, content, name=name_of(file))


def _head(found: Reconciled) -> dict[str, Any]:
    one = found.statement
    return {
        "identity": one.identity,
        "name": found.name,
        "account": one.account,
        "currency": one.opening.currency,
        "opening": str(one.opening.amount),
        "closing": str(one.closing.amount),
        "read_at": found.read_at.isoformat(),
    }


def _plain(request: Request, found: Reconciled) -> dict[str, Any]:
    reader = reader_of(request)
    lines = [
        {
            "position": each.position,
            "booked_on": each.booked_on.isoformat(),
            "amount": str(each.amount.amount),
            "reference": each.reference,
            "text": each.text,
            "state": each.state.value,
            "payment": each.payment,
            "why": say(each.why, reader) if each.why else "",
        }
        for each in found.statement.lines
    ]
    return _head(found) | {
        "difference": str(found.statement.difference.amount),
        "left": str(found.left.amount),
        "lines": lines,
    }
