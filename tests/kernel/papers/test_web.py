"""The public page and API: by number and code, by file, limited guesses, three languages; and the command."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.papers import actions, queries
from smartcustoms.kernel.papers.cli import papers
from smartcustoms.kernel.papers.model import Paper
from smartcustoms.kernel.papers.web import MOST
from smartcustoms.kernel.settings import Settings
from tests.kernel.papers.issuing import issued
from tests.web_client import client


@pytest.fixture
def made(database: Database, settings: Settings) -> Paper:
    now = clock.now()
    with database.unit(by=PLATFORM, at=now) as uow:
        return issued(
            uow, settings, valid_from=now.date() - timedelta(days=3), valid_until=now.date() + timedelta(days=30)
        )


def file_of(database: Database, made: Paper, form: str) -> bytes:
    with database.unit(by=PLATFORM, at=clock.now()) as uow:
        return queries.file_of(uow, made, form)


def test_anybody_checks_by_number_and_code(database: Database, settings: Settings, made: Paper) -> None:
    with client(database, settings) as web:
        assert 'name="number"' in web.get("/papers").text
        page = web.get("/papers", params={"number": f" {made.number.lower()}", "code": made.spaced_code})
        assert str(page.url).endswith(f"/papers/{made.number}?code={made.code}")
        assert 'data-standing="valid"' in page.text
        assert "Radio transmitters &lt;b&gt;" in page.text
        chinese = web.get(f"/papers/{made.number}", params={"code": made.code, "lang": "zh-Hant"}).text
        assert "本文件真確，有效至" in chinese
        assert "進口許可證" in chinese
        told = web.get(f"/api/v1/papers/{made.number}", params={"code": made.code}).json()
        assert (told["standing"], told["content"]) == ("valid", {"quantity": "120", "unit": "C62"})
        sent = web.get(f"/files/papers/{made.number}/pdf", params={"code": made.code})
        assert sent.content == file_of(database, made, "pdf")
        assert web.get(f"/files/papers/{made.number}/pdf", params={"code": "x"}).status_code == 404


def test_revoked_says_why(database: Database, settings: Settings, made: Paper) -> None:
    with database.unit(by=PLATFORM, at=clock.now()) as uow:
        actions.revoke(uow, made.number, because="False statement <i>", by="OFCA", at=uow.at)
    with client(database, settings) as web:
        page = web.get(f"/papers/{made.number}", params={"code": made.code}).text
    assert 'data-standing="revoked"' in page
    assert "False statement &lt;i&gt;" in page


def test_a_file_is_verified_and_an_altered_one_refused_with_the_reason(
    database: Database, settings: Settings, made: Paper
) -> None:
    pdf, jws = (file_of(database, made, form) for form in ("pdf", "jws"))
    with client(database, settings) as web:
        good = web.fill("/papers/file", page="/papers", files={"file": ("a.pdf", pdf, "application/pdf")})
        assert 'data-standing="valid"' in good.text
        bad = web.fill("/papers/file", page="/papers", files={"file": ("a.pdf", pdf + b" ", "application/pdf")})
        assert (bad.status_code, "Something was added to the PDF" in bad.text) == (422, True)
        heads = {"x-csrf-token": web.get("/api/v1/token").json()["token"]}
        sent = web.post("/api/v1/papers/verification", files={"file": ("a.jws", jws)}, headers=heads)
        assert (sent.json()["standing"], sent.json()["form"]) == ("valid", "jws")
        cut = web.post("/api/v1/papers/verification", files={"file": ("a.jws", jws[:-9])}, headers=heads)
        assert (cut.status_code, cut.json()["code"]) == (422, "paper_not_genuine")


def test_guessing_is_limited_and_files_are_not(database: Database, settings: Settings, made: Paper) -> None:
    with client(database, settings) as web:
        for _ in range(MOST):
            assert web.get(f"/api/v1/papers/{made.number}", params={"code": "0"}).json()["standing"] == "unknown"
        assert web.get(f"/api/v1/papers/{made.number}", params={"code": made.code}).status_code == 429
        assert web.get(f"/papers/{made.number}", params={"code": made.code}).status_code == 429
        assert web.get("/api/v1/papers/keys").json()["keys"][0]["kid"] == made.key


def test_the_command_verifies_offline(database: Database, made: Paper, tmp_path: Path) -> None:
    keys, pdf, jws = tmp_path / "keys.json", tmp_path / "a.pdf", tmp_path / "a.jws"
    with database.unit(by=PLATFORM, at=clock.now()) as uow:
        keys.write_text(json.dumps(queries.key_set(uow)))
    pdf.write_bytes(file_of(database, made, "pdf"))
    jws.write_bytes(file_of(database, made, "jws"))
    run = CliRunner()
    for file in (pdf, jws):
        told = run.invoke(papers, ["verify", str(file), "--keys", str(keys), "--json"])
        assert (told.exit_code, json.loads(told.output)["number"]) == (0, made.number)
    assert made.number in run.invoke(papers, ["verify", str(pdf), "--keys", str(keys)]).output
    pdf.write_bytes(pdf.read_bytes().replace(b"/Title", b"/Titel", 1))
    told = run.invoke(papers, ["verify", str(pdf), "--keys", str(keys), "--json"])
    assert (told.exit_code, json.loads(told.output)["genuine"]) == (2, False)
    told = run.invoke(papers, ["verify", str(pdf), "--keys", str(keys)])
    assert (told.exit_code, "altered" in told.output) == (2, True)
