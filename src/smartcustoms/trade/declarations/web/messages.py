"""Messages of the WCO Data Model by API and page: lodged, cancelled, goods presented; what was sent, and the notifications of a life."""

import zlib
from collections.abc import Callable, Iterable
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Form, Request, UploadFile
from fastapi.responses import JSONResponse, RedirectResponse, Response
from pydantic import BaseModel, Field

from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.errors import NotFound, Refused, rule_of
from smartcustoms.kernel.people.queries import require
from smartcustoms.kernel.web.access import Uow
from smartcustoms.kernel.web.pages import reader_of
from smartcustoms.kernel.web.refusals import problem, tell
from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.kernel.words.say import say
from smartcustoms.trade.declarations import actions, queries
from smartcustoms.trade.declarations.life import BY_OFFICER, NAMES, State, Told
from smartcustoms.trade.declarations.model import (
    SEE,
    Channel,
    Lodged,
    NotAccepted,
    NotByMessage,
    Status,
)
from smartcustoms.trade.declarations.refused import Form as SentAs
from smartcustoms.trade.declarations.web.asked import BodyTooLarge, Decider, Lodger, Seer, receipt_of
from smartcustoms.trade.declarations.web.refused import kept
from smartcustoms.trade.declarations.web.shapes import fault_given, lodged_given

router = APIRouter(tags=["declarations"])
_XML: Final = "application/xml"
_SENT: Final = 8 * 1024 * 1024


class NoMessage(NotFound):
    """What was lodged did not come as a message, or there is no such notification."""

    code = "message_unknown"


class StateTaken(BaseModel):
    """The next state of a declaration, and why."""

    state: str = Field(examples=["documents_asked"], max_length=40)
    because: str = Field("", max_length=500)


def is_xml(request: Request) -> bool:
    """Tell whether a request brings a message in XML."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind in {_XML, "text/xml"}


def lodged_by_message(request: Request, who: Actor, body: bytes, key: str) -> Response:
    """Do what a message asks for: lodge an original, amend, withdraw, note goods presented. Answer in JSON, or as RES."""
    from smartcustoms.trade.declarations.wco.parsing import MessageUnusable

    try:
        return _done(request, who, body, key)
    except Refused as refused:
        if isinstance(refused, MessageUnusable):
            answer = _unusable(request, refused)
        elif isinstance(refused, NotAccepted):
            answer = _not_accepted(request, refused)
        elif _wants_xml(request):
            reader = reader_of(request)
            said = f"{say(refused.says, reader)} {say(refused.mend, reader)}"
            answer = _rejected([(refused.code, said, "")], refused.status)
        else:
            answer = tell(request, refused)
        return kept(request, who, answer, refused, body=body, form=SentAs.XML)


def _done(request: Request, who: Actor, body: bytes, key: str) -> Response:
    with request.app.state.database.unit(by=who, at=clock.now()) as uow:
        done = actions.by_message(uow, body, through=Channel.API, key=key)
    if done.lodged is not None:
        return _lodged(request, done.lodged)
    with request.app.state.database.unit(by=who, at=clock.now()) as uow:
        told = next(each for each in queries.notifications(uow, done.number) if each.place == done.place)
    heads = {"Idempotency-Replayed": "true"} if done.repeated else {}
    if _wants_xml(request):
        return Response(queries.notification_xml(told, done.number, None), headers=heads, media_type=_XML)
    given = _given(request, told) | {"number": done.number, "kind": done.kind, "kept_only": list(done.kept_only)}
    return JSONResponse(given, headers=heads)


def _lodged(request: Request, found: Lodged) -> Response:
    heads = {"Location": f"/api/v1/declarations/{found.number}"} | (
        {"Idempotency-Replayed": "true"} if found.repeated else {}
    )
    if _wants_xml(request):
        function = "01" if found.status is not Status.LODGED else "02"
        content = _response(
            function=function, reference=f"{found.number}-1", at=found.at, number=found.number, version=found.version
        )
        return Response(content, 201, headers=heads, media_type=_XML)
    return JSONResponse(lodged_given(request, found, receipt_of(request, found)), 201, headers=heads)


def _wants_xml(request: Request) -> bool:
    return _XML in request.headers.get("accept", "")


def _unusable(request: Request, refused: Any) -> Response:
    from smartcustoms.trade.declarations.wco.shown import fault_shown

    who = reader_of(request)
    errors = [fault_shown(each, lambda said: say(said, who)) for each in refused.faults]
    if _wants_xml(request):
        return _rejected(
            (each.code, f"{each.path or ''} {say(each.says, who)} {say(each.mend, who)}", "") for each in refused.faults
        )
    first = errors[0]
    return problem(
        422,
        refused.code,
        first["message"],
        message=first["message"],
        mend=first["mend"],
        field=first["path"],
        seen=first["value"],
        errors=errors,
    )


def _not_accepted(request: Request, refused: NotAccepted) -> Response:
    """Answer with every fault, each with its place in the message and its pointer."""
    from smartcustoms.trade.declarations.wco.house import place_of

    who = reader_of(request)
    errors = [{**fault_given(request, each), **place_of(each.field, each.item)} for each in refused.faults]
    if _wants_xml(request):
        return _rejected(
            (each["code"], f"{each['message']} {each['mend']}", each.get("pointer", "")) for each in errors
        )
    return problem(
        refused.status,
        refused.code,
        say(refused.says, who),
        message=say(refused.says, who),
        mend=say(refused.mend, who),
        errors=errors,
    )


def _rejected(errors: Iterable[tuple[str, str, str]], status: int = 422) -> Response:
    rows = [
        (f"S{zlib.crc32(code.encode()) % 10**7:07d}", f"{code} ({rule_of(code)}): {said}", pointer)
        for code, said, pointer in errors
    ]
    return Response(
        _response(function="03", reference="rejected", at=clock.now(), errors=rows), status, media_type=_XML
    )


def _response(**more: Any) -> bytes:
    from smartcustoms.trade.declarations.wco.responses import response
    from smartcustoms.trade.declarations.wco.writing import written

    return written(response(**more))


@router.get("/api/v1/declarations/{number}/message")
def message(number: str, who: Seer, uow: Uow) -> Response:
    """Give the message as it was sent, byte for byte."""
    require(who, SEE, owner=queries.declaration(uow, number).organisation)
    uow.looked(number)
    content = queries.original(uow, number)
    if content is None or not content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise NoMessage(
            sentence("{number} did not come as a message in XML.", number=number[:40]),
            mend=sentence("Ask for it as JSON."),
        )
    return Response(content, media_type=_XML)


@router.get("/api/v1/declarations/{number}/notifications")
def notifications(request: Request, number: str, who: Seer, uow: Uow) -> list[dict[str, Any]]:
    """Give what customs told of a declaration at each step of its life, with the function code and as the JSON of its message."""
    found = queries.declaration(uow, number)
    require(who, SEE, owner=found.organisation)
    return [
        _given(request, each) | {"message": queries.notification_json(each, number, found.header.reference)}
        for each in queries.notifications(uow, number)
    ]


@router.get("/api/v1/declarations/{number}/notifications/{place}")
def notification(number: str, place: int, who: Seer, uow: Uow) -> Response:
    """Give one notification as a message (RES) in XML."""
    found = queries.declaration(uow, number)
    require(who, SEE, owner=found.organisation)
    told = next((each for each in queries.notifications(uow, number) if each.place == place), None)
    if told is None:
        raise NoMessage(
            sentence("There is no such notification."), mend=sentence("Ask for the list of notifications first.")
        )
    heads = {"Content-Disposition": f'inline; filename="{number}-{place}.xml"'}
    return Response(queries.notification_xml(told, number, found.header.reference), media_type=_XML, headers=heads)


@router.post("/api/v1/declarations/{number}/state")
def advance(request: Request, number: str, taken: StateTaken, who: Decider, uow: Uow) -> dict[str, Any]:
    """Note the next state of a declaration's life: arrived, documents_asked, tax_assessed, cleared, exit_confirmed, invalidated."""
    actions.advance(uow, number, _state(taken.state), because=taken.because)
    return _given(request, queries.notifications(uow, number)[-1])


@router.post("/declarations/{number}/state")
def advance_page(
    number: str,
    who: Decider,
    uow: Uow,
    state: Annotated[str, Form(max_length=40)],
    because: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """Note the next state of a declaration's life."""
    actions.advance(uow, number, _state(state), because=because)
    return RedirectResponse(f"/declarations/{number}", status_code=303)


async def _uploaded(message: UploadFile) -> bytes:
    content = await message.read(_SENT + 1)
    if len(content) > _SENT:
        raise BodyTooLarge(
            sentence("The file is too large."), mend=sentence("Split it: at most {cap}.", cap="8 MB"), field="message"
        )
    return content


@router.post("/declarations/messages")
def upload(request: Request, who: Lodger, content: Annotated[bytes, Depends(_uploaded)]) -> Response:
    """Do what a message in XML asks for: lodge a declaration, amend or withdraw one, present goods; and open it."""
    with request.app.state.database.unit(by=who, at=clock.now()) as uow:
        number = actions.by_message(uow, content, through=Channel.FORM).number
    return RedirectResponse(f"/declarations/{number}", status_code=303)


def _state(text: str) -> State:
    if text not in set(BY_OFFICER):
        raise NotByMessage(
            sentence("There is no such state to be noted."),
            mend=sentence("Write one of: {among}.", among=", ".join(BY_OFFICER)),
            field="state",
            seen=text[:40],
        )
    return State(text)


def _given(request: Request, told: Told) -> dict[str, Any]:
    name: Callable[[Sentence], str] = lambda said: say(said, reader_of(request))  # noqa: E731
    return {
        "place": told.place, "state": told.state.value, "says": name(NAMES[told.state]), "function": told.function,
        "at": told.at.isoformat(), "version": told.version, "because": told.because,
    }  # fmt: skip
