"""How errors are told: a page for people, `application/problem+json` (RFC 9457) for programs, always with the mend."""

import traceback
from typing import Any, Final

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from smartcustoms.kernel import clock
from smartcustoms.kernel.database.trouble import TROUBLES, UNKEEPABLE, is_full, is_of_a_value
from smartcustoms.kernel.errors import NotFound, Refused, rule_of
from smartcustoms.kernel.identifiers import new_id
from smartcustoms.kernel.web.access import NotSignedIn
from smartcustoms.kernel.web.headers import HEADERS
from smartcustoms.kernel.web.pages import reader_of, render
from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.kernel.words.say import Reader, say

log = structlog.get_logger("smartcustoms.web")

_NOT_THERE = sentence("This page does not exist")
_LOOK = sentence("Check the address, or start from the home page")
_BROKEN = sentence("Something went wrong on our side")
_QUOTE = sentence("Try again; if it happens again, tell the operator this number")
_AWAY = sentence("Our database does not answer at this moment")
_FULL = sentence("There is no room left on our disk")
_AGAIN = sentence("Try again in a moment; with the same key nothing is stored twice")
_UNREADABLE = sentence("The request could not be read")
_UNKEEPABLE = sentence("The request holds a character or a number that cannot be kept")
_PLAIN = sentence("Send plain text in UTF-8, without control characters, and numbers of ordinary size")
_REST: Final = "5"  # seconds; a killed database was back within 6
_INPUT_MEND: Final[dict[str, Sentence]] = {
    "missing": sentence("Give this field"),
    "string_too_long": sentence("Write fewer characters"),
    "string_too_short": sentence("Write more characters"),
    "string_pattern_mismatch": sentence("Write it in the form that the API description gives"),
    "json_invalid": sentence("Send well-formed JSON in UTF-8"),
    "extra_forbidden": sentence("Leave this field out; it is not known"),
}
_MEND = sentence("Correct this value as the API description says")


class Unkeepable(Refused):
    """A request holds a value that the database cannot keep."""

    code = "unkeepable"


def wants_json(request: Request) -> bool:
    """Tell whether the asker is a program: an API address, or an Accept header that names JSON and not HTML."""
    accept = request.headers.get("accept", "")
    return request.url.path.startswith("/api/") or ("json" in accept and "html" not in accept)


def problem(status: int, code: str, title: str, /, **more: Any) -> JSONResponse:
    """Make a problem answer (RFC 9457): type, title and status, our code, where its rule is told, and what else is known."""
    body = {"type": f"urn:smartcustoms:{code}", "title": title, "status": status, "code": code, "rule": rule_of(code)}
    body |= {name: value for name, value in more.items() if value is not None}
    return JSONResponse(body, status, media_type="application/problem+json", headers={"Cache-Control": "no-store"})


def tell(request: Request, refused: Refused) -> Response:
    """Tell a refusal in the reader's language: what, where, what was seen, how to mend it."""
    who = reader_of(request)
    if wants_json(request):
        says, mend = say(refused.says, who), say(refused.mend, who)
        more = {"message": says, "mend": mend, "field": refused.field, "seen": refused.seen}
        return problem(refused.status, refused.code, says, **more, errors=_every(refused, who))
    if isinstance(refused, NotSignedIn) and request.method == "GET" and "hx-request" not in request.headers:
        from urllib.parse import quote

        return RedirectResponse(f"/sign-in?then={quote(_path_of(request))}", status_code=303)
    told = {"says": refused.says, "mend": refused.mend, "field": refused.field, "seen": refused.seen}
    return _page(request, refused.status, refused.code, **told)


def _every(refused: Refused, who: Reader) -> list[dict[str, str]] | None:
    """Give every fault of a refusal that names several (`faults`, each with field, says, mend and seen); else None."""
    return [
        {"field": each.field, "message": say(each.says, who), "mend": say(each.mend, who), "seen": each.seen}
        for each in getattr(refused, "faults", ())
        if all(hasattr(each, name) for name in ("field", "says", "mend", "seen"))
    ] or None


def tell_unreadable(request: Request, error: RequestValidationError) -> Response:
    """Tell which fields of a request could not be read, each with what was seen and how to mend it."""
    who = reader_of(request)
    faults = [
        {
            "field": ".".join(str(part) for part in each["loc"][1:]) or str(each["loc"][0]),
            "code": each["type"],
            "message": each["msg"],
            "seen": _seen(each.get("input")),
            "mend": say(_INPUT_MEND.get(each["type"], _MEND), who),
        }
        for each in error.errors()[:100]
    ]
    status = 400 if any(each["code"] == "json_invalid" for each in faults) else 422
    if wants_json(request):
        title = say(_UNREADABLE, who)
        first = faults[0] if faults else {"mend": say(_MEND, who), "field": None, "seen": None}
        more = {"message": title, "mend": first["mend"], "field": first["field"], "seen": first["seen"]}
        return problem(status, "unreadable", title, **more, errors=faults)
    return _page(request, status, "unreadable", says=_UNREADABLE, mend=_MEND, faults=faults)


def tell_http(request: Request, error: HTTPException) -> Response:
    """Tell the framework's own errors (no such page, wrong method) in the same form."""
    if error.status_code in (404, 405):
        refused = NotFound(_NOT_THERE, mend=_LOOK)
        return tell(request, refused) if error.status_code == 404 else _wrong_method(request, error)
    says = Sentence(str(error.detail))
    if wants_json(request):
        return problem(error.status_code, "http_error", str(error.detail), mend=say(_MEND, reader_of(request)))
    return _page(request, error.status_code, "http_error", says=says, mend=_LOOK)


def tell_trouble(request: Request, trouble: Exception) -> Response:
    """Tell that the database is away or full: 503 or 507, with when to come again. Nothing was acknowledged."""
    full = is_full(trouble)
    status, code, says = (507, "no_room", _FULL) if full else (503, "database_away", _AWAY)
    log.error("web.database_trouble", path=request.url.path, full=full, error=repr(trouble)[:300])
    try:
        who = reader_of(request)
        if wants_json(request):
            answer: Response = problem(status, code, say(says, who), message=say(says, who), mend=say(_AGAIN, who))
        else:
            answer = _page(request, status, code, says=says, mend=_AGAIN)
    except Exception:  # noqa: BLE001 - the page itself asks the database: plain words are better than none
        answer = problem(status, code, str(says), message=str(says), mend=str(_AGAIN))
    answer.headers["Retry-After"] = _REST
    return answer


def tell_unkeepable(request: Request, error: Exception) -> Response:
    """Tell that a value of the request fits no column or encoding: NULs, halves of characters, numbers out of range."""
    if not is_of_a_value(error):
        return tell_unexpected(request, error)
    log.warning("web.unkeepable", path=request.url.path, error=repr(error)[:300])
    return tell(request, Unkeepable(_UNKEEPABLE, mend=_PLAIN))


def tell_nobody(request: Request, error: Exception) -> Response:
    """Note that the asker went away while sending; nobody reads this answer, and nothing was done."""
    log.info("web.asker_gone", path=request.url.path)
    return Response(status_code=400)


def tell_unexpected(request: Request, error: Exception) -> Response:
    """Log an error nobody foresaw under a number, and give the number to quote; nothing of the error leaves."""
    number = str(new_id(clock.now()))[-12:].upper()
    log.error(
        "web.unexpected",
        number=number,
        method=request.method,
        path=request.url.path,
        error="".join(traceback.format_exception(error)),
    )
    try:
        if wants_json(request):
            who = reader_of(request)
            title, mend = say(_BROKEN, who), say(_QUOTE, who)
            answer: Response = problem(500, "unexpected", title, message=title, mend=mend, number=number)
        else:
            answer = _page(request, 500, "unexpected", says=_BROKEN, mend=_QUOTE, number=number)
    except Exception:  # noqa: BLE001 - the page itself cannot be drawn (database gone): plain words are better than none
        answer = problem(500, "unexpected", str(_BROKEN), message=str(_BROKEN), mend=str(_QUOTE), number=number)
    answer.headers.update(HEADERS | {"Cache-Control": "no-store"})  # this answer is made outside the middleware
    return answer


def install(app: FastAPI) -> None:
    """Put these answers on an application."""
    app.add_exception_handler(Refused, tell)  # type: ignore[arg-type]
    app.add_exception_handler(RequestValidationError, tell_unreadable)  # type: ignore[arg-type]
    app.add_exception_handler(HTTPException, tell_http)  # type: ignore[arg-type]
    for trouble in TROUBLES:
        app.add_exception_handler(trouble, tell_trouble)
    for each in (*UNKEEPABLE, UnicodeEncodeError):  # what cannot be encoded can only have come from outside
        app.add_exception_handler(each, tell_unkeepable)
    app.add_exception_handler(ClientDisconnect, tell_nobody)
    app.add_exception_handler(Exception, tell_unexpected)


def _wrong_method(request: Request, error: HTTPException) -> Response:
    says, mend = sentence("This address does not take {method}", method=request.method), _LOOK
    if wants_json(request):
        answer: Response = problem(
            405, "wrong_method", say(says, reader_of(request)), mend=say(mend, reader_of(request))
        )
    else:
        answer = _page(request, 405, "wrong_method", says=says, mend=mend)
    answer.headers.update(error.headers or {})
    return answer


def _page(request: Request, status: int, code: str, **what: Any) -> Response:
    given = {"says": None, "mend": None, "field": None, "seen": None, "number": None, "faults": ()} | what
    return render(request, "refused.html", status=status, status_code=status, rule=rule_of(code), **given)


def _path_of(request: Request) -> str:
    query = request.url.query
    return request.url.path + (f"?{query}" if query else "")


def _seen(value: Any) -> str | None:
    return None if value is None or isinstance(value, dict | list) else str(value)[:200]
