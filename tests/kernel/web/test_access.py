"""Who comes in, what a forged request gets, and that an answer is sent only after its transaction has committed."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, Any

import pytest
import sqlalchemy as sa
from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.responses import PlainTextResponse

from smartcustoms.app.web import make_app
from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.people.model import ADMINISTER
from smartcustoms.kernel.settings import Settings
from smartcustoms.kernel.web.access import Uow, may
from smartcustoms.kernel.web.csrf import VISITOR
from tests.browser.pages import routes
from tests.cast import ADA, BELA
from tests.web_client import Client, client

PUBLIC = {
    "/",
    "/help",
    "/errors",
    "/errors/{code}",
    "/api/v1/errors",
    "/api/v1/errors/{code}",
    "/accessibility",
    "/sign-in",
    "/api/docs",
    "/api/openapi.json",
    "/api/v1/token",
    "/health",
    "/health/alive",
    "/sign-in/passkey",
    "/sign-in/passkey/options",
    "/sign-in/service",
    "/sign-in/service/back",
    "/receipts",  # whoever is shown a receipt can verify it
    "/api/v1/receipts/key",
    "/api/v1/receipts/verification",
    "/papers",  # whoever was handed a paper may check it
    "/papers/{number}",
    "/papers/file",
    "/files/papers/{number}/{form}",  # its validation code is the key
    "/api/v1/papers/keys",
    "/api/v1/papers/verification",
    "/api/v1/papers/{number}",
    "/api/v1/payments/callbacks/{name}",  # a payment service has no account: each message proves itself by its signature
    "/welcome/{secret}",  # the invitation's secret is the key
}
"""Routes without a permission, each open to anybody on purpose."""

OWN_GUARD = {"/static/{path:path}", "/live/{topics}"}
"""Routes that decide in another way: public files, and topics that each name their permission."""


@pytest.fixture
def visitor(database: Database, settings: Settings) -> Iterator[Client]:
    with client(database, settings) as found:
        yield found


@pytest.fixture
def bela(database: Database, settings: Settings) -> Iterator[Client]:
    with client(database, settings, as_=BELA) as found:
        yield found


def test_every_route_names_its_permission_or_is_public_on_purpose(database: Database, settings: Settings) -> None:
    from smartcustoms.kernel.web.access import permission_of

    def permissions(route: Any) -> list[Any]:
        found, todo = [], [route.dependant]
        while todo:
            each = todo.pop()
            found.append(permission_of(each.call))
            todo.extend(each.dependencies)
        return [each for each in found if each]

    nameless = {each.path for each in routes(make_app(settings, database)) if not permissions(each)}
    assert nameless - PUBLIC - OWN_GUARD == set()


def test_a_visitor_is_sent_to_sign_in_and_a_program_is_told(visitor: Client) -> None:
    page = visitor.get("/people?text=x", follow_redirects=False)
    assert (page.status_code, page.headers["location"]) == (303, "/sign-in?then=/people%3Ftext%3Dx")
    told = visitor.get("/people", headers={"accept": "application/json"})
    assert told.status_code == 401
    assert told.headers["content-type"] == "application/problem+json"
    assert told.json()["code"] == "not_signed_in"
    assert told.json()["mend"]


def test_somebody_without_the_permission_gets_403_in_his_language(bela: Client) -> None:
    answer = bela.get("/people?lang=zh-Hant")
    assert answer.status_code == 403
    assert "你無權開啟此頁" in answer.text


def test_an_unknown_session_is_nobody(visitor: Client) -> None:
    visitor.cookies.set("session", "made up")
    assert visitor.get("/people", follow_redirects=False).status_code == 303


def test_a_form_without_its_token_is_refused(bela: Client) -> None:
    answer = bela.post("/sign-out", headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (403, "forged_request")


@pytest.mark.parametrize("forged", ["\u00e9.\u00e9", "a.\u671d", "."])
def test_a_token_of_strange_letters_is_refused_and_breaks_nothing(bela: Client, forged: str) -> None:
    answer = bela.post("/sign-out", data={"csrf": forged}, headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (403, "forged_request")


def test_signing_out_takes_the_cookie_away_under_https_too(database: Database, settings: Settings) -> None:
    with client(database, replace(settings, origin="https://customs.example"), as_=BELA) as bela:
        bela.base_url = "https://customs.example"  # type: ignore[assignment] # httpx takes a text
        gone = bela.fill("/sign-out", page="/me").headers["set-cookie"]
    assert gone.startswith("__Host-session=")
    assert "Secure" in gone
    assert "Max-Age=0" in gone


def test_a_token_of_another_session_is_worth_nothing(bela: Client, visitor: Client) -> None:
    foreign = visitor.get("/api/v1/token").json()["token"]
    answer = bela.post("/sign-out", headers={"x-csrf-token": foreign, "accept": "application/json"})
    assert answer.json()["code"] == "forged_request"


def test_the_api_without_a_session_needs_no_token_and_with_one_it_does(visitor: Client, bela: Client) -> None:
    path, body = "/api/v1/receipts/verification", {"receipt": "no receipt"}
    assert visitor.post(path, json=body).json()["code"] != "forged_request"
    assert bela.post(path, json=body).json()["code"] == "forged_request"


def test_another_origin_is_refused_even_with_the_token(bela: Client) -> None:
    token = bela.get("/api/v1/token").json()["token"]
    headers = {"x-csrf-token": token, "origin": "https://elsewhere.example", "accept": "application/json"}
    answer = bela.post("/sign-out", headers=headers)
    assert (answer.status_code, answer.json()["seen"]) == (403, "https://elsewhere.example")
    headers["origin"] = "http://testserver"
    assert bela.post("/sign-out", headers=headers, follow_redirects=False).status_code == 303


def test_the_token_comes_by_field_too(bela: Client) -> None:
    token = bela.get("/api/v1/token").json()["token"]
    assert bela.post("/sign-out", data={"csrf": token}, follow_redirects=False).status_code == 303


def test_two_tokens_of_one_session_differ(bela: Client) -> None:
    assert bela.get("/api/v1/token").json() != bela.get("/api/v1/token").json()


def test_a_visitors_form_is_bound_to_his_cookie(visitor: Client) -> None:
    token = visitor.get("/api/v1/token").json()["token"]
    assert visitor.cookies.get(VISITOR)
    visitor.cookies.clear()
    answer = visitor.post(
        "/sign-in", data={"email": "a", "password": "b", "csrf": token}, headers={"accept": "application/json"}
    )
    assert answer.json()["code"] == "forged_request"


def _probe(app: FastAPI, router: APIRouter) -> None:
    app.include_router(router)


def test_the_answer_leaves_after_the_commit(database: Database, settings: Settings) -> None:
    """A deferred constraint fails at COMMIT only: the reader must not have been told of success."""
    router = APIRouter()
    with database.engine.begin() as connection:
        connection.execute(sa.text("create table late (n int unique deferrable initially deferred)"))
        connection.execute(sa.text("grant all on late to public"))

    @router.get("/late")
    def late(request: Request, who: Annotated[Actor, Depends(may(ADMINISTER))], uow: Uow) -> PlainTextResponse:
        uow.connection.execute(sa.text("insert into late values (1), (1)"))
        return PlainTextResponse("done")

    with client(database, settings, as_=ADA) as ada:
        ada._transport.raise_server_exceptions = False  # type: ignore[attr-defined]
        ada.app.include_router(router)  # type: ignore[attr-defined]
        answer = ada.get("/late")
    assert answer.status_code == 500
    assert "done" not in answer.text
