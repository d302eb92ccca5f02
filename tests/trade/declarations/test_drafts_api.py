"""Drafts and files by the API: a trader sees only his own."""

from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.settings import Settings
from tests.cast import BELA, CHEN
from tests.trade.declarations.builders import entered
from tests.web_client import client


def test_a_draft_is_kept_written_anew_and_removed(database: Database, settings: Settings) -> None:
    with client(database, settings, as_=BELA) as bela:
        made = bela.call("POST", "/declaration-drafts", {"reference": "R1", "items": [{"hs_code": "69"}]})
        assert (made.status_code, made.json()["declaration"]["reference"]) == (201, "R1")
        path = f"/declaration-drafts/{made.json()['id']}"
        assert bela.call("PUT", path, {"reference": "R2", "items": []}).json()["declaration"]["reference"] == "R2"
        assert [each["id"] for each in bela.get("/api/v1/declaration-drafts").json()] == [made.json()["id"]]
    with client(database, settings, as_=CHEN) as chen:
        assert chen.get("/api/v1/declaration-drafts").json() == []
        for method in ("GET", "PUT", "DELETE"):
            assert chen.call(method, path, {} if method == "PUT" else None).status_code == 404
    with client(database, settings, as_=BELA) as bela:
        assert bela.call("DELETE", path).status_code == 204
        assert bela.get(f"/api/v1{path}").status_code == 404


def test_a_copy_of_a_lodged_declaration_begins_a_draft(database: Database, settings: Settings) -> None:
    with client(database, settings, as_=BELA) as bela:
        number = bela.call("POST", "/declarations", entered()).json()["number"]
        copied = bela.call("POST", f"/declarations/{number}/copy")
        assert copied.status_code == 201
        assert copied.json()["declaration"]["items"][0]["hs_code"] == "690722"
        assert "reference" not in copied.json()["declaration"]
    with client(database, settings, as_=CHEN) as chen:
        assert chen.call("POST", f"/declarations/{number}/copy").status_code in (403, 404)
