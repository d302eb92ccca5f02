"""The API's own description: OpenAPI 3.1 at /api/openapi.json, and a plain page of it that loads nothing from elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from fastapi import APIRouter, FastAPI, Request
from fastapi.openapi.utils import get_openapi
from fastapi.responses import HTMLResponse, JSONResponse
from fastapi.routing import APIRoute

from smartcustoms.kernel.web.access import Visitor, permission_of
from smartcustoms.kernel.web.pages import render

PREFIX: Final = "/api/"
_METHODS: Final = ("get", "post", "put", "patch", "delete")
_PROBLEM: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["title", "status", "code"],
    "properties": {
        "type": {"type": "string", "description": "urn:smartcustoms:<code>"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "stable name of the refusal"},
        "rule": {"type": "string", "description": "address of the page that tells the rule behind it"},
        "message": {"type": "string", "description": "what is not so, in the language asked for"},
        "mend": {"type": "string", "description": "how to mend it"},
        "field": {"type": "string"},
        "seen": {"type": "string", "description": "the value that was seen"},
        "number": {"type": "string", "description": "number to quote to the operator, for an unexpected error"},
        "errors": {"type": "array", "items": {"type": "object"}, "description": "every field that could not be read"},
    },
}
_SECURITY: Final[dict[str, Any]] = {
    "machine": {"type": "http", "scheme": "bearer", "description": "a token made on the page Machines"},
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "session",
        "description": "__Host-session where served by https",
    },
}
_ABOUT: Final = (
    "JSON beside every page. A system sends Authorization: Bearer with a token made on the page Machines, which names the"
    " permissions it may use; each call says which it needs (x-permissions). A person signs in for a session cookie; then a"
    " request that changes something carries the token of /api/v1/token in the header X-CSRF-Token. Every refusal is"
    " application/problem+json (RFC 9457) in the language of Accept-Language, with the mend."
)


@dataclass(frozen=True, slots=True)
class Operation:
    """One call of the API, for the page."""

    method: str
    path: str
    summary: str
    tag: str
    takes: tuple[tuple[str, str, bool], ...]
    body: str
    needs: tuple[str, ...]
    gives: tuple[tuple[str, str], ...]


def described(app: FastAPI) -> dict[str, Any]:
    """Describe the routes under /api/ (OpenAPI 3.1), each with the refusals it may give; made once."""
    if app.openapi_schema is None:
        routes = [each for each in app.routes if _path(each).startswith(PREFIX)] or app.routes
        made = get_openapi(
            title=app.title, version=app.version, openapi_version="3.1.0", description=_ABOUT, routes=routes
        )
        made["paths"] = {path: entry for path, entry in made.get("paths", {}).items() if path.startswith(PREFIX)}
        made.setdefault("components", {}).setdefault("schemas", {})["Problem"] = _PROBLEM
        answer = {
            "description": "Refused; says why and how to mend it",
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        made["components"]["securitySchemes"] = _SECURITY
        needed = _needed(app)
        for path, entry in made["paths"].items():
            for method in _METHODS:
                if method in entry:
                    entry[method]["responses"].pop("422", None)
                    entry[method]["responses"].update(dict.fromkeys(("4XX", "5XX"), answer))
                    entry[method].update(_guard(needed.get((method, path), ())))
        app.openapi_schema = made
    return app.openapi_schema


def _guard(needs: tuple[str, ...]) -> dict[str, Any]:
    """Say what a call wants: a token that names these permissions, or a session of somebody who holds them."""
    return {"x-permissions": list(needs), "security": [{"machine": []}, {"session": []}]} if needs else {"security": []}


def _needed(app: FastAPI) -> dict[tuple[str, str], tuple[str, ...]]:
    """Give the codes of the permissions that each route names, by method and path."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    todo: list[Any] = list(app.routes)
    while todo:
        each = todo.pop()
        todo.extend(getattr(getattr(each, "original_router", None), "routes", ()))
        if isinstance(each, APIRoute):
            named = tuple(sorted(set(_codes(each.dependant))))
            found |= {(method.lower(), each.path): named for method in each.methods or ()}
    return found


def _codes(dependant: Any) -> Iterator[str]:
    permission = permission_of(dependant.call)
    if permission is not None:
        yield permission.code
    for each in dependant.dependencies:
        yield from _codes(each)


def operations(schema: dict[str, Any]) -> Iterator[Operation]:
    """Give the calls of a description in the order of their addresses."""
    for path, entry in sorted(schema.get("paths", {}).items()):
        for method in _METHODS:
            if method in entry:
                yield _operation(path, method, entry[method])


def _operation(path: str, method: str, call: dict[str, Any]) -> Operation:
    takes = tuple((each["name"], each["in"], bool(each.get("required"))) for each in call.get("parameters", ()))
    body = ", ".join(
        f"{kind} {_name(what.get('schema', {}))}"
        for kind, what in call.get("requestBody", {}).get("content", {}).items()
    )
    gives = tuple((status, str(answer.get("description", ""))) for status, answer in call.get("responses", {}).items())
    tag = path.removeprefix(PREFIX).split("/")[1] if path.count("/") > 2 else ""
    needs = tuple(call.get("x-permissions", ()))
    return Operation(method.upper(), path, _summary(call), tag, takes, body, needs, gives)


def _summary(call: dict[str, Any]) -> str:
    return str(call.get("description") or call.get("summary") or "").strip().split("\n")[0]


def _name(schema: dict[str, Any]) -> str:
    return str(schema.get("$ref", "")).rpartition("/")[2] or str(schema.get("type", ""))


def _path(route: Any) -> str:
    return str(getattr(route, "path", ""))


router = APIRouter(include_in_schema=False)


@router.get("/api/openapi.json")
def openapi(request: Request) -> JSONResponse:
    """Give the API's description; public, so that a trader's engineer can read it before having an account."""
    return JSONResponse(described(request.app), headers={"Cache-Control": "no-cache"})


@router.get("/api/docs")
def docs(request: Request, who: Visitor) -> HTMLResponse:
    """Show the API's description as a plain page."""
    schema = described(request.app)
    return render(request, "api.html", calls=list(operations(schema)), about=schema["info"]["description"])


@router.get("/api/v1/token")
def token(request: Request, who: Visitor) -> JSONResponse:
    """Give the token that changing requests of this session carry in X-CSRF-Token."""
    from smartcustoms.kernel.web import csrf

    answer = JSONResponse({"token": csrf.token(request)}, headers={"Cache-Control": "no-store"})
    if visitor := getattr(request.state, "new_visitor", None):
        secure = request.app.state.settings.address.startswith("https")
        answer.set_cookie(csrf.VISITOR, visitor, httponly=True, secure=secure, samesite="lax", path="/")
    return answer
