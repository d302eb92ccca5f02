"""Pages and API of payments through real requests: pay by code and card, the service's messages, refund, guarantee, bank."""

import re
from typing import Any

import pytest
from click.testing import CliRunner

from smartcustoms.kernel import clock
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.keys import key
from smartcustoms.kernel.settings import Settings
from smartcustoms.trade.payments.cli import payments
from smartcustoms.trade.payments.collecting_gateway import message, signature_of
from smartcustoms.trade.payments.emv_code import read
from tests.cast import BELA, CHEN, DAOUD, ESI
from tests.trade.payments.builders import a_note, balance, books, hkd
from tests.trade.payments.test_bank import statement
from tests.web_client import client


def owed(web: Any, note: str) -> str:
    return str(web.get(f"/api/v1/payments/notes/{note}").json()["owed"])


def test_a_code_is_shown_scanned_and_confirmed_once(database: Database, settings: Settings) -> None:
    note = a_note(database, "210.60")
    with client(database, settings, as_=BELA) as web:
        began = web.fill(f"/payments/notes/{note}/pay", {"gateway": "fps"})
        page = web.get(began.headers["location"])
        attempt = web.get(f"/api/v1{began.headers['location']}").json()
        assert "simulated" in page.text
        assert read(attempt["code"])["54"] == "210.60"
        done = web.fill(f"{began.headers['location']}/simulate", {"outcome": "twice"})
        assert done.headers["location"] == f"/payments/notes/{note}"
        assert owed(web, note) == "0.00"
        (paid,) = web.get(f"/api/v1/payments/notes/{note}").json()["payments"]
        receipt = web.get(f"/payments/receipts/{paid['number']}")
        assert "210.60" in receipt.text
        again = web.fill(f"/payments/notes/{note}/pay", {"gateway": "fps"})
        assert again.status_code == 409
    assert balance(database, "clearing:fps") == "210.60"


def test_chosen_notes_are_paid_together_from_the_list_with_what_is_owed_above_it(
    database: Database, settings: Settings
) -> None:
    notes = sorted(a_note(database, amount) for amount in ("10.00", "20.00"))
    with client(database, settings, as_=BELA) as web:
        page = web.get("/payments?sort=-owed").text
        assert "30.00" in page
        assert all(f'id="pay-{each}"' in page for each in notes)
        began = web.fill("/payments/together", {"note": notes, "gateway": "fps"}, page="/payments")
        assert all(each in web.get(began.headers["location"]).text for each in notes)
        web.fill(f"{began.headers['location']}/simulate", {"outcome": "paid"})
        assert [owed(web, each) for each in notes] == ["0.00", "0.00"]
        (paid,) = web.get(f"/api/v1/payments/notes/{notes[1]}").json()["payments"]
        told = web.get(f"/api/v1/payments/receipts/{paid['number']}").json()
        assert [each["note"] for each in told["parts"]] == notes
        assert "Paid together" in web.get(f"/payments/receipts/{paid['number']}").text
        assert web.call("POST", "/payments/together", {"notes": notes, "gateway": "fps"}).status_code == 409
        assert web.fill("/payments/together", {"gateway": "fps"}, page="/payments").status_code == 409
    with client(database, settings, as_=CHEN) as other:
        assert other.call("POST", "/payments/together", {"notes": notes, "gateway": "fps"}).status_code == 404


def test_the_card_page_opens_only_with_our_mark_and_pays(database: Database, settings: Settings) -> None:
    note = a_note(database)
    with client(database, settings, as_=BELA) as web:
        attempt = web.call("POST", f"/payments/notes/{note}/pay", {"gateway": "card"}).json()
        assert web.get(attempt["page"]).status_code == 200
        assert web.get(attempt["page"][:-1] + "x").status_code == 404
        (taken,) = web.call("POST", f"/payments/attempts/{attempt['reference']}/simulate", {"outcome": "short"}).json()
        assert (taken["applied"], owed(web, note)) == ("50.00", "50.00")
        assert web.call("POST", f"/payments/notes/{note}/pay", {"gateway": "paypal"}).status_code == 422
    with client(database, settings, as_=CHEN) as other:
        assert other.get(attempt["page"]).status_code == 404
        assert other.call("POST", f"/payments/attempts/{attempt['reference']}/simulate", {}).status_code == 404


def test_a_service_says_it_by_a_signed_message_and_nobody_else_can(database: Database, settings: Settings) -> None:
    note = a_note(database)
    with client(database, settings, as_=BELA) as web:
        reference = web.call("POST", f"/payments/notes/{note}/pay", {"gateway": "fps"}).json()["reference"]
    body = message("T-77", reference, hkd("100"), clock.now())
    mark = signature_of(key(settings, "payments fps"), body)
    with client(database, settings) as service:
        for wrong in ("", "0" * 64, signature_of(key(settings, "payments card"), body)):
            refused = service.post("/api/v1/payments/callbacks/fps", content=body, headers={"x-signature": wrong})
            assert (refused.status_code, refused.json()["code"]) == (400, "callback_forged")
        answers = [
            service.post("/api/v1/payments/callbacks/fps", content=body, headers={"x-signature": mark})
            for _ in range(3)
        ]
        assert {each.json()["receipt"] for each in answers} == {answers[0].json()["receipt"]}
        assert service.post("/api/v1/payments/callbacks/none", content=body).status_code == 404
        assert service.post("/api/v1/payments/callbacks/fps", content=b"x" * 20_000).status_code == 400
    assert balance(database, "clearing:fps") == "100.00"


def test_a_refund_goes_its_way_by_pages(database: Database, settings: Settings) -> None:
    note = a_note(database)
    with client(database, settings, as_=DAOUD) as web:
        taken = web.call("POST", f"/payments/notes/{note}/counter", {"amount": "100.00", "reference": "S-1"}).json()
    with client(database, settings, as_=BELA) as web:
        asked = web.fill(f"/payments/receipts/{taken['number']}/refund", {"amount": "40", "because": "Fine was lifted"})
        assert asked.status_code == 303
        (refund,) = web.get("/api/v1/payments/refunds").json()
        assert web.fill(f"/payments/refunds/{refund['number']}/decision", {"granted": "true"}).status_code == 403
    with client(database, settings, as_=ESI) as web:
        assert "Fine was lifted" in web.get("/payments/refunds").text
        assert web.fill(f"/payments/refunds/{refund['number']}/decision", {"granted": "true"}).status_code == 303
    with client(database, settings, as_=DAOUD) as web:
        assert web.fill(f"/payments/refunds/{refund['number']}/sending").status_code == 422
        sent = web.call("POST", f"/payments/refunds/{refund['number']}/sending", {"reference": "OUT-1"}).json()
        done = web.call("POST", f"/payments/refunds/{refund['number']}/confirmation").json()
    assert (sent["state"], done["state"]) == ("sent", "confirmed")
    assert balance(database, "clearing:counter") == "60.00"


def test_a_guarantee_by_pages(database: Database, settings: Settings) -> None:
    with client(database, settings, as_=BELA) as web:
        note = web.call("POST", "/payments/guarantee/deposit", {"amount": "1000", "key": "d1"}).json()
        again = web.call("POST", "/payments/guarantee/deposit", {"amount": "1000", "key": "d1"}).json()
        assert note["number"] == again["number"]
        reference = web.call("POST", f"/payments/notes/{note['number']}/pay", {"gateway": "fps"}).json()["reference"]
        web.call("POST", f"/payments/attempts/{reference}/simulate", {})
    with client(database, settings, as_=DAOUD) as web:
        body = {"organisation": BELA.organisation, "amount": "600", "about": "SEAL-1"}
        assert web.call("POST", "/payments/guarantee/hold", body).status_code == 200
        short = web.call("POST", "/payments/guarantee/hold", {**body, "about": "SEAL-2"}).json()
        assert short["code"] == "guarantee_insufficient"
        assert "200.00" in short["mend"]
        assert "SEAL-1" in web.get("/payments/guarantee", params={"organisation": BELA.organisation}).text
    with client(database, settings, as_=BELA) as web:
        mine = web.get("/api/v1/payments/guarantee").json()
        assert mine["account"] == {
            "organisation": "bela-trading",
            "currency": "HKD",
            "available": "400.00",
            "held": "600.00",
        }
    with client(database, settings, as_=CHEN) as web:
        assert web.get("/api/v1/payments/guarantee?organisation=bela-trading").json()["account"] is None


def test_a_statement_is_brought_matched_and_settled_by_pages(database: Database, settings: Settings) -> None:
    note = a_note(database)
    content = statement(("100.00", "", f"DUTY {note}"))
    with client(database, settings, as_=ESI) as web:
        sent = web.fill("/payments/reconciliation", files={"file": ("bank.csv", content, "text/csv")})
        page = web.get(sent.headers["location"])
        assert note in page.text
        assert web.fill(f"{sent.headers['location']}/settle", {"position": "1", "note": note}).status_code == 303
        assert web.get(f"/api/v1{sent.headers['location']}").json()["left"] == "0.00"
        bad = web.fill("/payments/reconciliation", files={"file": ("bank.csv", b"x", "text/csv")})
        assert bad.status_code == 422
        assert 'href="#file"' in bad.text
        assert web.get("/payments/ageing").status_code == 200
        assert web.get("/api/v1/payments/ageing").json()["books"]["notes_agree"] is True
    books(database)


@pytest.mark.parametrize("language", ["en", "zh-Hant", "zh-Hans"])
def test_every_page_opens_in_every_language(database: Database, settings: Settings, language: str) -> None:
    note = a_note(database)
    with client(database, settings, as_=ESI) as web:
        web.call("POST", f"/payments/notes/{note}/counter", {"amount": "10.00", "reference": "S-1"})
        for path in ("", "/refunds", "/guarantee", "/kept-apart", "/ageing", "/reconciliation", f"/notes/{note}"):
            page = web.get(f"/payments{path}", params={"lang": language})
            assert page.status_code == 200, path
            assert not re.search(r"\{\w+\}", page.text), path
        csv = web.get("/payments", params={"format": "csv"})
        assert csv.text.splitlines()[1].startswith(note)
        assert web.get("/payments", params={"state": "open", "overdue": "true"}).status_code == 200


def test_a_note_raised_by_hand_and_written_off(database: Database, settings: Settings) -> None:
    body = {
        "organisation": "bela-trading",
        "about": "DEC-1",
        "kind": "fee",
        "says": "Copy of a {receipt}",
        "amount": "25",
        "key": "k",
    }
    with client(database, settings, as_=ESI) as web:
        one, again = (web.call("POST", "/payments/notes", body).json() for _ in range(2))
        assert one["number"] == again["number"]
        assert one["lines"][0]["says"] == "Copy of a {receipt}"
        assert web.call("POST", "/payments/notes", {**body, "amount": "-1", "key": "l"}).status_code == 422
        assert web.fill(f"/payments/notes/{one['number']}/write-off", {"because": "Raised in error"}).status_code == 303
        assert owed(web, one["number"]) == "0.00"


def test_the_commands_refuse_in_words_what_they_cannot_read(tmp_path: Any) -> None:
    file = tmp_path / "bank.csv"
    assert CliRunner().invoke(payments, ["reconcile", str(file)]).exit_code == 2
    assert {each.name for each in payments.commands.values()} == {"notes", "reconcile", "books"}
