"""Errors are told as pages and as problem+json, with the mend; an unexpected one gives a number and nothing else."""

from collections.abc import Iterator
from typing import Annotated

import pytest
import sqlalchemy as sa
from fastapi import APIRouter, Query, Request
from pydantic import BaseModel
from starlette.requests import ClientDisconnect

from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.trouble import UNKEEPABLE, is_of_a_value
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.settings import Settings
from smartcustoms.kernel.words.model import sentence
from tests.conftest import NOON
from tests.web_client import Client, client

router = APIRouter()


class Weight(BaseModel):
    """What the probe takes."""

    kg: float


class TooHeavy(Refused):
    """The probe's refusal."""

    code = "too_heavy"


@router.get("/api/v1/probe")
def _probe(request: Request, kg: Annotated[int, Query(le=10)]) -> dict[str, int]:
    if kg == 7:
        raise RuntimeError("a secret inside")
    if kg == 6:
        raise ClientDisconnect
    if kg == 5:
        raise TooHeavy(sentence("Sign in"), mend=sentence("Close"), field="kg", seen="5")
    return {"kg": kg}


@router.get("/probe")
def _page(request: Request, kg: int) -> dict[str, int]:
    raise RuntimeError("a secret inside")


@pytest.fixture
def opened(database: Database, settings: Settings) -> Iterator[Client]:
    with client(database, settings) as found:
        found._transport.raise_server_exceptions = False  # type: ignore[attr-defined]
        found.app.include_router(router)  # type: ignore[attr-defined]
        yield found


def test_a_refusal_is_told_in_the_askers_language(opened: Client) -> None:
    answer = opened.get("/api/v1/probe?kg=5", headers={"accept-language": "zh-HK,zh;q=0.9,en;q=0.5"})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert (told["code"], told["message"], told["mend"], told["field"], told["seen"]) == (
        "too_heavy",
        "登入",
        "關閉",
        "kg",
        "5",
    )


def test_unreadable_input_names_field_value_and_mend(opened: Client) -> None:
    told = opened.get("/api/v1/probe?kg=heavy").json()
    assert (told["code"], told["field"], told["seen"]) == ("unreadable", "kg", "heavy")
    assert told["mend"]
    assert len(told["errors"]) == 1


def test_an_unexpected_error_gives_a_number_and_nothing_of_itself(opened: Client) -> None:
    answer = opened.get("/api/v1/probe?kg=7")
    assert answer.status_code == 500
    assert len(answer.json()["number"]) == 12
    assert "secret inside" not in answer.text
    page = opened.get("/probe?kg=1")
    assert page.status_code == 500
    assert "text/html" in page.headers["content-type"]
    assert "secret inside" not in page.text


def test_pages_not_there_and_wrong_methods(opened: Client) -> None:
    assert "This page does not exist" in opened.get("/nowhere").text
    assert opened.get("/api/v1/nowhere").json()["code"] == "not_found"
    wrong = opened.put("/api/v1/probe")
    assert (wrong.status_code, wrong.json()["code"]) == (405, "wrong_method")


def test_an_asker_who_goes_away_is_no_error_of_ours(opened: Client, capsys: pytest.CaptureFixture[str]) -> None:
    opened.get("/api/v1/probe?kg=6")
    told = capsys.readouterr().out
    assert "web.asker_gone" in told
    assert "web.unexpected" not in told


def test_what_is_seen_is_escaped(opened: Client) -> None:
    page = opened.get("/probe?kg=<script>alert(1)</script>")
    assert page.status_code == 422
    assert "<script>alert(1)" not in page.text


def test_every_answer_carries_the_security_headers(opened: Client) -> None:
    for path in ("/", "/nowhere", "/api/v1/nowhere", "/probe?kg=1"):
        headers = opened.get(path).headers
        policy = headers["content-security-policy"]
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"


def test_no_log_holds_what_a_failed_statement_was_given(database: Database) -> None:
    with pytest.raises(UNKEEPABLE) as trouble, database.unit(by=PLATFORM, at=NOON) as uow:
        uow.connection.execute(sa.text("select cast(:value as numeric)::smallint"), {"value": 70123})
    assert "70123" not in str(trouble.value)


@pytest.mark.parametrize(
    ("asked", "value", "outside"),
    [
        ("cast(:v as numeric)::smallint", 70123, True),
        ("cast(:v as text)", "\0", True),
        ("1 / cast(:v as int)", 0, False),
    ],
)
def test_a_fault_of_our_own_sums_is_not_blamed_on_the_sender(
    database: Database, asked: str, value: object, outside: bool
) -> None:
    with pytest.raises(UNKEEPABLE) as trouble, database.unit(by=PLATFORM, at=NOON) as uow:
        uow.connection.execute(sa.text(f"select {asked}"), {"v": value})
    assert is_of_a_value(trouble.value) is outside
