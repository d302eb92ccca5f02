"""Lodgings by API that were refused are found again by their sender: when, why, and the receipt of what was sent."""

import hashlib
from datetime import timedelta
from typing import Any

import pytest

from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.settings import Settings
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.declarations import actions, queries, refused
from smartcustoms.trade.declarations.model import KeyUsed
from smartcustoms.trade.declarations.refused import Form, NoSuchRefusal, Refusal, RefusalsWanted
from tests.cast import AMINA, BELA, CHEN
from tests.conftest import NOON
from tests.trade.declarations.builders import GOOD, entered
from tests.trade.declarations.test_web import headers
from tests.trade.declarations.wco.builders import declaration as message
from tests.web_client import Client, client

XML = {"Content-Type": "application/xml"}


def lodge(opened: Client, body: Any) -> dict[str, Any]:
    answer = opened.post("/api/v1/declarations", json=body, headers=headers(opened))
    told: dict[str, Any] = answer.json()
    assert answer.headers["link"] == f'</api/v1/declaration-refusals/{told["refusal"]["number"]}>; rel="describedby"'
    return told


def kept(opened: Client, **asked: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = opened.get("/api/v1/declaration-refusals", params=asked).json()["refusals"]
    return found


def test_a_refused_lodging_is_listed_with_every_fault_and_its_receipt(database: Database, settings: Settings) -> None:
    with client(database, settings, as_=BELA) as bela:
        told = lodge(bela, entered(reference="MINE-1", currency="RMB", item={"hs_code": "220803"}))
        assert (told["code"], len(told["errors"])) == ("declaration_not_accepted", 2)
        number = told["refusal"]["number"]
        one = bela.get(f"/api/v1/declaration-refusals/{number}").json()
        assert [each["code"] for each in one["errors"]] == [each["code"] for each in told["errors"]]
        assert {each["rule"] for each in one["errors"]} == {"/errors/currency_unknown", "/errors/hs_code_unknown"}
        proof = bela.post(
            "/api/v1/receipts/verification", json={"receipt": told["refusal"]["receipt"]}, headers=headers(bela)
        ).json()
        assert (proof["number"], proof["version"], proof["sha256"]) == (number, 0, one["sha256"])
        listed = bela.get("/declarations/refused").text
        assert number in listed
        assert "MINE-1" in listed
        page = bela.get(f"/declarations/refused/{number}", headers={"Accept-Language": "zh-Hant"}).text
        assert "RMB" in page
        assert "/errors/currency_unknown" in page
        assert told["refusal"]["receipt"] in page
        assert bela.get("/api/v1/declarations").json()["total"] == 0


def test_a_refused_amendment_is_kept_with_its_receipt_too(database: Database, settings: Settings) -> None:
    with client(database, settings, as_=BELA) as bela:
        number = bela.post("/api/v1/declarations", json=entered(), headers=headers(bela)).json()["number"]
        wrong = {"version": 1, "because": "recounted", "declaration": entered(reference="MINE-2", currency="RMB")}
        answers = [
            bela.put(f"/api/v1/declarations/{number}", json=each, headers=headers(bela))
            for each in (wrong, {**wrong, "version": 7, "declaration": entered()}, {"version": 1})
        ]
        assert [each.status_code for each in answers] == [422, 409, 400]
        assert [each.json()["code"] for each in answers[:2]] == [
            "declaration_not_accepted",
            "declaration_changed_since",
        ]
        assert all(each.json()["refusal"]["receipt"] for each in answers)
        assert "MINE-2" in {each["reference"] for each in kept(bela)}
        assert len(kept(bela)) == 3
        assert bela.get(f"/api/v1/declarations/{number}").json()["version"] == 1


def test_the_same_again_is_counted_not_kept_twice(database: Database, settings: Settings) -> None:
    with client(database, settings, as_=BELA) as bela:
        first, again = (lodge(bela, entered(currency="RMB"))["refusal"] for _ in range(2))
        assert (first["number"], first["receipt"]) == (again["number"], again["receipt"])
        assert [each["times"] for each in kept(bela)] == [2]
        lodge(bela, entered(currency="RMX"))
        assert len(kept(bela)) == 2


def test_a_conflict_a_message_and_what_is_no_json_are_kept_too(database: Database, settings: Settings) -> None:
    with client(database, settings, as_=BELA) as bela:
        assert bela.post("/api/v1/declarations", json=GOOD, headers=headers(bela, "k")).status_code == 201
        other = bela.post("/api/v1/declarations", json=entered(reference="O"), headers=headers(bela, "k"))
        assert other.status_code == 409
        broken = bela.post("/api/v1/declarations", content=b"{\xff", headers=headers(bela))
        assert broken.status_code == 400
        sent = message().replace(b"</Declaration>", b"")
        assert bela.post("/api/v1/declarations", content=sent, headers=headers(bela) | XML).status_code == 422
        codes = {each["code"]: (each["form"], each["reference"]) for each in kept(bela)}
        assert codes == {
            "idempotency_key_used": ("json", "O"),
            "json_unreadable": ("json", ""),
            "message_unusable": ("xml", "OURS-1"),
        }
        assert kept(bela, text=hashlib.sha256(sent).hexdigest()[:12])[0]["code"] == "message_unusable"


def test_a_bulk_keeps_each_that_was_refused(database: Database, settings: Settings) -> None:
    with client(database, settings, as_=BELA) as bela:
        rows = [entered(reference="a"), entered(reference="b", currency="RMB"), 5]
        found = bela.post("/api/v1/declarations:bulk", json=rows, headers=headers(bela, "b")).json()
        assert [("refusal" in each["answer"]) for each in found] == [False, True, True]
        assert sorted(each["reference"] for each in kept(bela)) == ["", "b"]


def test_others_see_nothing_of_it_and_officers_do(database: Database, settings: Settings) -> None:
    with client(database, settings, as_=BELA) as bela:
        number = lodge(bela, entered(currency="RMB"))["refusal"]["number"]
    with client(database, settings, as_=CHEN) as chen:
        assert kept(chen) == []
        assert chen.get(f"/api/v1/declaration-refusals/{number}").json()["code"] == "declaration_refusal_unknown"
        assert chen.get(f"/declarations/refused/{number}").status_code == 404
    with client(database, settings, as_=AMINA) as amina:
        assert [each["number"] for each in kept(amina)] == [number]


def keep(database: Database, content: bytes, *, minutes: int = 0, seen: str = "k") -> Refusal:
    why = KeyUsed(
        sentence("The idempotency key {key} was used for another declaration.", key=seen),
        mend=sentence("Sign in"),
        seen=seen,
    )
    with database.unit(by=BELA, at=NOON + timedelta(minutes=minutes)) as uow:
        return actions.keep_refused(uow, why, original=content, form=Form.JSON)


def test_only_the_newest_are_kept(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("smartcustoms.trade.declarations.store.kept_refusals.MOST_KEPT", 3)
    made = [keep(database, bytes([each]), minutes=each).number for each in range(5)]
    with database.unit(by=BELA, at=NOON) as uow:
        found, total = queries.refusals(uow, RefusalsWanted(sort="last_at"))
        assert ([each.number for each in found], total) == (made[2:], 3)
        with pytest.raises(NoSuchRefusal):
            queries.refusal(uow, made[0])


def test_a_value_that_no_database_takes_is_kept_without_it(database: Database) -> None:
    found = keep(database, b"x", seen="a\x00b\ud800")
    assert found.faults[0].seen == "ab?"


def test_the_list_is_filtered_ordered_and_taken_as_csv(database: Database, settings: Settings) -> None:
    with client(database, settings, as_=BELA) as bela:
        for reference in ("B-1", "A-1", "A-2"):
            lodge(bela, entered(reference=reference, currency="RMB"))
        assert [each["reference"] for each in kept(bela, sort="reference", text="a-")] == ["A-1", "A-2"]
        assert kept(bela, until="2020-01-01") == kept(bela, since="2099-01-01") == []
        rows = bela.get("/declarations/refused?format=csv&sort=-reference&size=1").text.splitlines()
        assert [row.split(",")[1] for row in rows] == ["reference", "B-1", "A-2", "A-1"]


def test_at_most_a_hundred_faults_are_kept() -> None:
    class Many(KeyUsed):
        """A refusal with faults."""

        faults = (refused.RefusedFault("c", "p", "s", sentence("Sign in"), sentence("Sign in")),) * 500

    assert len(refused.faults_of(Many(sentence("Sign in"), mend=sentence("Sign in")))) == refused.MOST_FAULTS
