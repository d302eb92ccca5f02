"""Applications through HTTP: form, drafts, files, API with keys, bulk by file, CSV; each fault by its field and its name."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.settings import Settings
from smartcustoms.trade.documents import actions, catalogue
from smartcustoms.trade.documents.forms import cells_of
from tests.cast import BELA, CHEN, DAOUD
from tests.conftest import NOON
from tests.trade.documents.builders import content_for
from tests.web_client import Client, client

TRN = content_for(catalogue.shipped()["RTA-TN"].form)
BODY = {"type": "RTA-TN", "reference": "B-1", "content": TRN}


def heads(opened: Client, key: str = "") -> dict[str, str]:
    token = opened.get("/api/v1/token").json()["token"]
    return {"X-CSRF-Token": token, **({"Idempotency-Key": key} if key else {})}


def test_the_api_gives_one_number_per_key_and_409_for_another_body(database: Database, settings: Settings) -> None:
    with client(database, settings, as_=BELA) as bela:
        keyed = heads(bela, "k")
        with ThreadPoolExecutor(16) as pool:
            answers = list(pool.map(lambda _: bela.post("/api/v1/documents", json=BODY, headers=keyed), range(16)))
        assert {each.status_code for each in answers} == {201}
        (number,) = {each.json()["number"] for each in answers}
        other = bela.post("/api/v1/documents", json={**BODY, "reference": "B-2"}, headers=keyed)
        assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_used")
        whole = bela.get(f"/api/v1/documents/{number}").json()
        assert (whole["content"], whole["reference"], whole["waits_for"]) == (TRN, "B-1", "OFCA")
        assert bela.get("/api/v1/documents").json()["total"] == 1


def test_every_fault_of_a_body_is_named_by_path_and_by_its_name_on_the_form(
    database: Database, settings: Settings
) -> None:
    with client(database, settings, as_=BELA) as bela:
        goods = {**TRN["goods"][0], "quantity": "many", "origin": "UK"}
        wrong = {**BODY, "content": {**TRN, "goods": [goods], "colour": 1}}
        headers = heads(bela)
        bela.cookies.set("language", "zh-Hant")
        answer = bela.post("/api/v1/documents", json=wrong, headers=headers)
    told = {each["field"]: each for each in answer.json()["errors"]}
    assert answer.status_code == 422
    assert set(told) == {"goods.0.quantity", "goods.0.origin", "colour"}
    assert (told["goods.0.quantity"]["name"], told["goods.0.quantity"]["seen"]) == ("數量", "many")
    assert all(each["message"] and each["mend"] for each in told.values())


def test_a_type_with_pages_of_its_own_is_applied_for_there(database: Database, settings: Settings) -> None:
    kind = catalogue.shipped()["FTA-CNM"]
    assert kind.applied_at == "/transhipment"
    body = {"type": kind.code, "content": content_for(kind.form)}
    with client(database, settings, as_=BELA) as bela:
        assert 'href="/transhipment"' in bela.get(f"/documents/types/{kind.code}?lang=en").text
        assert 'href="/transhipment"' in bela.get("/documents/new?lang=en").text
        sent = bela.get(f"/documents/new?type={kind.code}")
        assert (sent.status_code, sent.url.path) == (200, "/transhipment")
        assert f'href="/documents/types/{kind.code}"' in bela.get("/transhipment?lang=en").text, "and back"
        answer = bela.post("/api/v1/documents", json=body, headers=heads(bela))
        assert (answer.status_code, answer.json()["code"]) == (409, "applied_elsewhere")
        assert bela.get("/api/v1/documents").json()["total"] == 0


def test_no_body_breaks_the_api(database: Database, settings: Settings) -> None:
    with client(database, settings, as_=BELA) as bela:
        headers = heads(bela)
        for body in (
            b"",
            b"[" * 100_000,
            b"\xff",
            b"[]",
            b'{"type": 5}',
            b'{"type": "RTA-TN", "content": []}',
            b"null",
        ):
            assert bela.post("/api/v1/documents", content=body, headers=headers).status_code in (400, 404, 422)


def test_the_form_keeps_a_draft_takes_files_shows_faults_and_lodges(database: Database, settings: Settings) -> None:
    cells = cells_of(content_for(catalogue.shipped()["PEST-IE"].form))
    with client(database, settings, as_=BELA) as bela:
        page = bela.get("/documents/new?type=PEST-IE").text
        key = re.findall(r'name="key" value="(\w+)"', page)[0]
        more = bela.fill(
            "/documents/new?type=PEST-IE", {**cells, "add": "goods", "key": key}, page="/documents/new?type=PEST-IE"
        )
        assert 'name="goods.1.hs_code"' in more.text
        wrong = bela.fill(
            "/documents/new?type=PEST-IE",
            {**cells, "goods.0.quantity": "x", "lodge": "1", "key": key},
            page="/documents",
        )
        assert wrong.status_code == 422
        assert 'href="#goods-0-quantity"' in wrong.text
        assert 'href="#attachments-safety_data_sheet"' in wrong.text
        assert 'value="x"' in wrong.text
        number = re.findall(r"/documents/(D\w+)/edit", wrong.text)[0]
        sent = {"file": ("sheet.pdf", b"%PDF-1.7 simulated", "text/html")}
        bela.fill(f"/documents/{number}/attachments", {"code": "safety_data_sheet"}, page="/documents", files=sent)
        version = bela.get(f"/api/v1/documents/{number}").json()["version"]
        lodged = bela.fill(f"/documents/{number}/edit", {**cells, "version": version, "lodge": "1"}, page="/documents")
        assert lodged.headers["location"] == f"/documents/{number}"
        shown = bela.get(f"/documents/{number}")
        assert "Agriculture, Fisheries" in shown.text
        file = re.findall(rf"/files/documents/{number}/[\w-]+", shown.text)[0]
        given = bela.get(file)
        assert (given.headers["content-type"], given.content) == ("application/pdf", b"%PDF-1.7 simulated")
        assert given.headers["content-disposition"].startswith("attachment")
        assert bela.get("/api/v1/documents").json()["total"] == 1
    with client(database, settings, as_=CHEN) as chen:
        assert chen.get(file).status_code == 404
        assert chen.get(f"/documents/{number}").status_code == 404


def test_a_refused_file_is_shown_on_the_page(database: Database, settings: Settings) -> None:
    with client(database, settings, as_=BELA) as bela:
        number = bela.post(
            "/api/v1/documents/drafts", json={"type": "PEST-IE", "content": {}}, headers=heads(bela)
        ).json()["number"]
        sent = {"file": ("sheet.pdf", b"<html><script>", "application/pdf")}
        answer = bela.fill(f"/documents/{number}/attachments", {"code": "invoice"}, page="/documents", files=sent)
        assert answer.status_code == 415
        assert "sheet.pdf" in answer.text


def test_an_issued_document_shows_its_paper_to_its_holder_only(database: Database, settings: Settings) -> None:
    with client(database, settings, as_=BELA) as bela:
        number = bela.post("/api/v1/documents", json=BODY, headers=heads(bela)).json()["number"]
        with database.unit(by=PLATFORM, at=NOON) as uow:
            actions.decided(uow, number, review="R", granted=True)
        page = bela.get(f"/documents/{number}").text
        link = re.findall(r'href="(/files/papers/[^"]+pdf[^"]+)"', page)[0].replace("&amp;", "&")
        assert bela.get(link).content.startswith(b"%PDF")


def test_a_file_of_many_is_lodged_one_by_one_and_once(database: Database, settings: Settings) -> None:
    good, bad = {"type": "RTA-TN", "content": TRN}, {"type": "RTA-TN", "content": {}}
    lines = "\n".join(json.dumps(each) for each in (good, bad, {"type": "NONE"})).encode()
    cells = {"type": "RTA-TN", **cells_of(TRN)}
    table = (",".join(cells) + "\n" + ",".join(f'"{each}"' for each in cells.values())).encode()
    with client(database, settings, as_=BELA) as bela:
        first = bela.post("/api/v1/documents:bulk", content=lines, headers=heads(bela, "f")).json()
        again = bela.post("/api/v1/documents:bulk", content=lines, headers=heads(bela, "f")).json()
        assert [each["status"] for each in first] == [201, 422, 404]
        assert again[0]["answer"]["number"] == first[0]["answer"]["number"]
        for _ in range(2):
            page = bela.fill("/documents/bulk", page="/documents", files={"file": ("a.csv", table, "text/csv")})
            assert page.status_code == 200
        assert bela.get("/api/v1/documents").json()["total"] == 2
        refused = bela.fill("/documents/bulk", page="/documents", files={"file": ("a.csv", b"\x00\xff", "text/csv")})
        assert refused.status_code == 422


def test_an_officer_writes_off_and_a_trader_may_not(database: Database, settings: Settings) -> None:
    body = {"type": "PHARM-E", "content": content_for(catalogue.shipped()["PHARM-E"].form)}
    used = {"declaration": "26HK1", "item": 1, "hs_code": "380891", "quantity": "2.5"}
    with client(database, settings, as_=BELA) as bela:
        number = bela.call("POST", "/documents", body).json()["number"]
        with database.unit(by=PLATFORM, at=clock.now()) as uow:
            actions.decided(uow, number, review="R", granted=True)
        assert bela.call("POST", f"/documents/{number}/uses", used).status_code == 403
    with client(database, settings, as_=DAOUD) as daoud:
        for _ in range(2):
            assert daoud.call("POST", f"/documents/{number}/uses", used).json()["goods"][0]["left"] == "10.000000"
        assert daoud.call("POST", f"/documents/{number}/uses", {**used, "quantity": "-1"}).status_code == 422
        page = daoud.fill(f"/documents/{number}/uses", {**used, "item": "2", "quantity": "99"}, page="/documents")
        assert page.status_code == 409
        assert 'href="#quantity"' in page.text


def test_the_list_is_exported_and_no_cell_is_a_formula(database: Database, settings: Settings) -> None:
    with client(database, settings, as_=BELA) as bela:
        bela.post("/api/v1/documents", json={**BODY, "reference": "=cmd|'/c calc'!A1"}, headers=heads(bela))
        text = bela.get("/documents/export.csv").text
        assert "'=cmd" in text
        assert bela.get("/documents?text=RTA-TN").status_code == 200


def test_messages_links_copies_and_withdrawal_by_api(database: Database, settings: Settings) -> None:
    def call(bela: Client, path: str, body: Any = None) -> Any:
        return bela.post(f"/api/v1/documents/{path}", json=body, headers=heads(bela))

    with client(database, settings, as_=BELA) as bela:
        number = bela.post("/api/v1/documents", json=BODY, headers=heads(bela)).json()["number"]
        with database.unit(by=PLATFORM, at=NOON) as uow:
            actions.ask(uow, number, agency="OFCA", text="Which band?")
        assert bela.get(f"/api/v1/documents/{number}").json()["state"] == "asked"
        assert call(bela, f"{number}/messages", {"text": "2.4 GHz"}).json()["state"] == "lodged"
        other = call(bela, f"{number}/copy").json()["number"]
        assert call(bela, f"{number}/links", {"relation": "import_of", "other": other}).status_code == 201
        assert call(bela, f"{number}/links", {"relation": "import_of", "other": "D1"}).json()["field"] == "other"
        whole = bela.get(f"/api/v1/documents/{number}").json()
        changed = {**TRN, "particulars": {**TRN["particulars"], "model": "Other"}}
        body = {"content": changed, "version": whole["version"], "because": "slip"}
        answer = bela.call("PUT", f"/documents/{number}", body)
        assert (answer.json()["number"], answer.json()["version"]) == (number, 2)
        assert bela.call("PUT", f"/documents/{number}", body).status_code == 409
        assert call(bela, f"{number}/withdraw", {"because": "no"}).json()["state"] == "withdrawn"
        assert call(bela, f"{number}/withdraw", {"because": "no"}).status_code == 409
