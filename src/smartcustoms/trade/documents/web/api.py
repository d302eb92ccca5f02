"""The JSON API of applications and documents, beside the pages."""

from decimal import Decimal
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, File, Form, Request, UploadFile
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field

from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.files.object_gateway import objects
from smartcustoms.kernel.web.access import Uow
from smartcustoms.kernel.web.sent import content_of, name_of
from smartcustoms.kernel.web.turns import in_turn
from smartcustoms.trade.documents import actions, queries
from smartcustoms.trade.documents.bulk import Row, rows_of
from smartcustoms.trade.documents.model import NotFilledIn, Relation
from smartcustoms.trade.documents.web.asked import (
    Applicant,
    Body,
    Filters,
    IdempotencyKey,
    Officer,
    Seer,
    content_in,
    number_in,
    read_object,
    text_in,
)
from smartcustoms.trade.documents.web.shapes import faulty, listed_given, problem_of, whole_given

router = APIRouter(prefix="/api/v1", tags=["documents"])
FILE: Final = 50_000_000
_TAKES: Final = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["type", "content"],
                    "properties": {
                        "type": {
                            "type": "string",
                            "description": "code of the type; its schema: /documents/types/{code}/schema",
                        },
                        "reference": {"type": "string", "description": "your own reference"},
                        "content": {"type": "object", "description": "what the type's form asks"},
                    },
                }
            }
        },
    }
}


class WhyTaken(BaseModel):
    """Why something is done."""

    because: str = Field("", max_length=500)


class TextTaken(BaseModel):
    """A message."""

    text: str = Field(max_length=4000)


class UseTaken(BaseModel):
    """What an item of a declaration uses of a document; `line` where several lines have the code."""

    declaration: str = Field(min_length=1, max_length=40)
    item: int = Field(ge=1, le=9999)
    hs_code: str = Field(pattern=r"^[0-9]{6,10}$")
    quantity: Decimal = Field(gt=0, max_digits=18, decimal_places=6)
    line: int | None = Field(None, ge=1, le=1000)


class LinkTaken(BaseModel):
    """A link with another document or a declaration."""

    relation: Relation
    other: str = Field(max_length=60)


@router.get("/documents")
def listed(who: Seer, uow: Uow, asked: Filters) -> dict[str, Any]:
    """List applications and documents, newest first: filters and pages as on the page."""
    page = queries.documents(uow, asked)
    given = [listed_given(row) for row in page.rows]
    return {"total": page.total, "page": page.page, "size": page.per_page, "documents": given}


@router.post("/documents", status_code=201, openapi_extra=_TAKES)
async def lodge(request: Request, who: Applicant, body: Body, key: IdempotencyKey = "") -> Response:
    """Lodge an application. With an Idempotency-Key the same body gives the same number again, another body 409."""
    return await in_turn(request, lambda: _lodge(request, who, body, key))


def _lodge(request: Request, who: Actor, body: bytes, key: str) -> Response:
    sent = read_object(body)
    row = Row(1, text_in(sent, "type", 30), text_in(sent, "reference", 60), content_in(sent), body)
    return lodged(request, who, row, key)


def lodged(request: Request, who: Actor, row: Row, key: str) -> JSONResponse:
    """Lodge one application in a unit of its own and answer: a refused one must roll back and still be answered."""
    try:
        with request.app.state.database.unit(by=who, at=clock.now()) as uow:
            found = actions.lodge_new(
                uow, row.type, row.content, original=row.original, key=key, reference=row.reference
            )
    except NotFilledIn as refused:
        return faulty(request, refused)
    heads = {"Location": f"/api/v1/documents/{found.number}"}
    heads |= {"Idempotency-Replayed": "true"} if found.repeated else {}
    return JSONResponse({"number": found.number, "state": found.state.value}, 201, headers=heads)


@router.post("/documents:bulk", openapi_extra=_TAKES)
def lodge_many(request: Request, who: Applicant, body: Body, key: IdempotencyKey = "") -> list[dict[str, Any]]:
    """Lodge many, as a JSON array, one JSON object a line or CSV: each is taken or refused by itself, in order."""
    return bulk(request, who, body, key)


def bulk(request: Request, who: Actor, content: bytes, key: str) -> list[dict[str, Any]]:
    """Lodge a file of applications, each in a unit of its own; give what came of each."""
    with request.app.state.database.unit(by=who, at=clock.now()) as uow:
        known = queries.types_known(uow, on=uow.at.date())
    rows = rows_of(content, form_of=lambda code: known[code].form if code in known else None)
    return [_one_of_many(request, who, row, f"{key[:180]}/{row.place}" if key else "") for row in rows]


def _one_of_many(request: Request, who: Actor, row: Row, key: str) -> dict[str, Any]:
    try:
        answer = lodged(request, who, row, key)
    except Refused as refused:
        answer = problem_of(request, refused)
    return {"place": row.place, "status": answer.status_code, "answer": read_object(bytes(answer.body))}


@router.post("/documents/drafts", status_code=201, openapi_extra=_TAKES)
def begin(who: Applicant, uow: Uow, body: Body, key: IdempotencyKey = "") -> dict[str, Any]:
    """Begin a draft; it need not be in order yet."""
    sent = read_object(body)
    number = actions.begin(
        uow, text_in(sent, "type", 30), content_in(sent), reference=text_in(sent, "reference", 60), key=key
    )
    return {"number": number, "state": "draft", "version": 1}


@router.get("/documents/{number}")
def whole(number: str, who: Seer, uow: Uow) -> dict[str, Any]:
    """Give one document with its timeline, messages, files, links, and what is left of it."""
    return whole_given(queries.whole(uow, number))


@router.put("/documents/{number}")
def write(request: Request, number: str, who: Applicant, body: Body) -> Response:
    """Write a draft anew, or amend what was lodged or issued: `content`, the `version` that was read, and `because`."""
    sent = read_object(body)
    version, content = number_in(sent, "version"), content_in(sent)
    try:
        with request.app.state.database.unit(by=who, at=clock.now()) as uow:
            if queries.document(uow, number).state.value == "draft":
                actions.save(uow, number, content, version=version, reference=text_in(sent, "reference", 60))
                goes_on = number
            else:
                goes_on = actions.amend(uow, number, content, version=version, because=text_in(sent, "because", 500))
            found = queries.document(uow, goes_on)
        return JSONResponse({"number": goes_on, "state": found.state.value, "version": found.version})
    except NotFilledIn as refused:
        return faulty(request, refused)


@router.post("/documents/{number}/lodge")
def lodge_draft(request: Request, number: str, who: Applicant) -> Response:
    """Lodge a draft."""
    try:
        with request.app.state.database.unit(by=who, at=clock.now()) as uow:
            found = actions.lodge(uow, number)
        return JSONResponse({"number": number, "state": found.state.value})
    except NotFilledIn as refused:
        return faulty(request, refused)


@router.post("/documents/{number}/withdraw")
def withdraw(number: str, why: WhyTaken, who: Applicant, uow: Uow) -> dict[str, str]:
    """Withdraw a draft or an application that is not decided yet."""
    actions.withdraw(uow, number, because=why.because)
    return {"number": number, "state": "withdrawn"}


@router.post("/documents/{number}/copy", status_code=201)
def copy(number: str, who: Applicant, uow: Uow) -> dict[str, str]:
    """Begin a draft from an earlier application."""
    return {"number": actions.copy(uow, number), "state": "draft"}


@router.post("/documents/{number}/renew", status_code=201)
def renew(number: str, who: Applicant, uow: Uow) -> dict[str, str]:
    """Begin a draft that renews a document."""
    return {"number": actions.renew(uow, number), "state": "draft"}


@router.post("/documents/{number}/messages", status_code=201)
def say(number: str, taken: TextTaken, who: Applicant, uow: Uow) -> dict[str, str]:
    """Write to those who decide; where they asked something this is the answer."""
    actions.say(uow, number, taken.text)
    return {"number": number, "state": queries.document(uow, number).state.value}


@router.post("/documents/{number}/attachments", status_code=201)
def attach(
    request: Request,
    number: str,
    who: Applicant,
    uow: Uow,
    code: Annotated[str, Form(max_length=40)] = "",
    file: Annotated[UploadFile | None, File()] = None,
) -> dict[str, Any]:
    """Attach a file (multipart form): `code` says which the type asks."""
    content, through = content_of(file, FILE), objects(request.app.state.settings)
    made = actions.attach(uow, number, code, content, name=name_of(file), through=through)
    return {"id": str(made.id), "sha256": made.hash, "media_type": made.media_type, "size": made.size}


@router.post("/documents/{number}/attachments/{which}/remove")
def detach(number: str, which: UUID, who: Applicant, uow: Uow) -> dict[str, str]:
    """Take a file off a draft."""
    actions.detach(uow, number, which)
    return {"number": number}


@router.post("/documents/{number}/links", status_code=201)
def link(number: str, taken: LinkTaken, who: Applicant, uow: Uow) -> dict[str, str]:
    """Link a document with another one of the organisation's, or with a declaration."""
    actions.link(uow, number, taken.relation, taken.other)
    return {"number": number, "relation": taken.relation.value, "other": taken.other}


@router.post("/documents/{number}/uses", status_code=201)
def write_off(number: str, taken: UseTaken, who: Officer, uow: Uow) -> dict[str, Any]:
    """Write what an item of a declaration uses off a document; the same item again changes nothing. Gives what is left."""
    actions.write_off(uow, number, **taken.model_dump())
    return whole_given(queries.whole(uow, number))
