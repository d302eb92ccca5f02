"""JSON stands beside every page: what a person can see or do on one, a program can by the API, with the same permission."""

from typing import Any

import pytest

from smartcustoms.app.web import make_app
from smartcustoms.kernel.settings import Settings
from tests.architecture.test_access_matrix import entries, table

ELSEWHERE = {
    "GET /risk": "GET /api/v1/risk/worklist",
    "GET /declarations/new": "POST /api/v1/declarations",
    "POST /declarations/new": "POST /api/v1/declarations",
    "GET /declarations/drafts/{draft}": "GET /api/v1/declaration-drafts/{draft}",
    "POST /declarations/drafts/{draft}": "PUT /api/v1/declaration-drafts/{draft}",
    "GET /declarations/files": "GET /api/v1/declaration-files",
    "POST /declarations/files": "POST /api/v1/declaration-files",
    "GET /declarations/files/{file}": "GET /api/v1/declaration-files/{file}",
    "GET /declarations/files/{file}/refused.csv": "GET /api/v1/declaration-files/{file}/refused",
    "GET /declarations/refused": "GET /api/v1/declaration-refusals",
    "GET /declarations/refused/{number}": "GET /api/v1/declaration-refusals/{number}",
    "POST /declarations/messages": "POST /api/v1/declarations",
    "GET /declarations/{number}/amend": "PUT /api/v1/declarations/{number}",
    "POST /declarations/{number}/amend": "PUT /api/v1/declarations/{number}",
    "POST /declarations/{number}/withdraw": "POST /api/v1/declarations/{number}/withdrawal",
    "POST /declarations/{number}/detain": "POST /api/v1/declarations/{number}/detention",
    "GET /documents/export.csv": "GET /api/v1/documents",
    "GET /documents/bulk": "POST /api/v1/documents:bulk",
    "POST /documents/bulk": "POST /api/v1/documents:bulk",
    "GET /documents/kinds/new": "POST /api/v1/documents/kinds",
    "POST /documents/kinds/new": "POST /api/v1/documents/kinds",
    "POST /documents/kinds/{code}/{version}": "PUT /api/v1/documents/kinds/{code}/{version}",
    "GET /documents/kinds/{code}/{version}/preview": "GET /api/v1/documents/kinds/{code}/{version}",
    "GET /documents/new": "POST /api/v1/documents",
    "POST /documents/new": "POST /api/v1/documents/drafts",
    "GET /documents/{number}/edit": "PUT /api/v1/documents/{number}",
    "POST /documents/{number}/edit": "PUT /api/v1/documents/{number}",
    "GET /documents/{number}/amend": "PUT /api/v1/documents/{number}",
    "POST /documents/{number}/amend": "PUT /api/v1/documents/{number}",
    "POST /examinations/examiners": "POST /api/v1/examiners",
    "GET /reviews/rules/new": "POST /api/v1/reviews/rules",
    "POST /reviews/rules/new": "POST /api/v1/reviews/rules",
    "POST /reviews/rules/{version}": "PUT /api/v1/reviews/rules/{version}",
    "GET /cases/new": "POST /api/v1/cases",
    "POST /cases/new": "POST /api/v1/cases",
    "GET /transhipment/new": "POST /api/v1/transhipment",
    "POST /transhipment/new": "POST /api/v1/transhipment",
    "GET /transhipment/{number}/edit": "PUT /api/v1/transhipment/{number}",
    "POST /transhipment/{number}/edit": "PUT /api/v1/transhipment/{number}",
    "GET /rules/new": "POST /api/v1/rules/check",
    "POST /rules/check": "POST /api/v1/rules/check",
    "GET /rules/{code}/text": "POST /api/v1/rules/{code}/text",
    "GET /self-assessments/{number}/report.pdf": "GET /api/v1/self-assessments/{number}",
    "POST /self-assessment/report.pdf": "POST /api/v1/self-assessment",
    "GET /audit": "GET /api/v1/audit/deeds",
    "GET /papers": "GET /api/v1/papers/keys",
    "POST /papers/file": "POST /api/v1/papers/verification",
    "GET /cargo-reports/new": "POST /api/v1/cargo-reports",
    "POST /cargo-reports/new": "POST /api/v1/cargo-reports",
    "GET /cargo-reports/{number}/amend": "PUT /api/v1/cargo-reports/{number}",
    "POST /cargo-reports/{number}/amend": "PUT /api/v1/cargo-reports/{number}",
    "POST /cargo-reports/{number}/withdraw": "POST /api/v1/cargo-reports/{number}/withdrawal",
    "GET /elocks/wall": "GET /api/v1/elocks/alarms",
    "GET /elocks/routes/draw": "GET /api/v1/elocks/routes/{route}",
    "POST /elocks/routes/draw": "PUT /api/v1/elocks/routes/{route}",
    "POST /elocks/routes/learn": "POST /api/v1/elocks/routes/{route}/learning",
    "GET /aeo/export.csv": "GET /api/v1/aeo",
    "GET /aeo/operators/export.csv": "GET /api/v1/aeo/operators",
    "GET /recognition/operators/export.csv": "GET /api/v1/recognition/operators",
    "GET /recognition/refused/export.csv": "GET /api/v1/recognition/refused",
    "GET /recognition/own/export.csv": "GET /api/v1/recognition/own",
    "GET /recognition/matches/export.csv": "GET /api/v1/recognition/matches",
    "GET /concealments/new": "POST /api/v1/concealments",
    "GET /road-cargo/new": "POST /api/v1/road-cargo",
    "POST /road-cargo/new": "POST /api/v1/road-cargo",
    "GET /road-cargo/sheet": "POST /api/v1/road-cargo/sheet",
    "GET /road-cargo/{number}/amend": "PUT /api/v1/road-cargo/{number}",
    "POST /road-cargo/{number}/amend": "PUT /api/v1/road-cargo/{number}",
    "GET /road-cargo/counter": "POST /api/v1/road-cargo/counter",
    "GET /receipts": "POST /api/v1/receipts/verification",
}
"""The page, and the call of the API where it has another name."""

NONE = {
    "/sign-in": "a program has a token",
    "/sign-out": "a program has a token",
    "/welcome/": "a person sets his password in the browser",
    "/prove": "a person proves again who he is",
    "/me": "a person's own sign-in, which stays with the person; GET /api/v1/me tells who asks",
    "/register": "a person registers his company in the browser, before any program of his has a token",
    "/help": "words for people",
    "/accessibility": "words for people",
    "/static/": "style sheets and scripts",
    "/live/": "a stream for open pages",
    "/health": "is JSON",
    "/audit/{deed}/proof.json": "is JSON",
    "/files/": "a file itself",
    "/machines": "tokens are made by people only, so that a stolen token makes no other",
}
"""Addresses, or what they begin with, that need no JSON beside them, and why."""


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    return entries(make_app(Settings(secret="a secret for tests only, long enough"), None))  # type: ignore[arg-type] # never asked


def needs_none(page: str) -> bool:
    path = page.partition(" ")[2] + "/"
    return any(path.startswith(each.rstrip("/") + "/") for each in NONE)


def pages(found: dict[str, Any]) -> list[str]:
    return [name for name in found if not name.partition(" ")[2].startswith("/api/") and name != "GET /"]


def beside(page: str) -> str:
    method, _, path = page.partition(" ")
    return ELSEWHERE.get(page, f"{method} /api/v1{path}")


def test_every_page_has_its_json(found: dict[str, Any]) -> None:
    alone = [page for page in pages(found) if beside(page) not in found and not needs_none(page)]
    assert not alone, f"no JSON stands beside {alone}"


def test_both_are_for_the_same_people(found: dict[str, Any]) -> None:
    said = table()
    cells = {name: [row[role] for role in row if role not in ("entry", "note")] for name, row in said.items()}
    differ = [
        page
        for page in pages(found)
        if beside(page) in found and cells[page] != cells[beside(page)] and page not in ("GET /receipts",)
    ]
    assert not differ, f"page and JSON are for other people: {differ}"


def test_what_is_said_here_is_there(found: dict[str, Any]) -> None:
    gone = [name for pair in ELSEWHERE.items() for name in pair if name not in found]
    unused = [each for each in NONE if not any(each in page for page in pages(found))]
    assert not gone
    assert not unused
