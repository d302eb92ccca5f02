"""Lodgings by API that were refused: kept as they are answered, and shown to their sender."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, Response

from smartcustoms.kernel import clock, receipts
from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.day import day_or_none
from smartcustoms.kernel.errors import NotFound, NotPermitted, Refused, rule_of
from smartcustoms.kernel.people.queries import require, sees_all
from smartcustoms.kernel.spreadsheet import csv_of
from smartcustoms.kernel.web.access import Uow
from smartcustoms.kernel.web.downloads import csv_file
from smartcustoms.kernel.web.pages import reader_of, render
from smartcustoms.kernel.web.parts import Paging
from smartcustoms.kernel.words.say import Reader, say
from smartcustoms.trade.declarations import actions, queries
from smartcustoms.trade.declarations.model import SEE
from smartcustoms.trade.declarations.refused import Form, Refusal, RefusalsWanted
from smartcustoms.trade.declarations.web.asked import Seer, seed

router = APIRouter(tags=["declarations"])


def wanted(
    text: str = "", since: str = "", until: str = "", sort: str = "-last_at", page: int = 1, size: int = 25
) -> RefusalsWanted:
    """Read the filters of the list; what is no day filters nothing."""
    return RefusalsWanted(
        text=text.strip()[:80],
        since=day_or_none(since),
        until=day_or_none(until),
        sort=sort[:20],
        page=min(max(page, 1), 100_000),
        per_page=min(max(size, 1), 100),
    )


Filters = Annotated[RefusalsWanted, Depends(wanted)]


def kept(
    request: Request, who: Actor, answer: Response, refused: Refused, *, body: bytes, form: Form, entered: Any = None
) -> Response:
    """Keep what was refused, in a transaction of its own, and name it in the answer: number and receipt.

    What somebody was not permitted to do, or asked of what is not there for him, is no lodging, and is not kept.
    """
    if isinstance(refused, NotPermitted | NotFound):
        return answer
    with request.app.state.database.unit(by=who, at=clock.now()) as uow:
        found = actions.keep_refused(uow, refused, original=body, form=form, entered=entered)
    told = {"number": found.number, "times": found.times, "receipt": _receipt(request, found)}
    if isinstance(answer, JSONResponse):
        known = {name: value for name, value in answer.headers.items() if name != "content-length"}
        body_told = {**json.loads(bytes(answer.body)), "refusal": told}
        answer = JSONResponse(body_told, answer.status_code, headers=known, media_type=answer.media_type)
    answer.headers["Link"] = f'</api/v1/declaration-refusals/{found.number}>; rel="describedby"'
    return answer


@router.get("/declarations/refused")
def listed(request: Request, who: Seer, uow: Uow, asked: Filters, format: str = "") -> Response:  # noqa: A002 - the page's own word
    """List lodgings by API that were refused, with filters, order and pages; the same list whole as CSV."""
    reader = reader_of(request)
    if format == "csv":
        return csv_file(_csv(queries.every_refusal(uow, asked), reader), "refused-lodgings.csv")
    found, total = queries.refusals(uow, asked)
    paging = Paging(asked.page, asked.per_page, total)
    return render(
        request, "declarations/refused.html", rows=found, wanted=asked, paging_of=paging, all_seen=sees_all(who, SEE)
    )


@router.get("/declarations/refused/{number}")
def page_of_one(request: Request, number: str, who: Seer, uow: Uow) -> Response:
    """Show one refused lodging: every fault, and the receipt that proves what was sent."""
    found = _own(uow, who, number)
    return render(request, "declarations/refused_one.html", found=found, receipt=_receipt(request, found))


@router.get("/api/v1/declaration-refusals")
def list_refusals(request: Request, who: Seer, uow: Uow, asked: Filters) -> dict[str, Any]:
    """List lodgings by API that were refused: filters, order and pages as on the page."""
    found, total = queries.refusals(uow, asked)
    return {"total": total, "refusals": [_given(each, reader_of(request)) for each in found]}


@router.get("/api/v1/declaration-refusals/{number}")
def read_refusal(request: Request, number: str, who: Seer, uow: Uow) -> dict[str, Any]:
    """Give one refused lodging with every fault and its receipt."""
    found, reader = _own(uow, who, number), reader_of(request)
    errors = [
        {
            "code": each.code,
            "path": each.path,
            "seen": each.seen,
            "message": say(each.says, reader),
            "mend": say(each.mend, reader),
            "rule": rule_of(each.code),
        }
        for each in found.faults
    ]
    return {**_given(found, reader), "errors": errors, "receipt": _receipt(request, found)}


def _own(uow: Uow, who: Actor, number: str) -> Refusal:
    found = queries.refusal(uow, number)
    require(who, SEE, owner=found.organisation)
    uow.looked(number)
    return found


def _receipt(request: Request, found: Refusal) -> str:
    """Write the receipt of what was sent: version 0, since it became no declaration."""
    return receipts.signed(receipts.Receipt(found.number, 0, found.hash, found.first_at), seed(request))


def _given(found: Refusal, reader: Reader) -> dict[str, Any]:
    return {
        "number": found.number,
        "reference": found.reference,
        "form": found.form.value,
        "first_at": found.first_at.isoformat(),
        "last_at": found.last_at.isoformat(),
        "times": found.times,
        "sha256": found.hash,
        "size": found.size,
        "code": found.code,
        "message": say(found.says, reader),
        "mend": say(found.mend, reader),
        "rule": rule_of(found.code),
    }


def _csv(found: list[Refusal], reader: Reader) -> str:
    rows = [_given(each, reader) for each in found]
    heads = ["number", "reference", "form", "first_at", "last_at", "times", "code", "message", "mend", "sha256"]
    return csv_of(heads, ([row[name] for name in heads] for row in rows))
