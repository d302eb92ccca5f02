"""The pages of lodged declarations: the list, one whole, and what can be done with it."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from smartcustoms.kernel.people.queries import may as may_with
from smartcustoms.kernel.people.queries import names, require, sees_all
from smartcustoms.kernel.web.access import Uow
from smartcustoms.kernel.web.pages import render
from smartcustoms.kernel.web.parts import Paging
from smartcustoms.trade.declarations import actions, queries
from smartcustoms.trade.declarations.fields import HEADER
from smartcustoms.trade.declarations.life import BY_OFFICER
from smartcustoms.trade.declarations.life import NAMES as STATE_NAMES
from smartcustoms.trade.declarations.model import DECIDE, LODGE, SEE, Direction, Lodged, Status
from smartcustoms.trade.declarations.web.asked import Decider, Filters, Lodger, Seer, receipt_of
from smartcustoms.trade.documents import queries as documents
from smartcustoms.trade.risk import queries as risk
from smartcustoms.trade.risk.model import CHOSEN_BY, SEE_RISK, Lane
from smartcustoms.trade.tariff import queries as tariff

router = APIRouter()
Because = Annotated[str, Form(max_length=500)]
_KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@router.get("/declarations")
def listed(request: Request, who: Seer, uow: Uow, asked: Filters, format: str = "") -> Response:  # noqa: A002 - the page's own word
    """List declarations with filters, order and pages; the same list as CSV or XLSX."""
    if format in _KINDS:
        content = queries.exported(uow, asked, as_xlsx=format == "xlsx")
        heads = {"Content-Disposition": f'attachment; filename="declarations.{format}"'}
        return Response(content, media_type=_KINDS[format], headers=heads)
    page = queries.declarations(uow, asked)
    names = {status.value: queries.status_name(status) for status in Status}
    return render(
        request,
        "declarations/list.html",
        rows=page.rows,
        wanted=asked,
        pages=Paging(page.page, page.per_page, page.total),
        names=names,
        lanes=list(Lane),
        directions=list(Direction),
        all_seen=sees_all(who, SEE),
        drafts=queries.drafts(uow) if may_with(who, LODGE) else [],
        lodges=may_with(who, LODGE),
    )


@router.get("/declarations/{number}")
def whole(request: Request, number: str, who: Seer, uow: Uow) -> Response:
    """Show one declaration whole."""
    found = queries.declaration(uow, number)
    require(who, SEE, owner=found.organisation)
    uow.looked(number)
    steps = queries.timeline(uow, number)
    sent_at = max((step.at for step in steps if step.deed in ("lodged", "amended")), default=found.lodged_at)
    lodged = Lodged(number, found.version, sent_at, found.status, found.lane, found.original)
    return render(
        request,
        "declarations/one.html",
        found=found,
        header=HEADER,
        steps=steps,
        versions=queries.versions(uow, number),
        reasons=queries.reasons(uow, number),
        receipt=receipt_of(request, lodged),
        standing=queries.status_name(found.status),
        deeds=queries.DEED_NAMES,
        directions=queries.DIRECTION_NAMES,
        names=names(uow, {step.by for step in steps}),
        hs_texts={item.hs_code: tariff.text_of(item.hs_code) for item in found.items},
        own=may_with(who, LODGE, owner=found.organisation),
        told=queries.notifications(uow, number),
        states=STATE_NAMES,
        used=documents.used_by(uow, number),
        links=queries.links(uow, found),
        next_states=[(state.value, STATE_NAMES[state]) for state in BY_OFFICER],
        decides=may_with(who, DECIDE, owner=found.organisation),
        **_known_to_officers(request, uow, who, number),
    )


def _known_to_officers(request: Request, uow: Uow, who: Seer, number: str) -> dict[str, Any]:
    """Give what risk knows of a declaration to those who may see it; others get none of it."""
    one = risk.assessment(uow, number) if may_with(who, SEE_RISK) else None
    if one is None:
        return {"one": None}
    return {
        "one": one,
        "stand": risk.standing(uow, number),
        "chosen_by": CHOSEN_BY,
        "money": request.app.state.settings.currency,
        "overrides": risk.overrides(uow, declaration=number),
    }


@router.post("/declarations/{number}/withdraw")
def withdraw(number: str, who: Lodger, uow: Uow, because: Because = "") -> Response:
    """Withdraw a declaration."""
    require(who, LODGE, owner=queries.declaration(uow, number).organisation)
    actions.withdraw(uow, number, because=because)
    return _back(number)


@router.post("/declarations/{number}/copy")
def copy(number: str, who: Lodger, uow: Uow) -> Response:
    """Begin a draft from a lodged declaration."""
    require(who, LODGE, owner=queries.declaration(uow, number).organisation)
    return RedirectResponse(f"/declarations/drafts/{actions.copy(uow, number)}", status_code=303)


@router.post("/declarations/{number}/release")
def release(number: str, who: Decider, uow: Uow, because: Because = "") -> Response:
    """Release the goods of a declaration."""
    actions.release(uow, number, because=because)
    return _back(number)


@router.post("/declarations/{number}/detain")
def detain(number: str, who: Decider, uow: Uow, because: Because = "") -> Response:
    """Detain the goods of a declaration."""
    actions.detain(uow, number, because=because)
    return _back(number)


def _back(number: str) -> Response:
    return RedirectResponse(f"/declarations/{number}", status_code=303)
