"""The JSON API of declarations, beside the pages."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Header, Request
from fastapi.responses import JSONResponse, Response

from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.people.queries import require
from smartcustoms.kernel.web.access import Uow
from smartcustoms.kernel.web.pages import reader_of
from smartcustoms.kernel.web.refusals import problem, tell
from smartcustoms.kernel.web.turns import in_turn
from smartcustoms.kernel.words.model import sentence
from smartcustoms.kernel.words.say import say
from smartcustoms.trade.declarations import actions, queries
from smartcustoms.trade.declarations.model import LODGE, SEE, Channel, Drafted, NotAccepted
from smartcustoms.trade.declarations.reading import drafted, entered_again
from smartcustoms.trade.declarations.refused import Form
from smartcustoms.trade.declarations.web.asked import (
    Body,
    BodyTooLarge,
    Decider,
    Filters,
    Lodger,
    NotJson,
    Seer,
    read_json,
    receipt_of,
)
from smartcustoms.trade.declarations.web.messages import is_xml, lodged_by_message
from smartcustoms.trade.declarations.web.refused import kept
from smartcustoms.trade.declarations.web.shapes import (
    AmendmentTaken,
    BecauseTaken,
    DeclarationTaken,
    ListGiven,
    LodgedGiven,
    declaration_given,
    fault_given,
    listed_given,
    lodged_given,
    reason_given,
)

router = APIRouter(prefix="/api/v1", tags=["declarations"])
MOST_AT_ONCE: Final = 1000
_LONGEST_KEY: Final = 200
IdempotencyKey = Annotated[str, Header(alias="Idempotency-Key", max_length=_LONGEST_KEY)]


def _takes(model: Any, many: bool = False) -> dict[str, Any]:
    schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
    defined = schema.pop("$defs", {})
    for name, each in defined.items():
        schema = _inlined(schema, name, each)
    whole = {"type": "array", "items": schema} if many else schema
    kinds = ("application/json", "application/x-ndjson") if many else ("application/json",)
    return {"requestBody": {"required": True, "content": {kind: {"schema": whole} for kind in kinds}}}


def _inlined(schema: Any, name: str, by: Any) -> Any:
    if isinstance(schema, dict):
        if schema.get("$ref") == f"#/components/schemas/{name}":
            return by
        return {key: _inlined(value, name, by) for key, value in schema.items()}
    return [_inlined(each, name, by) for each in schema] if isinstance(schema, list) else schema


@router.post(
    "/declarations", status_code=201, responses={201: {"model": LodgedGiven}}, openapi_extra=_takes(DeclarationTaken)
)
async def lodge(request: Request, who: Lodger, body: Body, key: IdempotencyKey = "") -> Response:
    """Lodge a declaration, in JSON or as a message of the WCO Data Model (application/xml): number, lane, reasons, receipt at once."""
    return await in_turn(request, lambda: _answered(request, who, body, key))


def _answered(request: Request, who: Actor, body: bytes, key: str) -> Response:
    if is_xml(request):
        return lodged_by_message(request, who, body, key[:_LONGEST_KEY])
    return _lodged_or_kept(request, who, body, key)


def _lodged_or_kept(request: Request, who: Actor, body: bytes, key: str) -> Response:
    """Lodge, or keep what was refused and answer with every fault."""
    entered = None
    try:
        entered = read_json(body)
        return _lodged(request, who, _draft(entered), body, key)
    except Refused as refused:
        told = not_accepted(request, refused) if isinstance(refused, NotAccepted) else tell(request, refused)
        return kept(request, who, told, refused, body=body, form=Form.JSON, entered=entered)


def _draft(entered: Any) -> Drafted:
    if not isinstance(entered, dict):
        raise NotJson(
            sentence("The request holds no declaration."),
            mend=sentence("Send one JSON object with the fields of a declaration."),
            field="body",
        )
    return drafted(entered)


def _lodged(request: Request, who: Actor, draft: Drafted, body: bytes, key: str) -> JSONResponse:
    # A unit of its own, not the request's: a refused lodging must roll back and still be answered with all its faults.
    with request.app.state.database.unit(by=who, at=clock.now()) as uow:
        found = actions.lodge(uow, draft, through=Channel.API, original=body, key=key[:_LONGEST_KEY])
    heads = {"Location": f"/api/v1/declarations/{found.number}"} | (
        {"Idempotency-Replayed": "true"} if found.repeated else {}
    )
    return JSONResponse(lodged_given(request, found, receipt_of(request, found)), 201, headers=heads)


def not_accepted(request: Request, refused: NotAccepted) -> JSONResponse:
    """Answer a refusal with every fault."""
    who = reader_of(request)
    told = {
        "message": say(refused.says, who),
        "mend": say(refused.mend, who),
        "field": refused.field,
        "seen": refused.seen,
    }
    faults = [fault_given(request, each) for each in refused.faults]
    return problem(refused.status, refused.code, told["message"] or "", **told, errors=faults)


@router.post("/declarations:bulk", openapi_extra=_takes(DeclarationTaken, many=True))
def lodge_many(request: Request, who: Lodger, body: Body, key: IdempotencyKey = "") -> list[dict[str, Any]]:
    """Lodge many declarations, as a JSON array or one JSON object a line: each is taken or refused by itself, in order."""
    found = []
    for place, each in enumerate(_many(body)):
        told = _lodged_or_kept(request, who, each, f"{key[:180]}/{place}" if key else "")
        found.append({"place": place, "status": told.status_code, "answer": read_json(bytes(told.body))})
    return found


def _many(body: bytes) -> list[bytes]:
    import msgspec

    if body.lstrip()[:1] == b"[":
        try:
            parts = [bytes(each) for each in msgspec.json.decode(body, type=list[msgspec.Raw])]
        except (msgspec.DecodeError, RecursionError) as wrong:
            raise NotJson(
                sentence("The request cannot be read."), mend=sentence("Send well-formed JSON in UTF-8."), field="body"
            ) from wrong
    else:
        parts = [line for line in body.splitlines() if line.strip()]
    if len(parts) > MOST_AT_ONCE:
        raise BodyTooLarge(
            sentence("The request holds {count} declarations.", count=len(parts)),
            mend=sentence("Send at most {count} at once, or a file.", count=MOST_AT_ONCE),
            field="body",
        )
    return parts


@router.get("/declarations")
def listed(who: Seer, uow: Uow, asked: Filters) -> ListGiven:
    """List declarations: filters, order and pages as on the page."""
    page = queries.declarations(uow, asked)
    return ListGiven(
        total=page.total, page=page.page, size=page.per_page, declarations=[listed_given(row) for row in page.rows]
    )


@router.get("/declarations/{number}")
def whole(request: Request, number: str, who: Seer, uow: Uow) -> dict[str, Any]:
    """Give one declaration whole, with what may be told of its lane."""
    found = queries.declaration(uow, number)
    require(who, SEE, owner=found.organisation)
    uow.looked(number)
    cells = entered_again(found.header, found.items)
    given = declaration_given(found, {**cells.header, "items": [dict(each) for each in cells.items]})
    told = [fault_given(request, each) for each in found.told]
    links = queries.links(uow, found)
    given |= {"completes": links.completes, "completed_by": list(links.completed_by)}
    return {**given, "told": told, "reasons": [reason_given(request, each) for each in queries.reasons(uow, number)]}


@router.get("/declarations/{number}/timeline")
def timeline(request: Request, number: str, who: Seer, uow: Uow) -> list[dict[str, Any]]:
    """Give all that happened to a declaration."""
    require(who, SEE, owner=queries.declaration(uow, number).organisation)
    return [
        {"at": step.at.isoformat(), "deed": step.deed, "version": step.version, "because": step.because}
        for step in queries.timeline(uow, number)
    ]


@router.put("/declarations/{number}", responses={200: {"model": LodgedGiven}}, openapi_extra=_takes(AmendmentTaken))
def amend(request: Request, number: str, who: Lodger, body: Body) -> Response:
    """Amend a declaration: the whole new version, and the version that was read. What is refused is kept for its sender."""
    sent: Any = None
    try:
        sent = read_json(body)
        return _amended(request, number, who, sent, body)
    except Refused as refused:
        answer = not_accepted(request, refused) if isinstance(refused, NotAccepted) else tell(request, refused)
        entered = sent.get("declaration") if isinstance(sent, dict) else None
        return kept(request, who, answer, refused, body=body, form=Form.JSON, entered=entered)


def _amended(request: Request, number: str, who: Actor, sent: Any, body: bytes) -> Response:
    inner = sent.get("declaration") if isinstance(sent, dict) else None
    draft, version = _draft(inner), sent.get("version")
    with request.app.state.database.unit(by=who, at=clock.now()) as uow:
        require(who, LODGE, owner=queries.declaration(uow, number).organisation)
        known = version if isinstance(version, int) else 0
        because = str(sent.get("because") or "")[:500]
        found = actions.amend(uow, number, draft, version=known, because=because, original=body)
    return JSONResponse(lodged_given(request, found, receipt_of(request, found)))


@router.post("/declarations/{number}/withdrawal")
def withdraw(number: str, why: BecauseTaken, who: Lodger, uow: Uow) -> dict[str, str]:
    """Withdraw a declaration whose goods are not under control."""
    require(who, LODGE, owner=queries.declaration(uow, number).organisation)
    actions.withdraw(uow, number, because=why.because)
    return {"number": number, "status": "withdrawn"}


@router.post("/declarations/{number}/release")
def release(number: str, why: BecauseTaken, who: Decider, uow: Uow) -> dict[str, str]:
    """Release the goods of a declaration."""
    actions.release(uow, number, because=why.because)
    return {"number": number, "status": "released"}


@router.post("/declarations/{number}/detention")
def detain(number: str, why: BecauseTaken, who: Decider, uow: Uow) -> dict[str, str]:
    """Detain the goods of a declaration."""
    actions.detain(uow, number, because=why.because)
    return {"number": number, "status": "detained"}
