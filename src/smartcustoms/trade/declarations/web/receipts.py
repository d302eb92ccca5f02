"""The public page of receipts: the key they are signed with, and verifying one."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from smartcustoms.kernel import receipts
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.web.access import Visitor
from smartcustoms.kernel.web.pages import render
from smartcustoms.trade.declarations.web.asked import seed
from smartcustoms.trade.declarations.web.shapes import ReceiptTaken

router = APIRouter()


@router.get("/receipts")
def page(request: Request, who: Visitor, receipt: str = "") -> HTMLResponse:
    """Show the page where anybody verifies a receipt; public: whoever is shown a receipt must be able to."""
    found, wrong = None, None
    if receipt:
        try:
            found = receipts.verified(receipt, seed(request))
        except Refused as refused:
            wrong = refused
    return render(
        request,
        "declarations/receipts.html",
        receipt=receipt[:4000],
        found=found,
        wrong=wrong,
        key=receipts.public_key(seed(request)),
    )


@router.get("/api/v1/receipts/key", tags=["receipts"])
def key(request: Request, who: Visitor) -> dict[str, str]:
    """Give the public key (JWK) that verifies every receipt; public."""
    return receipts.public_key(seed(request))


@router.post("/api/v1/receipts/verification", tags=["receipts"])
def verify(request: Request, taken: ReceiptTaken, who: Visitor) -> dict[str, Any]:
    """Verify a receipt and give what it proves; public."""
    found = receipts.verified(taken.receipt, seed(request))
    return {"number": found.number, "version": found.version, "sha256": found.hash, "at": found.at.isoformat()}
