"""Declarations through HTTP: lodged once per key with a receipt that verifies, by form and API; another's stay unseen."""

import io
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.settings import Settings
from tests.cast import AMINA, BELA, CHEN
from tests.trade.declarations.builders import GOOD, GOOD_ITEM, entered
from tests.web_client import Client, client


def headers(opened: Client, key: str = "") -> dict[str, str]:
    token = opened.get("/api/v1/token").json()["token"]
    return {"X-CSRF-Token": token, **({"Idempotency-Key": key} if key else {})}


def test_the_api_lodges_once_per_key_and_its_receipt_verifies(database: Database, settings: Settings) -> None:
    with client(database, settings, as_=BELA) as bela:
        heads = headers(bela, "k")
        with ThreadPoolExecutor(32) as pool:
            answers = list(pool.map(lambda _: bela.post("/api/v1/declarations", json=GOOD, headers=heads), range(32)))
        assert {each.status_code for each in answers} == {201}
        assert len({each.text for each in answers}) == 1
        other = bela.post("/api/v1/declarations", json=entered(reference="OTHER"), headers=heads)
        assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_used")
        answer = answers[0].json()
        proof = bela.post("/api/v1/receipts/verification", json={"receipt": answer["receipt"]}, headers=heads).json()
        assert proof["number"] == answer["number"]
        whole = bela.get(f"/api/v1/declarations/{answer['number']}").json()
        assert whole["declaration"]["items"][0]["value"] == "375751.2"
        assert whole["original_sha256"] == proof["sha256"]
        assert bela.get("/api/v1/declarations").json()["total"] == 1


def test_every_fault_is_told_at_once_in_the_readers_language(database: Database, settings: Settings) -> None:
    with client(database, settings, as_=BELA) as bela:
        wrong = entered(currency="RMB", item={"hs_code": "220803"})
        answer = bela.post("/api/v1/declarations", json=wrong, headers=headers(bela))
        assert answer.status_code == 422
        assert {each["path"] for each in answer.json()["errors"]} == {"currency", "items[0].hs_code"}
        assert "220830" in str(answer.json()["errors"])


@pytest.mark.parametrize(
    "body", [b"", b"[" * 100_000, b'{"items": 5}', b"\xff\xfe", b"[]", b'"x"', b'{"a": 1e999999}', b"null"]
)
def test_no_body_breaks_the_api(database: Database, settings: Settings, body: bytes) -> None:
    with client(database, settings, as_=BELA) as bela:
        assert bela.post("/api/v1/declarations", content=body, headers=headers(bela)).status_code in (400, 422)


def test_a_bulk_takes_and_refuses_each_by_itself(database: Database, settings: Settings) -> None:
    with client(database, settings, as_=BELA) as bela:
        rows = [entered(reference="a"), entered(currency="RMB"), 5]
        found = bela.post("/api/v1/declarations:bulk", json=rows, headers=headers(bela, "b")).json()
        assert [each["status"] for each in found] == [201, 422, 400]
        again = bela.post("/api/v1/declarations:bulk", json=rows, headers=headers(bela, "b")).json()
        assert again[0]["answer"]["number"] == found[0]["answer"]["number"]


def cells(**change: Any) -> dict[str, str]:
    flat = {name: str(value) for name, value in GOOD.items() if name != "items"}
    return {**flat, **{f"items.0.{name}": str(value) for name, value in GOOD_ITEM.items()}, **change}


def test_the_form_lodges_keeps_drafts_changes_rows_and_shows_faults(database: Database, settings: Settings) -> None:
    with client(database, settings, as_=BELA) as bela:
        page = "/declarations/new"
        assert bela.get(page).status_code == 200
        wrong = bela.fill(page, cells(currency="", **{"items.0.hs_code": "220803"}), page=page)
        assert wrong.status_code == 422
        assert "220830" in wrong.text
        rows = bela.fill(page, cells(add="1"), page=page, headers={"hx-request": "true"})
        assert "items.1.hs_code" in rows.text
        assert "<html" not in rows.text
        draft = bela.fill(page, cells(save="1"), page=page).headers["location"]
        assert "BELA-1" in bela.get(draft).text
        lodged = bela.fill(draft.split("?")[0], cells(lodge="1"), page=page).headers["location"]
        whole = bela.get(lodged)
        assert whole.status_code == 200
        assert "BELA-1" in whole.text
        assert lodged.rsplit("/", 1)[1] in bela.get("/declarations").text
        copied = bela.fill(f"{lodged}/copy", page=page).headers["location"]
        assert bela.get(copied).status_code == 200
        assert bela.get("/declarations?format=csv").text.count("BELA-1") == 1
        assert bela.get("/declarations?format=xlsx").content[:2] == b"PK"
    with client(database, settings, as_=CHEN) as chen:
        assert chen.get(lodged).status_code == 404
        assert chen.get(draft).status_code == 404
        assert "DEC" not in chen.get("/declarations?format=csv").text
    with client(database, settings, as_=AMINA) as amina:
        assert amina.get(lodged).status_code == 200
        assert amina.get("/declarations/new").status_code == 403


def test_a_file_is_taken_and_shown(database: Database, settings: Settings) -> None:
    with client(database, settings, as_=BELA) as bela:
        sent = {"file": ("a.csv", io.BytesIO(b"reference,hs_code\n1,2\n"), "text/csv")}
        answer = bela.fill("/declarations/files", {"mapping": "smartcustoms"}, page="/declarations/files", files=sent)
        assert answer.status_code == 303, answer.text
        assert bela.get(answer.headers["location"]).status_code == 200
        assert bela.get("/receipts?receipt=x").status_code == 200
        assert bela.get("/tariff?text=whisky").text.count("220830") >= 1
