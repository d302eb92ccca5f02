"""The register by pages and JSON: an officer's, a trader's own, and a company's way to an account."""

import json
from contextlib import nullcontext

import pytest
from click.testing import CliRunner

from smartcustoms.app.cli import main
from smartcustoms.business.traders import actions, cli, queries
from smartcustoms.business.traders.model import (
    Account,
    Identity,
    IdentityKind,
    Name,
    NotATrader,
    NotThere,
    Particulars,
    PartySeen,
    Role,
    Stage,
)
from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.errors import Conflict
from smartcustoms.kernel.notify import queries as notices
from smartcustoms.kernel.people import queries as people
from smartcustoms.kernel.settings import Settings
from tests.cast import BELA, CHEN, ESI, OTIS
from tests.conftest import NOON
from tests.web_client import Client, client

HARBOUR = Particulars(
    (Name("Harbour Lantern Limited"),), (Identity(IdentityKind.BUSINESS_REGISTRATION, "12345678", "HK"),)
)


def mails(database: Database) -> list[tuple[str, str]]:
    with database.unit(by=OTIS, at=NOON) as uow:
        return [(each.address, str(each.message.says)) for each in notices.outbox(uow)]


def ask(database: Database, *, contact: str = "Somebody", email: str = "who@example.org") -> str:
    """Ask for an account; give the secret of the newest mail's link."""
    with database.unit(by=PLATFORM, at=clock.now()) as uow:
        actions.ask(uow, Account.COMPANY, HARBOUR, contact=contact, email=email, language="en", origin="http://here")
    return next(
        says.rpartition("/register/")[2] for to, says in mails(database) if "/register/" in says and to == email
    )


def test_an_officer_finds_changes_and_exports_traders(database: Database, settings: Settings) -> None:
    with database.unit(by=PLATFORM, at=NOON) as uow:
        number = actions.take_in(uow, [PartySeen("=HB<1>", Role.IMPORTER)])["=HB<1>"]
    with client(database, settings, as_=ESI) as opened:
        assert "=HB&lt;1&gt;" in opened.get("/traders?q=hb").text
        assert "'=HB<1>" in opened.get("/traders?format=csv").text
        form = {"name": ["Harbour", ""], "name_kind": ["legal", "legal"], "name_language": ["en", ""], "version": "1",
                "number": "12345678", "number_kind": "business_registration", "number_country": "HK", "number_since": "",
                "number_until": "", "role": "importer", "because": "Seen in the certificate"}  # fmt: skip
        assert opened.fill(f"/traders/{number}", form).status_code == 303
        page = opened.get(f"/traders/{number}")
        assert "12345678" in page.text
        again = opened.fill(f"/traders/{number}", form)
        assert again.status_code == 409
        told = opened.call("GET", f"/traders/{number}").json()
        assert (told["name"], told["version"], told["state"]) == ("Harbour", 2, "registered")
        wrong = opened.call(
            "POST", "/traders", {"names": [{"text": "X"}], "identities": [{"kind": "tin", "value": "1"}]}
        )
        assert (wrong.status_code, wrong.json()["code"], wrong.json()["field"]) == (422, "not_an_identity", "value")
        for odd in ("/traders?page=-1&sort=x;drop&role=none&country=%27%22", "/traders?q=%F0%9F%92%A9%27%7C%21"):
            assert opened.get(odd).status_code == 200
        assert opened.get("/traders?q=%00").status_code in {200, 422}


def papers_in_three_languages(opened: Client, number: str) -> None:
    for language in ("en", "zh-Hant", "zh-Hans"):
        paper = opened.get(f"/my-business?format=pdf&lang={language}")
        assert (paper.headers["content-type"], paper.content[:5]) == ("application/pdf", b"%PDF-")
        assert language.encode() in paper.content
        assert number.encode() in paper.content, "its subject"


def test_a_trader_sees_what_is_known_of_it_and_who_looked(database: Database, settings: Settings) -> None:
    with database.unit(by=PLATFORM, at=NOON) as uow:
        own = actions.ensure_account(uow, "bela-trading", role=Role.DECLARANT)
        chen = actions.ensure_account(uow, "chen-co", role=Role.IMPORTER)
    with client(database, settings, as_=ESI) as opened:
        opened.get(f"/traders/{own}")
    with client(database, settings, as_=BELA) as opened:
        page = opened.get("/my-business").text
        assert own in page
        assert "Who looked" in page
        known = json.loads(opened.get("/my-business?format=json").text)
        assert [each["organisation"] for each in known["looks"]] == ["customs"]
        assert chen not in json.dumps(known)
        papers_in_three_languages(opened, known["trader"]["number"])
        assert opened.get("/my-business?format=csv").text.startswith("\ufeffpart,place,fact,value")
        for path in (f"/traders/{own}", "/traders", "/traders/duplicates", "/traders/registrations"):
            assert opened.get(path).status_code == 403
        form = {"agent": chen, "what": ["lodge"], "since": "", "until": ""}
        assert opened.fill("/my-business/authorities", form).status_code == 303
        assert opened.fill("/my-business/authorities", {**form, "until": "soon"}).status_code == 422
        assert opened.fill("/my-business/authorities", {**form, "agent": "nobody"}).status_code == 404
        given = opened.call("GET", "/my-business").json()["authorities"]
        assert [(each["agent"], each["holds"]) for each in given] == [(chen, True)]
        sent = {"written": {"names": [{"text": "Bela Limited"}]}, "because": "So it is"}
        assert opened.call("POST", "/my-business/corrections", sent).status_code == 201
    with client(database, settings, as_=CHEN) as opened:
        assert [each["principal"] for each in opened.call("GET", "/my-business").json()["authorities"]] == [own]
        taken = opened.call("POST", f"/my-business/authorities/{given[0]['number']}/withdrawal", {"because": "no"})
        assert taken.status_code == 403
        assert opened.call("GET", "/my-business").json()["corrections"] == []


def test_the_command_prints_what_is_known_and_notes_the_look(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "opened_for_command", lambda: nullcontext(database))
    with database.unit(by=PLATFORM, at=NOON) as uow:
        number = actions.take_in(uow, [PartySeen("HB-1", Role.IMPORTER)])["HB-1"]
    first, second = (CliRunner().invoke(main, ["traders", "known", code, "--json"]) for code in ("HB-1", number))
    assert (json.loads(first.output)["trader"]["number"], json.loads(first.output)["looks"]) == (number, [])
    assert [each["organisation"] for each in json.loads(second.output)["looks"]] == ["customs"]
    assert f"number,{number}" in CliRunner().invoke(main, ["traders", "known", "HB-1", "--csv"]).output
    nobody = CliRunner().invoke(main, ["traders", "known", "NOBODY"])
    assert (nobody.exit_code, "No trader is known by this number." in nobody.output) == (2, True)


def test_a_company_registers_and_its_administrator_invites(database: Database, settings: Settings) -> None:
    ask(database)
    secret = ask(database, contact="Somebody Else")
    with client(database, settings) as opened:
        assert "Harbour Lantern Limited" in opened.get(f"/register/{secret}").text
        assert opened.fill(f"/register/{secret}", {}, page=f"/register/{secret}").status_code == 200
        assert opened.get(f"/register/{secret}").status_code == 404
    with database.unit(by=ESI, at=NOON) as uow:
        (found,), total = queries.registrations(uow, stage=Stage.CONFIRMED)
        assert (total, found.contact) == (1, "Somebody Else")
        done = actions.verify(uow, found.number, because="Certificate seen", origin="http://here")
    with pytest.raises(Conflict), database.unit(by=ESI, at=NOON) as uow:
        actions.refuse(uow, found.number, because="too late")
    with database.unit(by=ESI, at=NOON) as uow:
        made = queries.trader(uow, str(done.trader))
        assert made.organisation == done.organisation
        (person,), _ = people.people(uow, text="who@example.org")
        assert person.organisation == done.organisation
        assert person.roles == {"trader"}
    assert any("/welcome/" in says for to, says in mails(database) if to == "who@example.org")


def test_a_registration_is_refused_with_the_reason_and_may_be_asked_again(database: Database) -> None:
    with database.unit(by=PLATFORM, at=clock.now()) as uow:
        number = actions.confirm(uow, ask(database)).number
    with database.unit(by=PLATFORM, at=clock.now()) as uow:
        actions.ask(uow, Account.COMPANY, HARBOUR, contact="x", email="who@example.org", language="en", origin="")
    assert sum("/register/" in says for _, says in mails(database)) == 1
    with database.unit(by=ESI, at=NOON) as uow:
        actions.refuse(uow, number, because="The number is another's")
    assert any("The number is another's" in says for _, says in mails(database))
    assert ask(database)


def test_what_is_no_registration_is_refused(database: Database) -> None:
    for written, contact, email in (
        (HARBOUR, "x", "nobody"),
        (HARBOUR, "x", "a@b.c\nBcc: d@example.org"),
        (HARBOUR, " ", "who@example.org"),
        (Particulars((Name("No number"),)), "x", "who@example.org"),
    ):
        with pytest.raises(NotATrader), database.unit(by=PLATFORM, at=NOON) as uow:
            actions.ask(uow, Account.COMPANY, written, contact=contact, email=email, language="xx", origin="")
    with pytest.raises(NotThere), database.unit(by=PLATFORM, at=NOON) as uow:
        actions.confirm(uow, "\udcff guess")


def test_a_company_keeps_its_own_users_only(database: Database, settings: Settings) -> None:
    with client(database, settings, as_=BELA) as opened:
        new = {"name": "Clerk", "email": "clerk@bela.example", "role": "company_user"}
        assert opened.fill("/company/users", new).status_code == 303
        assert opened.fill("/company/users", new).status_code == 409
        assert (
            opened.fill("/company/users", {**new, "email": "x@bela.example", "role": "supervisor"}).status_code == 403
        )
        users = {each["email"]: each for each in opened.call("GET", "/company/users").json()["users"]}
        assert set(users) == {"bela@bela.example", "clerk@bela.example"}
        clerk = users["clerk@bela.example"]["number"]
        because = {"because": "Left the company"}
        assert opened.call("POST", f"/company/users/{clerk}/suspension", because).json()["state"] == "suspended"
        assert opened.call("POST", f"/company/users/{clerk}/restoration").status_code == 200
        assert opened.call("POST", "/company/users/chen/suspension", because).status_code == 404
        assert opened.call("POST", "/company/users/bela/suspension", because).status_code == 409
    with database.unit(by=PLATFORM, at=clock.now()) as uow:
        chen = people.person(uow, "chen")
        assert chen is not None
        assert chen.state.value == "active"
